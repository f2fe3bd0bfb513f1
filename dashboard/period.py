"""The period that a page or an export looks at, and its spelling in an address: ``24h``, ``7d``,
``2027-03-01..2027-03-12``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dashboard.formats import LOCAL, day, local
from dashboard.words import _, counted

PRESETS = ("24h", "72h", "7d", "30d")
DEFAULT = "72h"
LONGEST_DAYS = 366 * 30  # the whole time for which VIIRS or MODIS files exist
_ROLLING = re.compile(r"([1-9]\d{0,3})([hd])")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


class PeriodError(ValueError):
    """A period that cannot be read. ``code`` and ``params`` name the reason for the screen."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(f"{code}: {params}")
        self.code, self.params = code, params


@dataclass(frozen=True)
class Period:
    """``start`` (included) to ``end`` (excluded), aware UTC; ``text`` is its spelling."""

    text: str
    start: datetime
    end: datetime

    @property
    def rolling(self) -> bool:
        """Whether the period moves with the clock."""
        return ".." not in self.text


def between(first: date, last: date) -> str:
    """Spelling of the local days ``first`` to ``last``, both included."""
    return f"{first.isoformat()}..{last.isoformat()}"


def covering(first: datetime, last: datetime) -> str:
    """Spelling of the local days that two moments fall on: a file's own period."""
    return between(local(first).date(), local(last).date())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PeriodError("period_no_such_day", day=text) from error


def parse(text: str, now: datetime) -> Period:
    """Read a period.

    Parameters
    ----------
    text : str
        ``24h``, ``7d`` (rolling, up to ``now``) or ``YYYY-MM-DD..YYYY-MM-DD`` (local days, both included).
    now : datetime
        Aware.

    Raises
    ------
    PeriodError
        ``period_unreadable``, ``period_no_such_day``, ``period_backwards`` or ``period_too_long``.
    """
    wanted = text.strip()
    if found := _ROLLING.fullmatch(wanted):
        length = timedelta(**{"hours" if found[2] == "h" else "days": int(found[1])})
        if length > timedelta(days=LONGEST_DAYS):
            raise PeriodError("period_too_long", period=wanted)
        return Period(wanted, now.astimezone(UTC) - length, now.astimezone(UTC) + timedelta(minutes=1))
    if not (found := _DAYS.fullmatch(wanted)):
        raise PeriodError("period_unreadable", period=wanted[:60])
    first, last = _day(found[1]), _day(found[2])
    if last < first:
        raise PeriodError("period_backwards", period=wanted)
    if (last - first).days > LONGEST_DAYS or last.year > 2100 or first.year < 1999:
        raise PeriodError("period_too_long", period=wanted)
    start = datetime.combine(first, time(), LOCAL).astimezone(UTC)
    return Period(wanted, start, datetime.combine(last, time(), LOCAL).astimezone(UTC) + timedelta(days=1))


def label(text: str) -> str:
    """The period in words."""
    if found := _ROLLING.fullmatch(text):
        count = int(found[1])
        return counted("{count} giờ", count) if found[2] == "h" else counted("{count} ngày", count)
    if found := _DAYS.fullmatch(text):
        first, last = day(_day(found[1])), day(_day(found[2]))
        return first if first == last else _("{first} – {last}", first=first, last=last)
    return text
