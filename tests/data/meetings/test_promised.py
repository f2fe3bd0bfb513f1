"""Rotation and schedule against calendars made by hand, over the merge of 01/07/2025."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.meetings.promised import monthly, quarterly
from data.meetings.rotation import Order, host_role
from data.periods import read_period

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
MERGE = date(2025, 7, 1)
PLAN = {"status": "signed", "period_from": date(2021, 3, 11), "period_to": date(2025, 12, 31)}
OLD = [f"xa-{n}-2021" for n in range(11)]
NEW = [f"xa-{n}-2025" for n in range(4)]
ORDER = [Order("2025-Q1", ("ranger", "police", "military"))]


def communes_on(day: date) -> tuple[str, list[str]]:
    return ("2021", OLD) if day < MERGE else ("2025", NEW)


def agency(own: str, role: str, level: str, communes: list[str] | None = None) -> dict[str, Any]:
    return {"agency_id": own, "role": role, "level": level, "communes": communes}


def agencies_on(day: date) -> list[dict[str, Any]]:
    _era, communes = communes_on(day)
    police = [agency(f"cong-an-{own}", "police", "commune", [own]) for own in communes]
    area = [agency("hat", "ranger", "area")] + ([agency("cah", "police", "area")] if day < MERGE else [])
    return [*police, *area, agency("cat", "police", "province"), agency("bchqs", "military", "province")]


def test_eleven_communes_until_june_four_from_july() -> None:
    found = monthly(PLAN, read_period("2025", TZ), communes_on, agencies_on)
    counts = Counter(each.period for each in found)
    assert counts == {f"2025-{n:02d}": 11 if n < 7 else 4 for n in range(1, 13)}
    june = [each for each in found if each.period == "2025-06"]
    assert {(each.era, each.due_on) for each in june} == {("2021", date(2025, 6, 30))}
    assert june[3].host_agency_id == "cong-an-xa-3-2021"
    july = [each for each in found if each.period == "2025-07"]
    assert [each.host_agency_id for each in july] == [f"cong-an-xa-{n}-2025" for n in range(4)]


def test_a_quarter_counts_by_the_unit_that_is_there_at_its_end() -> None:
    year = read_period("2025", TZ)
    found = quarterly(PLAN, year, communes_on, agencies_on, ORDER)
    assert [(each.period, each.by_role, each.host_agency_id) for each in found] == [
        ("2025-Q1", "ranger", "hat"),
        ("2025-Q2", "police", "cah"),
        ("2025-Q3", "military", "bchqs"),
        ("2025-Q4", "ranger", "hat"),
    ]
    # The police of the district are gone in the next year: the province's take their turn.
    later = dict(PLAN, period_to=date(2026, 12, 31))
    found = quarterly(later, read_period("2026", TZ), communes_on, agencies_on, ORDER)
    assert [each.host_agency_id for each in found] == ["cat", "bchqs", "hat", "cat"]


def test_only_while_the_plan_holds() -> None:
    march = monthly(PLAN, read_period("2021-03", TZ), communes_on, agencies_on)
    assert len(march) == 11
    assert monthly(PLAN, read_period("2021-02", TZ), communes_on, agencies_on) == []
    assert quarterly(PLAN, read_period("2026-Q1", TZ), communes_on, agencies_on, ORDER) == []
    draft = dict(PLAN, status="draft")
    assert monthly(draft, read_period("2025", TZ), communes_on, agencies_on) == []


def test_the_last_day_is_the_plans_where_it_ends_earlier() -> None:
    short = dict(PLAN, period_to=date(2025, 11, 20))
    (found,) = {each.due_on for each in monthly(short, read_period("2025-11", TZ), communes_on, agencies_on)}
    assert found == date(2025, 11, 20)


def test_who_chairs_is_empty_where_nobody_is_known() -> None:
    def nobody(_day: date) -> list[dict[str, Any]]:
        return []

    found = monthly(PLAN, read_period("2025-08", TZ), communes_on, nobody)
    assert {each.host_agency_id for each in found} == {None}
    (quarter,) = quarterly(PLAN, read_period("2025-Q3", TZ), communes_on, nobody, [])
    assert (quarter.by_role, quarter.host_agency_id) == (None, None)


@pytest.mark.parametrize(
    ("quarter", "role"),
    [
        ("2024-Q4", None),
        ("2025-Q1", "ranger"),
        ("2025-Q2", "police"),
        ("2025-Q3", "military"),
        ("2025-Q4", "ranger"),
        ("2026-Q1", "police"),
    ],
)
def test_in_turn(quarter: str, role: str | None) -> None:
    assert host_role(quarter, ORDER) == role


def test_an_order_that_changes_in_the_middle_of_a_year_counts_from_its_quarter() -> None:
    orders = [*ORDER, Order("2025-Q3", ("police", "ranger", "military"))]
    hosts = [host_role(f"2025-Q{n}", orders) for n in range(1, 5)]
    assert hosts == ["ranger", "police", "police", "ranger"]
    again = [*orders, Order("2025-Q3", ("military", "police", "ranger"))]
    assert host_role("2025-Q3", again) == "military"


@given(st.permutations(["ranger", "police", "military"]), st.integers(2021, 2030), st.integers(1, 4))
def test_three_quarters_in_a_row_are_hosted_by_all_three(roles: list[str], year: int, part: int) -> None:
    orders = [Order(f"{year}-Q{part}", roles)]
    quarters = [(year * 4 + part - 1 + n) for n in range(3)]
    hosts = [host_role(f"{n // 4}-Q{n % 4 + 1}", orders) for n in quarters]
    assert hosts == roles
