"""The clock of the case report over Tết, over 2 September, and by a table that people entered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.casework.report_clock import clock, clocks
from data.casework.working_days import Calendar, after, between, calendar
from data.incidents import list_incidents, set_status, undo_status
from data.plan import Plan, add_plan
from data.store.engine import reading, writing
from geo.areas import Areas
from tests.data.casework.conftest import BY, TZ, fire, later

SHIPPED = Calendar({})


def test_ten_working_days_over_tet_2027() -> None:
    # Out on Thursday 28 January: 29 January, 1 to 3 February; Tết is 4 to 10 February; 11, 12, 15 to 18.
    assert after(date(2027, 1, 28), 10, SHIPPED) == date(2027, 2, 18)
    assert between(date(2027, 1, 28), date(2027, 2, 18), SHIPPED) == 10


def test_ten_working_days_over_the_second_of_september() -> None:
    # 26, 27, 30, 31 August, 1 September; 2 and 3 September are holidays; 6 to 10.
    assert after(date(2027, 8, 25), 10, SHIPPED) == date(2027, 9, 10)


def test_a_day_made_up_by_decree_is_worked() -> None:
    # Saturday 22 August 2026 was worked for Monday 31 August.
    assert SHIPPED.is_working(date(2026, 8, 22))
    assert not SHIPPED.is_working(date(2026, 8, 31))


def test_a_year_that_was_entered_is_entirely_its_own() -> None:
    own = Calendar({date(2027, 2, 5): "Tết", date(2027, 2, 13): "Làm bù ngày 05/02"})
    assert not own.is_working(date(2027, 2, 5))
    assert own.is_working(date(2027, 2, 13)), "a Saturday that is made up"
    assert own.is_working(date(2027, 2, 8)), "a holiday of the package that the table does not name"
    assert not own.is_working(date(2028, 1, 26)), "another year is the package's"
    assert own.name_of(date(2027, 2, 13)) is None


def test_the_calendar_is_that_of_the_latest_plan_that_names_days_of_the_year(engine: Engine) -> None:
    act = Act(datetime(2027, 1, 1, tzinfo=UTC), LOCAL_ADMIN)

    def plan(year: int, *days: str, status: str = "signed") -> Plan:
        named = [{"day": day, "name": "nghỉ"} for day in days]
        return Plan(
            "Kế hoạch", date(year, 1, 1), date(year, 12, 31), holidays={"source": "QĐ", "days": named},
            status=status,
        )  # fmt: skip

    with writing(engine) as conn:
        add_plan(conn, plan(2026, "2026-04-27", "2027-03-01"), act, plan_id="a")
        add_plan(conn, plan(2027, "2027-03-02"), act, plan_id="b")
        add_plan(conn, plan(2028, "2027-03-03", status="draft"), act, plan_id="c")
        found = calendar(conn)
    assert set(found.own) == {date(2026, 4, 27), date(2027, 3, 2)}


@pytest.mark.parametrize(
    ("now", "left", "state"),
    [
        ("2027-01-28T23:00", 10, "running"),
        ("2027-02-05T08:00", 6, "running"),
        ("2027-02-18T23:59", 0, "running"),
        ("2027-02-19T00:00", -1, "overdue"),
        ("2027-02-20T12:00", -1, "overdue"),
        ("2027-02-22T12:00", -2, "overdue"),
    ],
)
def test_days_left_are_told_and_overdue_begins_after_the_last_local_day(
    now: str, left: int, state: str
) -> None:
    tz = ZoneInfo("Asia/Ho_Chi_Minh")
    out = datetime(2027, 1, 28, 15, 0, tzinfo=tz)
    found = clock(out, None, datetime.fromisoformat(now).replace(tzinfo=tz), tz, SHIPPED)
    assert (found.due_on, found.left, found.state) == (date(2027, 2, 18), left, state)


def test_a_weekend_after_the_last_day_is_late_too() -> None:
    tz = ZoneInfo("Asia/Ho_Chi_Minh")
    out = datetime(2027, 2, 19, 9, 0, tzinfo=tz)  # due on Friday 5 March
    found = clock(out, datetime(2027, 3, 6, 9, 0, tzinfo=tz), out + timedelta(days=60), tz, SHIPPED)
    assert (found.due_on, found.state) == (date(2027, 3, 5), "late")


def test_the_clock_follows_the_steps_of_the_incident(engine: Engine, areas: Areas) -> None:
    one, offence = fire(engine, areas), fire(engine, areas, kind="forest_offence")

    def found(hours: float):
        with reading(engine) as conn:
            return clocks(conn, list_incidents(conn), later(hours).now, TZ)

    assert found(1) == {}
    with writing(engine) as conn:
        set_status(conn, one, "resolved", later(1), seen_version=1)
        set_status(conn, offence, "resolved", later(1), seen_version=1)
    # Out on Friday 12 March 2027, 15:00 local: due on Friday 26 March.
    assert {own: each.due_on for own, each in found(2).items()} == {one: date(2027, 3, 26)}
    with writing(engine) as conn:
        undo_status(conn, one, BY, seen_version=2)
    assert found(2) == {}
    with writing(engine) as conn:
        set_status(conn, one, "resolved", later(3), seen_version=3)
        set_status(conn, one, "case_reported", later(24 * 20), seen_version=4)
    (told,) = found(24 * 30).values()
    assert (told.state, told.reported_at) == ("late", later(24 * 20).now)
    with writing(engine) as conn:
        set_status(conn, one, "responding", later(24 * 21), seen_version=5)
    assert found(24 * 21) == {}, "it burns again"
