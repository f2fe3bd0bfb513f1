"""What the desk shows: by time left, narrowed down, and marked where somebody else changed it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from data.ledger.desk import Counts, Wanted, changed, count, grouped, last_look, live, look, one
from data.ledger.telling import Telling, tell
from data.store.engine import reading, writing
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


def _refs(conn: Connection, wanted: Wanted = Wanted(), **more: int) -> list[int]:  # noqa: B008
    return [row["id"] for row in live(conn, wanted, NOW, **more)]


def test_overdue_first_then_by_what_is_due_next(engine: Engine) -> None:
    with writing(engine) as conn:
        fresh = add_duty(conn, since=NOW - HOUR)
        fire = add_duty(conn, since=NOW - HOUR / 6, target_at=NOW + HOUR / 3, urgency="immediate")
        missed = add_duty(conn, since=NOW - 2 * HOUR, target_at=NOW - HOUR)
        older = add_duty(conn, since=NOW - 50 * HOUR)
        old = add_duty(conn, since=NOW - 25 * HOUR)
        wrote(conn, old, "told", NOW, channel="sms", proof="sent")  # only sent: somebody still has to tell
        edge = add_duty(conn, since=NOW - 24 * HOUR)  # the deadline is now: not yet past
    with reading(engine) as conn:
        assert _refs(conn) == [older, old, missed, edge, fire, fresh]
        assert _refs(conn, limit=3) == [older, old, missed]
        assert _refs(conn, limit=1) == [older]
        assert count(conn, Wanted(), NOW) == Counts(6, 2, 3)
        row = live(conn, Wanted(), NOW, limit=1)[0]
        assert (row["kind"], row["known_by"], row["told"]["summary"]) == (
            "incident",
            "Lò Văn Trực",
            "Cháy sau bản",
        )


def test_what_is_proven_leaves_and_waits_for_its_acknowledgement(engine: Engine) -> None:
    with writing(engine) as conn:
        own, other = add_duty(conn), add_duty(conn, receiver=MILITARY)
        tell(conn, [own], Telling("call", NOW, person="Lò Văn A"), BY)
        assert _refs(conn) == [other]
        assert _refs(conn, Wanted(shown="to_acknowledge")) == [own]
        assert sorted(_refs(conn, Wanted(shown="live"))) == sorted([own, other])
        wrote(conn, own, "acknowledged", NOW, person="Lò Văn A", proof="named")
        wrote(conn, other, "waived", NOW, person="lan", text="không liên quan")
        assert _refs(conn, Wanted(shown="live")) == []
        found = one(conn, own)
        assert found is not None and found["status"] == "acknowledged"
        assert one(conn, 999) is None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(receivers=[POLICE]), [0]),
        (Wanted(receivers=[]), []),
        (Wanted(commune="muong_sai_2025"), [1]),
        (Wanted(field="order"), [2]),
        (Wanted(kind="fire_event"), [1]),
        (Wanted(urgency="immediate"), [2]),
        (Wanted(mine="tram-a"), [0, 1]),
        (Wanted(mine="tram-a", kind="incident"), [0]),
        (Wanted(), [0, 1, 2]),
    ],
)
def test_narrowed_down(engine: Engine, wanted: Wanted, expected: list[int]) -> None:
    with writing(engine) as conn:
        rule, incident = rule_row(conn), matter_row(conn, "1", NOW)
        event = matter_row(conn, "dc1", NOW, kind="fire_event")
        rows = [
            duty_of(incident, rule, POLICE, NOW - 3 * HOUR, holder_id="tram-a"),
            duty_of(event, rule, "tram-a", NOW - 2 * HOUR, commune_2025_id="muong_sai_2025"),
            duty_of(incident, rule, MILITARY, NOW - HOUR, field="order", urgency="immediate"),
        ]
        ids = add_duties(conn, rows)
        assert [ids.index(own) for own in _refs(conn, wanted)] == expected
        assert count(conn, wanted, NOW).all == len(expected)


def test_groups_stand_where_their_most_pressing_duty_does(engine: Engine) -> None:
    with writing(engine) as conn:
        rule, one_, two = rule_row(conn), matter_row(conn, "1", NOW), matter_row(conn, "2", NOW)
        rows = [
            duty_of(one_, rule, POLICE, NOW - 3 * HOUR),
            duty_of(two, rule, POLICE, NOW - 5 * HOUR),
            duty_of(one_, rule, MILITARY, NOW - 4 * HOUR),
        ]
        first, second, third = add_duties(conn, rows)
        found = live(conn, Wanted(), NOW)
    assert [[row["id"] for row in some] for some in grouped(found, "matter_id")] == [[second], [third, first]]
    assert [[row["id"] for row in some] for some in grouped(found, "receiver_id")] == [
        [second, first],
        [third],
    ]


def test_changed_since_the_last_look_but_not_by_oneself(engine: Engine) -> None:
    me = BY.who.name
    with writing(engine) as conn:
        own, other = add_duty(conn), add_duty(conn, receiver=MILITARY)
        assert last_look(conn, me) is None
        look(conn, me, NOW)
        seen = last_look(conn, me)
        assert seen is not None and changed(conn, me, seen["entry_id"]) == set()
        tell(conn, [own], Telling("sms", NOW), OTHER)
        tell(conn, [other], Telling("sms", NOW), BY)
        late = add_duty(conn, since=NOW - 2 * HOUR)
        assert changed(conn, me, seen["entry_id"]) == {own, late}
        assert changed(conn, me, seen["entry_id"], [own, other]) == {own}
        assert changed(conn, OTHER.who.name, seen["entry_id"]) == {other, late}
        look(conn, me, NOW + timedelta(minutes=5))
        again = last_look(conn, me)
        assert again is not None and again["at"] == NOW + timedelta(minutes=5)
        assert changed(conn, me, again["entry_id"]) == set()
