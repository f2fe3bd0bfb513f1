"""Each way in which a ledger can be wrong, made by hand around every guard: the auditor says which it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from data.auditing import Finding, audit, audit_due, audit_now, keep, latest, standing
from data.auditing.findings import SENTENCES
from data.incidents import link_event, set_status
from data.store.engine import migrate, open_engine, writing
from data.store.tables import (
    danger_level,
    duty,
    duty_entry,
    duty_rule,
    fire_event,
    incident,
    matter,
    matter_fact,
)
from tests.conftest import absent
from tests.data.ledger.world import COMMITTEE_A, MILITARY_A, POLICE_A, STATION, World
from tests.postgres_server import MIGRATED

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all cases: each breaks it in a transaction that is rolled back."""
    with ExitStack() as open_until_then:
        url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'canhlua.db'}"
        if request.param == "postgresql":
            server = request.getfixturevalue("_server_or_reason")
            if isinstance(server, str):
                absent(server)
            url = open_until_then.enter_context(server.database(MIGRATED))
        engine = open_engine(url)
        migrate(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def world(engine: Engine) -> World:
    """An incident whose fire was told of, a call, a fire of its own, a high level, a false alarm."""
    world = World(engine)
    own = world.incident()
    world.later()
    world.call()
    world.later()
    world.announce(4, "xa-b")
    world.later()
    world.hotspots(("e1", 0.0, 1.0))
    world.later()
    world.hotspots(("e2", 20.0, 1.0))
    world.later()
    world.tell(world.duties("fire_event", world.event("e1"))[POLICE_A]["id"])
    world.later()
    with writing(engine) as conn:
        link_event(conn, own, world.event("e1"), world.by)
    world.later()
    called_off = world.incident()
    world.later()
    with writing(engine) as conn:
        set_status(conn, called_off, "false_alarm", world.by, seen_version=1, reason="khói bếp")
        assert audit(conn, world.now) == []
    return world


@contextmanager
def undone(world: World) -> Iterator[Connection]:
    """A transaction of which nothing stays."""
    with world.engine.connect() as conn, conn.begin() as everything:
        yield conn
        everything.rollback()


def unguarded(conn: Connection) -> None:
    """Take the triggers and the foreign keys away, as somebody would who has the database in their hands."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        return
    conn.execute(text("PRAGMA defer_foreign_keys = ON"))
    for (name,) in conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).fetchall():
        conn.execute(text(f'DROP TRIGGER "{name}"'))


def broken(world: World, change: Callable[[Connection, World], None]) -> list[Finding]:
    """What the auditor finds after a change."""
    with undone(world) as conn:
        unguarded(conn)
        change(conn, world)
        return audit(conn, world.now)


def mine(world: World, receiver: str = POLICE_A) -> int:
    """The duty of the incident to a receiver."""
    return int(world.duties("incident", 1)[receiver]["id"])


def _set(table: Any, where: Any, **values: Any) -> Callable[[Connection, World], None]:
    def change(conn: Connection, world: World) -> None:
        done = conn.execute(update(table).where(where(world)).values(**values))
        assert done.rowcount > 0

    return change


def _of(kind: str, ref: Callable[[World], Any] = lambda _: 1) -> Any:
    """A matter's row."""
    return lambda world: (matter.c.kind == kind) & (matter.c.ref == str(ref(world)))


def _fact(kind: str, ref: Callable[[World], Any] = lambda _: 1) -> Any:
    """The newest facts of a matter."""
    return lambda world: matter_fact.c.id == world.matter_row(kind, ref(world))["fact_id"]


def _duty(receiver: str = POLICE_A) -> Any:
    return lambda world: duty.c.id == mine(world, receiver)


def _own_fire(world: World) -> str:
    return world.event("e2")


def _duty_of_fire(world: World) -> Any:
    return duty.c.id == world.duties("fire_event", world.event("e2"))[POLICE_A]["id"]


def _without(kind: str, ref: Callable[[World], Any] = lambda _: 1) -> Callable[[Connection, World], None]:
    """A matter vanishes with all that hangs on it."""

    def change(conn: Connection, world: World) -> None:
        own = world.matter_row(kind, ref(world))["id"]
        duties = select(duty.c.id).where(duty.c.matter_id == own)
        conn.execute(delete(duty_entry).where(duty_entry.c.duty_id.in_(duties)))
        conn.execute(delete(duty).where(duty.c.matter_id == own))
        conn.execute(delete(matter_fact).where(matter_fact.c.matter_id == own))
        conn.execute(delete(matter).where(matter.c.id == own))

    return change


def _without_duty(conn: Connection, world: World) -> None:
    own = world.duties("fire_event", _own_fire(world))[MILITARY_A]["id"]
    conn.execute(delete(duty_entry).where(duty_entry.c.duty_id == own))
    conn.execute(delete(duty).where(duty.c.id == own))


def _one_more(conn: Connection, world: World, **values: Any) -> None:
    row = world.duties("fire_event", _own_fire(world))[POLICE_A]
    row = {name: value for name, value in row.items() if name != "id"} | values
    made = conn.execute(insert(duty).returning(duty.c.id), row).scalar_one()
    entry = world.entries(world.duties("fire_event", _own_fire(world))[POLICE_A]["id"])[0]
    values = {name: value for name, value in entry.items() if name != "id"} | {"duty_id": made}
    conn.execute(insert(duty_entry), values)


def _later(where: Any, column: str, **more: float) -> Callable[[Connection, World], None]:
    """A moment of a duty is so much after now."""

    def change(conn: Connection, world: World) -> None:
        done = conn.execute(update(duty).where(where(world)).values({column: world.now + timedelta(**more)}))
        assert done.rowcount == 1

    return change


def _taken_by(where: Any, receiver: str) -> Callable[[Connection, World], None]:
    """A duty says that one of the incident's took it over."""

    def change(conn: Connection, world: World) -> None:
        done = conn.execute(update(duty).where(where(world)).values(moved_to=mine(world, receiver)))
        assert done.rowcount == 1

    return change


def _duty_of_linked(world: World) -> Any:
    return duty.c.id == world.duties("fire_event", world.event("e1"))[POLICE_A]["id"]


def _of_false_alarm(world: World) -> Any:
    return duty.c.id == world.duties("incident", 3)[POLICE_A]["id"]


def _extended(conn: Connection, world: World) -> None:
    later = world.now + timedelta(days=9)
    _forged("moved", deadline_at=later, before_at=later)(conn, world)


def _told_after_waived(conn: Connection, world: World) -> None:
    for kind in ("waived", "told"):
        _forged(kind)(conn, world)


def _rule_altered(conn: Connection, world: World) -> None:
    conn.execute(update(duty_rule).where(duty_rule.c.rule_id == "dam-chay").values(deadline_minutes=2000))


def _undeserved(conn: Connection, world: World) -> None:
    _one_more(conn, world, receiver_id=STATION)


def _misplaced(conn: Connection, world: World) -> None:
    """The incident's duty says that another fire raised it."""
    fire = world.duties("fire_event", _own_fire(world))[POLICE_A]
    conn.execute(update(duty).where(duty.c.id == mine(world)).values(fact_id=fire["fact_id"]))


def _late(conn: Connection, world: World) -> None:
    """New facts that owe the same, and a duty that says it was raised by them."""
    own = world.matter_row("fire_event", _own_fire(world))
    first = conn.execute(select(matter_fact).where(matter_fact.c.id == own["fact_id"])).mappings().one()
    row = {name: value for name, value in first.items() if name != "id"} | {"number": 2}
    made = conn.execute(insert(matter_fact).returning(matter_fact.c.id), row).scalar_one()
    conn.execute(update(matter).where(matter.c.id == own["id"]).values(fact_id=made))
    conn.execute(update(duty).where(_duty_of_fire(world)).values(fact_id=made))


def _gap(conn: Connection, world: World) -> None:
    own = world.matter_row("fire_event", _own_fire(world))
    conn.execute(update(matter_fact).where(matter_fact.c.id == own["fact_id"]).values(number=3))


def _older(conn: Connection, world: World) -> None:
    """The false alarm points to what was known before."""
    own = world.matter_row("incident", 3)
    first = select(matter_fact.c.id).where(matter_fact.c.matter_id == own["id"], matter_fact.c.number == 1)
    conn.execute(update(matter).where(matter.c.id == own["id"]).values(fact_id=first.scalar_subquery()))


def _forged(kind: str, **values: Any) -> Callable[[Connection, World], None]:
    """An entry that nobody made, on the incident's duty to the committee."""

    def change(conn: Connection, world: World) -> None:
        row = {"duty_id": mine(world, COMMITTEE_A), "at": world.now, "happened_at": world.now, "kind": kind,
               "text": "", "actor": "x"}  # fmt: skip
        conn.execute(insert(duty_entry), row | values)

    return change


def _told_entry(world: World) -> Any:
    """The copy of what was told of the fire."""
    copy = next(each for each in world.entries(mine(world)) if each["copied_of"] is not None)
    return duty_entry.c.id == copy["id"]


def _without_copy(conn: Connection, world: World) -> None:
    conn.execute(delete(duty_entry).where(_told_entry(world)))


def _without_first_entry(conn: Connection, world: World) -> None:
    first = world.entries(mine(world, COMMITTEE_A))[0]
    conn.execute(delete(duty_entry).where(duty_entry.c.id == first["id"]))


def _own_matter(world: World) -> int:
    return int(world.matter_row("fire_event", _own_fire(world))["id"])


def _circle(conn: Connection, world: World) -> None:
    conn.execute(
        update(matter).where(matter.c.id == _own_matter(world)).values(merged_into=_own_matter(world))
    )


def _record_gone(conn: Connection, world: World) -> None:
    conn.execute(delete(danger_level))


def _stale(conn: Connection, world: World) -> None:
    values = {"forest": "pending", "recorded_at": world.now - timedelta(hours=2)}
    conn.execute(update(matter_fact).where(_fact("fire_event", _own_fire)(world)).values(**values))


def _revoked(conn: Connection, world: World) -> None:
    told = conn.execute(select(duty_entry.c.id).where(_told_entry(world))).scalar_one()
    _forged("revoked", duty_id=mine(world), corrects_id=told)(conn, world)


CASES: dict[str, tuple[str, Callable[[Connection, World], None]]] = {
    "an incident that the ledger does not know": ("matter_missing", _without("incident", lambda _: 3)),
    "a call that the ledger does not know": ("matter_missing", _without("call", lambda _: "TN-2027-0001")),
    "a level that the ledger does not know": ("matter_missing", _without("danger_level")),
    "a fire that the ledger does not know": ("matter_missing", _without("fire_event", _own_fire)),
    "a matter of which the record is gone": ("record_missing", _record_gone),
    "a removed fact": ("facts_gap", _gap),
    "an old fact taken for the newest": ("facts_not_newest", _older),
    "another commune in the facts": (
        "facts_differ",
        _set(matter_fact, _fact("fire_event", _own_fire), communes_2025=["xa-b"]),
    ),
    "another kind in the facts": ("facts_differ", _set(matter_fact, _fact("incident"), subkind="land_fire")),
    "another field in the record": (
        "facts_differ",
        _set(incident, lambda _: incident.c.id == 1, field="order"),
    ),
    "another level in the record": (
        "facts_differ",
        _set(danger_level, lambda _: danger_level.c.id == 1, level=5),
    ),
    "a call of another holder": (
        "facts_differ",
        _set(matter_fact, _fact("call", lambda _: "TN-2027-0001"), holder_id="x"),
    ),
    "a fire whose strength is another": (
        "facts_differ",
        _set(fire_event, lambda w: fire_event.c.id == w.event("e2"), permanent=True),
    ),
    "a forest that nobody asked": ("forest_pending", _stale),
    "a circle of merges": ("merge_circle", _circle),
    "a link that the duties did not follow": (
        "merge_missing",
        _set(matter, _of("fire_event", lambda w: w.event("e1")), merged_into=None),
    ),
    "a merge without a reason": (
        "merge_unfounded",
        _set(matter, _of("fire_event", _own_fire), merged_into=1),
    ),
    "a deleted duty": ("duty_missing", _without_duty),
    "a duty that no rule asks for": ("duty_undeserved", _undeserved),
    "a duty of another matter's facts": ("duty_misplaced", _misplaced),
    "a duty of later facts": ("duty_late", _late),
    "another basis": ("duty_differs", _set(duty, _duty(), basis="x")),
    "another holder": ("duty_differs", _set(duty, _duty(), holder_id="x")),
    "another rule": ("duty_differs", _set(duty, _duty(COMMITTEE_A), rule_row_id=1)),
    "a quieter urgency": ("duty_differs", _set(duty, _duty_of_fire, urgency="normal")),
    "no message": ("duty_differs", _set(duty, _duty_of_fire, telling="person")),
    "another commune": ("duty_differs", _set(duty, _duty(), commune_2025_id="xa-b")),
    "a later deadline": ("clock_differs", _later(_duty_of_fire, "deadline_at", days=9)),
    "a later beginning": ("clock_differs", _later(_duty_of_fire, "started_at", minutes=1)),
    "a later target": ("clock_differs", _later(_duty_of_fire, "target_at", hours=1)),
    "no target": ("clock_differs", _set(duty, _duty_of_fire, target_at=None)),
    "another clock": ("clock_differs", _set(duty, _duty_of_fire, clock="announced")),
    "a start where nothing begins": ("clock_differs", _later(_duty_of_fire, "before_at", hours=2)),
    "a deadline moved by nobody": ("deadline_unwritten", _extended),
    "a start moved by nobody": ("start_unwritten", _extended),
    "told after it was waived": ("entry_illegal", _told_after_waived),
    "no first entry": ("raised_missing", _without_first_entry),
    "another status": ("standing_differs", _set(duty, _duty(), status="acknowledged")),
    "a better proof": ("standing_differs", _set(duty, _duty(), proof="named")),
    "told in time": ("standing_differs", _later(_duty(), "told_at", days=-1)),
    "acknowledged by somebody": ("standing_differs", _set(duty, _duty(), acknowledged_by="Bình")),
    "an entry changed": ("copy_differs", _set(duty_entry, _told_entry, proof="named")),
    "an entry forged": ("standing_differs", _forged("told", channel="call", proof="logged", person="x")),
    "an entry taken back": ("standing_differs", _revoked),
    "an entry that did not come along": ("history_missing", _without_copy),
    "withdrawn for nothing": ("withdrawn_unfounded", _set(duty, _duty(), status="withdrawn")),
    "owed of a false alarm": ("withdrawn_missing", _set(duty, _of_false_alarm, status="open")),
    "left behind": ("moved_missing", _set(duty, _duty_of_linked, moved_to=None)),
    "taken over by a stranger": ("moved_astray", _taken_by(_duty_of_linked, COMMITTEE_A)),
    "taken over without a merge": ("moved_unfounded", _taken_by(_duty_of_fire, POLICE_A)),
    "a figure that counts one too many": ("figures_differ", _set(duty, _duty(COMMITTEE_A), status="waived")),
    "a rule that was altered": ("clock_differs", _rule_altered),
}


@pytest.mark.parametrize("case", CASES)
def test_finds(world: World, case: str) -> None:
    code, change = CASES[case]
    assert code in {each.code for each in broken(world, change)}


def test_facts_that_are_not_there(world: World) -> None:
    def change(conn: Connection, world: World) -> None:
        _without("incident", lambda _: 2)(conn, world)
        conn.execute(insert(matter), {"kind": "incident", "ref": "2", "created_at": world.now})

    assert "facts_missing" in {each.code for each in broken(world, change)}


def test_every_code_has_a_case() -> None:
    assert {code for code, _ in CASES.values()} | {"facts_missing"} == set(SENTENCES)


def test_every_finding_reads_as_a_sentence(world: World) -> None:
    (said,) = [str(each) for each in broken(world, _without_duty)]
    assert said.startswith(f"{MILITARY_A} must be told of fire_event {world.event('e2')} by rule ")


def test_what_an_audit_found_is_kept(world: World) -> None:
    with undone(world) as conn:
        assert (latest(conn), standing(conn)["state"], audit_due(conn, world.now)) == (
            None,
            "unchecked",
            True,
        )
        value = audit_now(conn, world.now)
        assert (value["count"], value["findings"], value["checked"]) == (
            0,
            [],
            len(conn.execute(select(duty)).all()),
        )
        assert standing(conn) == {"state": "ok", "differences": 0, "audited_at": world.now.isoformat()}
        many = [Finding("raised_missing", {"duty": number}) for number in range(60)]
        keep(conn, many, world.now)
        assert (standing(conn)["state"], standing(conn)["differences"]) == ("difference", 60)
        kept = latest(conn)
        assert kept is not None
        assert kept["findings"] == [{"code": "raised_missing", "params": {"duty": n}} for n in range(50)]


@pytest.mark.parametrize(("minutes", "due"), [(0, False), (59, False), (60, True), (-1, True)])
def test_an_audit_is_due_after_an_hour(world: World, minutes: int, due: bool) -> None:
    with undone(world) as conn:
        keep(conn, [], world.now)
        assert audit_due(conn, world.now + minutes * MINUTE) is due
