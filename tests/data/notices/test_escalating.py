"""Nobody answers: the chain step by step, what stops it, quiet hours, and reminders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from data.ledger.reading import timeline
from data.ledger.telling import By, Telling, acknowledge, tell, waive
from data.notices.autotelling import tell_automatically
from data.notices.calling import calls_to_make
from data.notices.escalating import EXHAUSTED, escalate
from data.notices.limits import EscalationSettings
from data.notices.office import Office
from data.notices.outbox import send_due
from data.notices.reminding import REMINDED, remind
from data.store.engine import reading, writing
from tests.data.notices.scene import ACTOR, Scene, channels, district, office

DRILL = office(channels(drill=True))
"""Every channel works and everything arrives at once."""


@pytest.fixture
def scene(engine: Engine) -> Scene:
    return district(engine)


def work(scene: Scene, here: Office = DRILL) -> list[int]:
    """A round: tell, escalate, send. Returns the duties that took a step."""
    now = scene.clock()
    with writing(scene.engine) as conn:
        tell_automatically(conn, here, now=now, real_now=now)
    with writing(scene.engine) as conn:
        stepped = escalate(conn, here, now=now, real_now=now)
    send_due(scene.engine, here, clock=scene.clock, real=scene.clock)
    return stepped


def steps(scene: Scene, own: int) -> list[tuple[Any, ...]]:
    with reading(scene.engine) as conn:
        return [
            (row["channel"], row["person"], row["text"], row["notice_id"] is not None)
            for row in timeline(conn, own)
            if row["kind"] == "escalated"
        ]


def to_call(scene: Scene, here: Office = DRILL) -> dict[int, Any]:
    with reading(scene.engine) as conn:
        return calls_to_make(conn, [row["id"] for row in scene.duties()], here, now=scene.clock())


def test_contact_after_contact_then_the_superior_then_nobody(scene: Scene) -> None:
    scene.person("cong-an", "ha", ("sms", "0987654321"), name="Hà Thị Giả")
    scene.fire()
    assert work(scene) == []
    (duty,) = scene.duties()
    assert duty["status"] == "told" and to_call(scene) == {}
    expected = [
        ("call", "Lò Văn Giả", "+84912345678", False),
        ("sms", "Hà Thị Giả", "+84987654321", True),
        ("email", "Trực ban tỉnh", "tinh@example.org", True),
        (None, None, EXHAUSTED, False),
    ]
    for count, step in enumerate(expected, start=1):
        scene.clock.forward(minutes=14, seconds=59)
        assert work(scene) == []
        scene.clock.forward(seconds=1)
        assert work(scene) == [duty["id"]]
        assert steps(scene, duty["id"]) == expected[:count]
        assert (duty["id"] in to_call(scene)) is (not step[3])
    assert to_call(scene)[duty["id"]].contact is None
    scene.clock.forward(hours=5)
    assert work(scene) == [] and scene.duties()[0]["escalate_at"] is None
    assert [row["purpose"] for row in scene.notices()] == ["matter", "escalation", "escalation"]
    assert scene.notices()[-1]["receiver_id"] == "cong-an-tinh"
    assert "Đơn vị Công an xã chưa xác nhận" in scene.notices()[-1]["body"]


def test_the_call_names_whom(scene: Scene) -> None:
    scene.fire()
    work(scene)
    scene.clock.forward(minutes=15)
    work(scene)
    call = to_call(scene)[1]
    assert (call.contact.person, call.contact.channel, call.contact.address, call.since) == (
        "Lò Văn Giả", "call", "+84912345678", scene.clock(),
    )  # fmt: skip
    with writing(scene.engine) as conn:
        tell(conn, [1], Telling("radio", scene.clock(), person="Hà"), By(ACTOR, scene.clock()))
    assert to_call(scene) == {}


def test_before_anybody_is_told_the_desk_has_to_call(scene: Scene) -> None:
    scene.fire()
    none = office(channels())
    assert work(scene, none) == []
    assert to_call(scene, none)[1].contact.channel == "email"  # the first way, by a person
    assert to_call(scene, none)[1].contact.person == "Lò Văn Giả"


@pytest.mark.parametrize("end", ["acknowledged", "waived", "withdrawn", "called", "moved"])
def test_it_stops(scene: Scene, end: str) -> None:
    incident = scene.fire()
    if end != "waived":
        work(scene)
    scene.clock.forward(minutes=5)
    by = By(ACTOR, scene.clock())
    (duty,) = scene.duties()
    with writing(scene.engine) as conn:
        if end == "acknowledged":
            acknowledge(conn, [1], happened_at=by.now, person="Lò", channel="link", by=by, telling_of=1)
        elif end == "waived":
            waive(conn, 1, by, reason="đã biết", seen_version=duty["version"])
        elif end == "called":
            tell(conn, [1], Telling("call", by.now, person="Lò Văn Giả"), by)
    if end == "withdrawn":
        scene.status(incident, "false_alarm", "nhầm")
    scene.clock.forward(minutes=15)
    assert work(scene) == ([1] if end == "moved" else [])
    scene.clock.forward(hours=3)
    assert work(scene) == ([1] if end == "moved" else [])
    if end != "moved":
        assert steps(scene, 1) == [] and scene.duties()[0]["escalate_at"] is None


def test_a_telling_in_between_begins_the_wait_anew(scene: Scene) -> None:
    scene.fire()
    work(scene)
    scene.clock.forward(minutes=14)
    with writing(scene.engine) as conn:
        tell(conn, [1], Telling("zalo", scene.clock()), By(ACTOR, scene.clock()))
    scene.clock.forward(minutes=14)
    assert work(scene) == []
    scene.clock.forward(minutes=1)
    assert work(scene) == [1]


def test_what_died_is_not_waited_for(scene: Scene) -> None:
    here = office(channels(CANHLUA_SMTP_URL="khongco://{address}"))
    scene.fire()
    assert work(scene, here) == []  # queued, and dead when it was sent: the address makes no sense
    assert scene.notices()[0]["state"] == "dead"
    scene.clock.forward(seconds=20)
    assert work(scene, here) == [1]
    assert steps(scene, 1) == [("call", "Lò Văn Giả", "+84912345678", False)]


def test_a_message_on_its_way_is_waited_for(scene: Scene) -> None:
    here = office(channels(CANHLUA_SMTP_URL="mailto://localhost:9?from=a@example.org&to={address}"))
    scene.fire()
    work(scene, here)
    assert scene.notices()[0]["state"] == "queued" and to_call(scene, here) == {}
    scene.clock.forward(minutes=14)
    assert work(scene, here) == []
    scene.clock.forward(minutes=1)
    assert work(scene, here) == [1]  # nobody can wait for a server for ever


def test_many_duties_one_message_per_contact(scene: Scene) -> None:
    scene.person("cong-an", "ha", ("sms", "0987654321"), name="Hà")
    for _ in range(20):
        scene.fire()
    work(scene)
    for _ in range(2):
        scene.clock.forward(minutes=15)
        assert len(work(scene)) == 20
    assert [row["purpose"] for row in scene.notices()] == ["digest", "escalation"]
    assert scene.notices()[-1]["body"].startswith("DIEN TAP. 20 tin: ")


def test_what_can_wait_waits_longer_and_not_at_night(scene: Scene) -> None:
    scene.rule("cong-an", kinds=["forest_offence"], urgency="normal")
    scene.clock.now = datetime(2027, 3, 28, 11, 0, tzinfo=UTC)  # 18:00
    scene.fire("forest_offence")
    work(scene)
    scene.clock.forward(hours=4)  # 22:00
    assert work(scene) == []
    assert scene.duties()[0]["escalate_at"] == datetime(2027, 3, 28, 23, 0, tzinfo=UTC)
    scene.fire()
    work(scene)
    scene.clock.forward(minutes=15)
    assert work(scene) == [2]  # a fire is not put off
    scene.clock.now = datetime(2027, 3, 28, 23, 0, tzinfo=UTC)
    assert 1 in work(scene)


def test_whoever_is_off_duty_is_called_only_for_a_fire(scene: Scene) -> None:
    scene.rule("cong-an", kinds=["forest_offence"], urgency="normal")
    night = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "22:00", "to": "04:00"}]
    scene.person("cong-an", "ha", ("sms", "0987654321"), name="Hà", duty_hours=night)
    scene.fire("forest_offence")
    scene.fire()
    work(scene)
    for _ in range(8):
        scene.clock.forward(hours=1)
        work(scene)
    assert [each[1] for each in steps(scene, 2)][:3] == ["Lò Văn Giả", "Hà", "Trực ban tỉnh"]
    assert [each[1] for each in steps(scene, 1)][:2] == ["Lò Văn Giả", "Trực ban tỉnh"]


def test_what_a_person_is_to_tell_is_not_sent_by_the_program(scene: Scene) -> None:
    scene.rule("cong-an", kinds=["defence_other"], telling="person")
    scene.fire("defence_other")
    scene.clock.forward(hours=5)
    assert work(scene) == [] and scene.notices() == []
    with writing(scene.engine) as conn:
        tell(conn, [1], Telling("zalo", scene.clock()), By(ACTOR, scene.clock()))
    scene.clock.forward(minutes=15)
    assert work(scene) == [1]
    assert scene.notices() == [] and steps(scene, 1)[0] == ("email", "Lò Văn Giả", "lo@example.org", False)


def test_the_version_that_a_person_saw_stays_good(scene: Scene) -> None:
    scene.fire()
    work(scene)
    seen = scene.duties()[0]["version"]
    scene.clock.forward(minutes=15)
    work(scene)
    assert scene.duties()[0]["version"] == seen


def acknowledged(scene: Scene) -> None:
    by = By(ACTOR, scene.clock())
    with writing(scene.engine) as conn:
        acknowledge(conn, [1], happened_at=by.now, person="Lò", channel="link", by=by, telling_of=1)


def remind_now(scene: Scene, here: Office = DRILL) -> list[int]:
    with writing(scene.engine) as conn:
        return remind(conn, here, now=scene.clock(), real_now=scene.clock())


def test_acknowledged_and_nothing_moved(scene: Scene) -> None:
    incident = scene.fire()
    work(scene)
    acknowledged(scene)
    scene.clock.forward(minutes=119)
    assert remind_now(scene) == []
    scene.clock.forward(minutes=1)
    assert remind_now(scene) == [1] and remind_now(scene) == []
    row = scene.notices()[-1]
    assert (row["purpose"], row["address"]) == ("reminder", "lo@example.org")
    assert "đã xác nhận nhưng" in row["body"]
    work(scene)
    assert scene.notices()[-1]["state"] == "sent" and scene.duties()[0]["status"] == "acknowledged"
    assert steps(scene, 1)[-1][2:] == (REMINDED, True)
    scene.status(incident, "responding")
    scene.clock.forward(hours=3)
    assert remind_now(scene) == []


def test_reminders_end(scene: Scene) -> None:
    scene.fire()
    work(scene)
    acknowledged(scene)
    here = office(channels(), escalation=EscalationSettings(reminders=2))
    found = []
    for _ in range(6):
        scene.clock.forward(hours=2)
        found.append(remind_now(scene, here))
    assert found == [[1], [1], [], [], [], []]
    assert [row["purpose"] for row in scene.notices()] == ["matter"]  # no channel: calls for the desk
    assert steps(scene, 1)[-1] == ("email", "Lò Văn Giả", REMINDED, False)
