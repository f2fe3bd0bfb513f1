"""Whoever was told of a patrol hears once, and only once, that its time or place has changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.ledger.rules import Rule
from data.notices.autotelling import take_back, tell_automatically
from data.notices.message import VIETNAM
from data.notices.office import Office
from data.notices.outbox import send_due
from data.notices.updating import tell_changes
from data.store.engine import reading, writing
from data.store.tables import notice
from tests.data.ledger.world import MILITARY_A, POLICE_A, World
from tests.data.matters.plans import Plans
from tests.data.notices.scene import channels, office

NAMED = [{"named": "involved"}]
RULES = {
    "tuan-tra": Rule("Tuần tra", "patrol", NAMED, 1440, "khoản 2", telling="auto"),
    "ho-so": Rule("Hồ sơ", "case", NAMED, 1440, "khoản 6", telling="auto"),
}


@pytest.fixture
def plans(engine: Engine) -> Plans:
    return Plans(World(engine, RULES))


@pytest.fixture
def here() -> Office:
    return office(channels(drill=True))


def work(plans: Plans, here: Office) -> list[dict[str, Any]]:
    """A round of the watch, the sending included; returns the notices that it made."""
    now = plans.world.now
    with reading(plans.world.engine) as conn:
        before = set(conn.execute(select(notice.c.id)).scalars())
    for step in (tell_automatically, tell_changes, take_back):
        with writing(plans.world.engine) as conn:
            step(conn, here, now=now, real_now=now)
    send_due(plans.world.engine, here, clock=lambda: now, real=lambda: now)
    with reading(plans.world.engine) as conn:
        rows = [dict(row) for row in conn.execute(select(notice).order_by(notice.c.id)).mappings()]
    return [row for row in rows if row["id"] not in before]


def move(plans: Plans, own: int, **by: float) -> None:
    row = plans.row("patrol", own)
    shift = timedelta(**by)
    plans.change("patrol", own, starts_at=row["starts_at"] + shift, ends_at=row["ends_at"] + shift)


def test_a_patrol_that_is_moved_is_told_again_to_each_once(plans: Plans, here: Office) -> None:
    own = plans.make("patrol", POLICE_A, MILITARY_A)
    assert len(work(plans, here)) == 2
    assert work(plans, here) == []
    move(plans, own, days=1)  # while the clock stands still, as a drill's may
    made = work(plans, here)
    assert {row["receiver_id"] for row in made} == {POLICE_A, MILITARY_A}
    starts = plans.row("patrol", own)["starts_at"].astimezone(VIETNAM)
    for row in made:
        assert row["subject"].startswith("DIỄN TẬP: ĐỔI GIỜ, ĐỔI NƠI: Tuần tra liên ngành")
        assert f"Thời gian: {starts:%H:%M %d/%m/%Y}" in row["body"]
    assert work(plans, here) == []


def test_other_words_wake_nobody(plans: Plans, here: Office) -> None:
    own = plans.make("patrol", POLICE_A)
    work(plans, here)
    plans.world.later(hours=1)
    plans.change("patrol", own, objective="Tuần tra và tuyên truyền")
    assert work(plans, here) == []
    plans.change("patrol", own, meeting_place="Nhà văn hóa bản")
    (row,) = work(plans, here)
    assert "Nơi: Nhà văn hóa bản" in row["body"]


def test_moved_there_and_back_before_anybody_was_told_is_no_news(plans: Plans, here: Office) -> None:
    own = plans.make("patrol", POLICE_A)
    work(plans, here)
    plans.world.later(minutes=5)
    move(plans, own, days=1)
    plans.world.later(minutes=5)
    move(plans, own, days=-1)
    assert work(plans, here) == []


def test_whoever_was_called_is_told_by_message_when_it_moves(plans: Plans, here: Office) -> None:
    own = plans.make("patrol", POLICE_A)
    plans.world.tell(plans.world.duties("patrol", own)[POLICE_A]["id"])
    assert work(plans, here) == []
    plans.world.later(minutes=5)
    move(plans, own, hours=3)
    assert len(work(plans, here)) == 1
    move(plans, own, hours=1)
    plans.world.tell(plans.world.duties("patrol", own)[POLICE_A]["id"])  # called again
    assert work(plans, here) == []


def test_a_receiver_of_two_hears_of_both_in_one_message(plans: Plans, here: Office) -> None:
    first, second = plans.make("patrol", POLICE_A), plans.make("patrol", POLICE_A)
    assert [row["purpose"] for row in work(plans, here)] == ["digest"]
    for own in (first, second):
        move(plans, own, hours=2)
    (row,) = work(plans, here)
    assert "TT-2027-0001" in row["body"] and "TT-2027-0002" in row["body"]


def test_a_change_waits_for_the_morning_unless_it_begins_before(plans: Plans, here: Office) -> None:
    own, soon = plans.make("patrol", POLICE_A), plans.make("patrol", MILITARY_A)
    work(plans, here)
    plans.world.now = datetime(2027, 3, 13, 15, 0, tzinfo=UTC)  # 22:00
    move(plans, own, days=2)
    night = plans.world.now + timedelta(hours=5)
    plans.change("patrol", soon, starts_at=night, ends_at=night + timedelta(hours=4))
    assert [row["receiver_id"] for row in work(plans, here)] == [MILITARY_A]
    plans.world.later(hours=8)
    assert [row["receiver_id"] for row in work(plans, here)] == [POLICE_A]


def test_at_night_whoever_must_hear_of_it_before_the_morning_does(engine: Engine, here: Office) -> None:
    rule = replace(RULES["tuan-tra"], before_start=True)
    plans = Plans(World(engine, {"tuan-tra": rule}, now=datetime(2027, 3, 13, 15, 0, tzinfo=UTC)))  # 22:00
    for receiver, hours in ((POLICE_A, 7), (MILITARY_A, 12)):
        starts = plans.world.now + timedelta(hours=hours)
        plans.make("patrol", receiver, starts_at=starts, ends_at=starts + timedelta(hours=4))
    (row,) = work(plans, here)
    assert row["receiver_id"] == POLICE_A and "Hạn báo tin: 05:00 14/03/2027" in row["body"]
    plans.world.later(hours=8)
    assert [row["receiver_id"] for row in work(plans, here)] == [MILITARY_A]


def test_what_has_begun_or_is_off_is_not_told_again(plans: Plans, here: Office) -> None:
    own = plans.make("patrol", POLICE_A)
    work(plans, here)
    plans.change("patrol", own, starts_at=plans.world.now - timedelta(hours=1))
    assert work(plans, here) == []
    plans.change("patrol", own, status="cancelled", ended_reason="mưa lớn", meeting_place="Nơi khác")
    (row,) = work(plans, here)
    assert (row["purpose"], "Lý do: mưa lớn" in row["body"]) == ("withdrawal", True)


def test_whoever_is_taken_off_hears_that_and_why(plans: Plans, here: Office) -> None:
    own = plans.make("patrol", POLICE_A, MILITARY_A)
    work(plans, here)
    plans.world.later(hours=1)
    plans.drop(own, POLICE_A)
    (row,) = work(plans, here)
    assert (row["receiver_id"], row["purpose"]) == (POLICE_A, "withdrawal")
    assert "Lý do: đơn vị không còn tham gia" in row["body"]
    plans.world.later(hours=1)
    plans.add(own, POLICE_A)
    (row,) = work(plans, here)
    assert (row["receiver_id"], row["purpose"]) == (POLICE_A, "matter")
