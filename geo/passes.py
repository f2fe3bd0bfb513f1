"""Satellite passes: which rows were seen in one overflight, when the next is expected, when nobody looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

#: A regional file holds the granules of one overflight (about 15 minutes); the next orbit is 100 minutes
#: later.
PASS_GAP = pd.Timedelta(minutes=30)
#: A gap between passes shorter than this is no blind window: one orbit and what a file needs to arrive.
BLIND_LEAST = timedelta(hours=3)
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

#: Per satellite the ranges of local time in which it may look at the area; an end before its start is the
#: next day.
Windows = Mapping[str, Sequence[tuple[time, time]]]


@dataclass(frozen=True)
class NextPass:
    """The next time that a satellite may look at the area; `start` ≤ now means: perhaps right now."""

    satellite: str
    start: datetime
    end: datetime


def pass_number(detections: pd.DataFrame) -> npt.NDArray[np.int64]:
    """For each row (n) the number of its pass, 0 … passes - 1, in order of (first time, satellite).

    A pass is a run of rows of one satellite without a gap of more than 30 minutes. The order of the rows does
    not matter; superseded rows count, as they were seen in a pass too.
    """
    satellite = pd.factorize(detections["satellite"], sort=True)[0]
    moment = detections["time_utc"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    order = np.lexsort((moment, satellite))
    starts = np.ones(len(order), bool)
    gap = np.diff(moment[order]) > PASS_GAP.value // 1000
    starts[1:] = gap | (np.diff(satellite[order]) != 0)
    run = np.cumsum(starts) - 1
    first = order[starts]
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((satellite[first], moment[first]))] = np.arange(len(first))
    number = np.empty(len(order), np.int64)
    number[order] = rank[run]
    return number


def count(detections: pd.DataFrame) -> pd.DataFrame:
    """Passes in a whole regional table, before it is clipped: only so is "the pass happened, nothing seen
    here" told from "no pass, no data" (FEEDS.md).

    Returns
    -------
    DataFrame
        satellite, first_utc, last_utc, rows (superseded rows left out), in order of (first_utc, satellite).
    """
    current = ~_flag(detections, "superseded")
    table = pd.DataFrame(
        {
            "satellite": detections["satellite"].to_numpy(),
            "time": detections["time_utc"].to_numpy(dtype="datetime64[us]"),
            "current": current.astype(np.int64),
        }
    )
    grouped = table.groupby(pass_number(detections)).agg(
        satellite=("satellite", "first"),
        first_utc=("time", "min"),
        last_utc=("time", "max"),
        rows=("current", "sum"),
    )
    for name in ("first_utc", "last_utc"):
        grouped[name] = grouped[name].astype("datetime64[us]").dt.tz_localize("UTC")
    return grouped.reset_index(drop=True)


def _flag(detections: pd.DataFrame, name: str) -> npt.NDArray[np.bool_]:
    if name not in detections:
        return np.zeros(len(detections), bool)
    return detections[name].to_numpy(dtype=bool)


def local_ranges(detections: pd.DataFrame, zone: tzinfo = LOCAL) -> pd.DataFrame:
    """Earliest and latest local time of day per satellite and half of the day: how windows are measured.

    The halves are cut at 06:00 and 18:00 local, when none of the five satellites passes. Returns satellite,
    half ("day"|"night"), first, last (datetime.time), days (distinct local dates).
    """
    local = detections["time_utc"].dt.tz_convert(zone)
    day = local.dt.hour.between(6, 17)
    # Night times count from 18:00, so that 22:00 comes before 01:00.
    minute = (local.dt.hour * 60 + local.dt.minute - np.where(day, 0, 18 * 60)) % (24 * 60)
    table = pd.DataFrame(
        {
            "satellite": detections["satellite"],
            "half": np.where(day, "day", "night"),
            "minute": minute,
            "date": local.dt.date,
        }
    )
    found = table.groupby(["satellite", "half"]).agg(
        first=("minute", "min"), last=("minute", "max"), days=("date", "nunique")
    )
    found = found.reset_index()
    shift = np.where(found["half"] == "night", 18 * 60, 0)
    for name in ("first", "last"):
        minutes = (found[name] + shift) % (24 * 60)
        clock = [time(int(value) // 60, int(value) % 60) for value in minutes]
        found[name] = pd.Series(clock, index=found.index, dtype=object)
    return found


def _intervals(
    windows: Windows, first: date, days: int, zone: tzinfo
) -> list[tuple[datetime, datetime, str]]:
    """Every window of every satellite on the local days from `first` on, as UTC times, in order."""
    found = []
    for satellite, ranges in windows.items():
        for start, end in ranges:
            for offset in range(days):
                day = first + timedelta(days=offset)
                until = day if end > start else day + timedelta(days=1)
                found.append(
                    (
                        datetime.combine(day, start, zone).astimezone(UTC),
                        datetime.combine(until, end, zone).astimezone(UTC),
                        satellite,
                    )
                )
    return sorted(found)


def next_pass(windows: Windows, now: datetime, zone: tzinfo = LOCAL) -> list[NextPass]:
    """For each satellite its window that is open at `now` (aware) or opens next, soonest first."""
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    day = now.astimezone(zone).date() - timedelta(days=1)
    coming: dict[str, NextPass] = {}
    for start, end, satellite in _intervals(windows, day, 4, zone):
        if end > now and satellite not in coming:
            coming[satellite] = NextPass(satellite, start, end)
    return sorted(coming.values(), key=lambda each: (each.start, each.satellite))


def blind_windows(
    windows: Windows, day: date, zone: tzinfo = LOCAL, least: timedelta = BLIND_LEAST
) -> list[tuple[datetime, datetime]]:
    """Stretches that begin on the local `day` and in which no satellite looks, as (from, to) in UTC.

    With the three VIIRS alone there are two: 02:25–12:16 and 13:58–00:43 of the next day. Only gaps of at
    least `least` count.
    """
    found: list[tuple[datetime, datetime]] = []
    covered: datetime | None = None
    for start, end, _ in _intervals(windows, day - timedelta(days=1), 4, zone):
        if covered is not None and start - covered >= least and covered.astimezone(zone).date() == day:
            found.append((covered, start))
        covered = end if covered is None else max(covered, end)
    return found
