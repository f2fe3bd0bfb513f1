"""Local periods as plans and reports count them: month, quarter, half-year, year, or any two days.

A period is whole local days: `first` and `last` are days, `start` (included) and `end` (excluded) the same as
aware UTC moments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from data.errors import DataError

MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Kind → how many months."""
_SPELLINGS = {
    "month": re.compile(r"(?P<year>[0-9]{4})-(?P<part>0[1-9]|1[0-2])"),
    "quarter": re.compile(r"(?P<year>[0-9]{4})-Q(?P<part>[1-4])"),
    "half": re.compile(r"(?P<year>[0-9]{4})-H(?P<part>[12])"),
    "year": re.compile(r"(?P<year>[0-9]{4})"),
}
_YEARS = range(1999, 2101)


class PeriodUnreadable(DataError):  # noqa: N818 -- named for what happened
    """This is no period."""

    code = "local_period_unreadable"
    sentence = "{text} is no period: a month is 2027-03, a quarter 2027-Q1, a half-year 2027-H1, a year 2027"


@dataclass(frozen=True)
class Period:
    """`kind` is one of `MONTHS_OF`, or ``days``; `text` its spelling, such as 2027-Q1; `zone` whose days."""

    kind: str
    text: str
    first: date
    last: date
    zone: tzinfo

    @property
    def start(self) -> datetime:
        """The moment in which it begins, aware UTC."""
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it, aware UTC."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone).astimezone(UTC)

    def holds(self, day: date) -> bool:
        """Whether a local day lies in it."""
        return self.first <= day <= self.last


def _first_of(year: int, month: int) -> date:
    """The first day of a month that may be counted on past December, or back before January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _period(kind: str, year: int, part: int, zone: tzinfo) -> Period:
    months = MONTHS_OF[kind]
    first = _first_of(year, (part - 1) * months + 1)
    part = (first.month - 1) // months + 1
    last = _first_of(first.year, first.month + months) - timedelta(days=1)
    texts = {
        "month": f"{first.year:04d}-{part:02d}",
        "quarter": f"{first.year:04d}-Q{part}",
        "half": f"{first.year:04d}-H{part}",
        "year": f"{first.year:04d}",
    }
    return Period(kind, texts[kind], first, last, zone)


def read_period(text: str, zone: tzinfo) -> Period:
    """The period that a text names: 2027-03, 2027-Q1, 2027-H1 or 2027.

    Raises
    ------
    PeriodUnreadable
    """
    for kind, spelling in _SPELLINGS.items():
        found = spelling.fullmatch(text.strip())
        if found and int(found["year"]) in _YEARS:
            part = int(found["part"]) if "part" in found.groupdict() else 1
            return _period(kind, int(found["year"]), part, zone)
    raise PeriodUnreadable(text=text.strip()[:40])


def period_of(day: date, kind: str, zone: tzinfo) -> Period:
    """The period of a kind that a local day lies in."""
    return _period(kind, day.year, (day.month - 1) // MONTHS_OF[kind] + 1, zone)


def between(first: date, last: date, zone: tzinfo) -> Period:
    """Any two days, both included: the whole time of a plan."""
    return Period("days", f"{first.isoformat()}..{last.isoformat()}", first, last, zone)


def shifted(period: Period, by: int) -> Period:
    """The period of the same kind so many before (negative) or after it; ``days`` moves by its length."""
    if period.kind == "days":
        step = (period.last - period.first + timedelta(days=1)) * by
        return between(period.first + step, period.last + step, period.zone)
    months = MONTHS_OF[period.kind]
    part = (period.first.month - 1) // months + 1
    return _period(period.kind, period.first.year, part + by, period.zone)


def year_before(period: Period) -> Period:
    """The same season of the year before."""
    if period.kind == "days":
        return between(_a_year_less(period.first), _a_year_less(period.last), period.zone)
    return shifted(period, -12 // MONTHS_OF[period.kind])


def _a_year_less(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def months_in(period: Period) -> list[Period]:
    """The months that it touches, in order."""
    found = [period_of(period.first, "month", period.zone)]
    while found[-1].last < period.last:
        found.append(shifted(found[-1], 1))
    return found


def quarters_in(period: Period) -> list[Period]:
    """The quarters that it touches, in order."""
    found = [period_of(period.first, "quarter", period.zone)]
    while found[-1].last < period.last:
        found.append(shifted(found[-1], 1))
    return found
