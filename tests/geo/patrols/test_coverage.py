"""Shares of zones and routes on shapes that one can compute in the head, and what must hold of all."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.patrols import coverage, coverages
from geo.search import covered_share
from geo.search.plane import to_degrees, to_metres
from geo.vn2000 import SON_LA
from tests.geo.patrols.tracks import EAST, NORTH, line, rectangle

PLACE = st.tuples(st.floats(-500, 1500), st.floats(-500, 1500))
LINES = st.lists(st.lists(PLACE, min_size=2, max_size=6), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("walked", "share"),
    [
        ([], 0.0),
        ([line((0, 500), (1000, 500))], 0.2),
        ([line((0, 500), (1000, 500))] * 2, 0.2),
        ([line((0, 500), (1000, 500)), line((500, 0), (500, 1000))], 0.36),
        ([line((-500, 500), (500, 500))], 0.1 + math.pi / 200),  # it ends in the middle
        ([line((9000, 0), (9000, 1000))], 0.0),
    ],
)
def test_a_square_kilometre_within_sight(walked: list[shapely.Geometry], share: float) -> None:
    found = coverage(walked, rectangle(1000, 1000), 100)
    assert found.share == pytest.approx(share, abs=0.001)
    assert found.amount == pytest.approx(share * 1e6, abs=1000)


@pytest.mark.parametrize(
    ("walked", "share"),
    [
        ([], 0.0),
        ([line((0, 0), (1000, 0))], 1.0),
        ([line((0, 0), (400, 0))], 0.45),  # and 50 m farther than one went
        ([line((0, 30), (1000, 30))], 1.0),  # beside it
        ([line((0, 60), (1000, 60))], 0.0),  # out of sight
        ([line((500, -500), (500, 500))], 0.1),  # across it
    ],
)
def test_a_route_is_measured_by_its_length(walked: list[shapely.Geometry], share: float) -> None:
    found = coverage(walked, line((0, 0), (1000, 0)), 50)
    assert found.share == pytest.approx(share, abs=0.001)
    assert found.amount == pytest.approx(share * 1000, abs=1)


@settings(max_examples=40, deadline=None)
@given(LINES, st.floats(5, 200))
def test_never_more_than_all_and_the_same_as_the_search(
    lines: list[list[tuple[float, float]]], sight: float
) -> None:
    walked, zone = [line(*each) for each in lines], rectangle(1000, 1000)
    found = coverage(walked, zone, sight)
    assert 0.0 <= found.share <= 1.0
    assert found.share == pytest.approx(covered_share(zone, walked, sight), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(LINES, st.floats(100, 900), st.floats(5, 200))
def test_two_halves_of_a_zone_are_the_whole(
    lines: list[list[tuple[float, float]]], cut: float, sight: float
) -> None:
    walked = [line(*each) for each in lines]
    west, east = rectangle(cut, 1000), rectangle(1000 - cut, 1000, east=cut)
    halves = coverage(walked, west, sight).amount + coverage(walked, east, sight).amount
    assert halves == pytest.approx(coverage(walked, rectangle(1000, 1000), sight).amount, abs=5)


@settings(max_examples=40, deadline=None)
@given(st.lists(PLACE, min_size=3, max_size=200), st.integers(1, 198), st.floats(5, 200))
def test_two_halves_of_a_walk_are_the_whole(at: list[tuple[float, float]], cut: int, sight: float) -> None:
    cut = min(cut, len(at) - 2)
    zone = rectangle(1000, 1000)
    halves = coverage([line(*at[: cut + 1]), line(*at[cut:])], zone, sight)
    whole = coverage([line(*at)], zone, sight)
    assert halves.share == pytest.approx(whole.share, abs=2e-3)
    assert whole.share >= coverage([line(*at[: cut + 1])], zone, sight).share - 2e-3


def test_long_walks_are_widened_in_pieces_without_a_seam() -> None:
    angle = np.linspace(0, 40 * np.pi, 4000)
    at = np.column_stack([EAST + 500 + angle * 3 * np.cos(angle), NORTH + 500 + angle * 3 * np.sin(angle)])
    walked = to_degrees(shapely.LineString(at), SON_LA)
    bare = shapely.area(shapely.buffer(shapely.LineString(at), 10, quad_segs=8))
    zone = rectangle(1000, 1000)
    assert coverage([walked], zone, 10).amount == pytest.approx(bare, rel=2e-3)


def test_many_at_once_say_the_same_as_each_alone() -> None:
    tracks = [line((0, 500), (1000, 500)), line((500, -500), (500, 1500)), line((5000, 0), (5000, 10))]
    zones = [rectangle(1000, 1000), rectangle(200, 200), line((0, 500), (0, 900))]
    shares, together = coverages(tracks, zones, 100)
    assert shares == pytest.approx(np.array([[coverage([t], z, 100).share for z in zones] for t in tracks]))
    assert [each.share for each in together] == pytest.approx([coverage(tracks, z, 100).share for z in zones])
    assert coverages([], zones, 100)[1] == [(0.0, 0.0)] * 3


@pytest.mark.parametrize("sight", [0.0, -5.0, math.nan])
def test_what_cannot_be_is_refused(sight: float) -> None:
    with pytest.raises(ValueError, match="visibility_m"):
        coverage([], rectangle(100, 100), sight)
    with pytest.raises(ValueError, match="zone"):
        coverage([], shapely.Point(103.6, 21.6), 50)


def test_a_share_of_a_plane_is_that_of_its_shape() -> None:
    assert shapely.area(to_metres(rectangle(1000, 1000), SON_LA)) == pytest.approx(1e6, rel=1e-6)
