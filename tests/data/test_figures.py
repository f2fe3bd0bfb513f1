"""The counts behind the charts, on tables small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.figures import End, ends, event_counts, hotspot_counts, step_for
from data.profile import SHIPPED, load_profile

FIRST, LAST = date(2027, 3, 11), date(2027, 3, 13)


def hotspots(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["time_utc", "satellite"])
    return table.assign(time_utc=pd.to_datetime(table["time_utc"], utc=True))


SOME = hotspots(
    ("2027-03-11T06:34", "NOAA-20"),
    ("2027-03-11T18:20", "NOAA-20"),  # 01:20 on the 12th in Vietnam
    ("2027-03-12T06:30", "NOAA-21"),
    ("2027-03-12T06:31", "NOAA-21"),
)


def as_dict(counts: pd.DataFrame) -> dict[tuple[date, str], int]:
    return {(row.start, row.satellite): row.hotspots for row in counts.itertuples()}


def test_days_are_local_days_and_zeros_are_rows():
    assert as_dict(hotspot_counts(SOME, FIRST, LAST)) == {
        (date(2027, 3, 11), "NOAA-20"): 1,
        (date(2027, 3, 11), "NOAA-21"): 0,
        (date(2027, 3, 12), "NOAA-20"): 1,
        (date(2027, 3, 12), "NOAA-21"): 2,
        (date(2027, 3, 13), "NOAA-20"): 0,
        (date(2027, 3, 13), "NOAA-21"): 0,
    }


def test_other_days_are_not_counted():
    counts = hotspot_counts(SOME, date(2027, 3, 12), date(2027, 3, 12))
    assert counts["hotspots"].sum() == 3


def test_superseded_rows_are_not_counted():
    counts = hotspot_counts(SOME.assign(superseded=[True, False, False, False]), FIRST, LAST)
    assert counts["hotspots"].sum() == 3


def test_months():
    counts = hotspot_counts(SOME, date(2026, 12, 20), date(2027, 3, 31), step="month")
    assert [start for start in counts["start"].unique()] == [
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
        date(2027, 3, 1),
    ]
    assert as_dict(counts)[date(2027, 3, 1), "NOAA-21"] == 2


def test_no_hotspots_gives_no_rows():
    counts = hotspot_counts(SOME.iloc[:0], FIRST, LAST)
    assert list(counts.columns) == ["start", "satellite", "hotspots"]
    assert counts.empty


def test_a_backward_period_is_refused():
    with pytest.raises(ValueError, match="last"):
        hotspot_counts(SOME, LAST, FIRST)


@pytest.mark.parametrize(("days", "step"), [(1, "day"), (124, "day"), (125, "month"), (3000, "month")])
def test_the_step_follows_the_length(days, step):
    assert step_for(FIRST, FIRST + timedelta(days=days - 1)) == step


moments = st.integers(0, 5 * 24 * 60).map(lambda m: datetime(2027, 3, 10, tzinfo=UTC) + timedelta(minutes=m))


@given(st.lists(st.tuples(moments, st.sampled_from(["NOAA-20", "Aqua"])), max_size=20))
def test_every_hotspot_of_the_period_is_counted_once(rows):
    local = [(moment + timedelta(hours=7)).date() for moment, _ in rows]
    table = pd.DataFrame(rows, columns=["time_utc", "satellite"])
    table["time_utc"] = pd.to_datetime(table["time_utc"], utc=True)
    for step in ("day", "month"):
        counted = hotspot_counts(table, FIRST, LAST, step=step)["hotspots"].sum()
        assert counted == sum(FIRST <= day <= LAST for day in local)


EVENTS = pd.DataFrame(
    {
        "first_seen": pd.to_datetime(
            ["2027-02-28T17:30", "2027-02-28T16:30", "2027-03-05T06:00", "2027-03-06T06:00"], utc=True
        ),
        "permanent": [False, False, True, False],
        "commune_2025": ["Mường Giôn", "Mường Giôn", "Mường Giôn", None],
    }
)


def test_events_by_commune_and_local_month():
    found = [tuple(row) for row in event_counts(EVENTS, "2025").itertuples(index=False)]
    assert found == [
        ("Mường Giôn", date(2027, 2, 1), 1, 0),  # 23:30 on 28 February
        ("Mường Giôn", date(2027, 3, 1), 1, 1),  # 00:30 on 1 March, and a permanent source apart
        (None, date(2027, 3, 1), 1, 0),
    ]


def test_no_events_give_no_rows():
    found = event_counts(EVENTS.iloc[:0], "2025")
    assert found.empty
    assert list(found.columns) == ["commune", "month", "events", "permanent"]


@pytest.fixture(scope="module")
def feeds():
    return load_profile(SHIPPED).feeds


def test_the_end_of_suomi_npp(feeds):
    assert ends(feeds, date(2026, 10, 1), date(2026, 12, 31)) == [End("S-NPP", date(2026, 11, 1))]
    assert ends(feeds, date(2026, 11, 2), date(2026, 12, 31)) == []


def test_an_announced_end_is_none(feeds):
    assert ends(feeds, date(2027, 1, 1), date(2028, 1, 1)) == []


def test_a_satellite_with_a_feed_that_goes_on_has_not_ended(feeds):
    ended = next(spec for spec in feeds.specs if spec.satellites == ("S-NPP",))
    both = replace(feeds, specs=(ended, replace(ended, id="other", last=None)))
    assert ends(both, date(2026, 10, 1), date(2026, 12, 31)) == []
