"""Somebody mends when the holder knew: which duties move, and how far."""

from __future__ import annotations

from datetime import timedelta

from data.auditing import audit
from data.incidents import link_event
from data.ledger.calling_off import last_of
from data.store.engine import reading, writing
from tests.data.ledger.world import COMMITTEE_A, POLICE_A, POLICE_B, World

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)


def _agrees(world: World) -> None:
    with reading(world.engine) as conn:
        assert [str(each) for each in audit(conn, world.now)] == []


def test_everything_moves_with_the_clock(world: World) -> None:
    known = world.now
    own = world.incident()
    world.later(minutes=40)
    world.edit(own, known_at=known - timedelta(minutes=5))
    row = world.duties("incident", own)[POLICE_A]
    earlier = known - timedelta(minutes=5)
    assert (row["started_at"], row["deadline_at"], row["target_at"]) == (
        earlier,
        earlier + DAY,
        earlier + QUARTER,
    )
    moved = last_of(world.entries(row["id"]), "moved")
    assert moved is not None
    assert moved["deadline_at"] == earlier + DAY
    _agrees(world)


def test_to_say_the_same_moment_again_writes_nothing(world: World) -> None:
    own = world.incident()
    world.later()
    world.edit(own, summary="Cháy lan")
    assert [each["kind"] for each in world.entries(world.duties("incident", own)[POLICE_A]["id"])] == [
        "raised"
    ]


def test_what_was_learnt_later_keeps_its_own_clock(world: World) -> None:
    """The place was corrected at 14:14: police B is owed from then; the mended clock is not theirs."""
    known = world.now
    own = world.incident("xa-a")
    corrected = world.later(minutes=40)
    world.edit(own, "xa-b")
    world.later(minutes=10)
    world.edit(own, known_at=known - timedelta(minutes=5))
    duties = world.duties("incident", own)
    assert duties[POLICE_A]["started_at"] == known - timedelta(minutes=5)
    assert duties[COMMITTEE_A]["started_at"] == known - timedelta(minutes=5)
    assert duties[POLICE_B]["started_at"] == corrected
    _agrees(world)


def test_a_fire_that_was_taken_over_is_never_forgotten(world: World) -> None:
    """The satellite's file came before the call: the duty that stands for both never starts later than it."""
    world.hotspots(("h1", 0.0, 1.0))
    filed = world.now
    world.later(minutes=10)
    own = world.incident(known_at=filed - timedelta(minutes=3))
    with writing(world.engine) as conn:
        link_event(conn, own, world.event("h1"), world.by)
    assert world.duties("incident", own)[POLICE_A]["started_at"] == filed - timedelta(minutes=3)
    world.later()
    world.edit(own, known_at=filed + timedelta(minutes=5))
    row = world.duties("incident", own)[POLICE_A]
    assert (row["started_at"], row["clock"]) == (filed, "stored")
    # The fire in the forest is owed within two hours; that deadline stands.
    assert row["deadline_at"] == filed + timedelta(hours=2)
    assert row["target_at"] == filed + timedelta(minutes=5) + QUARTER
    world.later()
    world.edit(own, known_at=filed - timedelta(minutes=8))
    row = world.duties("incident", own)[POLICE_A]
    assert (row["started_at"], row["clock"]) == (filed - timedelta(minutes=8), "known")
    assert row["target_at"] == filed + timedelta(minutes=7)
    _agrees(world)
