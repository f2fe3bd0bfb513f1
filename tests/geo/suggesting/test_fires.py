"""Past fires on the grid: each once, by season and verdict, never by the number of its hotspots."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.suggesting.fire_years import fire_year, first_moment
from geo.suggesting.fires import past_fires
from geo.suggesting.rules import VERDICTS, Rules
from tests.geo.suggesting.ground import NOW, TZ, spots, square, told

RULES = Rules(full_fires=4.0)
CENTRE = 12


def laid(seen: pd.DataFrame, fires: pd.DataFrame, rules: Rules = RULES):
    return past_fires(seen, fires, square(), rules, NOW, TZ)


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2026-12-01T00:00+07:00", 2027),
        ("2027-04-30T23:59+07:00", 2027),
        ("2027-05-01T00:00+07:00", 2028),
        # 23:30 UTC on 30 April is already 1 May here.
        ("2027-04-30T23:30+00:00", 2028),
    ],
)
def test_a_fire_year_ends_with_its_season_in_local_time(moment: str, year: int) -> None:
    assert fire_year(datetime.fromisoformat(moment), RULES, TZ) == year


def test_five_seasons_back_from_march_2027_begin_in_may_2022() -> None:
    assert first_moment(NOW, RULES, TZ) == datetime(2022, 5, 1, tzinfo=TZ)


def test_a_season_that_ends_with_the_year_begins_with_the_next() -> None:
    rules = Rules(season_from=9, season_to=12, seasons=2)
    assert fire_year(NOW, rules, TZ) == 2027
    assert first_moment(NOW, rules, TZ) == datetime(2026, 1, 1, tzinfo=TZ)


def test_a_forest_fire_of_this_season_counts_one_in_its_cell_and_half_around() -> None:
    past = laid(spots(square(), ("f", CENTRE)), told(("f", "2027-03-01T06:00", "forest_fire")))
    assert past.sum[CENTRE] == 1.0
    assert past.sum[[6, 7, 8, 11, 13, 16, 17, 18]].tolist() == [0.5] * 8
    assert past.sum.sum() == 5.0
    assert past.value[CENTRE] == 0.25


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_counts_as_the_rules_say(verdict: str) -> None:
    past = laid(spots(square(), ("f", CENTRE)), told(("f", "2027-03-01T06:00", verdict)))
    assert past.sum[CENTRE] == VERDICTS[verdict]


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        ("2027-03-01T06:00", 1.0),
        ("2026-03-01T06:00", 0.8),
        ("2025-03-01T06:00", 0.64),
        ("2023-03-01T06:00", 0.4096),  # 0.8 ** 4
        ("2022-03-01T06:00", 0.0),  # the sixth year back
        ("2026-08-01T06:00", 0.5),  # this fire year, outside the season
        ("2027-03-13T06:00", 0.0),  # later than now
    ],
)
def test_a_fire_fades_by_fire_year_and_counts_less_outside_the_season(when: str, counts: float) -> None:
    past = laid(spots(square(), ("f", CENTRE)), told(("f", when, "forest_fire")))
    assert past.sum[CENTRE] == pytest.approx(counts)


def test_a_hundred_hotspots_are_one_fire() -> None:
    grid = square()
    seen = spots(grid, *[("f", CENTRE)] * 100, ("f", CENTRE + 1))
    past = laid(seen, told(("f", "2027-03-01T06:00", "forest_fire")))
    # Seen in both cells, so neither is only around for it.
    assert past.sum[[CENTRE, CENTRE + 1]].tolist() == [1.0, 1.0]
    counted = past.counted([CENTRE, CENTRE + 1])
    assert counted[["inside", "around"]].to_numpy().tolist() == [[1, 0]]


def test_the_counts_of_a_zone_tell_season_and_verdict_apart() -> None:
    grid = square()
    seen = spots(grid, ("a", 6), ("b", 6), ("c", 7), ("d", 18))
    fires = told(
        ("a", "2027-02-01T06:00", "forest_fire"),
        ("b", "2026-02-01T06:00", "nothing"),
        ("c", "2026-09-01T06:00", "not_verified"),
        ("d", "2027-02-01T06:00", "forest_fire"),
    )
    counted = laid(seen, fires).counted([6, 12])
    rows = counted[["year", "season", "verdict", "inside", "around"]].to_numpy().tolist()
    assert rows == [
        [2027, True, "forest_fire", 1, 1],  # a in 6; d beside 12
        [2027, False, "not_verified", 0, 1],  # c beside 6 and beside 12, once
        [2026, True, "nothing", 1, 0],
    ]


def test_fires_outside_the_grid_count_only_for_the_cells_beside_them() -> None:
    grid = square()
    lon, lat = grid.middle
    one_west = pd.DataFrame(
        {"fire_id": ["f"], "latitude": [lat[10]], "longitude": [lon[10] - (lon[11] - lon[10])]}
    )
    past = laid(one_west, told(("f", "2027-03-01T06:00", "forest_fire")))
    assert [n for n, each in enumerate(past.sum) if each] == [5, 10, 15]
    assert past.in_cells()[0].sum() == 0


def test_where_there_is_much_fire_the_part_still_tells_cells_apart() -> None:
    grid = square()
    seen = spots(grid, *[(f"{cell}-{n}", cell) for cell in range(25) for n in range(cell * 4)])
    fires = told(*[(own, "2027-03-01T06:00", "forest_fire") for own in seen["fire_id"]])
    past = laid(seen, fires, replace(RULES, around=0.0, full_fires=2.0))
    # 24 cells met 4, 8 … 96 fires; the 95th percentile of them lies between 88 and 92 + interpolation.
    assert past.full == pytest.approx(4 * (1 + 0.95 * 23))
    assert past.value[1] == pytest.approx(4 / past.full)
    assert past.value[24] == 1.0


def test_an_unknown_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="'verdict'"):
        laid(spots(square(), ("f", 0)), told(("f", "2027-03-01T06:00", "maybe")))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 24)), max_size=30),
    st.permutations(list(range(7))),
)
def test_order_and_repeats_change_nothing(where: list[tuple[int, int]], order: list[int]) -> None:
    grid = square()
    kinds = list(VERDICTS)
    fires = [(f"f{n}", f"{2023 + n % 5}-02-01T06:00", kinds[n]) for n in range(7)]
    one = laid(spots(grid, *[(f"f{own}", cell) for own, cell in where]), told(*fires))
    two = laid(
        spots(grid, *[(f"f{own}", cell) for own, cell in reversed(where + where)]),
        told(*[fires[n] for n in order]),
    )
    assert one.value.tolist() == pytest.approx(two.value.tolist())
    assert ((one.value >= 0) & (one.value <= 1)).all()
    assert one.counted(range(25)).equals(two.counted(range(25)))


def test_now_may_be_any_zone() -> None:
    assert fire_year(datetime(2027, 4, 30, 18, tzinfo=UTC), RULES, TZ) == 2028
