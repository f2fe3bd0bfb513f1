"""The grid of where somebody has been, on a few cells that one can count."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from geo.patrols.visits import cells, last_seen, visits
from geo.search.plane import to_degrees
from geo.vn2000 import SON_LA

WEST, SOUTH = 465_000.0, 2_394_000.0  # on the grid of 500 m
TODAY = date(2027, 3, 31)


def box(width: float, height: float, east: float = 0, north: float = 0) -> shapely.Geometry:
    shape = shapely.box(WEST + east, SOUTH + north, WEST + east + width, SOUTH + north + height)
    return to_degrees(shape, SON_LA)


def way(*at: tuple[float, float]) -> shapely.Geometry:
    return to_degrees(shapely.LineString([(WEST + x, SOUTH + y) for x, y in at]), SON_LA)


AREA = box(2000, 1000)  # four by two cells


def test_cells_of_an_area() -> None:
    assert len(cells(AREA)) == 8
    assert len(cells(box(700, 700))) == 1  # the middle of the others lies outside


def test_the_latest_visit_counts_and_what_is_in_sight_is_visited() -> None:
    walked = [
        (date(2027, 3, 30), way((100, 200), (900, 200))),
        (date(2027, 3, 1), way((100, 200), (1800, 200))),
        (date(2026, 12, 1), way((1250, 470), (1250, 471))),  # 30 m below the upper row
    ]
    ago = visits(AREA, walked, 50).days_ago(TODAY)
    assert sorted(ago.tolist()) == [1, 1, 30, 30, 120, np.inf, np.inf, np.inf]


def test_nobody_anywhere() -> None:
    found = visits(AREA, [], 50)
    never = np.isinf(found.days_ago(TODAY))
    assert never.all()
    assert shapely.area(found.joined(never)) > 0
    assert shapely.is_empty(found.joined(~never))


def test_the_last_day_of_each_shape() -> None:
    walked = [(date(2027, 3, 1), way((0, 0), (100, 0))), (date(2027, 3, 2), way((0, 0), (50, 0)))]
    assert last_seen([box(10, 10), box(10, 10, east=140), box(10, 10, east=900)], walked, 50) == [
        date(2027, 3, 2),
        date(2027, 3, 1),
        None,
    ]
