"""What must be told before it begins: until when, what follows when it is moved, how figures count it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from data.auditing import audit
from data.calendar.entries import entries
from data.ledger.desk import Counts, Wanted, count, due_at, live
from data.ledger.errors import RuleInvalid
from data.ledger.figures import Count, after_start, bucket, count_all
from data.ledger.limits import limit_at
from data.ledger.months import read_month
from data.ledger.preview import preview, read_past
from data.ledger.rules import Rule
from data.ledger.standing_of_matters import overdue_count, standing_of
from data.ledger.wording import checked
from data.matters.of_plans import KINDS, STARTING
from data.store.engine import reading, writing
from data.store.tables import patrol
from data.wall.conditions import duties_due
from tests.data.ledger.world import LAN, MILITARY_A, POLICE_A, POLICE_B, TZ, World
from tests.data.matters.plans import Plans

HOUR = timedelta(hours=1)
MARCH = read_month("2027-03", TZ)
NAMED = [{"named": "involved"}]
BEFORE = {kind: Rule(f"Báo {kind}", kind, NAMED, 1440, "khoản 2", before_start=True) for kind in STARTING}


@pytest.fixture
def plans(engine: Engine) -> Plans:
    return Plans(World(engine, BEFORE))


def window(plans: Plans, hours: float, last: float = 4) -> dict[str, datetime]:
    """A window that begins so long after now."""
    starts = plans.world.now + hours * HOUR
    return {"starts_at": starts, "ends_at": starts + last * HOUR}


def owed(plans: Plans, own: int, receiver: str = POLICE_A, kind: str = "patrol") -> dict[str, Any]:
    return plans.world.duties(kind, own)[receiver]


def counted(plans: Plans) -> Count:
    with reading(plans.world.engine) as conn:
        return count_all(conn, MARCH, plans.world.now)


def agrees(plans: Plans) -> None:
    with reading(plans.world.engine) as conn:
        assert [str(each) for each in audit(conn, plans.world.now)] == []


@pytest.mark.parametrize("kind", STARTING)
def test_the_deadline_is_the_rules_and_the_limit_is_the_start(plans: Plans, kind: str) -> None:
    own = plans.make(kind, MILITARY_A, **window(plans, 6))
    since, row = plans.world.now, owed(plans, own, MILITARY_A, kind)
    assert (row["deadline_at"], row["before_at"]) == (since + 24 * HOUR, since + 6 * HOUR)
    assert limit_at(row) == due_at(row) == since + 6 * HOUR
    agrees(plans)


def test_a_start_after_the_deadline_changes_no_limit(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 48))
    row = owed(plans, own)
    assert row["before_at"] == plans.world.now + 48 * HOUR
    assert limit_at(row) == row["deadline_at"] == plans.world.now + 24 * HOUR


def test_a_target_counts_until_the_start(engine: Engine) -> None:
    plans = Plans(World(engine, {"patrol": replace(BEFORE["patrol"], target_minutes=120)}))
    early = owed(plans, plans.make("patrol", POLICE_A, **window(plans, 1)))
    late = owed(plans, plans.make("patrol", POLICE_A, **window(plans, 6)))
    assert (due_at(early) - plans.world.now, due_at(late) - plans.world.now) == (HOUR, 2 * HOUR)
    with reading(engine) as conn:
        assert [row["id"] for row in live(conn, Wanted(), plans.world.now)] == [early["id"], late["id"]]


def test_nobody_was_told_and_it_sets_out(plans: Plans) -> None:
    soon = plans.make("patrol", POLICE_A, **window(plans, 6))
    plans.make("patrol", POLICE_A, **window(plans, 30))
    plans.world.later(hours=6)
    with reading(plans.world.engine) as conn:
        assert count(conn, Wanted(), plans.world.now) == Counts(2, 0, 1)
        assert overdue_count(conn, plans.world.now) == 0
    plans.world.later(seconds=1)
    with reading(plans.world.engine) as conn:
        assert count(conn, Wanted(), plans.world.now) == Counts(2, 1, 0)
        assert overdue_count(conn, plans.world.now) == 1
        rows = live(conn, Wanted(), plans.world.now)
        standing = standing_of(conn, "patrol", str(soon))
    assert [row["ref"] for row in rows] == [str(soon), str(soon + 1)]
    assert standing is not None and standing.receivers[0].sign(plans.world.now) == "overdue"
    # Of the plan's 24 hours eighteen are left: by them it is open, and beside them it is not in time.
    assert (counted(plans).buckets["open"], counted(plans).buckets["overdue"]) == (2, 0)
    assert (counted(plans).with_start, counted(plans).start_met) == (1, 0)


@pytest.mark.parametrize(("hours", "met"), [(5, 1), (6, 1), (10, 0)])
def test_told_within_24_hours_is_on_time_and_before_the_start_or_not(
    plans: Plans, hours: int, met: int
) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 6))
    plans.world.later(hours=hours)
    plans.world.tell(owed(plans, own)["id"])
    row, found = owed(plans, own), counted(plans)
    assert bucket(row, plans.world.now) == "on_time" and found.share == 1.0
    assert (found.with_start, found.start_met) == (1, met)
    assert after_start(row, plans.world.now) is not bool(met)
    agrees(plans)


def test_told_too_late_for_both_counts_in_both(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 6))
    plans.world.later(hours=25)
    plans.world.tell(owed(plans, own)["id"])
    assert bucket(owed(plans, own), plans.world.now) == "late"
    assert (counted(plans).with_start, counted(plans).start_met) == (1, 0)


def test_a_patrol_that_is_moved_takes_its_duties_along_by_entries(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, MILITARY_A, **window(plans, 30))
    since = plans.world.now
    plans.world.later(hours=1)
    plans.world.tell(owed(plans, own, MILITARY_A)["id"])
    before = {each: plans.world.entries(owed(plans, own, each)["id"]) for each in (POLICE_A, MILITARY_A)}
    starts = since + 6 * HOUR
    plans.change("patrol", own, starts_at=starts, ends_at=starts + HOUR)
    for receiver, history in before.items():
        row, now = owed(plans, own, receiver), plans.world.entries(owed(plans, own, receiver)["id"])
        assert now[:-1] == history
        assert (now[-1]["kind"], now[-1]["text"], now[-1]["before_at"]) == ("moved", "start_moved", starts)
        assert (row["before_at"], row["deadline_at"], now[-1]["deadline_at"]) == (
            starts, since + 24 * HOUR, since + 24 * HOUR,
        )  # fmt: skip
    assert owed(plans, own, MILITARY_A)["status"] == "told"
    agrees(plans)
    plans.world.later(hours=9)
    assert after_start(owed(plans, own), plans.world.now)
    plans.change("patrol", own, **window(plans, 40))  # it had not set out, and is put off
    assert not after_start(owed(plans, own), plans.world.now)
    assert limit_at(owed(plans, own)) == since + 24 * HOUR
    assert [each["kind"] for each in plans.world.entries(owed(plans, own)["id"])] == [
        "raised", "moved", "moved",
    ]  # fmt: skip
    agrees(plans)


def test_what_is_said_otherwise_of_it_moves_nothing(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 6))
    plans.world.later()
    plans.change("patrol", own, meeting_place="Bến phà Pá Uôn", ends_at=plans.world.now + 20 * HOUR)
    assert [each["kind"] for each in plans.world.entries(owed(plans, own)["id"])] == ["raised"]


def test_what_was_known_only_after_it_began_keeps_its_deadline(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, -1))
    row = owed(plans, own)
    assert (limit_at(row), row["before_at"]) == (row["deadline_at"], plans.world.now - HOUR)
    assert counted(plans).with_start == 0
    plans.world.later(hours=1)
    plans.add(own, POLICE_B)  # joins on the way
    assert limit_at(owed(plans, own, POLICE_B)) == plans.world.now + 24 * HOUR
    agrees(plans)


def test_a_start_that_is_said_to_have_been_before_the_telling_is_no_reproach_to_the_24_hours(
    plans: Plans,
) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 8))
    since = plans.world.now
    plans.world.later(hours=2)
    plans.world.tell(owed(plans, own)["id"])
    plans.world.later(hours=1)
    plans.change("patrol", own, starts_at=since + HOUR, ends_at=since + 5 * HOUR)
    assert bucket(owed(plans, own), plans.world.now) == "on_time"
    assert after_start(owed(plans, own), plans.world.now)
    agrees(plans)


def test_a_cancelled_patrol_and_one_assigned_anew(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 6))
    plans.world.later()
    plans.change("patrol", own, status="cancelled", ended_reason="mưa")
    agrees(plans)
    plans.world.later(hours=1)
    again = plans.world.now
    plans.change("patrol", own, status="assigned", ended_reason=None, assigned_at=again, **window(plans, 3))
    row = owed(plans, own)
    assert (row["status"], row["started_at"], limit_at(row)) == ("open", again, again + 3 * HOUR)
    agrees(plans)


def test_the_wall_and_the_calendar_go_by_the_start(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, communes_2025=["xa-a"], **window(plans, 6))
    starts, now = plans.world.now + 6 * HOUR, plans.world.now
    with reading(plans.world.engine) as conn:
        assert duties_due(conn, now + 4 * HOUR, HOUR) == []
        (soon,) = duties_due(conn, now + 5 * HOUR, HOUR)
        (late,) = duties_due(conn, now + 7 * HOUR, HOUR)
        owes = [each for each in entries(conn, now, now + 30 * HOUR, LAN, TZ) if each.kind == "duty"]
    assert (soon.reason, soon.due_at, soon.since) == ("due_soon", starts, starts - HOUR)
    assert (late.reason, late.due_at, late.since) == ("overdue", starts, starts)
    assert soon.facts["communes"] == []  # visitors pass by the wall
    assert [(each.starts_at, each.subkind) for each in owes] == [(starts, "patrol")]
    plans.change("patrol", own, **window(plans, 30))
    with reading(plans.world.engine) as conn:
        assert duties_due(conn, now + 7 * HOUR, HOUR) == []


def test_what_a_rule_would_have_asked_for(plans: Plans) -> None:
    for hours in (6, 30):
        plans.make("patrol", POLICE_A, MILITARY_A, **window(plans, hours))
    with reading(plans.world.engine) as conn:
        past = read_past(conn, MARCH.start, MARCH.end, plans.world.now)
        for wanted, starting in ((BEFORE["patrol"], 2), (replace(BEFORE["patrol"], before_start=False), 0)):
            found = preview(past, checked(conn, wanted), rule_id="patrol")
            assert (found.duties, found.starting) == (4, starting)
        # Beside a rule of 24 hours that asks for nothing before the start, it is the sooner one.
        other = replace(past, rules=[row | {"before_start": False} for row in past.rules])
        assert preview(other, checked(conn, BEFORE["patrol"])).sooner == 2


def test_a_rule_that_does_not_ask_for_it(engine: Engine) -> None:
    plans = Plans(World(engine, {"patrol": replace(BEFORE["patrol"], before_start=False)}))
    own = plans.make("patrol", POLICE_A, **window(plans, 6))
    plans.world.later()
    plans.change("patrol", own, **window(plans, 3))
    row = owed(plans, own)
    assert (row["before_at"], limit_at(row)) == (None, row["deadline_at"])
    assert len(plans.world.entries(row["id"])) == 1
    agrees(plans)


def test_one_rule_that_asks_for_it_is_enough(engine: Engine) -> None:
    sooner = Rule("Canh đốt", "patrol", NAMED, 600, "khoản 1")
    plans = Plans(World(engine, {"patrol": BEFORE["patrol"], "canh-dot": sooner}))
    row = owed(plans, plans.make("patrol", POLICE_A, **window(plans, 6)))
    assert (row["deadline_at"] - plans.world.now, limit_at(row) - plans.world.now) == (10 * HOUR, 6 * HOUR)
    agrees(plans)


def test_the_auditor_sees_a_start_that_the_ledger_was_not_told_of(plans: Plans) -> None:
    own = plans.make("patrol", POLICE_A, **window(plans, 6))
    with writing(plans.world.engine) as conn:
        conn.execute(update(patrol).where(patrol.c.id == own).values(**window(plans, 2)))
        found = audit(conn, plans.world.now)
    assert [(each.code, each.params["column"]) for each in found] == [("facts_differ", "starts_at")]


@pytest.mark.parametrize("kind", sorted({"incident", "fire_event", "danger_level", *KINDS} - {*STARTING}))
def test_only_what_begins_can_be_told_before(engine: Engine, kind: str) -> None:
    wanted = Rule("Báo", kind, [{"role": "police", "level": "commune"}], 1440, "khoản 2", before_start=True)
    with reading(engine) as conn, pytest.raises(RuleInvalid) as refused:
        checked(conn, wanted)
    assert refused.value.params["problem"] == "starts_never"
