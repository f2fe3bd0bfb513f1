"""Telling without a person: one message per receiver, digests, gaps, quiet hours, and what is called off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.ledger.telling import By, Telling, tell
from data.notices.autotelling import take_back, tell_automatically
from data.notices.limits import NoticeSettings
from data.notices.message import VIETNAM
from data.notices.office import Office
from data.notices.outbox import send_due
from data.store.engine import reading, writing
from data.store.tables import notice_duty
from tests.data.notices.scene import ACTOR, Scene, channels, district, office

OFF = {"duty_hours": [{"days": [1], "from": "01:00", "to": "02:00"}]}
SMTP = "mailto://localhost:9?from=a@example.org&to={address}"


@pytest.fixture
def scene(engine: Engine) -> Scene:
    return district(engine)


@pytest.fixture
def here() -> Office:
    return office(channels(CANHLUA_SMTP_URL=SMTP))


def tell_now(scene: Scene, here: Office) -> list[int]:
    now = scene.clock()
    with writing(scene.engine) as conn:
        return tell_automatically(conn, here, now=now, real_now=now)


def off_now(scene: Scene, here: Office) -> list[int]:
    now = scene.clock()
    with writing(scene.engine) as conn:
        return take_back(conn, here, now=now, real_now=now)


def sent(scene: Scene) -> None:
    """The outbox of a drill: everything arrives at once."""
    drill = office(channels(drill=True))
    send_due(scene.engine, drill, clock=scene.clock, real=scene.clock)


def met(scene: Scene, own: int) -> list[int]:
    with reading(scene.engine) as conn:
        query = select(notice_duty.c.duty_id).where(notice_duty.c.notice_id == own)
        return sorted(conn.execute(query).scalars())


def test_an_afternoon_becomes_one_digest_that_names_all(scene: Scene, here: Office) -> None:
    for n in range(40):
        scene.fire(summary=f"Đám số {n}")
    (own,) = tell_now(scene, here)
    assert met(scene, own) == [row["id"] for row in scene.duties()] and len(scene.duties()) == 40
    (row,) = scene.notices()
    assert (row["purpose"], row["channel"], row["person"]) == ("digest", "email", "Lò Văn Giả")
    assert row["body"].count("VV-2027-") == 40
    assert tell_now(scene, here) == []
    scene.fire()
    (late,) = tell_now(scene, here)  # what is immediate goes at once
    assert scene.notices()[-1]["purpose"] == "matter" and len(met(scene, late)) == 1


def test_a_receiver_gets_one_message_and_each_its_own(scene: Scene, here: Office) -> None:
    scene.agency("quan-su", "commune_military_command", "commune", name="Ban CHQS xã")
    scene.person("quan-su", "ha", ("radio", "Đồi 1"), ("email", "ha@example.org"))
    scene.rule("quan-su", minutes=60)
    scene.fire(), scene.fire()
    assert len(tell_now(scene, here)) == 2
    assert {(row["receiver_id"], row["address"]) for row in scene.notices()} == {
        ("cong-an", "lo@example.org"), ("quan-su", "ha@example.org"),
    }  # fmt: skip


def test_where_nobody_can_be_told_by_the_program_a_person_has_to_call(scene: Scene) -> None:
    scene.fire()
    assert tell_now(scene, office(channels())) == []  # no channel is set up
    assert scene.notices() == [] and scene.duties()[0]["status"] == "open"


def test_only_what_is_to_be_told_by_message_and_by_nobody_yet(scene: Scene, here: Office) -> None:
    scene.rule("cong-an", kinds=["house_fire"], telling="person")
    scene.fire("house_fire")
    assert tell_now(scene, here) == []
    scene.fire()
    call = Telling("call", scene.clock(), person="Lò Văn Giả")
    with writing(scene.engine) as conn:
        tell(conn, [scene.duties()[1]["id"]], call, By(ACTOR, scene.clock()))
    assert tell_now(scene, here) == []


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([("a", [("email", "a@x.org")], {}), ("b", [("email", "b@x.org")], {})], "a@x.org"),
        ([("a", [("call", "0912345678")], {}), ("b", [("email", "b@x.org")], {})], "b@x.org"),
        ([("a", [("call", "0912345678"), ("sms", "0912345678"), ("email", "a@x.org")], {})], "a@x.org"),
        (  # off duty: who stands in
            [
                ("b", [("email", "b@x.org")], OFF),
                ("a", [("email", "a@x.org")], OFF | {"stand_in_id": "b"}),
                ("c", [("email", "c@x.org")], {}),
            ],
            "c@x.org",
        ),
        (
            [
                ("b", [("email", "b@x.org")], {}),
                ("a", [("email", "a@x.org")], OFF | {"stand_in_id": "b"}),
            ],
            "b@x.org",
        ),
        ([("a", [("email", "a@x.org")], OFF)], None),
    ],
)  # fmt: skip
def test_who_is_told_first(scene: Scene, here: Office, people: list[Any], expected: str | None) -> None:
    scene.agency("quan-su", "commune_military_command", "commune", name="Ban CHQS xã")
    for own, ways, more in people:
        scene.person("quan-su", own, *ways, **more)
    scene.rule("quan-su", kinds=["explosive"])
    scene.fire("explosive")
    tell_now(scene, here)
    assert [row["address"] for row in scene.notices()] == ([expected] if expected else [])


def test_what_can_wait_waits_for_the_gap(scene: Scene, here: Office) -> None:
    scene.rule("cong-an", kinds=["forest_offence"], urgency="normal")
    scene.fire("forest_offence")
    assert len(tell_now(scene, here)) == 1
    scene.clock.forward(minutes=10)
    scene.fire("forest_offence")
    assert tell_now(scene, here) == []
    scene.clock.forward(minutes=19, seconds=59)
    assert tell_now(scene, here) == []
    scene.clock.forward(seconds=1)
    assert len(tell_now(scene, here)) == 1
    scene.fire("forest_offence")
    scene.fire()  # immediate: takes along what waits
    (own,) = tell_now(scene, here)
    assert len(met(scene, own)) == 2 and scene.notices()[-1]["body"].startswith("1.")


def test_at_night_only_what_cannot_wait(scene: Scene, here: Office) -> None:
    scene.rule("cong-an", kinds=["forest_offence"], urgency="normal")
    scene.rule("cong-an", kinds=["public_order"], urgency="normal", minutes=60)
    scene.clock.now = datetime(2027, 3, 28, 15, 0, tzinfo=UTC)  # 22:00
    scene.fire("forest_offence")
    assert tell_now(scene, here) == []
    scene.fire("public_order")  # its hour would pass before the morning
    assert len(tell_now(scene, here)) == 1 and len(scene.duties()) == 2
    scene.fire("forest_offence")
    scene.clock.now = datetime(2027, 3, 28, 22, 59, tzinfo=UTC)
    assert tell_now(scene, here) == []
    scene.clock.forward(minutes=1)  # 06:00
    assert len(tell_now(scene, here)) == 1
    scene.clock.forward(hours=17)
    scene.fire()
    assert len(tell_now(scene, here)) == 1  # a fire at night


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("20:59", None), ("21:00", "06:00+1"), ("23:59", "06:00+1"), ("00:00", "06:00"), ("05:59", "06:00"),
        ("06:00", None), ("12:00", None),
    ],
)  # fmt: skip
def test_quiet_hours_over_midnight(clock: str, until: str | None) -> None:
    now = datetime.fromisoformat(f"2028-02-29T{clock}:00").replace(tzinfo=VIETNAM).astimezone(UTC)
    found = NoticeSettings().quiet_until(now, VIETNAM)
    if until is None:
        assert found is None
        return
    day = "2028-03-01" if until.endswith("+1") else "2028-02-29"
    assert found == datetime.fromisoformat(f"{day}T06:00:00+07:00")
    assert NoticeSettings(quiet_from="12:00", quiet_to="12:00").quiet_until(now, VIETNAM) is None
    assert NoticeSettings(quiet_from="00:00", quiet_to="05:00").quiet_until(now, VIETNAM) == (
        datetime.fromisoformat("2028-02-29T05:00:00+07:00") if clock == "00:00" else None
    )


def test_whoever_was_told_hears_that_it_is_off_and_that_it_is_back(scene: Scene) -> None:
    drill = office(channels(drill=True))
    incident, other = scene.fire(), scene.fire()
    tell_now(scene, drill)
    assert off_now(scene, drill) == []
    sent(scene)
    scene.status(incident, "false_alarm", "đốt nương có phép")
    (off,) = off_now(scene, drill)
    row = scene.notices()[-1]
    assert (row["purpose"], row["address"], met(scene, off)) == (
        "withdrawal", "lo@example.org", [scene.duties(incident)[0]["id"]],
    )  # fmt: skip
    assert "đốt nương có phép" in row["body"] and row["subject"].startswith("DIỄN TẬP: RÚT TIN")
    assert off_now(scene, drill) == []
    sent(scene)
    assert scene.duties(incident)[0]["status"] == "withdrawn"
    scene.clock.forward(minutes=5)
    scene.undo(incident)
    (again,) = tell_now(scene, drill)
    assert met(scene, again) == [scene.duties(incident)[0]["id"]]
    sent(scene)
    assert tell_now(scene, drill) == [] and off_now(scene, drill) == []
    scene.status(incident, "false_alarm", "nhầm thật")
    assert len(off_now(scene, drill)) == 1
    assert scene.duties(other)[0]["status"] == "told"


def test_what_was_never_sent_is_not_called_off(scene: Scene, here: Office) -> None:
    incident = scene.fire()
    tell_now(scene, here)
    scene.status(incident, "false_alarm", "nhầm")
    assert off_now(scene, here) == []
