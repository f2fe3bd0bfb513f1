"""The figures behind the charts: hotspots a day by satellite, fire events by commune and month.

Days and months are those of the wall clock in Vietnam. Hotspots are looks, not fires: how many there are
depends on how many satellites look, so a count says by which, and `ends` tells where one stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from data.feeds.spec import SATELLITES, FeedsSettings

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_DAYS = 124
"""Beyond four months single days are too thin to read, on a phone above all: months are counted instead."""

Step = Literal["day", "month"]


@dataclass(frozen=True)
class End:
    """A satellite that no longer looks; `last` is the local day of its last data."""

    satellite: str
    last: date


def step_for(first: date, last: date) -> Step:
    """Whether a period is counted by days or by months."""
    return "day" if (last - first).days < MOST_DAYS else "month"


def _starts(first: date, last: date, step: Step) -> list[date]:
    """The first day of every step from the one that holds `first` to the one that holds `last`."""
    if step == "day":
        return [first + timedelta(days=k) for k in range((last - first).days + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _step_of(times: pd.Series, step: Step, zone: tzinfo) -> pd.Series:
    """The first local day of the step of each moment, as `datetime.date`."""
    days = pd.to_datetime(times, utc=True).dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    if step == "month":
        days = days - pd.to_timedelta(days.dt.day - 1, unit="D")
    return days.dt.date


def hotspot_counts(
    detections: pd.DataFrame, first: date, last: date, *, step: Step | None = None, zone: tzinfo = LOCAL
) -> pd.DataFrame:
    """Count hotspots per step and satellite.

    Parameters
    ----------
    detections : DataFrame
        `time_utc` (aware) and `satellite`; superseded rows are left out where the table tells them.
    first, last : local days, both included; hotspots of other days are not counted
    step : by default `step_for(first, last)`
    zone : whose days

    Returns
    -------
    DataFrame
        start (datetime.date: the day, or the first day of the month), satellite, hotspots: one row per step
        and satellite that occurs in the period, zeros included, in order of start and of `SATELLITES`. A zero
        says that no hotspot is stored, not that nothing burned, nor that the satellite looked.

    Raises
    ------
    ValueError
        If `last` is before `first`.
    """
    if last < first:
        raise ValueError(f"'last' should not be before 'first', got {first} and {last}")
    if "superseded" in detections:
        detections = detections.loc[~detections["superseded"].to_numpy(dtype=bool)]
    step = step or step_for(first, last)
    days = _step_of(detections["time_utc"], "day", zone)
    kept = detections.loc[((days >= first) & (days <= last)).to_numpy(dtype=bool)]
    starts = _step_of(kept["time_utc"], step, zone)
    seen = set(kept["satellite"])
    satellites = [name for name in SATELLITES if name in seen]
    counts = (
        pd.Series(1, index=pd.MultiIndex.from_arrays([starts, kept["satellite"]])).groupby(level=[0, 1]).sum()
    )
    grid = pd.MultiIndex.from_product([_starts(first, last, step), satellites], names=["start", "satellite"])
    return counts.reindex(grid, fill_value=0).astype("int64").rename("hotspots").reset_index()


def event_counts(events: pd.DataFrame, era: str, *, zone: tzinfo = LOCAL) -> pd.DataFrame:
    """Count fire events per commune of one era and month of their first sight.

    Parameters
    ----------
    events : DataFrame
        `first_seen` (aware), `permanent`, `commune_<era>` (None: outside of every commune).
    era : id of the map by which communes are counted
    zone : whose months

    Returns
    -------
    DataFrame
        commune (None: outside), month (datetime.date, its first day), events, permanent: only pairs that
        occur, by month and name, outside last. `events` leaves permanent heat sources to `permanent`.
    """
    table = pd.DataFrame(
        {
            "commune": events[f"commune_{era}"].astype(object).where(events[f"commune_{era}"].notna(), None),
            "month": _step_of(events["first_seen"], "month", zone),
            "permanent": events["permanent"].astype(bool).astype("int64"),
        }
    )
    table["events"] = 1 - table["permanent"]
    found = (
        table.groupby(["month", "commune"], dropna=False, sort=True)[["events", "permanent"]]
        .sum()
        .reset_index()
    )
    found["commune"] = found["commune"].astype(object).where(found["commune"].notna(), None)
    return found[["commune", "month", "events", "permanent"]]


def ends(feeds: FeedsSettings, first: date, last: date, *, zone: tzinfo = LOCAL) -> list[End]:
    """Satellites that stopped between two local days, both included, in order of time.

    Only known ends count: one that is merely announced (`expected_end`) is none.
    """
    lasts: dict[str, list[datetime | None]] = {}
    for spec in feeds.specs:
        for satellite in set(spec.satellites) - set(feeds.expected_end):
            lasts.setdefault(satellite, []).append(spec.last)
    found = {}
    for satellite, moments in lasts.items():
        known = [moment for moment in moments if moment is not None]
        if len(known) == len(moments):  # no feed of it goes on
            found[satellite] = max(known).astimezone(zone).date()
    inside = [End(satellite, day) for satellite, day in found.items() if first <= day <= last]
    return sorted(inside, key=lambda end: (end.last, end.satellite))
