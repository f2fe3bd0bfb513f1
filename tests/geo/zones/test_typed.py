"""Corners as people type them."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones import LinesInvalid
from geo.zones.typed import as_lines, from_lines

BOX = (103.35, 21.45, 103.90, 22.05)
SQUARE = shapely.box(103.60, 21.70, 103.61, 21.71)


@pytest.mark.parametrize(
    "text",
    [
        "21.70, 103.60\n21.70, 103.61\n21.71, 103.61\n21.71, 103.60",
        "21,70 103,60\n\n21,70 103,61\n21,71 103,61\n21,71 103,60\n21,70 103,60",
        "1. 21.70 103.60\n2. 21.70 103.61\n3. 21.71 103.61\n4. 21.71 103.60",
        "M1: 21.70, 103.60\nM2: 21.70, 103.61\nM3: 21.71, 103.61\nM4: 21.71, 103.60",
        "21°42'00\"B 103°36'00\"Đ\n21°42'00\"B 103°36'36\"Đ\n"
        "21°42'36\"B 103°36'36\"Đ\n21°42'36\"B 103°36'00\"Đ",
    ],
)
def test_ways_to_write_a_square(text: str) -> None:
    assert shapely.hausdorff_distance(from_lines(text, BOX), SQUARE) < 1e-5


def test_vn2000_with_x_to_the_north() -> None:
    found = from_lines(as_lines(SQUARE, epsg=9206), BOX)
    assert shapely.hausdorff_distance(found, SQUARE) < 2e-5
    assert as_lines(SQUARE, epsg=9206).splitlines()[0].startswith("24")


def test_a_route_needs_two_points_and_keeps_its_direction() -> None:
    found = from_lines("21.70 103.60\n21.72 103.63", BOX, route=True)
    assert list(found.coords) == [(103.60, 21.70), (103.63, 21.72)]


def test_a_line_of_dashes_begins_another_part() -> None:
    text = as_lines(shapely.multipolygons([SQUARE, shapely.box(103.7, 21.8, 103.71, 21.81)]))
    assert text.count("---") == 1
    assert from_lines(text, BOX).geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("", "lines_few", 0),
        ("21.70, 103.60\n21.70, 103.61", "lines_few", 2),
        ("21.70, 103.60\n21.70, 103.60\n21.70, 103.61", "lines_few", 3),
        ("21.70, 103.60\nđồi thông\n21.71, 103.61", "lines_unreadable", 2),
        ("21.70, 103.60\n21.70\n21.71, 103.61", "lines_unreadable", 2),
        ("103.60, 21.70\n103.61, 21.70\n103.61, 21.71", "lines_swapped", 1),
        ("21.7 103.6\n" * 5001, "lines_many", 5000),
    ],
)
def test_what_makes_no_zone_names_its_line(text: str, problem: str, line: int) -> None:
    with pytest.raises(LinesInvalid) as refused:
        from_lines(text, BOX)
    assert refused.value.params == {"problem": problem, "line": line}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(103.4, 103.85), st.floats(21.5, 22.0)), min_size=3, max_size=12, unique=True
    ),
    st.sampled_from([None, 9206, 3405]),
)
def test_what_was_written_is_read_again(points: list[tuple[float, float]], epsg: int | None) -> None:
    rounded = [(round(x, 5), round(y, 5)) for x, y in points]
    if len(set(rounded)) < 3:
        return
    line = shapely.LineString(rounded)
    found = from_lines(as_lines(line, epsg=epsg), BOX, route=True, epsg=epsg or 9206)
    assert shapely.get_num_coordinates(found) == len(rounded)
    assert (
        max(abs(a - b) for p, q in zip(found.coords, rounded, strict=True) for a, b in zip(p, q, strict=True))
        < 2e-5
    )
