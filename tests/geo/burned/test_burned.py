"""Outlines of burned ground: from files, mended, measured, cut by forest plots."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.burned import OutlineInvalid, area_by_state, checked, read_outline

BBOX = (103.35, 21.45, 103.90, 22.05)
SQUARE = [(103.660, 21.640), (103.670, 21.640), (103.670, 21.650), (103.660, 21.650)]


def gpx(*walks, times=False) -> bytes:
    def points(walk):
        return "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in walk)

    tracks = "".join(f"<trk><trkseg>{points(walk)}</trkseg></trk>" for walk in walks)
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
        f'<wpt lat="21.6" lon="103.6"/>{tracks}</gpx>'
    ).encode()


def kml(ring) -> bytes:
    told = " ".join(f"{lon},{lat},0" for lon, lat in [*ring, ring[0]])
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>'
        "<name>Vùng cháy</name><Placemark><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{told}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        "</Folder></Document></kml>"
    ).encode()


def geojson(geometry) -> bytes:
    return json.dumps({"type": "Feature", "properties": {}, "geometry": geometry}).encode()


def geodesic_ha(ring) -> float:
    lon, lat = zip(*ring, strict=True)
    return abs(Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)[0]) / 10_000


@pytest.mark.parametrize(
    ("data", "kind", "walked"),
    [
        (gpx(SQUARE), "gpx", True),
        (kml(SQUARE), "kml", False),
        (geojson({"type": "Polygon", "coordinates": [[*SQUARE, SQUARE[0]]]}), "geojson", False),
        (geojson({"type": "LineString", "coordinates": SQUARE}), "geojson", True),
    ],
)
def test_every_kind_of_file_gives_the_same_ground(data, kind, walked) -> None:
    read = read_outline(data)
    assert (read.kind, read.walked) == (kind, walked)
    found = checked(read.shape, bbox=BBOX)
    assert found.area_ha == pytest.approx(geodesic_ha(SQUARE), rel=1e-5)
    assert found.crossing is None


def test_a_walk_is_closed_and_the_gap_is_told() -> None:
    read = read_outline(gpx(SQUARE))
    # From the last corner back to the first: 0.01° of latitude, 1,107 m at this latitude.
    assert read.gap_m == pytest.approx(1107, abs=3)


def test_a_walk_with_a_break_is_one_ring_and_standing_still_adds_nothing() -> None:
    broken = gpx([SQUARE[0], SQUARE[0], *SQUARE[1:]]).replace(
        b'<trkpt lat="21.65" lon="103.67"/>', b'</trkseg><trkseg><trkpt lat="21.65" lon="103.67"/>'
    )
    read = read_outline(broken)
    assert checked(read.shape, bbox=BBOX).area_ha == pytest.approx(geodesic_ha(SQUARE), rel=1e-5)


def test_two_walks_are_two_patches() -> None:
    other = [(lon + 0.02, lat) for lon, lat in SQUARE]
    found = checked(read_outline(gpx(SQUARE, other)).shape, bbox=BBOX)
    assert shapely.get_num_geometries(found.shape) == 2
    assert found.area_ha == pytest.approx(2 * geodesic_ha(SQUARE), rel=1e-5)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b" \n", "outline_file_empty"),
        (b"%PDF-1.7 not a map", "outline_file_unknown"),
        (b"<gpx", "outline_file_unknown"),
        (b"{}", "outline_file_unknown"),
        (gpx(), "outline_absent"),
        (geojson({"type": "Point", "coordinates": [103.6, 21.6]}), "outline_absent"),
        (gpx(SQUARE[:2]), "outline_few_points"),
    ],
)
def test_what_is_no_outline_is_refused(data, problem) -> None:
    with pytest.raises(OutlineInvalid) as refused:
        read_outline(data)
    assert refused.value.params["problem"] == problem


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def test_a_kmz_is_read_and_other_archives_are_refused() -> None:
    ring = " ".join(f"{lon},{lat},0" for lon, lat in [*SQUARE, SQUARE[0]])
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><Polygon><outerBoundaryIs>'
        f"<LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        "</Document></kml>"
    ).encode()
    read = read_outline(packed(icon_png=b"x", doc_kml=kml))
    assert (read.kind, read.walked) == ("kml", False)
    assert checked(read.shape, bbox=BBOX).area_ha == pytest.approx(geodesic_ha(SQUARE), rel=1e-5)
    bomb, broken = packed(doc_kml=kml + b" " * 1024 * 1024), packed(doc_kml=kml)[:-60]
    for data, problem in (
        (packed(shape_shp=b"x"), "outline_file_unknown"),
        (broken, "outline_file_unknown"),
        (bomb, "outline_file_large"),
    ):
        with pytest.raises(OutlineInvalid) as refused:
            read_outline(data, limit_mb=1)
        assert refused.value.params["problem"] == problem


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(OutlineInvalid) as refused:
        read_outline(b"x" * (1024 * 1024 + 1), limit_mb=1)
    assert refused.value.params["problem"] == "outline_file_large"


def test_an_outline_that_crosses_itself_is_mended_and_says_where() -> None:
    bow = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    found = checked(shapely.Polygon(bow), bbox=BBOX)
    assert found.crossing == pytest.approx((21.645, 103.665), abs=1e-6)
    # Two triangles that touch in the middle: half the square.
    assert found.area_ha == pytest.approx(geodesic_ha(SQUARE) / 2, rel=1e-3)
    assert found.change_ha > 0


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (shapely.Polygon(), "outline_absent"),
        (shapely.Polygon([(lat, lon) for lon, lat in SQUARE]), "outline_swapped"),
        (shapely.Polygon([(lon - 1.5, lat) for lon, lat in SQUARE]), "outline_far"),
        (shapely.Polygon([SQUARE[0], SQUARE[2], SQUARE[0]]), "outline_nothing_left"),
        (shapely.box(*BBOX), "outline_huge"),
    ],
)
def test_what_cannot_be_burned_ground_here_is_refused(shape, problem) -> None:
    with pytest.raises(OutlineInvalid) as refused:
        checked(shape, bbox=BBOX)
    assert refused.value.params["problem"] == problem


def test_ground_is_counted_once_by_state_and_the_rest_is_uncovered() -> None:
    outline = shapely.Polygon(SQUARE)
    west, east = shapely.box(103.655, 21.64, 103.665, 21.65), shapely.box(103.664, 21.63, 103.668, 21.66)
    shares = area_by_state(outline, np.array([west, east], dtype=object), ["RTG", None], ["planted", None])
    whole = geodesic_ha(SQUARE)
    told = {(share.state, share.group): share.ha / whole for share in shares}
    # 0.005 of 0.01 in the west; 0.003 more in the east, of which 0.001 was counted already; 0.002 in none.
    assert told == pytest.approx(
        {("RTG", "planted"): 0.5, (None, "unknown"): 0.3, (None, "uncovered"): 0.2}, abs=1e-4
    )
    assert shares[-1].group == "uncovered"
    assert sum(share.ha for share in shares) == pytest.approx(whole, rel=1e-5)


def test_without_plots_everything_is_uncovered() -> None:
    (share,) = area_by_state(shapely.Polygon(SQUARE), np.array([], dtype=object), [], [])
    assert share.group == "uncovered"
