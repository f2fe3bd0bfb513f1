"""Alarms as they are kept round by round, and what people do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DBAPIError

from data.access import Actor, Denied
from data.errors import ConflictError
from data.store.engine import reading, writing
from data.store.tables import journal, wall_alarm, wall_alarm_entry
from data.wall import acting
from data.wall.acting import SHELVES, By
from data.wall.alarms import Alarm, by_matter, entries_of, looked_at, open_rows, standing_alarms
from data.wall.conditions import Condition, conditions
from data.wall.errors import AlarmGone, AlarmRefused
from data.wall.keeping import keep
from data.wall.situation import situation, standing
from tests.data.fires import NEAR, NOW, areas, profile, put

HOUR = timedelta(hours=1)
FIRE = Condition(
    "event", "DC-1", "strong_near_forest", NOW - HOUR, latitude=21.7, longitude=103.6,
    facts={"code": "DC-1", "communes": []},
)  # fmt: skip
KEY = ("event", "DC-1")
HERE = profile()


def by(role: str = "duty_officer", now: datetime = NOW, name: str = "lan") -> By:
    return By(Actor(name, None, role, None, "192.0.2.1"), now)


def kept(engine: Engine, found: list[Condition], now: datetime = NOW) -> list[tuple[str, int]]:
    with writing(engine) as conn:
        return keep(conn, found, now)


def shown(engine: Engine, found: list[Condition], now: datetime = NOW) -> list[Alarm]:
    with reading(engine) as conn:
        return standing_alarms(conn, found, now)


def acts(engine: Engine) -> list[str]:
    with reading(engine) as conn:
        query = select(wall_alarm_entry.c.act).order_by(wall_alarm_entry.c.id)
        return [row.act for row in conn.execute(query)]


def test_a_round_raises_and_the_same_round_again_changes_nothing(engine: Engine) -> None:
    assert [act for act, _id in kept(engine, [FIRE])] == ["raised"]
    assert kept(engine, [FIRE], NOW + HOUR) == []
    (alarm,) = shown(engine, [FIRE])
    assert (alarm.state, alarm.version, alarm.condition) == ("new", 1, FIRE)
    with reading(engine) as conn:
        assert looked_at(conn) == NOW + HOUR


def test_from_new_through_acknowledged_to_its_end(engine: Engine) -> None:
    kept(engine, [FIRE])
    with writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(), profile=HERE, seen_version=1)
    (alarm,) = shown(engine, [FIRE])
    assert alarm.state == "acknowledged" and alarm.told("acknowledged_by") == "lan"
    assert shown(engine, []) == []  # over and seen: nothing is left to tell
    assert [act for act, _id in kept(engine, [], NOW + HOUR)] == ["ended"]
    assert acts(engine) == ["raised", "acknowledged", "ended"]
    with reading(engine) as conn:
        row = conn.execute(select(wall_alarm)).mappings().one()
        (entry,) = conn.execute(select(journal).where(journal.c.record_kind == "wall_alarm")).mappings()
    assert (row["cleared_at"], row["ended_at"]) == (NOW + HOUR, NOW + HOUR)
    assert (entry["action"], entry["record_id"], entry["after"]["state"]) == (
        "acknowledged", "event:DC-1", "acknowledged",
    )  # fmt: skip
    assert [act for act, _id in kept(engine, [FIRE], NOW + 2 * HOUR)] == ["raised"]


def test_over_before_anybody_saw_it_stays_until_somebody_has(engine: Engine) -> None:
    kept(engine, [FIRE])
    kept(engine, [], NOW + HOUR)
    (alarm,) = shown(engine, [], NOW + HOUR)
    assert (alarm.state, alarm.condition) == ("returned", FIRE)
    kept(engine, [FIRE], NOW + 2 * HOUR)
    (alarm,) = shown(engine, [FIRE], NOW + 2 * HOUR)
    assert (alarm.state, alarm.times) == ("new", 1)
    kept(engine, [], NOW + 3 * HOUR)
    with writing(engine) as conn:
        version = open_rows(conn)[KEY]["version"]
        acting.acknowledge(conn, KEY, by(now=NOW + 3 * HOUR), profile=HERE, seen_version=version)
    assert shown(engine, [], NOW + 3 * HOUR) == []
    assert acts(engine) == ["raised", "returned", "again", "returned", "acknowledged"]


def test_more_urgent_than_what_was_acknowledged_is_new_again(engine: Engine) -> None:
    kept(engine, [FIRE])
    with writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(), profile=HERE, seen_version=1)
    worse = replace(FIRE, reason="strong_in_forest")
    assert shown(engine, [worse])[0].state == "new"  # before the watch has looked
    kept(engine, [worse], NOW + HOUR)
    with reading(engine) as conn:
        row = open_rows(conn)[KEY]
        last = entries_of(conn, row["id"])[-1]
    assert (row["state"], row["urgency"], row["acknowledged_by"]) == ("new", "critical", None)
    assert (last["act"], last["urgency"]) == ("again", "critical")


def test_one_pixel_more_is_no_other_version(engine: Engine) -> None:
    kept(engine, [FIRE])
    kept(engine, [replace(FIRE, facts={"code": "DC-1", "communes": [], "detections": 9})])
    with reading(engine) as conn:
        row = open_rows(conn)[KEY]
    assert row["version"] == 1 and row["facts"]["detections"] == 9


def test_put_aside_for_an_hour(engine: Engine) -> None:
    kept(engine, [FIRE])
    with writing(engine) as conn:
        acting.shelve(conn, KEY, HOUR, "  đốt  nương có phép ", by(), profile=HERE, seen_version=1)
    (alarm,) = shown(engine, [FIRE])
    assert alarm.state == "shelved" and alarm.told("shelved_reason") == "đốt nương có phép"
    assert kept(engine, [FIRE], NOW + HOUR - timedelta(seconds=1)) == []
    assert shown(engine, [FIRE], NOW + HOUR)[0].state == "new"
    assert [act for act, _id in kept(engine, [FIRE], NOW + HOUR)] == ["unshelved"]
    with reading(engine) as conn:
        assert open_rows(conn)[KEY]["shelved_until"] is None


def test_brought_back_before_its_time(engine: Engine) -> None:
    kept(engine, [FIRE])
    with writing(engine) as conn:
        acting.shelve(conn, KEY, HOUR, "x", by(), profile=HERE, seen_version=1)
        acting.unshelve(conn, KEY, by(), profile=HERE, seen_version=2)
    assert shown(engine, [FIRE])[0].state == "new"


@pytest.mark.parametrize(
    ("span", "reason", "problem"),
    [
        (HOUR, " ", "shelf_without_reason"),
        (HOUR, "x" * 301, "shelf_reason_too_long"),
        (9 * HOUR, "x", "shelf_span_unknown"),
        (timedelta(days=365), "x", "shelf_span_unknown"),
    ],
)
def test_refused_shelves(engine: Engine, span: timedelta, reason: str, problem: str) -> None:
    kept(engine, [FIRE])
    with pytest.raises(AlarmRefused) as refused, writing(engine) as conn:
        acting.shelve(conn, KEY, span, reason, by(), profile=HERE, seen_version=1)
    assert refused.value.params["problem"] == problem
    assert max(SHELVES) == 8 * HOUR


@pytest.mark.parametrize(
    ("role", "may_acknowledge", "may_shelve"),
    [
        ("viewer", False, False),
        ("ranger", True, False),
        ("planner", False, False),
        ("duty_officer", True, True),
        ("commander", True, True),
        ("administrator", True, True),
    ],
)
def test_who_may(engine: Engine, role: str, may_acknowledge: bool, may_shelve: bool) -> None:
    kept(engine, [FIRE])

    def allowed(act: Any) -> bool:
        try:
            with writing(engine) as conn:
                act(conn)
        except Denied:
            return False
        return True

    assert (
        allowed(lambda conn: acting.acknowledge(conn, KEY, by(role), profile=HERE, seen_version=1))
        is may_acknowledge
    )
    with reading(engine) as conn:
        seen = open_rows(conn)[KEY]["version"]
    assert (
        allowed(lambda conn: acting.shelve(conn, KEY, HOUR, "x", by(role), profile=HERE, seen_version=seen))
        is may_shelve
    )


def test_a_screen_on_a_wall_acknowledges_nothing(engine: Engine) -> None:
    kept(engine, [FIRE])
    wall = By(Actor("wall", None, "commander", None, "x", frozenset({"wall.look"}), "full"), NOW)
    with pytest.raises(Denied), writing(engine) as conn:
        acting.acknowledge(conn, KEY, wall, profile=HERE, seen_version=1)


def test_two_people_at_once(engine: Engine) -> None:
    kept(engine, [FIRE])
    with writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(), profile=HERE, seen_version=1)
    with pytest.raises(ConflictError), writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(name="minh"), profile=HERE, seen_version=1)
    with pytest.raises(AlarmRefused), writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(name="minh"), profile=HERE, seen_version=2)
    with pytest.raises(AlarmGone), writing(engine) as conn:
        acting.acknowledge(conn, ("event", "DC-2"), by(), profile=HERE, seen_version=1)


def test_several_at_once_leave_what_changed_meanwhile(engine: Engine) -> None:
    other = replace(FIRE, ref="DC-2")
    kept(engine, [FIRE, other])
    kept(engine, [FIRE, replace(other, reason="strong_in_forest")])
    with writing(engine) as conn:
        seen = {KEY: 1, ("event", "DC-2"): 1}
        assert acting.acknowledge_seen(conn, seen, by(), profile=HERE) == 1
    found = shown(engine, [FIRE, replace(other, reason="strong_in_forest")])
    assert [(each.key[1], each.state) for each in found] == [("DC-2", "new"), ("DC-1", "acknowledged")]


def test_who_takes_a_fire_takes_all_that_is_told_of_it(engine: Engine) -> None:
    late = replace(FIRE, kind="unverified", reason="forest_unverified", due_at=NOW)
    kept(engine, [FIRE, late])
    (group,) = by_matter(shown(engine, [FIRE, late]))
    assert {each.key[0] for each in group} == {"event", "unverified"}
    with writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(), profile=HERE, seen_version=1)
    assert {each.state for each in shown(engine, [FIRE, late])} == {"acknowledged"}
    with writing(engine) as conn:
        acting.shelve(conn, KEY, HOUR, "x", by(), profile=HERE, seen_version=2)
        acting.unshelve(conn, ("unverified", "DC-1"), by(), profile=HERE, seen_version=3)
    assert {each.state for each in shown(engine, [FIRE, late])} == {"new"}


def test_a_fire_that_is_taken_and_then_not_verified_in_time_is_new_again(engine: Engine) -> None:
    kept(engine, [FIRE])
    with writing(engine) as conn:
        acting.acknowledge(conn, KEY, by(), profile=HERE, seen_version=1)
    late = replace(FIRE, kind="unverified", reason="forest_unverified", due_at=NOW + HOUR)
    kept(engine, [FIRE, late], NOW + 2 * HOUR)
    states = {each.key[0]: each.state for each in shown(engine, [FIRE, late], NOW + 2 * HOUR)}
    assert states == {"event": "acknowledged", "unverified": "new"}


def test_order_urgent_first_then_unseen_then_over_then_aside(engine: Engine) -> None:
    names = ("seen", "unseen", "over", "aside", "urgent")
    found = {name: replace(FIRE, ref=name) for name in names}
    found["urgent"] = replace(found["urgent"], reason="strong_in_forest")
    kept(engine, list(found.values()))
    with writing(engine) as conn:
        acting.acknowledge(conn, ("event", "seen"), by(), profile=HERE, seen_version=1)
        acting.shelve(conn, ("event", "aside"), HOUR, "x", by(), profile=HERE, seen_version=1)
    del found["over"]
    order = [each.condition.ref for each in shown(engine, list(found.values()))]
    assert order == ["urgent", "unseen", "seen", "over", "aside"]


def test_entries_are_never_changed(engine: Engine) -> None:
    kept(engine, [FIRE])
    with pytest.raises(DBAPIError), writing(engine) as conn:
        conn.execute(update(wall_alarm_entry).values(actor="x"))


def test_an_acknowledgement_is_on_every_wall_at_the_next_look(engine: Engine) -> None:
    """Without a watch: the alarm is shown, and written when somebody acknowledges it."""
    put(engine, NEAR)
    here = SimpleNamespace(profile=HERE, areas=areas(), drill=False)
    with reading(engine) as conn:
        before, mark = situation(conn, here, now=NOW), standing(conn)
    (each,) = before["decisions"]
    assert each["state"] == "new"
    with writing(engine) as conn:
        acting.acknowledge(conn, (each["kind"], each["ref"]), by(), profile=HERE, seen_version=0)
    with reading(engine) as conn:
        assert standing(conn) != mark  # what was kept for all walls is old
        full, visitors = (situation(conn, here, now=NOW, profile=name) for name in ("full", "visitors"))
        assert {(each.kind, each.ref) for each in conditions(conn, HERE, NOW)} == set(open_rows(conn))
    assert (full["decisions"][0]["state"], full["decisions"][0]["acknowledged_by"]) == ("acknowledged", "lan")
    assert full["decisions"][0]["id"] == each["id"]
    assert visitors["decisions"][0]["state"] == "acknowledged"
    assert "acknowledged_by" not in visitors["decisions"][0]
