"""Files of places: every row is a place, a line or a finding."""

from datetime import date

import geopandas as gpd
import pytest
import shapely

from geo.place_errors import PlaceColumnsMissing, PlaceFileEncoding, PlaceFileUnreadable
from geo.place_file import PlaceFile, from_features, joined, split_unit
from geo.place_table import read_place_table


def whole(found: PlaceFile) -> None:
    assert found.features == len(found.places) + len(found.lines) + len(found.findings)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("Bản Phiêng Bay", "", ("bản", "Phiêng Bay")),
        ("ban  Phiêng Bay", "Bản", ("bản", "Phiêng Bay")),
        ("Tiểu khu 3", "", ("tiểu khu", "3")),
        ("Bản", "", ("", "Bản")),
        ("Bản Bo", "xóm", ("xóm", "Bản Bo")),
        ("Cầu Pá Uôn", "", ("", "Cầu Pá Uôn")),
    ],
)
def test_the_unit_stands_apart_from_the_name(text: str, unit: str, expected: tuple[str, str]) -> None:
    assert split_unit(text, unit) == expected


def test_a_table_in_degrees_and_in_vn2000() -> None:
    text = (
        "\ufeffTên bản;Vĩ độ;Kinh độ;X (bắc);Y (đông);Từ ngày\r\n"
        "Bản Một;21,6436;103,6619;;;01/07/2025\r\n"
        "\r\n"
        "Bản Hai;;;2.394.242,22;464.807,98;\r\n"
        "Cầu Ba;21°38'36.96\"N;103°39'42.84\"E;;;2020-02-29\r\n"
    )
    found = read_place_table(text.encode(), "ban.csv")
    rows = found.places.to_dict("records")
    assert [(r["feature"], r["unit"], r["name"], r["kind"]) for r in rows] == [
        (2, "bản", "Một", "village"),
        (4, "bản", "Hai", "village"),
        (5, "", "Cầu Ba", "other"),
    ]
    assert all((r["latitude"], r["longitude"]) == (21.6436, 103.6619) for r in rows)
    assert [r["valid_from"] for r in rows] == [date(2025, 7, 1), None, date(2020, 2, 29)]
    assert found.findings.empty


def test_every_bad_row_is_named_with_its_line() -> None:
    lines = [
        "name,latitude,longitude,tu ngay",
        ",21.6,103.6,",
        "A,,103.6,",
        "B,x,103.6,",
        "C,103.6,21.6,",
        "D,95,103.6,",
        "E,21.6,103.6,31/02/2025",
        "F,21.6,103.6,,,more",
        "G,21.6,103.6,",
    ]
    found = read_place_table("\n".join(lines).encode(), "ban.csv")
    assert list(found.places["name"]) == ["G"]
    assert list(found.findings[["feature", "kind"]].itertuples(index=False, name=None)) == [
        (2, "name_missing"),
        (3, "coordinate_missing"),
        (4, "point_unreadable"),
        (5, "point_swapped"),
        (6, "point_out_of_range"),
        (7, "bad_day"),
        (8, "wrong_field_count"),
    ]
    whole(found)


def test_degrees_under_x_and_y_are_not_guessed() -> None:
    found = read_place_table(b"name\tx\ty\nA\t103.6\t21.6\n", "a.csv")
    assert list(found.findings["kind"]) == ["degrees_in_plane_columns"]
    whole(found)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", PlaceFileUnreadable),
        ("Tên\nBản".encode("cp1258", "replace") + b"\xb9", PlaceFileEncoding),
        (b"name,foo\nA,1\n", PlaceColumnsMissing),
        (b"latitude,longitude\n1,2\n", PlaceColumnsMissing),
        (b"name,lat\x00,lon\n", PlaceFileUnreadable),
    ],
)
def test_a_file_that_is_no_table_of_places_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_place_table(data, "a.csv")


LINE = shapely.LineString([(103.6, 21.6), (103.7, 21.7)])
SQUARE = shapely.box(103.6, 21.6, 103.7, 21.7)


def table(*rows: tuple[dict, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([tags for tags, _ in rows], geometry=[shape for _, shape in rows], crs=4326)


def test_features_are_sorted_by_their_tags() -> None:
    found = from_features(
        table(
            ({"place": "village", "name": "Bản Một"}, shapely.Point(103.65, 21.65, 500)),
            ({"place": "hamlet", "name": "Hai"}, SQUARE),
            ({"highway": "trunk", "name": "Quốc lộ 279"}, LINE),
            ({"highway": "tertiary_link"}, LINE),
            ({"waterway": "river", "name": "Nậm Giôn"}, LINE),
            ({"natural": "water", "name": "Hồ Sơn La"}, SQUARE),
            ({"highway": "footway"}, LINE),
            ({"name": "?"}, LINE),
            ({"name": "rừng"}, SQUARE),
            ({"place": "village"}, shapely.Point(103.65, 21.65)),
            ({"name": "nowhere"}, None),
        ),
        ids=[f"osm:node/{k}" for k in range(11)],
    )
    assert [tuple(row)[1:5] for row in found.places.itertuples(index=False)] == [
        ("osm:node/0", "Một", "bản", "village"),
        ("osm:node/1", "Hai", "", "village"),
    ]
    assert [tuple(row)[:4] for row in found.lines.itertuples(index=False)] == [
        (3, "Quốc lộ 279", "road", 1),
        (4, "", "road", 2),
        (5, "Nậm Giôn", "river", 1),
        (6, "Hồ Sơn La", "reservoir", 1),
    ]
    assert list(found.findings["kind"]) == [
        "way_not_drawn",
        "line_kind_unknown",
        "polygon_not_water",
        "name_missing",
        "empty_geometry",
    ]
    whole(found)


def test_what_nobody_said_is_taken_from_the_person() -> None:
    rows = table(({"ddanh": "Suối Bó"}, LINE), ({"ddanh": "Lòng hồ"}, SQUARE))
    found = from_features(rows, line_kind="river", polygon_kind="reservoir", first=11)
    assert [tuple(row)[:4] for row in found.lines.itertuples(index=False)] == [
        (11, "Suối Bó", "river", 2),
        (12, "Lòng hồ", "reservoir", 1),
    ]
    both = joined([found, found])
    assert (both.features, len(both.lines)) == (4, 4)
