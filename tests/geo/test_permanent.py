"""Heat that is there day after day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import permanent
from tests.geo.events.frames import GEOD, at, frame

DAY = 24


def on(*days, **fields):
    return frame(*[at(hours=DAY * day, **fields) for day in days])


@pytest.mark.parametrize(
    ("days", "flags"),
    [
        ([0, 1, 2], [False] * 3),
        ([0, 1, 2, 3], [True] * 4),
        ([0, 2, 4, 6], [True] * 4),
        ([0, 2, 4, 7], [False] * 4),
        # five in thirty, never four in seven
        ([0, 7, 14, 21, 29], [True] * 5),
        ([0, 7, 14, 21, 30], [False] * 5),
        # what burned there long before is not flagged with it
        ([-40, 0, 2, 4, 6], [False, True, True, True, True]),
    ],
)
def test_days(days, flags):
    assert permanent.flag(on(*days)).tolist() == flags


def test_days_are_local_and_counted_once():
    # 06:34, 12:34 and 16:34 UTC are one day in Vietnam; 17:34 UTC is the next.
    rows = frame(*[at(hours=hours) for hours in (0, 6, 10, 24, 48)])
    assert not permanent.flag(rows).any()
    rows = frame(*[at(hours=hours) for hours in (0, 11, 24 + 11, 48 + 11)])
    assert permanent.flag(rows).all()


def test_five_days_within_400_metres_and_not_farther():
    for km, flagged in ((0.39, True), (0.41, False)):
        rows = frame(*[at(hours=DAY * day) for day in (0, 7, 14, 21)], at(km, hours=DAY * 28))
        assert permanent.flag(rows).tolist() == [flagged] * 5


def test_a_cell_is_two_hundredths_of_a_degree():
    inside = frame(*[at(latitude=21.6001 + 0.0065 * n, longitude=103.601, hours=DAY * n) for n in range(4)])
    assert permanent.flag(inside[:3]).tolist() == [False] * 3
    assert permanent.flag(inside.assign(latitude=[21.6001, 21.606, 21.612, 21.6199])).all()
    assert not permanent.flag(inside.assign(latitude=[21.5999, 21.606, 21.612, 21.6199])).any()


def test_superseded_rows_neither_count_nor_are_flagged():
    rows = on(0, 1, 2, 3, 4)
    rows.loc[1, "superseded"] = True
    assert permanent.flag(rows).tolist() == [True, False, True, True, True]
    rows.loc[2, "superseded"] = True
    assert not permanent.flag(rows).any()


def test_nothing_is_flagged_in_nothing():
    assert permanent.flag(on(0).iloc[:0]).tolist() == []


@settings(max_examples=60, deadline=None)
@given(places=st.lists(st.tuples(st.floats(0, 1.5), st.integers(0, 45)), min_size=1, max_size=40))
def test_agrees_with_looking_at_every_window(places):
    rows = frame(*[at(0, km, hours=DAY * day) for km, day in places])
    day = np.array([each[1] for each in places])
    cell = np.floor(rows["latitude"].to_numpy() / 0.02)
    expected = []
    for i in range(len(rows)):
        _, _, metres = GEOD.inv(
            np.full(len(rows), rows["longitude"][i]),
            np.full(len(rows), rows["latitude"][i]),
            rows["longitude"].to_numpy(),
            rows["latitude"].to_numpy(),
        )
        flagged = False
        for span, least, mine in ((7, 4, cell == cell[i]), (30, 5, metres <= 400)):
            for start in range(day[i] - span + 1, day[i] + 1):
                window = mine & (day >= start) & (day < start + span)
                flagged |= len(set(day[window])) >= least
        expected.append(flagged)
    assert permanent.flag(rows).tolist() == expected
