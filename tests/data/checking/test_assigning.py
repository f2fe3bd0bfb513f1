"""One owner at a time, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from data.access import Denied, nobody
from data.checking.act import By
from data.checking.assigning import (
    Owner,
    assignments_of,
    claim,
    hand_over,
    heard,
    history_of,
    open_assignments,
    owner_of,
    quiet,
    release,
)
from data.checking.errors import AssignmentInvalid, AssignmentTaken, AssignmentUnknown
from data.errors import ConflictError, EventUnknown
from data.journal import verify
from data.store.engine import reading, writing
from data.store.tables import assignment, fire_event
from tests.data.checking.conftest import NOW, World

DUE = NOW + timedelta(hours=3)


def take(world: World, who: str = "lan", minutes: float = 0, **more: object) -> int:
    by = world.by(getattr(world, who), minutes)
    with writing(world.engine) as conn:
        return claim(conn, world.fire, owner_of(by), DUE, by, **more)  # type: ignore[arg-type]


def test_whoever_claims_owns_it_and_claiming_again_changes_nothing(world: World) -> None:
    first = take(world)
    assert take(world, minutes=5) == first
    with reading(world.engine) as conn:
        assert verify(conn) is None
        (row,) = open_assignments(conn)
        assert (row["owner"], row["due_at"], row["version"]) == ("lan", DUE, 1)
        assert list(assignments_of(conn, [world.fire, world.other])) == [world.fire]


def test_a_second_one_is_told_who_goes_there(world: World) -> None:
    first = take(world)
    with pytest.raises(AssignmentTaken) as taken:
        take(world, "minh")
    assert (taken.value.params["owner"], taken.value.params["id"]) == ("lan", first)
    # Whoever saw that Lan has it takes it over knowingly.
    second = take(world, "minh", minutes=3, seen=first)
    with reading(world.engine) as conn:
        rows = history_of(conn, world.fire)
    assert [(row["owner"], row["ended_how"], row["follows_id"]) for row in rows] == [
        ("lan", "handed_over", None),
        ("minh", None, first),
    ]
    assert rows[1]["id"] == second


def test_the_index_allows_one_open_row_whatever_the_code_does(world: World) -> None:
    take(world)
    with reading(world.engine) as conn:
        row = dict(open_assignments(conn)[0])
    del row["id"]
    with pytest.raises(IntegrityError), writing(world.engine) as conn:
        conn.execute(insert(assignment), row)


def test_handing_over_and_releasing(world: World) -> None:
    first = take(world)
    team = Owner("team", "  Tổ đội bản   Pó Ún ", agency_id="to-doi")
    with pytest.raises(ConflictError), writing(world.engine) as conn:
        hand_over(conn, first, team, DUE, world.by(world.chief), seen_version=7)
    with writing(world.engine) as conn:
        second = hand_over(conn, first, team, DUE, world.by(world.chief), seen_version=1, note="Lan bị ốm")
    with pytest.raises(AssignmentUnknown), writing(world.engine) as conn:
        release(conn, first, world.by(world.lan))
    with writing(world.engine) as conn:
        release(conn, second, world.by(world.chief, 5), withdrawn=True)
    with reading(world.engine) as conn:
        assert open_assignments(conn) == []
        rows = history_of(conn, world.fire)
    assert [(row["owner"], row["ended_how"]) for row in rows] == [
        ("lan", "handed_over"),
        ("Tổ đội bản Pó Ún", "withdrawn"),
    ]
    assert take(world, "minh", minutes=6) not in (first, second)


def test_silence_is_flagged_until_the_owner_is_heard_of(world: World) -> None:
    take(world)
    late = NOW + timedelta(minutes=120)
    with writing(world.engine) as conn:
        assert quiet(conn, late - timedelta(seconds=1), 120) == []
        assert [row["owner"] for row in quiet(conn, late, 120)] == ["lan"]
        assert not heard(conn, world.fire, By(world.minh, late))
        assert [row["owner"] for row in quiet(conn, late, 120)] == ["lan"]
        assert heard(conn, world.fire, By(world.lan, late))
        assert quiet(conn, late, 120) == []


@pytest.mark.parametrize(
    ("owner", "minutes", "problem"),
    [
        (Owner("person", "  "), 60, "owner_missing"),
        (Owner("crowd", "x"), 60, "owner_kind_unknown"),
        (Owner("person", "x"), 0, "due_in_the_past"),
    ],
)
def test_impossible_assignments(world: World, owner: Owner, minutes: float, problem: str) -> None:
    by = world.by(world.lan)
    with pytest.raises(AssignmentInvalid) as refused, writing(world.engine) as conn:
        claim(conn, world.fire, owner, NOW + timedelta(minutes=minutes), by)
    assert refused.value.params["problem"] == problem


def test_unknown_events_and_people_without_the_right_are_refused(world: World) -> None:
    by = world.by(world.lan)
    with pytest.raises(EventUnknown), writing(world.engine) as conn:
        claim(conn, "DC-20270312-XXXXX", owner_of(by), DUE, by)
    with pytest.raises(Denied), writing(world.engine) as conn:
        claim(conn, world.fire, owner_of(by), DUE, By(nobody("192.0.2.1"), NOW))


def test_an_event_that_became_part_of_another_brings_its_owner(world: World) -> None:
    first = take(world)
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == world.fire).values(merged_into=world.other))
    with pytest.raises(AssignmentTaken):
        take(world, "minh")
    with reading(world.engine) as conn:
        assert assignments_of(conn, [world.other])[world.other]["id"] == first
        assert conn.execute(select(assignment.c.event_id)).scalar_one() == world.fire
