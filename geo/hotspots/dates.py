"""Acquisition dates and times to days and minutes (UTC), and the choice of day-first or month-first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.errors import MixedDates, UndecidableDates

from ._arrow import dictionary, pa, pc

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
"""Terra, the oldest of the satellites, gives fires from 2000 on; a year outside is a slip."""

_MIDNIGHT: Final = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?(?:Z|[+]00:00)?)?$"
_YEAR_FIRST: Final = r"^(?P<a>[0-9]{4})[-/.](?P<b>[0-9]{1,2})[-/.](?P<c>[0-9]{1,2})" + _MIDNIGHT
_YEAR_LAST: Final = r"^(?P<a>[0-9]{1,2})[-/.](?P<b>[0-9]{1,2})[-/.](?P<c>[0-9]{4})" + _MIDNIGHT
_CLOCK: Final = r"^(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$"
_PLAIN: Final = r"^(?P<h>[0-9]{0,2}?)(?P<m>[0-9]{1,2})(?:\.0+)?$"


@dataclass(frozen=True)
class Days:
    """Days since 1970 (n,) and masks of what is wrong: no date, readable both ways, outside the years."""

    values: np.ndarray
    bad: np.ndarray
    ambiguous: np.ndarray
    out_of_range: np.ndarray


def _parts(text: pa.Array, pattern: str, names: str) -> tuple[np.ndarray, list[np.ndarray]]:
    """Mask of matches, and the named groups as integers (0 where there is no match or the group is empty)."""
    found = pc.extract_regex(text, pattern)
    matched = pc.is_valid(found).to_numpy(zero_copy_only=False)
    numbers = []
    for name in names:
        digits = pc.fill_null(pc.struct_field(found, name), "0")
        digits = pc.if_else(pc.equal(digits, ""), "0", digits)
        numbers.append(np.where(matched, pc.cast(digits, pa.int64()).to_numpy(zero_copy_only=False), 0))
    return matched, numbers


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Days since 1970, and whether such a day is in the calendar."""
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    real = (month >= 1) & (month <= 12) & (day >= 1) & (days.astype("datetime64[M]") == months)
    return days.astype(np.int64), real


def _decide(
    text: pa.Array, day_first: np.ndarray, month_first: np.ndarray, differ: np.ndarray, refuse: bool
) -> bool | None:
    """Whether the file is day-first; None when it cannot be decided and `refuse` is off.

    `day_first`/`month_first` say which readings are in the calendar, `differ` where they are different days.
    """
    only_day, only_month = day_first & ~month_first, month_first & ~day_first
    if only_day.any() and only_month.any():
        if refuse:
            raise MixedDates(
                day_first=text[int(only_day.argmax())].as_py(),
                month_first=text[int(only_month.argmax())].as_py(),
            )
        return None
    if only_day.any() or only_month.any():
        return bool(only_day.any())
    open_question = day_first & month_first & differ
    if open_question.any():
        if refuse:
            raise UndecidableDates(example=text[int(open_question.argmax())].as_py())
        return None
    return True


def to_days(text: pa.Array) -> Days:
    """Read a column of dates.

    ISO dates stand for themselves. Dates with the year last (`29/3/2023`, a spreadsheet's) are read
    day-first or month-first by the whole file: a day above 12 decides. When ISO dates are the majority, a
    few others that do not decide are single bad rows, not a reason to refuse the file.

    Parameters
    ----------
    text : pyarrow.Array
        Trimmed text (n,).

    Raises
    ------
    UndecidableDates, MixedDates
        No date decides; or some decide one way and some the other.
    """
    words, index = dictionary(text)
    iso, (year, month, day) = _parts(words, _YEAR_FIRST, "abc")
    days, real = _days(year, month, day)
    ambiguous = np.zeros(iso.size, dtype=bool)
    local, (first, second, last) = _parts(words, _YEAR_LAST, "abc")
    if local.any():
        as_day, day_real = _days(last, second, first)
        as_month, month_real = _days(last, first, second)
        day_real, month_real = day_real & local, month_real & local
        iso_rows, local_rows = (iso & real)[index].sum(), (day_real | month_real)[index].sum()
        is_day_first = _decide(words, day_real, month_real, as_day != as_month, refuse=iso_rows <= local_rows)
        if is_day_first is None:
            ambiguous = day_real | month_real
        chosen, chosen_real = (as_month, month_real) if is_day_first is False else (as_day, day_real)
        days, real, year = np.where(local, chosen, days), np.where(local, chosen_real, real), year + last
    bad = ~(real & (iso | local)) & ~ambiguous
    out_of_range = ~bad & ~ambiguous & ((year < FIRST_YEAR) | (year > LAST_YEAR))
    return Days(days[index], bad[index], ambiguous[index], out_of_range[index])


def to_minutes(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Read a column of times of day: `0034`, `34`, `00:34`, `34.0` are all 00:34.

    Returns
    -------
    minutes : int64 (n,)
        Minutes after midnight UTC.
    bad : bool (n,)
        No time of day.
    """
    words, index = dictionary(text)
    clock, (hours, minutes) = _parts(words, _CLOCK, "hm")
    plain, (plain_hours, plain_minutes) = _parts(words, _PLAIN, "hm")
    hours, minutes = hours + plain_hours, minutes + plain_minutes
    bad = ~(clock | plain) | (hours > 23) | (minutes > 59)
    return (hours * 60 + minutes)[index], bad[index]
