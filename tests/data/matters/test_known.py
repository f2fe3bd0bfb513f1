"""What is known of incidents, calls, levels and fires, and what each change of it raises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from data.auditing import audit
from data.danger_levels.announcing import Announcement, By, correct, withdraw
from data.incidents import set_status, undo_status
from data.ledger.knowing import know_events, pending_events
from data.store.engine import reading, writing
from data.store.tables import detection, duty, duty_rule, journal, matter_fact
from tests.data.ledger.world import (
    COMMITTEE_A,
    LAN,
    MILITARY_A,
    POLICE_A,
    POLICE_B,
    POLICE_PROVINCE,
    STATION,
    TEAM_A,
    World,
)


@pytest.fixture
def world(engine: Engine) -> World:
    return World(engine)


def facts(world: World, kind: str, ref: object) -> list[dict[str, object]]:
    own = world.matter_row(kind, ref)["id"]
    with reading(world.engine) as conn:
        query = select(matter_fact).where(matter_fact.c.matter_id == own).order_by(matter_fact.c.number)
        return [dict(row) for row in conn.execute(query).mappings()]


def agrees(world: World) -> None:
    with reading(world.engine) as conn:
        assert [str(each) for each in audit(conn, world.now)] == []


def test_the_clock_starts_when_the_holder_knew(world: World) -> None:
    knew = world.now - timedelta(minutes=10)
    own = world.incident(known_at=knew, agency_id=COMMITTEE_A)
    row = world.duties("incident", own)[POLICE_A]
    assert (row["started_at"], row["clock"], row["holder_id"]) == (knew, "known", COMMITTEE_A)
    assert COMMITTEE_A not in world.owed("incident", own)
    agrees(world)


def test_whoever_runs_the_installation_holds_what_nobody_is_entered_for(world: World) -> None:
    own = world.incident()
    assert world.duties("incident", own)[POLICE_A]["holder_id"] == STATION


def test_without_a_point_the_commune_is_not_known(world: World) -> None:
    """Then only an agency that works everywhere is there to be told."""
    own = world.incident(None)
    assert set(world.owed("incident", own)) == {POLICE_PROVINCE}
    agrees(world)


def test_a_new_place_is_owed_from_when_it_was_known(world: World) -> None:
    own = world.incident("xa-a")
    moved = world.later(minutes=20)
    world.edit(own, "xa-b")
    assert world.duties("incident", own)[POLICE_B]["started_at"] == moved
    assert [(each["number"], each["since"] == moved) for each in facts(world, "incident", own)] == [
        (1, False),
        (2, True),
    ]
    agrees(world)


def test_a_false_alarm_and_back(world: World) -> None:
    own = world.incident()
    world.tell(world.duties("incident", own)[POLICE_A]["id"])
    world.later()
    with writing(world.engine) as conn:
        set_status(conn, own, "false_alarm", world.by, seen_version=1, reason="đốt nương có phép")
    assert world.owed("incident", own) == {POLICE_A: "withdrawn", COMMITTEE_A: "withdrawn"}
    assert world.entries(world.duties("incident", own)[COMMITTEE_A]["id"])[-1]["text"] == "đốt nương có phép"
    agrees(world)
    world.later()
    with writing(world.engine) as conn:
        undo_status(conn, own, world.by, seen_version=2)
    assert world.owed("incident", own) == {POLICE_A: "told", COMMITTEE_A: "open"}
    agrees(world)


def test_a_high_level_calls_the_province(world: World) -> None:
    world.announce(3, "xa-a")
    world.later()
    assert POLICE_PROVINCE not in world.owed("incident", world.incident())
    world.later()
    world.announce(4, "xa-a")
    world.later()
    row = world.duties("incident", world.incident())[POLICE_PROVINCE]
    assert row["deadline_at"] - row["started_at"] == timedelta(minutes=60)
    agrees(world)


def test_a_call_is_a_matter_beside_its_incident(world: World) -> None:
    own = world.call(known_at=world.now - timedelta(minutes=4))
    (call,) = (
        world.duties("call", "TN-2027-0001").values() if world.duties("call", "TN-2027-0001") else [None]
    )
    assert call is None  # the station took it down itself, and owes itself nothing
    assert set(world.owed("incident", own)) == {POLICE_A, COMMITTEE_A}
    assert facts(world, "call", "TN-2027-0001")[0]["known_at"] == world.now - timedelta(minutes=4)
    agrees(world)


def test_nothing_about_the_informant_is_known_to_messages(world: World) -> None:
    world.call(refused=False, informant_name="Lò Văn Bí Mật", informant_phone="0912345678")
    with reading(world.engine) as conn:
        told = " ".join(str(each) for each in conn.execute(select(matter_fact.c.told)).scalars())
    assert "khói sau bản" in told
    assert "Bí Mật" not in told
    assert "0912345678" not in told


def test_an_announcement_is_owed_until_it_is_withdrawn(world: World) -> None:
    (row_id,) = world.announce(4, "xa-b")
    assert world.owed("danger_level", row_id) == {POLICE_B: "open"}
    world.later()
    with writing(world.engine) as conn:
        withdraw(conn, row_id, By(world.now, LAN), seen_version=1, reason="mưa")
    assert world.owed("danger_level", row_id) == {POLICE_B: "withdrawn"}
    agrees(world)


def test_a_corrected_announcement_is_another(world: World) -> None:
    (row_id,) = world.announce(4, "xa-b")
    world.later()
    wanted = Announcement(5, "TB 2", world.now, world.now + timedelta(hours=24))
    with writing(world.engine) as conn:
        new = correct(conn, row_id, wanted, By(world.now, LAN), seen_version=1, reason="nhầm cấp")
    assert world.owed("danger_level", row_id) == {POLICE_B: "withdrawn"}
    assert world.owed("danger_level", new) == {POLICE_B: "open"}
    agrees(world)


def test_a_fire_is_owed_from_when_its_file_was_stored(world: World) -> None:
    world.hotspots(("e1", 0.0, 2.0))
    row = world.duties("fire_event", world.event("e1"))[MILITARY_A]
    assert (row["started_at"], row["clock"]) == (world.now, "stored")
    assert row["target_at"] == world.now + timedelta(minutes=30)
    agrees(world)


@pytest.mark.parametrize(("ago", "owed"), [(47.9, True), (48.0, False), (60.0, False)])
def test_an_archive_raises_nothing(world: World, ago: float, owed: bool) -> None:
    # The rules of the small world are a day old; these are there since ever.
    with writing(world.engine) as conn:
        conn.execute(update(duty_rule).values(valid_from=world.now - timedelta(days=999)))
    world.hotspots(("e1", 0.0, ago))
    assert bool(world.duties()) is owed
    agrees(world)


def test_what_was_seen_before_the_rule_is_an_older_matter(world: World) -> None:
    """The file came today; the satellite looked before the rules began, a day ago."""
    world.hotspots(("e1", 0.0, 24.1))
    assert world.duties() == {}
    agrees(world)


def test_what_waits_for_the_forest(world: World) -> None:
    """A rule that asks about the forest waits for its word; the others do not."""
    layer = world.layer()
    world.hotspots(("e1", 0.0, 1.0))
    event = world.event("e1")
    assert set(world.owed("fire_event", event)) == {POLICE_A, MILITARY_A}
    with writing(world.engine) as conn:
        assert pending_events(conn) == [event]
        world.look(conn, layer, "near", list(conn.execute(select(detection.c.id)).scalars()))
        know_events(conn, [event], now=world.later(), actor="system:watch", settled=True)
        assert pending_events(conn) == []
    row = world.duties("fire_event", event)[TEAM_A]
    assert row["started_at"] < world.now  # its clock is the file's all the same
    agrees(world)


def test_a_forest_that_says_nothing_silences_no_alarm(world: World) -> None:
    world.layer()
    world.hotspots(("e1", 0.0, 1.0))
    with writing(world.engine) as conn:
        know_events(conn, pending_events(conn), now=world.later(), actor="system:watch", settled=True)
    assert TEAM_A in world.owed("fire_event", world.event("e1"))


def test_outside_the_forest_the_village_is_not_told(world: World) -> None:
    layer = world.layer()
    world.hotspots(("e1", 0.0, 1.0))
    with writing(world.engine) as conn:
        world.look(conn, layer, "outside", ["e1"])
        know_events(conn, pending_events(conn), now=world.later(), actor="system:watch", settled=True)
    assert set(world.owed("fire_event", world.event("e1"))) == {POLICE_A, MILITARY_A}


def test_a_fire_of_which_nothing_is_left_owes_nothing(world: World) -> None:
    world.hotspots(("e1", 0.0, 1.0))
    event = world.event("e1")
    world.later()
    world.supersede("e1")
    assert set(world.owed("fire_event", event).values()) == {"withdrawn"}
    agrees(world)


def test_the_journal_names_what_was_raised(world: World) -> None:
    own = world.incident()
    with reading(world.engine) as conn:
        query = select(journal.c.after).where(journal.c.record_kind == "matter")
        (after,) = conn.execute(query).scalars()
        ids = list(conn.execute(select(duty.c.id).order_by(duty.c.id)).scalars())
    assert (after["receivers"], after["duties"]) == (list(world.owed("incident", own)), ids)
