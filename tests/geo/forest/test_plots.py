"""Every feature is a plot or a refusal, and everything odd about it is said."""

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.forest.columns import recognise
from geo.forest.errors import EncodingUnknown, LayerCrsUnknown
from geo.forest.findings import FINDINGS, REFUSED, WHOLE_LAYER, refused
from geo.forest.layer_file import open_layers, read_batches
from geo.forest.plots import PLOT_COLUMNS, area_unit, declared_areas, duplicate_lots, plots
from geo.forest.text import encode
from geo.forest.values import number_of
from tests.geo.forest.layers import AREAS, VECTORS, inventory, square, write


def made(table: gpd.GeoDataFrame, **options: Any) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    given_options = {"epsg": 9206, "areas": AREAS} | options
    columns = [str(name) for name in table.columns if name != "geometry"]
    return plots(table, recognise(columns).mapping, **given_options)


def said(table: gpd.GeoDataFrame, **options: Any) -> list[tuple[int, str]]:
    found = made(table, **options)[1]
    return list(zip(found["feature"], found["kind"], strict=True))


def params(table: gpd.GeoDataFrame, kind: str, **options: Any) -> dict[str, Any]:
    found = made(table, **options)[1]
    return found.loc[found["kind"] == kind, "params"].iloc[0]


def test_the_columns_of_plots() -> None:
    table, findings = made(inventory())
    assert tuple(table.columns) == PLOT_COLUMNS
    assert findings.empty
    assert table.crs == 4326
    first = table.iloc[0]
    assert first["commune_2021_id"] == "chieng-bang-2021"
    assert first["commune_2025_id"] == "quynh-nhai-2025"
    assert first["state_name"] == "Rừng gỗ tự nhiên núi đất LRTX nghèo"
    assert first["extra"] == {"feature_number": "1"}
    assert table["planted_year"].tolist() == [pd.NA, 2015, pd.NA, pd.NA]
    assert table["area_ha"].tolist() == [1.0] * 4
    assert table["owner_kind"].tolist() == ["5", "1", "3", "2"]
    assert table["place_name"].tolist() == ["Bản Huổi Ngà"] * 4


def test_no_state_and_unknown_states_are_said_and_never_other() -> None:
    table, findings = made(inventory(maldlr=[16, None, 99, 999], ldlr=["TXN", None, None, "xyz"]))
    assert list(zip(findings["feature"], findings["kind"], strict=True)) == [
        (1, "no_state"),
        (2, "unknown_state"),
        (3, "unknown_state"),
    ]
    assert table["state_group"].tolist() == ["natural", None, None, None]
    assert table["state_code"].tolist() == [16, pd.NA, 99, 999]
    assert table["state_abbreviation"].tolist() == ["TXN", None, None, "xyz"]


def test_a_state_by_abbreviation_alone() -> None:
    table, findings = made(inventory(maldlr=None))
    assert findings.empty
    assert table["state_code"].tolist() == [16, 60, 78, 88]


def test_code_against_abbreviation() -> None:
    table = inventory(ldlr=["RTG", "RTG", "DT2", "NN"])
    assert said(table) == [(0, "state_contradicts")]
    assert params(table, "state_contradicts") == {"code": "16", "expected": "TXN", "abbreviation": "RTG"}
    assert made(table)[0]["state_code"].iloc[0] == 16


def test_functions() -> None:
    assert said(inventory(malr3=[1, 9, 2, None])) == [(1, "unknown_function")]
    assert made(inventory(malr3=[1, 9, 2, None]))[0]["function"].tolist() == [
        "protection",
        None,
        "special_use",
        "outside",
    ]
    assert made(inventory(malr3=None))[0]["function"].tolist() == [None] * 4  # the layer does not say


@pytest.mark.parametrize("code", ["03706", 3706, 3706.0, "3706", " 3706.0 "])
def test_commune_codes_in_any_form(code: object) -> None:
    table, findings = made(inventory(maxa=[code, 3685, 3694, 3709]))
    assert findings.empty
    assert table["commune_code"].iloc[0] == "03706"


def test_codes_of_the_map_of_today_and_of_the_one_before() -> None:
    now = inventory(maxa=["03703", "03688", "03694", "03712"])
    for table in (now, inventory()):
        plots_found, findings = made(table)
        assert findings.empty
        assert plots_found["commune_2021_id"].tolist() == [
            "chieng-bang-2021",
            "ca-nang-2021",
            "muong-gion-2021",
            "muong-sai-2021",
        ]
        assert plots_found["commune_2025_id"].tolist() == [
            "quynh-nhai-2025",
            "muong-chien-2025",
            "muong-gion-2025",
            "muong-sai-2025",
        ]
    assert said(now, declared_on=date(2025, 7, 1)) == []
    # Before July 2025 03688 was Chiềng Khay, and this plot lies in Cà Nàng.
    assert (1, "commune_disagrees") in said(now, declared_on=date(2025, 6, 30))


def test_a_code_that_the_position_contradicts() -> None:
    table = inventory(maxa=[3694, 3685, 3694, 3709])
    found, _ = made(table)
    assert said(table) == [(0, "commune_disagrees")]
    assert params(table, "commune_disagrees") == {
        "value": "03694",
        "said": "Mường Giôn",
        "found": "Chiềng Bằng",
    }
    assert found["commune_2021_id"].iloc[0] == "chieng-bang-2021"


def test_the_code_counts_where_the_outline_is_unsure() -> None:
    """Within 300 m of the commune that the code names: the outlines are generalised to as much."""
    own = AREAS.by_id("chieng-bang-2021").geometry
    other = AREAS.by_id("chieng-khoang-2021").geometry
    common = own.boundary.intersection(other.boundary)
    lines = [part for part in shapely.get_parts(common) if part.geom_type == "LineString"]
    point = max(lines, key=lambda one: one.length).interpolate(0.5, normalized=True)
    for metres, kinds in ((100, []), (600, ["commune_disagrees"])):
        spot = _inside(own, point, metres)
        table = gpd.GeoDataFrame(
            {"maldlr": [16], "maxa": [3718]}, geometry=[shapely.Point(spot).buffer(0.0002)], crs=4326
        )
        found, findings = made(table, epsg=4326)
        assert findings["kind"].tolist() == kinds
        wanted = "chieng-khoang-2021" if metres == 100 else "chieng-bang-2021"
        assert found["commune_2021_id"].tolist() == [wanted]


def _inside(own: Any, point: Any, metres: float) -> tuple[float, float]:
    """A point in `own`, that far from a point of its border."""
    reach = metres / 107_000
    for angle in np.linspace(0, 2 * np.pi, 72):
        spot = shapely.Point(point.x + reach * np.cos(angle), point.y + reach * np.sin(angle))
        if own.contains(spot) and own.boundary.distance(spot) > reach * 0.9:
            return spot.x, spot.y
    raise AssertionError("no such point")


def test_unknown_codes() -> None:
    table = inventory(maxa=["99999", None, 0, "xã"])
    assert said(table) == [(0, "unknown_commune_code"), (3, "unknown_commune_code")]
    assert made(table)[0]["commune_code"].tolist() == ["99999", None, None, "xã"]
    assert made(table)[0]["commune_2021_id"].notna().all()


def test_outside_of_the_area() -> None:
    away = inventory()
    away.geometry = away.geometry.translate(100_000, 0)
    assert said(away) == [(feature, "outside_area") for feature in range(4)]
    assert made(away)[0]["commune_2025_id"].tolist() == [None] * 4


def test_areas_in_square_metres_are_asked_about() -> None:
    table = inventory(dtich=[10_000.0, 10_050.0, 9_900.0, 10_010.0])
    found, findings = made(table)
    assert list(zip(findings["feature"], findings["kind"], strict=True)) == [
        (WHOLE_LAYER, "area_unit_suspect")
    ]
    assert findings["params"].iloc[0]["ratio"] == pytest.approx(10_000, rel=0.02)
    assert found["area_ha"].iloc[0] == 10_000  # not converted without a yes
    found, findings = made(table, unit="m2")
    assert findings.empty
    assert found["area_ha"].tolist() == pytest.approx([1.0, 1.005, 0.99, 1.001])


@pytest.mark.parametrize(
    ("declared", "geometry", "unit"),
    [
        ([1, 2, 3], [1.1, 2.1, 2.9], "ha"),
        ([1, 2, 3, 99999], [1.1, 2.1, 2.9, 1], "ha"),
        ([11000, 21000], [1, 2], "m2"),
        ([100, 200], [1, 2], "unclear"),
        ([0, np.nan], [1, 2], "unclear"),
        ([], [], "unclear"),
    ],
)
def test_units(declared: list[float], geometry: list[float], unit: str) -> None:
    assert area_unit(declared, geometry) == unit


def test_areas_that_are_no_numbers_or_far_from_the_outline() -> None:
    table = inventory(dtich=["1,02", "1.5", "khoảng 1", None])
    found, findings = made(table)
    assert list(zip(findings["feature"], findings["kind"], strict=True)) == [
        (1, "area_differs"),
        (2, "area_unreadable"),
    ]
    assert found["area_ha"].tolist() == pytest.approx([1.02, 1.5, np.nan, np.nan], nan_ok=True)
    assert declared_areas(table, {"declared_area": "dtich"})[0] == 1.02


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.25", 1.25), ("1,25", 1.25), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("12 ha", 12.0),
        ("-1", -1.0), ("10 000 m²", 10_000.0), ("", None), ("abc", None), ("1e5", None),
        (None, None), ("nan", None),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str | None, number: float | None) -> None:
    assert number_of(text) == number


def test_planting_years() -> None:
    table = inventory(namtr=["2015", "0", "15", "2031"])
    assert said(table) == [(2, "planted_year_odd")]
    assert said(table, declared_on=date(2024, 1, 1)) == [(2, "planted_year_odd"), (3, "planted_year_odd")]


def test_lots_used_twice() -> None:
    table, _ = made(inventory(maxa=[None] * 4, lo=["a", "a", "a", None]))
    again = pd.concat([table, table.assign(feature=table["feature"] + 10)], ignore_index=True)
    assert duplicate_lots(table).empty
    found = duplicate_lots(again)
    assert sorted(found["feature"]) == [0, 1, 2, 10, 11, 12]
    assert found["params"].iloc[0] == {"compartment": "112", "subcompartment": "1", "lot": "a", "count": 2}


def test_mixed_encodings_are_read_each_in_its_own_and_told(tmp_path: Path) -> None:
    owners = [
        encode("Lò Văn Đôi", "tcvn3"),
        "Quàng Thị Én".encode(),
        encode("UBND xã Mường Giôn", "tcvn3"),
        b"Cong dong",
    ]
    table = inventory(ddanh=None, sldlr=None, churung=[one.decode("latin-1") for one in owners])
    (info,) = open_layers(write(table, tmp_path / "rung.shp", raw_text=True))
    batch = next(read_batches(info))
    for chosen, odd in (("tcvn3", [1]), ("utf-8", [0, 2])):
        found, findings = made(batch, encoding=chosen)
        assert found["owner"].tolist() == ["Lò Văn Đôi", "Quàng Thị Én", "UBND xã Mường Giôn", "Cong dong"]
        assert findings["feature"].tolist() == odd
        assert set(findings["kind"]) == {"mixed_encoding"}
        assert findings["params"].iloc[0]["column"] == "churung"


def test_text_that_nobody_can_read_is_kept_and_told() -> None:
    table = inventory(churung=["\xff\xfe\x81 x", "a", "b", "c"], sldlr=None)
    found, findings = made(table, encoding="utf-8")
    assert list(zip(findings["feature"], findings["kind"], strict=True)) == [(0, "text_undecodable")]
    assert found["owner"].iloc[0].endswith("x")


def test_everything_else_is_kept(tmp_path: Path) -> None:
    extra = {"ghichu": ["  x  y ", None, "", "z"], "mgo": [50.5, 0.0, None, 1.0], "ngay": [pd.NaT] * 4}
    extra["ngay"] = pd.to_datetime(["2026-01-02", None, None, None])
    table, findings = made(inventory(**extra))
    assert findings.empty
    assert table["extra"].iloc[0] == {
        "feature_number": "1",
        "ghichu": "x y",
        "volume_per_ha": "50.5",
        "ngay": "2026-01-02",
    } | ({"ngay": table["extra"].iloc[0]["ngay"]})
    assert table["extra"].iloc[0]["ngay"].startswith("2026-01-02")
    assert table["extra"].iloc[1] == {"feature_number": "2", "volume_per_ha": "0"}
    assert table["extra"].iloc[2] == {"feature_number": "3"}


def test_heights_are_dropped_and_told() -> None:
    table = inventory()
    table.geometry = shapely.force_3d(table.geometry.to_numpy(), 250.0)
    assert said(table) == [(feature, "dropped_z") for feature in range(4)]


def test_a_layer_of_points() -> None:
    table = inventory()
    table.geometry = table.geometry.centroid
    found, findings = made(table)
    assert found.empty and tuple(found.columns) == PLOT_COLUMNS
    assert findings["kind"].tolist() == ["not_a_polygon"] * 4
    assert findings["params"].iloc[0] == {"type": "Point"}
    assert refused(findings) == 4


def test_a_wrong_system_is_seen() -> None:
    """Metres taken for degrees: refused plot by plot; another zone: outside of the area."""
    assert [kind for _, kind in said(inventory(), epsg=4326)] == ["outside_the_plane"] * 4
    assert [kind for _, kind in said(inventory(), epsg=5897)] == ["outside_area"] * 4
    with pytest.raises(LayerCrsUnknown):
        made(inventory(), epsg=999999)


def test_an_encoding_that_is_not_offered() -> None:
    with pytest.raises(EncodingUnknown):
        made(inventory(), encoding="latin9")


BOWTIE = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
SHAPES = st.sampled_from(
    [
        None,
        shapely.Polygon(),
        shapely.Point(0, 0),
        shapely.LineString([(0, 0), (9, 9)]),
        shapely.box(0, 0, 100, 100),
        shapely.force_3d(shapely.box(0, 0, 100, 100), 3.0),
        BOWTIE,
        shapely.MultiPolygon([shapely.box(0, 0, 50, 50), shapely.box(60, 60, 90, 90)]),
        shapely.MultiPolygon([shapely.box(0, 0, 50, 50), shapely.box(40, 40, 90, 90)]),
        shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 50, 50)]),
        shapely.GeometryCollection([shapely.Point(0, 0)]),
        shapely.Polygon([(0, 0), (1, 1), (2, 2), (0, 0)]),
        shapely.box(0, 0, 0.5, 0.5),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SHAPES, max_size=12), st.integers(0, 10_000))
def test_no_feature_is_lost(shapes: list[Any], first: int) -> None:
    """Features in = plots out + refused, each exactly once."""
    corner = np.array(VECTORS[0][2:])
    moved = [
        None if one is None else shapely.transform(one, lambda places: places + corner) for one in shapes
    ]
    index = range(first, first + len(shapes))
    geometry = gpd.GeoSeries(moved, index=index)
    batch = gpd.GeoDataFrame({"maldlr": [16] * len(shapes)}, geometry=geometry, index=index)
    table, findings = made(batch)
    out = findings.loc[findings["kind"].isin(REFUSED), "feature"].tolist()
    assert sorted([*table["feature"], *out]) == list(index)
    assert len(table) + refused(findings) == len(shapes)
    assert shapely.is_valid(table.geometry.to_numpy()).all()
    assert set(table.geometry.geom_type) <= {"Polygon", "MultiPolygon"}


def test_identity_over_batches_of_a_file(tmp_path: Path) -> None:
    table = pd.concat([inventory()] * 10, ignore_index=True)
    table.geometry = [None if n % 7 == 0 else square(464807 + 200 * n, 2394242) for n in range(40)]
    (info,) = open_layers(write(table, tmp_path / "rung.gpkg"))
    kept = lost = 0
    for batch in read_batches(info, size=9):
        found, findings = made(batch)
        kept, lost = kept + len(found), lost + refused(findings)
    assert (kept, lost, kept + lost) == (34, 6, info.features)


def test_every_finding_has_words() -> None:
    from dashboard.words.errors import FINDING

    assert set(FINDINGS) <= set(FINDING)
