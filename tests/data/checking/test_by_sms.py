"""``QN1237 NUONG``: what a focal point found, answered by SMS to the message that told of the fire."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.access import program
from data.checking.by_sms import answers
from data.checking.settings import CheckingSettings
from data.checking.sms_words import read_verdict
from data.incidents import By, link_event, timeline
from data.ledger.telling import By as Telling
from data.notices.contacts import Contact
from data.notices.inbound_sms import Taken, take
from data.notices.office import PROGRAM
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.notices.sms import GSM
from data.store.engine import reading, writing
from data.store.tables import verdict
from tests.data.checking.conftest import event_near
from tests.data.fires import NEAR, OTHER
from tests.data.fires import put as see
from tests.data.notices.scene import Scene, channels, district, office

DRILL = office(channels(drill=True))
PHONE = "+84912345678"
SMS = Contact("cong-an", "lo", "Lò Văn Giả", "sms", PHONE)


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = district(engine)
    see(engine, [*NEAR, *OTHER])
    made.fire()
    return made


def tied(scene: Scene, *latitudes: float) -> None:
    with writing(scene.engine) as conn:
        for latitude in latitudes:
            event = event_near(scene.engine, latitude)
            link_event(conn, 1, event, By(program("test"), scene.clock()))


def put(scene: Scene) -> str:
    """The message went out; its code."""
    ids = [row["id"] for row in scene.duties() if row["receiver_id"] == "cong-an"]
    with writing(scene.engine) as conn:
        by = Telling(PROGRAM, scene.clock(), "outbox")
        queue(conn, SMS, ids[:1], purpose="matter", office=DRILL, by=by, real_now=scene.clock())
    send_due(scene.engine, DRILL, clock=scene.clock, real=scene.clock)
    return str(scene.notices()[-1]["code"])


def come(scene: Scene, text: str, sender: str = PHONE, own: str = "g1") -> Taken:
    now = scene.clock()
    other = answers("QN", now, CheckingSettings(), drill=True)
    with writing(scene.engine) as conn:
        return take(conn, own, sender, text, DRILL, now=now, real_now=now, other=other)


def stored(scene: Scene) -> list[dict[str, Any]]:
    with reading(scene.engine) as conn:
        return [dict(row) for row in conn.execute(select(verdict).order_by(verdict.c.id)).mappings()]


def test_it_is_stored_told_in_the_timeline_and_acknowledges(scene: Scene) -> None:
    tied(scene, NEAR[0].latitude)
    code = put(scene)
    taken = come(scene, f"{code} nương, đã tắt")
    assert taken.result == "verdict" and "khong phai chay rung" in taken.reply and set(taken.reply) <= GSM
    (row,) = stored(scene)
    assert (row["kind"], row["is_out"], row["channel"]) == ("fire_other", True, "sms")
    assert (row["name"], row["phone"], row["agency_id"]) == ("Lò Văn Giả", PHONE, "cong-an")
    assert row["description"] == f"{code} nương, đã tắt"
    with reading(scene.engine) as conn:
        said = [each["reference"] for each in timeline(conn, 1) if each["kind"] == "verdict"]
    assert said == [str(row["id"])]
    assert {each["status"] for each in scene.duties()} == {"acknowledged"}


def test_the_same_sms_is_one_verdict_and_long_ids_are_told_apart(scene: Scene) -> None:
    tied(scene, NEAR[0].latitude)
    code, ids = put(scene), ["gateway-" + "0" * 60 + end for end in "ab"]
    for own in (ids[0], ids[0], ids[1]):
        assert come(scene, f"{code} CHAY RUNG", own=own).result == "verdict"
    assert len(stored(scene)) == 2


@pytest.mark.parametrize(
    ("text", "sender", "result"),
    [
        ("{code} NUONG", "0987654321", "verdict_stranger"),
        ("{code} KHONG", PHONE, "verdict_unclear"),
        ("{code} KHONG NHAN", PHONE, "unreadable"),
        ("{code} khong biet", PHONE, "unreadable"),
        ("{code} NHAN", PHONE, "acknowledged"),
    ],
)
def test_what_is_no_verdict_stores_none(scene: Scene, text: str, sender: str, result: str) -> None:
    tied(scene, NEAR[0].latitude)
    assert come(scene, text.format(code=put(scene)), sender).result == result
    assert stored(scene) == []


@pytest.mark.parametrize("latitudes", [(), (NEAR[0].latitude, OTHER[0].latitude)])
def test_which_fire_must_be_clear(scene: Scene, latitudes: tuple[float, ...]) -> None:
    tied(scene, *latitudes)
    assert come(scene, f"{put(scene)} NUONG").result == "verdict_which"
    assert stored(scene) == []


def test_what_cannot_be_stored_is_said(scene: Scene) -> None:
    tied(scene, NEAR[0].latitude)
    code = put(scene)
    assert come(scene, f"{code} NUONG {'x' * 5000}").result == "verdict_refused"
    assert stored(scene) == []


def test_the_code_that_was_given_out_counts() -> None:
    assert read_verdict("QN1237 khong lien quan") is None
    assert read_verdict("QN1237 khong duoc nhan") is None
