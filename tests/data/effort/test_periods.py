"""Months, burning seasons and years on the local clock."""

from __future__ import annotations

from datetime import date

import pytest

from data.effort.periods import Span, month_span, span_of, spans


@pytest.mark.parametrize(
    ("key", "since", "until"),
    [
        ("month:2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("month:2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("month:2027-12", date(2027, 12, 1), date(2027, 12, 31)),
        ("season:2027", date(2026, 12, 1), date(2027, 4, 30)),
        ("year:2027", date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_key_names_its_days(key: str, since: date, until: date) -> None:
    found = span_of(key)
    assert found == Span(key.split(":")[0], since, until)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "key",
    ["", "month:2027", "month:2027-13", "season:2027-03", "year:20271", "year:1900", "<b>", "week:2027"],
)
def test_what_is_no_key(key: str) -> None:
    assert span_of(key) is None


@pytest.mark.parametrize(
    ("today", "season"), [(date(2027, 3, 12), 2027), (date(2026, 12, 1), 2027), (date(2026, 11, 30), 2026)]
)
def test_what_there_is_to_choose(today: date, season: int) -> None:
    found = spans(today)
    assert found[0] == month_span(today)
    assert [each.kind for each in found] == ["month"] * 12 + ["season"] * 2 + ["year"] * 2
    assert found[12].key == f"season:{season}"
    assert all(span_of(each.key) == each for each in found)
    assert found[12].since <= today  # a season that has begun
