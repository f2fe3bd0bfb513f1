"""A local month as figures count it: its spelling, the moments it spans, its weeks from Monday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from data.clock import require_aware
from data.ledger.errors import FiguresInvalid

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEARS = range(1999, 2101)


@dataclass(frozen=True)
class Month:
    """`text` is YYYY-MM; `start` (included) and `end` (excluded) are aware UTC; `zone` is whose month."""

    text: str
    start: datetime
    end: datetime
    zone: tzinfo

    def weeks(self) -> list[tuple[date, datetime]]:
        """The weeks that touch the month: the Monday of each, and the moment in which it begins here."""
        first = self.start.astimezone(self.zone).date()
        monday, found = first - timedelta(days=first.weekday()), []
        while (begins := _midnight(monday, self.zone)) < self.end:
            found.append((monday, max(begins, self.start)))
            monday += timedelta(days=7)
        return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _month(year: int, number: int, zone: tzinfo) -> Month:
    after = date(year + number // 12, number % 12 + 1, 1)
    first = _midnight(date(year, number, 1), zone)
    return Month(f"{year:04d}-{number:02d}", first, _midnight(after, zone), zone)


def read_month(text: str, zone: tzinfo) -> Month:
    """The month that YYYY-MM names.

    Raises
    ------
    FiguresInvalid
        `problem`: month_unreadable.
    """
    found = _MONTH.fullmatch(text.strip())
    if found is None or int(found[1]) not in _YEARS or int(found[2]) not in range(1, 13):
        raise FiguresInvalid(problem="month_unreadable", month=text.strip()[:20])
    return _month(int(found[1]), int(found[2]), zone)


def month_of(moment: datetime, zone: tzinfo) -> Month:
    """The local month that a moment lies in."""
    here = require_aware(moment).astimezone(zone)
    return _month(here.year, here.month, zone)


def months_between(first: datetime, last: datetime, zone: tzinfo) -> list[Month]:
    """The months from the one of `first` to the one of `last`, the latest first."""
    found = [month_of(last, zone)]
    begin = month_of(first, zone)
    while found[-1].start > begin.start:
        found.append(month_of(found[-1].start - timedelta(hours=1), zone))
    return found
