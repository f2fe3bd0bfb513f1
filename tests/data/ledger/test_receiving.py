"""A signed-in person of the receiver acknowledges: in their own name, for their own agency only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.access import LOCAL_ADMIN, Actor, Denied
from data.auditing import audit
from data.ledger.receiving import may_receive, receive
from data.ledger.telling import By
from data.store.engine import reading, writing
from tests.data.access.people import administrator, person
from tests.data.ledger.world import COMMITTEE_A, POLICE_A, World


@pytest.fixture
def officer(world: World) -> Actor:
    """A police officer with an account; the police are owed one incident."""
    world.incident()
    world.later(minutes=5)
    return person(world.engine, administrator(world.engine), "binh", "ranger", POLICE_A)


def _own(world: World) -> dict[str, object]:
    return world.duties("incident", 1)[POLICE_A]


def test_it_proves_the_message_in_the_persons_own_name(world: World, officer: Actor) -> None:
    own = _own(world)["id"]
    world.tell(own, channel="sms", person="", notice_id=4)
    told = world.now
    world.later(minutes=30)
    for wanted in (1, 0):
        with writing(world.engine) as conn:
            assert len(receive(conn, own, By(officer, world.now))) == wanted
    row = _own(world)
    assert (row["status"], row["proof"], row["acknowledged_by"]) == ("acknowledged", "named", "Người binh")
    assert (row["proven_at"], row["acknowledged_at"]) == (told, world.now)
    assert world.entries(own)[-1]["channel"] == "login"
    with reading(world.engine) as conn:
        assert audit(conn, world.now) == []


def test_nobody_signs_in_for_others(world: World, officer: Actor) -> None:
    own = _own(world)["id"]
    others = (replace(officer, agency_id=COMMITTEE_A), replace(officer, role="viewer"), LOCAL_ADMIN)
    for who in others:
        assert not may_receive(who, POLICE_A)
    assert may_receive(officer, POLICE_A) and not may_receive(officer, COMMITTEE_A)
    theirs = world.duties("incident", 1)[COMMITTEE_A]["id"]
    for who, which in ((officer, theirs), (LOCAL_ADMIN, own)):
        with writing(world.engine) as conn, pytest.raises(Denied):
            receive(conn, which, By(who, world.now))
    assert {row["status"] for row in world.duties("incident", 1).values()} == {"open"}
