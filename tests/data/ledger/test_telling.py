"""What people do to duties: each refusal, who may, and that nobody overwrites what they did not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from data.access import Actor, Denied
from data.access.roles import ROLES
from data.errors import ConflictError
from data.ledger.errors import DutyInvalid, DutyUnknown, StepRefused
from data.ledger.telling import By, Telling, acknowledge, confirm, deliver, revoke, tell, waive
from data.store.engine import writing
from tests.data.ledger.world import COMMITTEE_A, HOA, LAN, POLICE_A, World

MAY: dict[str, set[str]] = {
    "tell": {"ranger", "duty_officer", "commander", "administrator"},
    "acknowledge": {"ranger", "duty_officer", "commander", "administrator"},
    "confirm": {"ranger", "duty_officer", "commander", "administrator"},
    "waive": {"duty_officer", "commander", "administrator"},
    "revoke": {"ranger", "duty_officer", "commander", "administrator"},
    "revoke_waiver": {"duty_officer", "commander", "administrator"},
}


@pytest.fixture
def known(world: World) -> World:
    """One incident: owed to police and committee."""
    world.incident()
    world.later(minutes=5)
    return world


def own(world: World, receiver: str = POLICE_A) -> dict[str, Any]:
    return world.duties("incident", 1)[receiver]


def _deed(world: World, name: str, who: Actor) -> None:
    by = By(who, world.now)
    sent = None
    if name in ("confirm", "revoke"):
        (sent,) = world.tell(own(world)["id"], channel="zalo", person="")
    if name == "revoke_waiver":
        with writing(world.engine) as conn:
            waive(conn, own(world)["id"], By(LAN, world.now), reason="x", seen_version=own(world)["version"])
        sent = world.entries(own(world)["id"])[-1]["id"]
    row = own(world)
    with writing(world.engine) as conn:
        deeds: dict[str, Callable[[], object]] = {
            "tell": lambda: tell(conn, [row["id"]], Telling("call", world.now, person="Bình"), by),
            "acknowledge": lambda: acknowledge(
                conn, [row["id"]], happened_at=world.now, person="Cúc", channel="call", by=by
            ),
            "confirm": lambda: confirm(
                conn, row["id"], sent or 0, by, text="đã gọi", seen_version=row["version"]
            ),
            "waive": lambda: waive(conn, row["id"], by, reason="x", seen_version=row["version"]),
            "revoke": lambda: revoke(conn, row["id"], sent or 0, by, reason="x", seen_version=row["version"]),
        }
        deeds[name.removesuffix("_waiver")]()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MAY)
def test_who_may(known: World, name: str, role: str) -> None:
    who = Actor("tùng", None, role, "another", "local")
    if role in MAY[name]:
        _deed(known, name, who)
    else:
        with pytest.raises(Denied):
            _deed(known, name, who)


@pytest.mark.parametrize(
    ("telling", "problem"),
    [
        ({"channel": "drum"}, "channel_unknown"),
        ({"channel": "call", "person": " "}, "person_missing"),
        ({"channel": "visit", "person": ""}, "person_missing"),
        ({"channel": "radio", "person": ""}, "person_missing"),
        ({"channel": "paper", "reference": ""}, "reference_missing"),
        ({"proof": "certain"}, "proof_unknown"),
        ({"text": "x" * 2001}, "too_long"),
    ],
)
def test_a_telling_that_cannot_be(known: World, telling: dict[str, Any], problem: str) -> None:
    with pytest.raises(DutyInvalid) as refused:
        known.tell(own(known)["id"], **telling)
    assert refused.value.params["problem"] == problem
    assert own(known)["status"] == "open"


@pytest.mark.parametrize(
    ("channel", "more", "proof"),
    [
        ("call", {}, "logged"),
        ("visit", {}, "logged"),
        ("radio", {}, "logged"),
        ("paper", {"reference": "12/TB"}, "paper"),
        ("zalo", {}, "sent"),
        ("email", {}, "sent"),
        ("sms", {"proof": "delivered"}, "delivered"),
    ],
)
def test_what_a_channel_proves(known: World, channel: str, more: dict[str, Any], proof: str) -> None:
    known.tell(own(known)["id"], channel=channel, **more)
    assert own(known)["proof"] == proof


def test_moments_that_cannot_be(known: World) -> None:
    row = own(known)
    for moment, problem in (
        (known.now + timedelta(seconds=1), "in_the_future"),
        (row["started_at"] - timedelta(seconds=1), "before_it_was_known"),
    ):
        with pytest.raises(DutyInvalid) as refused:
            known.tell(row["id"], happened_at=moment)
        assert refused.value.params["problem"] == problem
    known.tell(row["id"], happened_at=row["started_at"])


def _problem(world: World, do: Callable[[Connection], object]) -> str:
    with writing(world.engine) as conn, pytest.raises(DutyInvalid) as refused:
        do(conn)
    return str(refused.value.params["problem"])


def test_other_refusals(known: World) -> None:
    row, other, by = own(known), own(known, COMMITTEE_A), By(LAN, known.now)
    call = Telling("call", known.now, person="Bình")
    assert _problem(known, lambda conn: tell(conn, [], call, by)) == "no_duty"
    assert _problem(known, lambda conn: tell(conn, [row["id"], other["id"]], call, by)) == "several_receivers"
    assert (
        _problem(known, lambda conn: waive(conn, row["id"], by, reason=" ", seen_version=1))
        == "reason_missing"
    )
    with writing(known.engine) as conn, pytest.raises(DutyUnknown):
        tell(conn, [999], call, by)
    answer: dict[str, Any] = {"happened_at": known.now, "by": by}
    assert (
        _problem(known, lambda conn: acknowledge(conn, [row["id"]], person=" ", channel="link", **answer))
        == "person_missing"
    )
    assert (
        _problem(known, lambda conn: acknowledge(conn, [row["id"]], person="C", channel="drum", **answer))
        == "channel_unknown"
    )


def test_a_version_that_was_not_seen(known: World) -> None:
    row, by = own(known), By(LAN, known.now)
    (made,) = known.tell(row["id"], channel="zalo")
    call = Telling("call", known.now, person="Bình")
    deeds: list[Callable[[Connection], object]] = [
        lambda conn: tell(conn, [row["id"]], call, by, seen_versions={row["id"]: row["version"]}),
        lambda conn: tell(conn, [row["id"]], call, by, seen_versions={}),
        lambda conn: waive(conn, row["id"], by, reason="x", seen_version=row["version"]),
        lambda conn: confirm(
            conn, row["id"], made, By(HOA, known.now), text="x", seen_version=row["version"]
        ),
        lambda conn: revoke(conn, row["id"], made, by, reason="x", seen_version=row["version"]),
    ]
    for deed in deeds:
        with writing(known.engine) as conn, pytest.raises(ConflictError):
            deed(conn)
    assert len(known.entries(row["id"])) == 2


def test_what_is_waived_is_not_told(known: World) -> None:
    row = own(known)
    with writing(known.engine) as conn:
        waive(conn, row["id"], By(HOA, known.now), reason="cùng trụ sở", seen_version=row["version"])
    with pytest.raises(StepRefused) as refused:
        known.tell(row["id"])
    assert refused.value.params == {"status": "waived", "kind": "told"}
    known.later()
    with writing(known.engine) as conn:
        made = acknowledge(
            conn, [row["id"]], happened_at=known.now, person="Cúc", channel="link", by=By(LAN, known.now)
        )
    assert made == []
    last = known.entries(row["id"])[-1]
    assert (last["kind"], last["person"], last["text"]) == ("waived", "hoa", "cùng trụ sở")


def test_a_told_duty_is_not_waived(known: World) -> None:
    known.tell(own(known)["id"])
    with writing(known.engine) as conn, pytest.raises(StepRefused):
        waive(conn, own(known)["id"], By(HOA, known.now), reason="x", seen_version=own(known)["version"])


def test_an_answer_twice_is_one(known: World) -> None:
    row, by = own(known), By(LAN, known.now)
    known.tell(row["id"], channel="sms", notice_id=4)
    for person, wanted in (("Cúc", 1), ("Cúc ", 0), ("Dũng", 1)):
        with writing(known.engine) as conn:
            made = acknowledge(
                conn, [row["id"]], happened_at=known.now, person=person, channel="link", by=by, telling_of=4
            )
        assert len(made) == wanted
    assert own(known)["acknowledged_by"] == "Cúc"


def test_delivered_twice_is_once(known: World) -> None:
    row = own(known)
    known.tell(row["id"], channel="sms", notice_id=4)
    for _ in range(2):
        with writing(known.engine) as conn:
            deliver(conn, [row["id"]], notice_id=4, happened_at=known.now, by=By(LAN, known.now))
    assert [each["kind"] for each in known.entries(row["id"])] == ["raised", "told", "delivered"]
    assert own(known)["proof"] == "delivered"


def test_confirming(known: World) -> None:
    row = own(known)
    (weak,) = known.tell(row["id"], channel="zalo")
    (strong,) = known.tell(row["id"])

    def problem(entry: int, who: Actor, text: str = "đã gọi") -> str:
        seen = own(known)["version"]
        return _problem(
            known,
            lambda conn: confirm(conn, row["id"], entry, By(who, known.now), text=text, seen_version=seen),
        )

    assert problem(weak, LAN) == "same_person"
    assert problem(weak, HOA, " ") == "reason_missing"
    assert problem(strong, HOA) == "proven_already"
    assert problem(known.entries(row["id"])[0]["id"], HOA) == "not_a_telling"


def test_taking_back(known: World) -> None:
    row = own(known)
    (made,) = known.tell(row["id"], channel="sms", notice_id=4)
    raised = known.entries(row["id"])[0]["id"]

    def problem(entry: int, reason: str = "nhầm") -> str:
        seen = own(known)["version"]
        by = By(LAN, known.now)
        return _problem(
            known, lambda conn: revoke(conn, row["id"], entry, by, reason=reason, seen_version=seen)
        )

    assert problem(raised) == "not_revocable"
    assert problem(made, " ") == "reason_missing"
    with writing(known.engine) as conn:
        acknowledge(
            conn, [row["id"]], happened_at=known.now, person="Cúc", channel="link", by=By(LAN, known.now),
            telling_of=4,
        )  # fmt: skip
    assert problem(made) == "needed"
    answer = known.entries(row["id"])[-1]["id"]
    for entry, status in ((answer, "told"), (made, "open")):
        with writing(known.engine) as conn:
            seen = own(known)["version"]
            revoke(conn, row["id"], entry, By(LAN, known.now), reason="nhầm", seen_version=seen)
        assert own(known)["status"] == status
    with writing(known.engine) as conn, pytest.raises(DutyUnknown):
        revoke(conn, row["id"], made, By(LAN, known.now), reason="lại", seen_version=own(known)["version"])
