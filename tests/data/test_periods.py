"""Local periods: what they are called, which days and moments they hold, and what lies before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.periods import (
    MONTHS_OF,
    PeriodUnreadable,
    between,
    months_in,
    period_of,
    quarters_in,
    read_period,
    shifted,
    year_before,
)

TZ = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2027-03", "month", date(2027, 3, 1), date(2027, 3, 31)),
        ("2028-02", "month", date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-Q1", "quarter", date(2027, 1, 1), date(2027, 3, 31)),
        ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2025-H2", "half", date(2025, 7, 1), date(2025, 12, 31)),
        (" 2025 ", "year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_spelling(text: str, kind: str, first: date, last: date) -> None:
    found = read_period(text, TZ)
    assert (found.kind, found.text, found.first, found.last) == (kind, text.strip(), first, last)


@pytest.mark.parametrize("text", ["", "2027-13", "2027-00", "2027-Q5", "2027-H3", "0001-01", "03/2027"])
def test_no_period(text: str) -> None:
    with pytest.raises(PeriodUnreadable):
        read_period(text, TZ)


def test_moments_are_of_local_days() -> None:
    march = read_period("2027-03", TZ)
    assert march.start == datetime(2027, 2, 28, 17, tzinfo=UTC)
    assert march.end == datetime(2027, 3, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "by", "then"),
    [
        ("2027-01", -1, "2026-12"),
        ("2027-12", 1, "2028-01"),
        ("2027-Q1", -1, "2026-Q4"),
        ("2027-H2", 1, "2028-H1"),
        ("2027", -2, "2025"),
        ("2027-Q4", 5, "2029-Q1"),
    ],
)
def test_before_and_after(text: str, by: int, then: str) -> None:
    assert shifted(read_period(text, TZ), by).text == then


@pytest.mark.parametrize(
    ("text", "then"),
    [("2027-03", "2026-03"), ("2027-Q2", "2026-Q2"), ("2027-H1", "2026-H1"), ("2027", "2026")],
)
def test_the_same_season_of_last_year(text: str, then: str) -> None:
    assert year_before(read_period(text, TZ)).text == then


def test_any_two_days() -> None:
    plan = between(date(2021, 3, 11), date(2025, 12, 31), TZ)
    assert len(months_in(plan)) == 58
    assert [each.text for each in quarters_in(plan)][:2] == ["2021-Q1", "2021-Q2"]
    assert year_before(between(date(2024, 2, 29), date(2024, 3, 1), TZ)).first == date(2023, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(MONTHS_OF)))
def test_each_day_lies_in_its_period_and_in_no_neighbour(day: date, kind: str) -> None:
    own = period_of(day, kind, TZ)
    assert own.holds(day)
    assert read_period(own.text, TZ) == own
    for by in (-1, 1):
        assert not shifted(own, by).holds(day)
    assert shifted(own, 1).start == own.end
