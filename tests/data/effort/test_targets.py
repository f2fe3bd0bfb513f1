"""Targets of agencies: for every month or for one, never overwritten unseen."""

from __future__ import annotations

import math

import pytest
from sqlalchemy import Engine, select

from data.access import Actor, Denied
from data.effort.errors import TargetInvalid
from data.effort.targets import EVERY, Target, set_target, targets
from data.errors import ConflictError
from data.patrols.act import By
from data.store.engine import reading, writing
from data.store.tables import journal
from tests.data.effort.walks import by

NONE = Target()


def put(engine: Engine, month: str, target: Target, seen: Target = NONE, act: By | None = None) -> None:
    with writing(engine) as conn:
        set_target(conn, "hat", month, target, act or by(), seen=seen)


def test_a_month_of_its_own_wins_and_months_add_up(engine: Engine) -> None:
    put(engine, EVERY, Target(4, 40))
    put(engine, "2027-03", Target(8, 100, 60))
    with reading(engine) as conn:
        found = targets(conn)
    assert found.of("hat", "2027-02") == Target(4, 40)
    assert found.of("hat", "2027-03") == Target(8, 100, 60)
    assert found.of("other", "2027-03") == NONE
    assert found.over("hat", ["2027-02", "2027-03"]) == Target(12, 140, 60)
    assert found.over("hat", []) == NONE


def test_taking_it_back_lets_the_usual_one_hold(engine: Engine) -> None:
    put(engine, EVERY, Target(4))
    put(engine, "2027-03", Target(8))
    put(engine, "2027-03", NONE, seen=Target(8))
    with reading(engine) as conn:
        assert targets(conn).of("hat", "2027-03") == Target(4)
        told = conn.execute(select(journal.c.before, journal.c.after).order_by(journal.c.id.desc())).first()
    assert told is not None
    assert (told.before["patrols"], told.after["patrols"], told.after["month"]) == (8, None, "2027-03")


def test_two_at_once_do_not_overwrite_each_other(engine: Engine) -> None:
    put(engine, EVERY, Target(4))
    with pytest.raises(ConflictError):
        put(engine, EVERY, Target(5))
    put(engine, EVERY, Target(5), seen=Target(4))


@pytest.mark.parametrize(
    ("month", "target", "problem"),
    [
        ("2027-13", Target(1), "target_month"),
        ("tháng 3", Target(1), "target_month"),
        (EVERY, Target(-1), "target_impossible"),
        (EVERY, Target(km=math.nan), "target_impossible"),
        (EVERY, Target(km=1e9), "target_impossible"),
        (EVERY, Target(1.5), "target_patrols_whole"),
    ],
)
def test_what_cannot_be_is_refused(engine: Engine, month: str, target: Target, problem: str) -> None:
    with pytest.raises(TargetInvalid) as refused:
        put(engine, month, target)
    assert refused.value.params["problem"] == problem


def test_who_may(engine: Engine) -> None:
    act = By(Actor("xem", None, "viewer", None, "10.0.0.9"), by().now)
    with pytest.raises(Denied):
        put(engine, EVERY, Target(1), act=act)
