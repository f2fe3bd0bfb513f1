import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import wkt

from geo.forest.ellipsoid import area_ha
from geo.forest.findings import FINDINGS, Findings
from geo.forest.repair import repair

BOX = "POLYGON ((103.6 21.6, 103.61 21.6, 103.61 21.61, 103.6 21.61, 103.6 21.6))"
BOWTIE = "POLYGON ((103.6 21.6, 103.61 21.61, 103.61 21.6, 103.6 21.61, 103.6 21.6))"
SPIKE = (
    "POLYGON ((103.6 21.6, 103.61 21.6, 103.61 21.61, 103.61 21.62, 103.61 21.61, 103.6 21.61, 103.6 21.6))"
)


def one(text: str | None) -> tuple[object, list[str]]:
    shapes, findings, _ = repair([None if text is None else wkt.loads(text)], [7])
    assert set(findings["feature"]) <= {7}
    return shapes[0], findings["kind"].tolist()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (BOX, []),
        ("MULTI" + BOX.replace("((", "(((").replace("))", ")))"), []),
        (BOX.replace("POLYGON", "POLYGON Z").replace(",", " 5,").replace("))", " 5))"), ["dropped_z"]),
        (BOX.replace("POLYGON", "POLYGON Z").replace(",", " 0,").replace("))", " 0))"), []),
        (BOWTIE, ["repaired_ring"]),
        (SPIKE, ["repaired_ring"]),
        (f"GEOMETRYCOLLECTION ({BOX}, POINT (103.6 21.6))", ["dropped_parts"]),
        (f"GEOMETRYCOLLECTION (GEOMETRYCOLLECTION ({BOX}))", []),
        ("POLYGON ((103.6 21.6, 103.60005 21.6, 103.60005 21.60005, 103.6 21.6))", ["sliver"]),
    ],
)
def test_what_can_be_used(text: str, kinds: list[str]) -> None:
    shape, found = one(text)
    assert found == kinds
    assert shapely.is_valid(shape) and shape.geom_type in ("Polygon", "MultiPolygon") and not shape.has_z
    assert not any(FINDINGS[kind] == "refused" for kind in found)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (None, "empty_geometry"),
        ("POLYGON EMPTY", "empty_geometry"),
        ("POINT EMPTY", "empty_geometry"),
        ("GEOMETRYCOLLECTION EMPTY", "empty_geometry"),
        ("POINT (103.6 21.6)", "not_a_polygon"),
        ("MULTIPOINT ((103.6 21.6))", "not_a_polygon"),
        ("LINESTRING (103.6 21.6, 103.7 21.6)", "not_a_polygon"),
        ("GEOMETRYCOLLECTION (POINT (103.6 21.6))", "not_a_polygon"),
        ("POLYGON ((103.6 21.6, 103.61 21.6, 103.6 21.6, 103.6 21.6))", "nothing_left"),
        ("POLYGON ((464807 2394242, 464907 2394242, 464907 2394342, 464807 2394242))", "outside_the_plane"),
    ],
)
def test_what_cannot(text: str | None, kind: str) -> None:
    shape, found = one(text)
    assert shape is None
    assert found == [kind]
    assert FINDINGS[kind] == "refused"


def test_numbers_that_are_none() -> None:
    for bad in (np.nan, np.inf):
        ring = [(103.6, 21.6), (103.61, 21.6), (103.61, bad), (103.6, 21.6)]
        shapes, findings, _ = repair([shapely.Polygon(ring)])
        assert shapes[0] is None
        assert findings["kind"].tolist() == ["outside_the_plane"]


def test_a_bowtie_keeps_both_of_its_halves() -> None:
    shape, _ = one(BOWTIE)
    whole, _ = one(BOX)
    assert area_ha([shape])[0] == pytest.approx(area_ha([whole])[0] / 2, rel=1e-3)


def test_areas_are_those_of_the_ellipsoid() -> None:
    geod = Geod(ellps="WGS84")
    for lat in (8.5, 21.6, 23.3):
        box = shapely.segmentize(shapely.box(103.6, lat, 103.61, lat + 0.01), 1e-4)
        wanted = abs(geod.geometry_area_perimeter(box)[0]) / 10_000
        assert area_ha([box])[0] == pytest.approx(wanted, rel=1e-6)
    assert area_ha([None, shapely.Point(1, 1)]).tolist() == [0, 0]


def test_the_input_is_not_changed() -> None:
    shapes = np.array([wkt.loads(BOWTIE), None], dtype=object)
    repair(shapes)
    assert not shapely.is_valid(shapes[0])


def test_a_kind_that_nobody_knows() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Findings().add(1, "nonsense")
