"""Corners of zones for a table: right, few, and honest about what they leave out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.vn2000 import to_vn2000
from geo.zones.corners import MOST, MOST_PARTS, corners

SQUARE = shapely.box(103.60, 21.70, 103.61, 21.71)


def plane(lon: float, lat: float) -> tuple[float, float]:
    found = to_vn2000(lon, lat)
    return float(found.northing), float(found.easting)


@pytest.mark.parametrize("shape", [SQUARE, SQUARE.reverse()])
def test_a_square_has_four_corners_clockwise_from_the_north(shape: Any) -> None:
    found = corners(shape)
    (part,) = found.parts
    # West of the central meridian the grid leans: the north-western corner is the most northern one.
    order = [(103.60, 21.71), (103.61, 21.71), (103.61, 21.70), (103.60, 21.70)]
    assert [tuple(round(each) for each in point) for point in part.points] == [
        tuple(round(each) for each in plane(*corner)) for corner in order
    ]
    assert part.closed and (found.total, found.off_m, found.parts_left_out) == (4, 0.0, 0)


def test_a_route_is_listed_as_it_is_walked() -> None:
    way = [(103.62, 21.70), (103.60, 21.72), (103.61, 21.69)]
    (part,) = corners(shapely.LineString(way)).parts
    assert not part.closed
    assert [round(north) for north, _ in part.points] == [round(plane(*each)[0]) for each in way]


def test_a_round_zone_is_told_by_few_corners_and_how_far_off_they_are() -> None:
    turn = np.linspace(0, 2 * np.pi, 50_001)[:-1]
    circle = shapely.Polygon(np.column_stack([103.6 + 0.01 * np.cos(turn), 21.7 + 0.01 * np.sin(turn)]))
    found = corners(circle)
    assert found.total == 50_000 and 4 <= len(found.parts[0].points) <= MOST
    # The sides of a regular dodecagon in a circle of some 1,070 m lie up to 36 m inside of it.
    assert 20 < found.off_m < 120


def test_the_largest_pieces_are_listed_and_the_rest_is_counted() -> None:
    pieces = [
        shapely.box(103.6 + k * 0.02, 21.7, 103.6 + k * 0.02 + 0.001 * (k + 1), 21.701) for k in range(6)
    ]
    found = corners(shapely.MultiPolygon(pieces))
    assert len(found.parts) == MOST_PARTS and found.parts_left_out == 6 - MOST_PARTS and found.total == 24
    # They stay in the order of the shape: the smallest two, the first, are left out.
    assert [round(part.points[0][1]) for part in found.parts] == sorted(
        round(part.points[0][1]) for part in found.parts
    )


@given(
    st.lists(st.tuples(st.floats(103.4, 103.9), st.floats(21.4, 22.0)), min_size=2, max_size=80, unique=True)
)
def test_no_point_of_a_route_is_farther_off_than_it_says(points: list[tuple[float, float]]) -> None:
    found = corners(shapely.LineString(points))
    (part,) = found.parts
    assert 2 <= len(part.points) <= MOST
    listed = shapely.LineString([(east, north) for north, east in part.points])
    for point in points:
        north, east = plane(*point)
        assert shapely.distance(shapely.Point(east, north), listed) <= found.off_m + 1e-3
