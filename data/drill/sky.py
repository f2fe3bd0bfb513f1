"""When the drill's satellites look: VIIRS passes over Quỳnh Nhai, after the orbits' own arithmetic.

A VIIRS satellite circles the Earth in 101.44 min, so from one day to the next its pass over a place comes
14 × 101.44 − 1440 ≈ 19.8 min earlier, and jumps one orbit later when it leaves the window. NOAA-21 flies half
an orbit away from NOAA-20. The windows (00:43–02:25, 12:16–13:58 local) are those of the feed registry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

ORBIT_MIN = 101.44
DAY_WINDOW_START_MIN = 12 * 60 + 16.0
NIGHT_WINDOW_START_MIN = 24 * 60 + 43.0
LOCAL = timezone(timedelta(hours=7))

# On this day NOAA-20 passes at 13:36 local, the minute at which the drill's fire is first seen as a fire.
_ANCHOR_DAY = datetime(2027, 3, 16, tzinfo=LOCAL)
_ANCHOR_MIN = {"NOAA-20": 13 * 60 + 36.0, "NOAA-21": 13 * 60 + 36.0 - ORBIT_MIN / 2}
_EARLIER_EACH_DAY_MIN = 24 * 60 - 14 * ORBIT_MIN
_HALF_DAY_MIN = 7.5 * ORBIT_MIN


@dataclass(frozen=True)
class Pass:
    """One look of one satellite: `time` in UTC, to a minute, `tilt` −1…1 (0 overhead, ±1 edge)."""

    satellite: str
    time: datetime
    tilt: float
    daylight: bool


def passes(
    start: datetime, end: datetime, satellites: tuple[str, ...] = ("NOAA-20", "NOAA-21")
) -> list[Pass]:
    """All passes with start ≤ time < end (aware datetimes), in order of time."""
    first = start.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    days = (end.astimezone(LOCAL) - first).days + 1
    found = [
        look
        for n in range(days + 1)
        for satellite in satellites
        for look in _looks_of(satellite, first + timedelta(days=n))
        if start <= look.time < end
    ]
    return sorted(found, key=lambda look: (look.time, look.satellite))


def _looks_of(satellite: str, day: datetime) -> Iterator[Pass]:
    since_anchor = (day - _ANCHOR_DAY).days
    by_day = _into_window(_ANCHOR_MIN[satellite] - _EARLIER_EACH_DAY_MIN * since_anchor, DAY_WINDOW_START_MIN)
    by_night = _into_window(by_day + _HALF_DAY_MIN, NIGHT_WINDOW_START_MIN)
    yield _look(satellite, day, by_day, DAY_WINDOW_START_MIN, daylight=True)
    yield _look(satellite, day, by_night, NIGHT_WINDOW_START_MIN, daylight=False)


def _into_window(minute: float, window_start: float) -> float:
    return window_start + (minute - window_start) % ORBIT_MIN


def _look(satellite: str, day: datetime, minute: float, window_start: float, *, daylight: bool) -> Pass:
    tilt = (minute - window_start) / (ORBIT_MIN / 2) - 1
    time = (day + timedelta(minutes=round(minute))).astimezone(UTC)
    return Pass(satellite, time, tilt, daylight)
