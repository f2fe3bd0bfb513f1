"""Two matters turn out to be one, or one to be two: who must still be told, and what was told already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.auditing import audit
from data.events import decisions
from data.incidents import link_event, set_status, undo_status, unlink_event
from data.ledger.errors import DutyInvalid
from data.ledger.reading import taken_over
from data.ledger.telling import By, acknowledge, confirm, waive
from data.store.engine import reading, writing
from tests.data.events.hand import SETTINGS
from tests.data.ledger.world import (
    COMMITTEE_A,
    HOA,
    LAN,
    MILITARY_A,
    POLICE_A,
    POLICE_B,
    TEAM_A,
    World,
)

FAR = 20.0
"""Kilometres: nothing joins these but a person."""


@pytest.fixture
def two(world: World) -> World:
    """Two fires, one file after the other; the forest is unknown, so that four are owed for each."""
    world.hotspots(("e1", 0.0, 1.0))
    world.later(minutes=1)
    world.hotspots(("e2", FAR, 1.0))
    world.later(minutes=1)
    return world


def join(world: World, *names: str) -> None:
    with writing(world.engine) as conn:
        seen = {}
        for name in names:
            event = decisions.find_event(conn, world.event(name))
            assert event is not None
            seen[event["id"]] = event["version"]
        decisions.merge(conn, seen, actor="lan", reason="một", now=world.now, settings=SETTINGS)


def part(world: World) -> None:
    with writing(world.engine) as conn:
        decisions.revoke(conn, 1, actor="lan", reason="nhầm", now=world.now, settings=SETTINGS)


def link(world: World, incident_id: int, event_id: str) -> None:
    with writing(world.engine) as conn:
        link_event(conn, incident_id, event_id, world.by)


def false_alarm(world: World, own: int) -> None:
    with writing(world.engine) as conn:
        version = world.incident_row(own)["version"]
        set_status(conn, own, "false_alarm", world.by, seen_version=version, reason="khói bếp")


def undo(world: World, own: int) -> None:
    with writing(world.engine) as conn:
        undo_status(conn, own, world.by, seen_version=world.incident_row(own)["version"])


def agrees(world: World) -> None:
    with reading(world.engine) as conn:
        assert [str(each) for each in audit(conn, world.now)] == []


FOUR = {POLICE_A, MILITARY_A, TEAM_A}


def test_merged_the_first_known_keeps_one_duty_per_receiver(two: World) -> None:
    e1, e2 = two.event("e1"), two.event("e2")
    first = two.duties("fire_event", e1)
    join(two, "e1", "e2")
    assert two.event("e2") == e1
    assert two.owed("fire_event", e1) == dict.fromkeys(FOUR, "open")
    gone = two.duties("fire_event", e2)
    assert {row["status"] for row in gone.values()} == {"withdrawn"}
    assert {own: row["moved_to"] for own, row in gone.items()} == {own: first[own]["id"] for own in FOUR}
    assert two.duties("fire_event", e1)[POLICE_A]["started_at"] == first[POLICE_A]["started_at"]
    agrees(two)


def test_met_stays_met(two: World) -> None:
    two.tell(two.duties("fire_event", two.event("e2"))[POLICE_A]["id"])
    told_at = two.now
    two.later()
    join(two, "e1", "e2")
    row = two.duties("fire_event", two.event("e1"))[POLICE_A]
    assert (row["status"], row["told_at"], row["proven_at"], row["proof"]) == (
        "told",
        told_at,
        told_at,
        "logged",
    )
    agrees(two)


def test_parted_again_each_has_its_own_and_what_was_told(two: World) -> None:
    e2 = two.event("e2")
    join(two, "e1", "e2")
    two.later()
    two.tell(two.duties("fire_event", two.event("e1"))[POLICE_A]["id"])
    two.later()
    part(two)
    assert two.owed("fire_event", e2) == dict.fromkeys(FOUR, "open") | {POLICE_A: "told"}
    assert two.matter_row("fire_event", e2)["merged_into"] is None
    agrees(two)


def test_a_link_takes_the_duties_to_the_incident(two: World) -> None:
    own = two.incident()
    link(two, own, two.event("e1"))
    assert two.owed("incident", own) == dict.fromkeys([*FOUR, COMMITTEE_A], "open")
    assert set(two.owed("fire_event", two.event("e1")).values()) == {"withdrawn"}
    agrees(two)


def test_the_stricter_of_both_counts(two: World) -> None:
    """The fire: at once, by a message, within 120 minutes of its file. The incident: known later."""
    own = two.incident()
    row = two.duties("incident", own)[POLICE_A]
    assert (row["urgency"], row["telling"], row["clock"]) == ("normal", "person", "known")
    theirs = two.duties("fire_event", two.event("e1"))[POLICE_A]
    link(two, own, two.event("e1"))
    row = two.duties("incident", own)[POLICE_A]
    assert (row["urgency"], row["telling"], row["clock"]) == ("immediate", "auto", "stored")
    assert (row["started_at"], row["deadline_at"]) == (theirs["started_at"], theirs["deadline_at"])
    assert row["target_at"] == two.now + timedelta(minutes=15)
    agrees(two)


def test_a_part_of_a_linked_fire_takes_along_what_was_told(world: World) -> None:
    world.hotspots(("e1", 0.0, 1.0), ("e2", 0.5, 1.0))
    event = world.event("e1")
    world.later()
    own = world.incident()
    link(world, own, event)
    world.later()
    world.tell(world.duties("incident", own)[POLICE_A]["id"])
    world.later()
    with writing(world.engine) as conn:
        found = decisions.find_event(conn, event)
        assert found is not None
        later_half = [name for name in ("e1", "e2") if name != min("e1", "e2")]
        decisions.split(
            conn, event, later_half, seen_version=found["version"], actor="lan", reason="hai", now=world.now,
            settings=SETTINGS,
        )  # fmt: skip
    fresh = next(each for each in (world.event("e1"), world.event("e2")) if each != event)
    assert world.owed("fire_event", fresh)[POLICE_A] == "told"
    agrees(world)


def test_a_linked_fire_stays_with_its_incident_when_it_is_restored(two: World) -> None:
    """e2 is the incident; it becomes part of e1 and is itself again: it is the incident all the while."""
    e2, own = two.event("e2"), two.incident()
    link(two, own, e2)
    incident = two.matter_row("incident", own)["id"]
    join(two, "e1", "e2")
    two.later()
    part(two)
    assert two.matter_row("fire_event", e2)["merged_into"] == incident
    assert set(two.owed("fire_event", e2).values()) == {"withdrawn"}
    agrees(two)


def test_a_fire_known_by_an_old_id_is_linked_as_what_it_is_now(two: World) -> None:
    """Between a look at the screen and the click, e2 became part of e1."""
    e1, e2 = two.event("e1"), two.event("e2")
    join(two, "e1", "e2")
    own = two.incident()
    link(two, own, e2)
    assert two.matter_row("fire_event", e1)["merged_into"] == two.matter_row("incident", own)["id"]
    agrees(two)


def test_a_fire_becomes_a_matter_after_it_was_linked(world: World) -> None:
    """An archive's fire raises nothing; it flares up, and is the incident that a person said it is."""
    world.hotspots(("old", 0.0, 60.0))
    own = world.incident()
    link(world, own, world.event("old"))
    world.later(minutes=5)
    with writing(world.engine) as conn:
        decisions.find_event(conn, world.event("old"))
    world.hotspots(("mid", 0.0, 40.0), ("new", 0.0, 15.0))
    assert world.event("new") == world.event("old")
    fire = world.matter_row("fire_event", world.event("old"))
    assert fire["merged_into"] == world.matter_row("incident", own)["id"]
    assert set(world.owed("incident", own)) == {*FOUR, COMMITTEE_A}
    agrees(world)


def test_untied_from_a_false_alarm_it_must_be_told_of(two: World) -> None:
    """What grew while it was the incident's is owed by the fire itself then."""
    e1, own = two.event("e1"), two.incident()
    link(two, own, e1)
    two.later(minutes=5)
    two.hotspots(("n1", 0.5, 0.5), commune="xa-b")
    false_alarm(two, own)
    two.later()
    with writing(two.engine) as conn:
        unlink_event(conn, own, e1, two.by)
    assert two.owed("fire_event", e1)[POLICE_B] == "open"
    assert set(two.owed("incident", own).values()) == {"withdrawn"}
    agrees(two)


def test_an_incident_of_a_part_is_that_of_the_whole(two: World) -> None:
    """e2 is the incident, and becomes part of e1: the screen shows e1 as the incident; so do the duties."""
    e1, e2, own = two.event("e1"), two.event("e2"), two.incident()
    link(two, own, e2)
    incident = two.matter_row("incident", own)["id"]
    join(two, "e1", "e2")
    assert two.matter_row("fire_event", e1)["merged_into"] == incident
    two.later()
    part(two)
    assert two.matter_row("fire_event", e1)["merged_into"] is None
    assert two.matter_row("fire_event", e2)["merged_into"] == incident
    agrees(two)


def test_an_emptied_fire_that_is_untied_stays_called_off(two: World) -> None:
    e1, own = two.event("e1"), two.incident()
    link(two, own, e1)
    two.later()
    two.supersede("e1")
    two.later()
    with writing(two.engine) as conn:
        unlink_event(conn, own, e1, two.by)
    assert set(two.owed("fire_event", e1).values()) == {"withdrawn"}
    agrees(two)


def test_what_was_part_of_an_emptied_fire_waits_with_it(two: World) -> None:
    """e2 became part of e1, of which nothing is left; linked so, it owes nothing until e1 is there again."""
    own = two.incident()
    join(two, "e1", "e2")
    two.later()
    e1 = two.event("e1")
    two.supersede("e1", "e2")
    two.later()
    link(two, own, e1)
    assert set(two.owed("incident", own)) == {POLICE_A, COMMITTEE_A}
    agrees(two)
    two.later()
    two.current_again("e1", "e2")
    assert set(two.owed("incident", own)) == {*FOUR, COMMITTEE_A}
    agrees(two)


def test_what_joins_a_false_alarm_owes_nothing(two: World) -> None:
    own = two.incident()
    false_alarm(two, own)
    two.later()
    link(two, own, two.event("e1"))
    assert set(two.owed("incident", own).values()) == {"withdrawn"}
    assert set(two.owed("incident", own)) == {*FOUR, COMMITTEE_A}
    agrees(two)


def test_what_was_told_is_there_when_a_false_alarm_was_none(two: World) -> None:
    own = two.incident()
    false_alarm(two, own)
    two.later()
    two.tell(two.duties("fire_event", two.event("e1"))[POLICE_A]["id"])
    two.later()
    link(two, own, two.event("e1"))
    two.later()
    undo(two, own)
    assert two.owed("incident", own) == dict.fromkeys([*FOUR, COMMITTEE_A], "open") | {POLICE_A: "told"}
    agrees(two)


def test_what_grew_during_a_false_alarm_is_owed_afterwards(two: World) -> None:
    """The fire reaches commune B while its incident is called off; the call-off is taken back."""
    own = two.incident()
    link(two, own, two.event("e1"))
    false_alarm(two, own)
    two.later(minutes=5)
    two.hotspots(("n1", 0.5, 0.5), commune="xa-b")
    assert two.event("n1") == two.event("e1")
    assert two.owed("incident", own)[POLICE_B] == "withdrawn"
    two.later()
    undo(two, own)
    assert two.owed("incident", own)[POLICE_B] == "open"
    agrees(two)


def test_own_duties_come_back_whatever_became_of_the_incident(two: World) -> None:
    """e2 was part of e1, which was a false alarm; e2 is a fire of its own again: all must be told of it."""
    e2, own = two.event("e2"), two.incident()
    join(two, "e1", "e2")
    link(two, own, two.event("e1"))
    two.later()
    false_alarm(two, own)
    two.later()
    part(two)
    assert two.owed("fire_event", e2) == dict.fromkeys([*FOUR, COMMITTEE_A], "open")
    assert set(two.owed("incident", own).values()) == {"withdrawn"}
    agrees(two)


def test_an_emptied_fire_that_comes_back_follows_its_incident(two: World) -> None:
    e1, own = two.event("e1"), two.incident()
    two.tell(two.duties("fire_event", e1)[POLICE_A]["id"])
    two.later()
    two.supersede("e1")
    assert set(two.owed("fire_event", e1).values()) == {"withdrawn"}
    link(two, own, e1)
    assert set(two.owed("incident", own)) == {POLICE_A, COMMITTEE_A}
    two.later()
    two.current_again("e1")
    assert two.event("e1") == e1
    assert two.owed("incident", own) == dict.fromkeys([*FOUR, COMMITTEE_A], "open") | {POLICE_A: "told"}
    agrees(two)


def test_a_survivor_that_was_history_takes_over_what_was_told(world: World) -> None:
    """An archive's fire is known first and is no matter; a fresh one joins it, but long ago by now."""
    world.hotspots(("old", 0.0, 60.0))
    world.later(minutes=1)
    world.hotspots(("new", FAR, 1.0))
    gone = world.event("new")
    world.tell(world.duties("fire_event", gone)[POLICE_A]["id"])
    world.later(hours=100)
    # The old fire gets a pixel that came late, which makes all of it history; then both are said to be one.
    world.hotspots(("late", 0.0, 158.0))
    join(world, "old", "new")
    survivor = world.event("new")
    assert survivor != gone
    assert world.owed("fire_event", survivor)[POLICE_A] == "told"
    agrees(world)


def test_a_waiver_comes_along_with_a_copy(two: World) -> None:
    """Waived for the fire, and nothing else is owed there: the incident's duty is waived too."""
    fire = two.duties("fire_event", two.event("e1"))[TEAM_A]
    with writing(two.engine) as conn:
        waive(conn, fire["id"], By(HOA, two.now), reason="cùng trụ sở", seen_version=fire["version"])
    own = two.incident()
    link(two, own, two.event("e1"))
    assert two.owed("incident", own)[TEAM_A] == "waived"
    agrees(two)


def test_a_waiver_is_not_a_telling(two: World) -> None:
    """Waived for the second fire alone: for both as one it is owed; told of one, it is told."""
    fire = two.duties("fire_event", two.event("e2"))[POLICE_A]
    with writing(two.engine) as conn:
        waive(conn, fire["id"], By(HOA, two.now), reason="cùng trụ sở", seen_version=fire["version"])
    join(two, "e1", "e2")
    assert two.owed("fire_event", two.event("e1"))[POLICE_A] == "open"
    agrees(two)


def test_what_was_told_meanwhile_takes_a_waiver_back(two: World) -> None:
    e2 = two.event("e2")
    fire = two.duties("fire_event", e2)[POLICE_A]
    with writing(two.engine) as conn:
        waive(conn, fire["id"], By(HOA, two.now), reason="cùng trụ sở", seen_version=fire["version"])
    join(two, "e1", "e2")
    two.later()
    two.tell(two.duties("fire_event", two.event("e1"))[POLICE_A]["id"])
    two.later()
    part(two)
    assert two.owed("fire_event", e2)[POLICE_A] == "told"
    agrees(two)


def test_nobody_confirms_their_own_word_by_a_copy_of_it(two: World) -> None:
    (made,) = two.tell(
        two.duties("fire_event", two.event("e2"))[POLICE_A]["id"], channel="zalo", who=HOA, person=""
    )
    two.later()
    join(two, "e1", "e2")
    row = two.duties("fire_event", two.event("e1"))[POLICE_A]
    copy = next(each for each in two.entries(row["id"]) if each["copied_of"] == made)
    assert copy["actor"] == "hoa"
    with writing(two.engine) as conn, pytest.raises(DutyInvalid) as refused:
        confirm(conn, row["id"], copy["id"], By(HOA, two.now), text="đã gọi", seen_version=row["version"])
    assert refused.value.params["problem"] == "same_person"
    with writing(two.engine) as conn:
        confirm(conn, row["id"], copy["id"], By(LAN, two.now), text="đã gọi", seen_version=row["version"])
    assert two.duties("fire_event", two.event("e1"))[POLICE_A]["proof"] == "logged"


def test_an_answer_to_what_was_taken_over_reaches_what_took_it_over(two: World) -> None:
    """The message named the fire; its duty is the incident's when the link is opened."""
    fire = two.duties("fire_event", two.event("e1"))[POLICE_A]["id"]
    two.tell(fire, channel="email", person="", notice_id=7)
    told_at = two.now
    own = two.incident()
    link(two, own, two.event("e1"))
    two.later(minutes=3)
    now = two.duties("incident", own)[POLICE_A]["id"]
    with writing(two.engine) as conn:
        assert taken_over(conn, [fire, now]) == [now]
        made = acknowledge(
            conn, [fire], happened_at=two.now, person="Cúc", channel="link", by=By(LAN, two.now), telling_of=7
        )
    assert len(made) == 1
    row = two.duties("incident", own)[POLICE_A]
    assert (row["status"], row["proven_at"], row["proof"]) == ("acknowledged", told_at, "named")
    agrees(two)
