"""Working days in Vietnam: Monday to Friday but for public holidays.

The package ``holidays`` knows the law and the yearly decisions on Tết; what an installation enters with its
coordination plan wins, a whole year at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from holidays import HolidayBase, country_holidays
from sqlalchemy import Connection

from data.plan.reading import list_plans
from geo.names import fold

MADE_UP = "lam bu"
"""A day whose name begins so ("làm bù") is worked, whatever weekday it is."""


@dataclass(frozen=True)
class Calendar:
    """Years that an installation entered itself (day → name); every other year is the package's."""

    own: Mapping[date, str]

    @property
    def years(self) -> frozenset[int]:
        """The years that are entered."""
        return frozenset(day.year for day in self.own)

    def name_of(self, day: date) -> str | None:
        """The holiday's name, Vietnamese; None for a day that is none."""
        if day.year in self.years:
            name = self.own.get(day)
            return None if name is None or fold(name).startswith(MADE_UP) else name
        return _shipped(day.year).get(day)

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        if day.year not in self.years:
            return bool(_shipped(day.year).is_working_day(day))
        if fold(self.own.get(day, "")).startswith(MADE_UP):
            return True
        return day.weekday() < 5 and day not in self.own


@cache
def _shipped(year: int) -> HolidayBase:
    return country_holidays("VN", years=year, language="vi")


def shipped(year: int) -> list[tuple[date, str]]:
    """The holidays of a year as the package knows them: what a person begins with to mend it."""
    return sorted(_shipped(year).items())


def calendar(conn: Connection) -> Calendar:
    """The calendar of this installation: of each year the days of the latest signed plan that names any."""
    own: dict[date, str] = {}
    for plan in list_plans(conn):
        if plan["status"] != "signed":
            continue
        days = _days((plan["holidays"] or {}).get("days") or [])
        before = {day.year for day in own}
        own |= {day: name for day, name in days.items() if day.year not in before}
    return Calendar(own)


def _days(rows: Iterable[Mapping[str, Any]]) -> dict[date, str]:
    return {date.fromisoformat(row["day"]): str(row.get("name") or "") for row in rows}


def after(first: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after a day, which does not count itself."""
    day = first
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def between(first: date, last: date, calendar: Calendar) -> int:
    """How many working days lie after `first`, `last` included; negative where `last` is before `first`."""
    if last < first:
        return -between(last, first, calendar)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)
