"""Who has been told, of many matters at once: signs by the clock, merged matters, one query."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.event import listen

from data.access import LOCAL_ADMIN
from data.incidents import By as IncidentBy
from data.incidents import set_status
from data.ledger.merging import merge
from data.ledger.raising import raise_duties
from data.ledger.reading import matter_of
from data.ledger.standing_of_matters import (
    Counts,
    overdue_count,
    standing_of,
    standings_of,
    standings_of_events,
    standings_of_incidents,
)
from data.ledger.telling import By, Telling, acknowledge, tell, waive
from data.matters.facts import Facts
from data.matters.recording import record
from data.store.engine import reading, writing
from data.store.lock import serialise
from geo.areas import Areas
from tests.data.incidents.conftest import areas, made, stored  # noqa: F401 -- a fixture
from tests.data.ledger.rule_world import HERE, NOW, bound, forces, rule

BY = By(LOCAL_ADMIN, NOW + timedelta(minutes=5), "test")
SOON = NOW + timedelta(minutes=10)
PAST_IT = NOW + timedelta(hours=24)


def incident(engine: Engine, areas: Areas) -> int:  # noqa: F811
    return made(engine, areas, IncidentBy(LOCAL_ADMIN, NOW), known_at=NOW, occurred_at=NOW)


def test_signs_follow_the_duties_and_the_clock(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    bound(engine)
    ref = str(incident(engine, areas))
    with writing(engine) as conn:
        found = standing_of(conn, "incident", ref)
        assert found is not None
        assert [each.agency_id for each in found.receivers] == ["police", "army"]
        assert found.counts(SOON) == Counts(told=0, untold=2, overdue=0)
        assert found.counts(NOW + timedelta(hours=24)) == Counts(untold=2)  # until the deadline, not at it
        assert found.counts(PAST_IT + timedelta(seconds=1)) == Counts(untold=2, overdue=2)
        assert [overdue_count(conn, at) for at in (PAST_IT, PAST_IT + timedelta(seconds=1))] == [0, 2]
        police, army = (each.duty_id for each in found.receivers)
        tell(conn, [police], Telling("call", BY.now, "Lò Văn A"), BY)
        waive(conn, army, BY, reason="đã ở đó", seen_version=1)
        found = standing_of(conn, "incident", ref)
        assert found is not None
        assert [each.sign(PAST_IT + timedelta(hours=9)) for each in found.receivers] == ["told", "waived"]
        assert found.receivers[0].proof == "logged"
        assert found.counts(SOON) == Counts(told=1)
        acknowledge(conn, [police], happened_at=BY.now, person="Lò Văn A", channel="login", by=BY)
        found = standing_of(conn, "incident", ref)
        assert found is not None
        assert found.counts(SOON) == Counts(told=1, acknowledged=1)
        assert overdue_count(conn, PAST_IT + timedelta(hours=1)) == 0


def test_a_false_alarm_leaves_nobody_to_tell(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    bound(engine)
    own = incident(engine, areas)
    with writing(engine) as conn:
        by = IncidentBy(LOCAL_ADMIN, SOON)
        set_status(conn, own, "false_alarm", by, seen_version=stored(engine, own)["version"], reason="khói")
        found = standings_of_incidents(conn)[own]
    assert {each.sign(SOON) for each in found.receivers} == {"withdrawn"}
    assert found.counts(PAST_IT) == Counts()


def test_a_fire_event_that_became_an_incident_shows_the_incidents_duties(
    engine: Engine,
    areas: Areas,  # noqa: F811
) -> None:
    forces(engine)
    bound(engine)
    bound(engine, rule(matter_kind="fire_event", receivers=[{"agency_id": "hat"}]), own="diem")
    own = incident(engine, areas)
    with writing(engine) as conn:
        serialise(conn)
        facts = Facts("fire_event", "DC-1", NOW, "stored", "forest", seen_at=NOW, communes_2025=(HERE,))
        raise_duties(conn, record(conn, [facts], NOW), now=NOW, actor="test")
        before = standings_of(conn, "fire_event", ["DC-1", "DC-2"])
        assert list(before) == ["DC-1"]
        assert (before["DC-1"].kind, len(before["DC-1"].receivers)) == ("fire_event", 1)
        event, survivor = matter_of(conn, "fire_event", "DC-1"), matter_of(conn, "incident", str(own))
        assert event is not None and survivor is not None
        merge(conn, event["id"], survivor["id"], now=SOON, actor="test")
        after = standings_of(conn, "fire_event", ["DC-1"])["DC-1"]
        assert (after.kind, after.ref) == ("incident", str(own))
        assert {each.agency_id for each in after.receivers} == {"police", "army", "hat"}
        assert standings_of_incidents(conn)[own] == after


def test_many_matters_are_one_query(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    bound(engine)
    ids = [incident(engine, areas) for _ in range(5)]
    asked: list[str] = []
    with reading(engine) as conn:
        listen(conn, "before_cursor_execute", lambda *a: asked.append(a[2]))
        assert sorted(standings_of_incidents(conn, start=NOW, end=SOON)) == ids
        assert standings_of_incidents(conn, start=SOON) == {}
        assert standings_of_events(conn, NOW, SOON) == {}
        assert len(standings_of(conn, "incident", [str(own) for own in ids])) == 5
    assert len(asked) == 4
