"""The partition of duties: by hand at every border, in SQL as in Python, frozen beside what came later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select

from data.access import Actor, Denied
from data.ledger import figures
from data.ledger.errors import FiguresInvalid
from data.ledger.figures import (
    BUCKETS,
    after_start,
    bucket,
    bucket_sql,
    count_all,
    count_by,
    duties_of_month,
    total_of,
)
from data.ledger.frozen import beside, freeze, frozen, moved_since
from data.ledger.months import month_of, months_between, read_month
from data.ledger.telling import By, Telling, acknowledge, revoke, tell, waive
from data.store.engine import reading, writing
from data.store.tables import duty, journal
from tests.data.ledger.hands import (
    BY,
    HOUR,
    MILITARY,
    NOW,
    OTHER,
    POLICE,
    add_duties,
    add_duty,
    duty_of,
    matter_row,
    rule_row,
    wrote,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MARCH = read_month("2027-03", ZONE)
DEADLINE = NOW
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "told", "proven", "at", "expected"),
    [
        ("withdrawn", -2, -2, 5, None),
        ("waived", None, None, 5, "waived"),
        ("told", -1, -1, 5, "on_time"),
        ("acknowledged", 0, 0, 5, "on_time"),  # at the very deadline is in time
        ("told", 1, 1, 5, "late"),
        ("told", 0, None, 5, "sent_only"),
        ("told", 1, None, 5, "late"),
        ("told", -1, 1, 5, "late"),  # sent in time, proven only afterwards, by another telling
        ("open", None, None, 0, "open"),
        ("open", None, None, 1, "overdue"),
    ],
)
def test_where_a_duty_stands(
    engine: Engine, status: str, told: int | None, proven: int | None, at: int, expected: str | None
) -> None:
    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else DEADLINE + seconds * SECOND

    row: dict[str, Any] = {"status": status, "told_at": moment(told), "proven_at": moment(proven)}
    row |= {"deadline_at": DEADLINE}
    now = DEADLINE + at * SECOND
    assert bucket(row, now) == expected
    with writing(engine) as conn:
        own = add_duty(conn, since=DEADLINE - 24 * HOUR, **row)
        found = conn.execute(select(bucket_sql(now)).where(duty.c.id == own)).scalar_one()
    assert found == expected


@pytest.mark.parametrize(
    ("local", "month"),
    [
        ("2027-02-28T23:59:59+07:00", "2027-02"),
        ("2027-03-01T00:00:00+07:00", "2027-03"),
        ("2027-03-31T23:59:59+07:00", "2027-03"),
        ("2028-02-29T23:30:00+07:00", "2028-02"),
        ("2026-12-31T17:00:00+00:00", "2027-01"),  # midnight in Vietnam
    ],
)
def test_the_month_is_the_local_one_in_which_the_clock_started(
    engine: Engine, local: str, month: str
) -> None:
    since = datetime.fromisoformat(local).astimezone(UTC)
    with writing(engine) as conn:
        add_duty(conn, since=since)
    with reading(engine) as conn:
        assert month_of(since, ZONE).text == month
        assert count_all(conn, read_month(month, ZONE), NOW).total == 1
        others = {"2027-02", "2027-03", "2028-02", "2027-01", "2028-03", "2026-12"} - {month}
        assert sum(count_all(conn, read_month(each, ZONE), NOW).total for each in others) == 0


def test_weeks_begin_on_monday_and_stay_in_the_month() -> None:
    weeks = MARCH.weeks()
    assert [monday.isoformat() for monday, _ in weeks] == [
        "2027-03-01", "2027-03-08", "2027-03-15", "2027-03-22", "2027-03-29",
    ]  # fmt: skip
    assert weeks[0][1] == MARCH.start and MARCH.end - weeks[-1][1] == timedelta(days=3)
    may = read_month("2027-05", ZONE).weeks()  # the first of May is a Saturday
    assert may[0][0].isoformat() == "2027-04-26" and may[0][1] == read_month("2027-05", ZONE).start
    assert [each.text for each in months_between(MARCH.start, NOW + 40 * 24 * HOUR, ZONE)] == [
        "2027-04",
        "2027-03",
    ]


@pytest.mark.parametrize("text", ["2027-13", "2027-00", "2027-3", "03/2027", "", "0027-01", "२०२७-०१"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(FiguresInvalid) as refused:
        read_month(text, ZONE)
    assert refused.value.params["problem"] == "month_unreadable"


_MOMENTS = st.integers(-40 * 24 * 60, 40 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@st.composite
def _duties(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        since = draw(_MOMENTS)
        begins = since + timedelta(hours=draw(st.integers(-3, 30)))
        told = draw(st.none() | _MOMENTS)
        proven = None if told is None else draw(st.none() | st.just(told) | _MOMENTS)
        rows.append(
            {
                "started_at": since,
                "deadline_at": since + 24 * HOUR,
                "target_at": draw(st.none() | st.just(since + HOUR)),
                "before_at": draw(st.none() | st.just(begins)),
                "told_at": told,
                "proven_at": proven,
                "status": draw(st.sampled_from(["open", "told", "acknowledged", "waived", "withdrawn"])),
                "acknowledged_at": draw(st.none() | _MOMENTS),
                "receiver_id": f"don-vi-{number}",
                "holder_id": draw(st.none() | st.sampled_from(["a", "b"])),
                "commune_2025_id": draw(st.none() | st.sampled_from(["x", "y"])),
                "field": draw(st.sampled_from(["forest", "order"])),
            }
        )
    return rows


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_duties(), now=_MOMENTS)
def test_the_buckets_sum_to_all_duties_however_they_are_counted(
    engine: Engine, rows: list[dict[str, Any]], now: datetime
) -> None:
    with engine.connect() as conn, conn.begin() as transaction:
        rule, made = rule_row(conn), matter_row(conn, "dau", NOW)
        conn.execute(delete(duty))
        for row in rows:
            conn.execute(insert(duty), duty_of(made, rule, "", NOW) | row)
        expected = [row for row in rows if MARCH.start <= row["started_at"] < MARCH.end]
        expected = [row for row in expected if row["status"] != "withdrawn"]
        whole = count_all(conn, MARCH, now)
        assert whole.total == sum(whole.buckets.values()) == len(expected)
        by_hand = [bucket(row, now) for row in expected]
        assert whole.buckets == {name: by_hand.count(name) for name in BUCKETS}
        late = sum(after_start(row, now) for row in expected)
        assert whole.with_start - whole.start_met == late
        for dimension in figures.ALL_DIMENSIONS:
            parts = count_by(conn, MARCH, now, dimension)
            assert total_of(parts) == whole
            for key, each in parts.items():
                behind = duties_of_month(conn, MARCH, dimension=dimension, key=key)
                assert [bucket(row, now) for row in behind].count("late") == each.buckets["late"]
                assert len(behind) == each.total
        transaction.rollback()


def test_beside_the_partition(engine: Engine) -> None:
    with writing(engine) as conn:
        since = NOW - 30 * HOUR
        quick = add_duty(conn, since=since, target_at=since + HOUR)
        slow = add_duty(conn, receiver=MILITARY, since=since, target_at=since + HOUR)
        wrote(
            conn,
            quick,
            "told",
            since + HOUR / 2,
            happened_at=since + HOUR / 2,
            channel="call",
            proof="logged",
        )
        told = wrote(conn, slow, "told", since, happened_at=since + 2 * HOUR, channel="sms", proof="sent")
        wrote(conn, slow, "acknowledged", NOW, happened_at=NOW, proof="named", person="A", corrects_id=told)
    with reading(engine) as conn:
        whole = count_all(conn, MARCH, NOW)
        # The acknowledgement after the deadline proves the telling in time; that it was late is told beside.
        assert whole.buckets["on_time"] == 2 and whole.acknowledged_late == 1
        assert (whole.with_target, whole.target_met) == (2, 1)
        assert (whole.due, whole.share) == (2, 1.0)
        assert figures.median_to_told(conn, MARCH) == 1.25 * HOUR
        assert figures.median_to_told(conn, read_month("2027-02", ZONE)) is None
        assert figures.clocks(conn, MARCH) == {"known": 2}


def test_what_was_only_sent_is_no_failure_before_its_deadline(engine: Engine) -> None:
    with writing(engine) as conn:
        since = NOW - 2 * HOUR
        ours = [add_duty(conn, receiver=each, since=since) for each in (POLICE, MILITARY, "ubnd")]
        tell(conn, [ours[0]], Telling("sms", since + HOUR), BY)
    with reading(engine) as conn:
        deadline = conn.execute(select(duty.c.deadline_at).where(duty.c.id == ours[0])).scalar_one()
        assert deadline > NOW
        for now, sent_open, due, share in (
            (NOW, 1, 0, None),
            (deadline, 1, 0, None),
            (deadline + timedelta(seconds=1), 0, 3, 0.0),
        ):
            whole = count_all(conn, MARCH, now)
            assert (whole.buckets["sent_only"], whole.sent_open) == (1, sent_open)
            assert (whole.due, whole.share) == (due, share)
            for dimension in figures.ALL_DIMENSIONS:
                assert total_of(count_by(conn, MARCH, now, dimension)) == whole


def test_a_frozen_month_stays_and_corrections_stand_beside_it(engine: Engine) -> None:
    april = By(BY.who, datetime(2027, 4, 2, 1, 0, tzinfo=UTC))
    with writing(engine) as conn:
        since = NOW - 30 * HOUR
        made, rule = matter_row(conn, "v", since), rule_row(conn)
        first, second, third = add_duties(
            conn, [duty_of(made, rule, each, since) for each in (POLICE, MILITARY, "ubnd-xa-muong-gion")]
        )
        (entry,) = tell(conn, [first], Telling("call", since + HOUR, person="Lò Văn A"), april)
    with writing(engine) as conn:
        kept = freeze(conn, MARCH, april)
    assert kept["figures"]["total"] | {"total": 0} == dict.fromkeys(BUCKETS, 0) | {
        "on_time": 1, "overdue": 2, "total": 0, "acknowledged_late": 0, "with_target": 0, "target_met": 0,
        "sent_open": 0, "with_start": 0, "start_met": 0,
    }  # fmt: skip
    with writing(engine) as conn, pytest.raises(FiguresInvalid) as refused:
        freeze(conn, MARCH, april)
    assert refused.value.params["problem"] == "frozen_already"
    later = By(OTHER.who, datetime(2027, 4, 5, 1, 0, tzinfo=UTC))
    with writing(engine) as conn:
        revoke(conn, first, entry, later, reason="gọi nhầm đơn vị", seen_version=2)
        tell(conn, [second], Telling("visit", since + 2 * HOUR, person="Vì Văn B"), later)
        waive(conn, third, later, reason="xã đã giải thể", seen_version=1)
    with reading(engine) as conn:
        row = frozen(conn, MARCH)
        assert row is not None and row["actor"] == "local:administrator"
        today = count_all(conn, MARCH, later.now)
        assert beside(row, today.plain()) == [
            ("on_time", 1, 1), ("sent_only", 0, 0), ("late", 0, 0),
            ("overdue", 2, 1), ("open", 0, 0), ("waived", 0, 1),
        ]  # fmt: skip
        moved = {each.duty_id: (each.was, each.now) for each in moved_since(conn, MARCH, row, later.now)}
        assert moved == {
            first: ("on_time", "overdue"), second: ("overdue", "on_time"), third: ("overdue", "waived"),
        }  # fmt: skip
        last = conn.execute(select(journal).where(journal.c.record_kind == "month_figures")).mappings().one()
    assert (last["action"], last["record_id"]) == ("frozen", "2027-03")


def test_only_a_month_that_is_over_and_only_by_whoever_may(engine: Engine) -> None:
    with writing(engine) as conn, pytest.raises(FiguresInvalid) as refused:
        freeze(conn, MARCH, BY)
    assert refused.value.params["problem"] == "month_not_over"
    ranger = By(Actor("lan", None, "ranger", None, "192.0.2.1"), datetime(2027, 4, 2, tzinfo=UTC))
    with writing(engine) as conn, pytest.raises(Denied):
        freeze(conn, MARCH, ranger)
    with writing(engine) as conn:
        freeze(conn, MARCH, By(BY.who, MARCH.end))  # its last moment is over


def test_an_acknowledgement_that_names_the_message_proves_it_at_its_own_time(engine: Engine) -> None:
    with writing(engine) as conn:
        own = add_duty(conn, since=NOW - 30 * HOUR)
        tell(conn, [own], Telling("sms", NOW - 29 * HOUR), BY)
        assert count_all(conn, MARCH, NOW).buckets["sent_only"] == 1
        acknowledge(conn, [own], happened_at=NOW, person="Lò Văn A", channel="call", by=BY)
        # It names no message, so it proves itself: late.
        assert count_all(conn, MARCH, NOW).buckets["late"] == 1
