"""The spans that effort is looked at: a month, a burning season, a year, on the local clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

SEASON_FIRST, SEASON_LAST = 12, 4
"""December to April: the burning season (`data.store.tables.SEASONS`)."""
_KEY = re.compile(r"(month|season|year):([0-9]{4})(?:-([0-9]{2}))?")
_MONTHS = 12


@dataclass(frozen=True)
class Span:
    """`kind`: month, season (named by the year in which it ends) or year. Both days are included."""

    kind: str
    since: date
    until: date

    @property
    def key(self) -> str:
        """How an address names it: ``month:2027-03``, ``season:2027``, ``year:2027``."""
        if self.kind == "month":
            return f"month:{self.since:%Y-%m}"
        return f"{self.kind}:{self.until.year}"


def _month(year: int, number: int) -> Span:
    after = date(year + number // 12, number % 12 + 1, 1)
    return Span("month", date(year, number, 1), after - timedelta(days=1))


def _season(year: int) -> Span:
    return Span("season", date(year - 1, SEASON_FIRST, 1), _month(year, SEASON_LAST).until)


def _year(year: int) -> Span:
    return Span("year", date(year, 1, 1), date(year, 12, 31))


def month_span(day: date) -> Span:
    """The month of a day."""
    return _month(day.year, day.month)


def spans(today: date) -> list[Span]:
    """What there is to choose: the last twelve months, two seasons, two years; the latest first."""
    number = today.year * 12 + today.month - 1
    months = [_month(each // 12, each % 12 + 1) for each in range(number, number - _MONTHS, -1)]
    last = today.year + 1 if today.month >= SEASON_FIRST else today.year
    return [*months, _season(last), _season(last - 1), _year(today.year), _year(today.year - 1)]


def span_of(key: str) -> Span | None:
    """The span of a key, or None."""
    found = _KEY.fullmatch(key.strip())
    if found is None or int(found[2]) not in range(2000, 2101):
        return None
    kind, year, month = found[1], int(found[2]), found[3]
    if kind == "month":
        return _month(year, int(month)) if month and 1 <= int(month) <= 12 else None
    if month is not None:
        return None
    return _season(year) if kind == "season" else _year(year)
