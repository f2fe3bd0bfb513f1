"""Search areas, sectors and shares on shapes that one can compute in the head."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.search import covered_share, search_area, search_areas, sectors
from geo.search.plane import to_degrees, to_metres
from geo.vn2000 import SON_LA

EAST, NORTH = 464_807.98, 2_394_242.22  # DOMAIN.md, section 2


def pixels(*rows: tuple[float, float, float, float], events: list[str | None] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["latitude", "longitude", "scan_km", "track_km"], dtype="float64")
    return frame.assign(event_id=pd.Series(events, dtype=object)) if events else frame


def rectangle(width: float, height: float, east: float = EAST, north: float = NORTH) -> shapely.Geometry:
    """So many metres wide and high, in degrees."""
    return to_degrees(shapely.box(east, north, east + width, north + height), SON_LA)


def line(*points: tuple[float, float]) -> shapely.Geometry:
    """A line through metres east and north of the corner."""
    return to_degrees(shapely.LineString([(EAST + x, NORTH + y) for x, y in points]), SON_LA)


def area(shape: shapely.Geometry) -> float:
    return float(shapely.area(to_metres(shape, SON_LA)))


def test_a_pixel_is_its_rectangle_widened_by_the_error_of_position() -> None:
    one = pixels((21.65, 103.66, 0.5, 0.4))
    assert area(search_area(one, error_m=0)) == pytest.approx(500 * 400, rel=1e-3)
    # Four strips beside the sides, and four quarters of a circle.
    wide = 500 * 400 + 2 * 150 * (500 + 400) + math.pi * 150**2
    assert area(search_area(one, error_m=150)) == pytest.approx(wide, rel=5e-3)


def test_pixels_that_touch_are_one_and_others_stay_parts() -> None:
    twice = search_area(pixels((21.65, 103.66, 0.4, 0.4), (21.65, 103.66, 0.4, 0.4)), error_m=0)
    assert area(twice) == pytest.approx(400 * 400, rel=1e-3)
    apart = search_area(pixels((21.65, 103.66, 0.4, 0.4), (21.65, 103.68, 0.4, 0.4)), error_m=0)
    assert shapely.get_num_geometries(apart) == 2
    assert area(apart) == pytest.approx(2 * 400 * 400, rel=1e-3)


def test_each_event_has_its_own_area() -> None:
    rows = ((21.65, 103.66, 0.4, 0.4), (21.70, 103.70, 0.4, 0.4), (21.80, 103.80, 0.4, 0.4))
    found = search_areas(pixels(*rows, events=["a", "b", None]))
    assert list(found) == ["a", "b"]
    assert not shapely.intersects(found["a"], found["b"])
    assert shapely.is_empty(search_area(pixels()))


@pytest.mark.parametrize("error_m", [-1.0, math.nan])
def test_an_impossible_error_is_refused(error_m: float) -> None:
    with pytest.raises(ValueError, match="error_m"):
        search_area(pixels((21.65, 103.66, 0.4, 0.4)), error_m=error_m)


@pytest.mark.parametrize(
    ("width", "height", "first"),
    [
        (900.0, 300.0, (0, 0, 300, 300)),  # across the longer side, from the west
        (300.0, 900.0, (0, 0, 300, 300)),  # from the south
        (600.0, 600.0, (0, 0, 200, 600)),  # a square: from the west
    ],
)
def test_a_rectangle_is_cut_into_equal_rectangles(
    width: float, height: float, first: tuple[float, float, float, float]
) -> None:
    found = sectors(rectangle(width, height), 3)
    assert [area(each) for each in found] == pytest.approx([width * height / 3] * 3, rel=1e-6)
    west, south, east, north = to_metres(found[0], SON_LA).bounds
    assert (west - EAST, south - NORTH, east - EAST, north - NORTH) == pytest.approx(first, abs=0.01)


def test_sectors_of_two_parts_keep_both() -> None:
    both = shapely.union_all([rectangle(300, 300), rectangle(300, 300, east=EAST + 900)])
    left, right = sectors(both, 2)
    assert area(left) == pytest.approx(300 * 300, rel=1e-6)
    assert to_metres(left, SON_LA).bounds[2] <= EAST + 300.01
    assert to_metres(right, SON_LA).bounds[0] >= EAST + 899.99
    (middle,) = sectors(both, 3)[1:2]
    assert middle.geom_type == "MultiPolygon"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 3000), st.floats(0, 3000), st.floats(50, 800), st.floats(50, 800)),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 9),
)
def test_sectors_are_equal_and_lose_nothing(parts: list[tuple[float, float, float, float]], n: int) -> None:
    shape = shapely.union_all([rectangle(w, h, EAST + x, NORTH + y) for x, y, w, h in parts])
    found = sectors(shape, n)
    assert [area(each) for each in found] == pytest.approx([area(shape) / n] * n, rel=1e-4)
    assert area(shapely.union_all(found)) == pytest.approx(area(shape), rel=1e-4)


@pytest.mark.parametrize("count", [0, -1, 31])
def test_an_impossible_number_of_sectors_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="count"):
        sectors(rectangle(100, 100), count)
    with pytest.raises(ValueError, match="area"):
        sectors(shapely.Polygon(), 2)


@pytest.mark.parametrize(
    ("walked", "share"),
    [
        ([], 0.0),
        ([line((0, 100), (1000, 100))], 0.2),  # 100 m to either side along the lower edge's strip
        ([line((0, 100), (1000, 100))] * 2, 0.2),  # the same way twice
        ([line((0, 0), (1000, 0))], 0.1),  # along the edge: half of it is outside
        ([line((0, 100), (1000, 100)), line((0, 500), (1000, 500))], 0.4),
        ([line((0, 100), (1000, 100)), line((100, 0), (100, 1000))], 0.2 + 0.2 - 0.04),  # a cross
        ([line((5000, 0), (5000, 1000))], 0.0),
        ([line((0, 0), (0, 1000), (1000, 1000), (1000, 0), (0, 0))], 1 - 0.64),  # all around
        ([to_degrees(shapely.Point(EAST + 500, NORTH + 500), SON_LA)], math.pi * 0.01),
        ([line((500, 500), (500, 500))], math.pi * 0.01),
    ],
)
def test_the_share_within_sight(walked: list[shapely.Geometry], share: float) -> None:
    found = covered_share(rectangle(1000, 1000), walked, 100)
    assert found == pytest.approx(share, abs=0.001)


def test_the_share_is_one_where_everything_was_seen() -> None:
    lanes = [line((0, y), (1000, y)) for y in range(0, 1001, 100)]
    assert covered_share(rectangle(1000, 1000), lanes, 60) == pytest.approx(1.0, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-500, 1500), st.floats(-500, 1500)), min_size=2, max_size=6),
    st.floats(10, 200),
)
def test_more_sight_never_sees_less(points: list[tuple[float, float]], metres: float) -> None:
    shape, walked = rectangle(1000, 1000), [line(*points)]
    near, far = covered_share(shape, walked, metres), covered_share(shape, walked, metres * 1.5)
    assert 0 <= near <= far + 1e-9 <= 1 + 2e-9


@pytest.mark.parametrize("metres", [0.0, -5.0, float(np.nan)])
def test_no_sight_is_refused(metres: float) -> None:
    with pytest.raises(ValueError, match="visibility_m"):
        covered_share(rectangle(100, 100), [], metres)
