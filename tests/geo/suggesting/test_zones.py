"""From cells to zones: exactly their cells, one piece each, within the sizes, the same every time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.suggesting import Rules, suggest
from geo.suggesting.zones import best
from tests.geo.suggesting.ground import square

RULES = Rules(chosen=0.2, least_ha=50, most_ha=150, most_zones=3)  # 2 to 6 cells of 25 ha
EVERY = np.ones(100, dtype=bool)


def scores(side: int = 10, **at: float) -> np.ndarray:
    found = np.full(side * side, 0.1)
    for cell, value in at.items():
        found[int(cell.removeprefix("c"))] = value
    return found


def test_the_best_cells_side_by_side_become_one_zone_of_their_outline() -> None:
    grid = square(10)
    found = suggest(grid, scores(c44=0.9, c45=0.8, c54=0.7, c55=0.6), replace(RULES, chosen=0.04))
    assert [each.cells.tolist() for each in found] == [[44, 45, 54, 55]]
    assert found[0].score == pytest.approx(0.75)
    assert len(found[0].shape.exterior.coords) == 5  # a square: four corners
    assert shapely.area(grid.to_plane(found[0].shape)) == pytest.approx(1_000_000, rel=1e-6)


def test_cells_that_meet_only_at_a_corner_are_two_zones_or_none() -> None:
    found = suggest(square(10), scores(c44=0.9, c55=0.9), replace(RULES, chosen=0.02))
    assert found == []
    pairs = scores(c43=0.8, c44=0.9, c55=0.9, c56=0.8)
    found = suggest(square(10), pairs, replace(RULES, chosen=0.04))
    assert [each.cells.tolist() for each in found] == [[43, 44], [55, 56]]


def test_a_large_stretch_is_cut_to_what_a_team_can_walk() -> None:
    rows = {f"c{cell}": 0.9 - cell / 1000 for cell in range(30, 50)}
    found = suggest(square(10), scores(**rows), RULES)
    assert len(found) == 3
    assert all(2 <= len(each.cells) <= 6 for each in found)


def test_a_zone_is_compact_not_a_string() -> None:
    rows = {f"c{cell}": 0.9 for row in range(3, 7) for cell in range(row * 10, row * 10 + 10)}
    found = suggest(
        square(10), scores(**rows), replace(RULES, chosen=0.4, most_ha=225)
    )  # 9 of 40 equal cells
    west, south, east, north = square(10).to_plane(found[0].shape).bounds
    assert max(east - west, north - south) <= 2500


def test_a_hole_is_filled_and_counts_with_its_own_score() -> None:
    ring = {f"c{cell}": 0.9 for cell in (33, 34, 35, 43, 45, 53, 54, 55)}
    found = suggest(square(10), scores(**ring), replace(RULES, chosen=0.08, most_ha=250))
    assert found[0].cells.tolist() == [33, 34, 35, 43, 44, 45, 53, 54, 55]
    assert found[0].score == pytest.approx((8 * 0.9 + 0.1) / 9)
    assert len(found[0].shape.interiors) == 0


def test_a_hole_that_is_a_zone_already_stays_open() -> None:
    ring = {f"c{cell}": 0.9 for cell in (33, 34, 35, 43, 45, 53, 54, 55)}
    allowed = EVERY.copy()
    allowed[44] = False
    found = suggest(square(10), scores(**ring), replace(RULES, chosen=0.08, most_ha=250), allowed)
    assert 44 not in found[0].cells
    assert len(found[0].shape.interiors) == 1


def test_ground_that_is_taken_is_not_made_up_for_by_worse_ground() -> None:
    high = scores(c44=0.9, c45=0.9, c54=0.9, c55=0.9, c11=0.5, c12=0.5)
    allowed = EVERY.copy()
    allowed[[44, 45, 54, 55]] = False
    assert suggest(square(10), high, replace(RULES, chosen=0.04), allowed) == []


def test_a_score_that_tells_nothing_apart_proposes_nothing() -> None:
    assert suggest(square(10), np.full(100, 0.7), RULES) == []
    assert suggest(square(10), np.zeros(100), RULES) == []
    assert suggest(square(10), np.full(100, np.nan), RULES) == []


def test_equal_scores_are_taken_or_left_together() -> None:
    # 20 wanted; 10 at 0.9 and 60 at 0.5: the cut falls among the 60, so they are left.
    values = scores(**{f"c{n}": 0.9 for n in range(10)}, **{f"c{n}": 0.5 for n in range(10, 70)})
    assert np.flatnonzero(best(values, EVERY, RULES)).tolist() == list(range(10))


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.just(float("nan")), st.floats(0, 1)), min_size=64, max_size=64), st.integers(1, 9)
)
def test_whatever_the_scores_zones_keep_their_promises(values: list[float], most_zones: int) -> None:
    grid, rules = square(8), replace(RULES, most_zones=most_zones, chosen=0.3)
    score = np.array(values)
    found = suggest(grid, score, rules)
    again = suggest(grid, score, rules)
    assert [each.cells.tolist() for each in found] == [each.cells.tolist() for each in again]
    assert len(found) <= most_zones
    taken = np.concatenate([each.cells for each in found]) if found else np.array([])
    assert len(taken) == len(np.unique(taken))
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert each.shape.geom_type == "Polygon" and each.shape.is_valid
        ground = shapely.area(grid.to_plane(each.shape))
        assert ground == pytest.approx(len(each.cells) * 250_000, rel=1e-6)
        assert len(each.cells) >= 2
        assert not np.isnan(score[each.cells]).any()
