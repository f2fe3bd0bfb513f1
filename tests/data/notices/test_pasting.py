"""A text that somebody pastes into Zalo: complete, with a link that works, and entered as a telling."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from data.access import Denied
from data.ledger.errors import DutyInvalid
from data.ledger.telling import By
from data.notices.acknowledging import act
from data.notices.contacts import Contact
from data.notices.errors import NoticeInvalid
from data.notices.outbox import Round, send_due
from data.notices.pasting import paste, preview
from data.notices.queueing import queue
from data.store.engine import reading, writing
from tests.data.notices.scene import EMAIL, PUBLIC, Scene, channels, district, office, somebody

ZALO = Contact("cong-an", "lo", "Lò Văn Giả", "zalo", "+84912345678")


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = district(engine)
    made.fire(), made.fire()
    return made


def test_a_text_for_zalo_tells_and_can_be_acknowledged(scene: Scene) -> None:
    by, here = By(somebody(), scene.clock(), "screen:desk"), office()
    with writing(scene.engine) as conn:
        done = paste(conn, ZALO, [1, 2], office=here, by=by, real_now=scene.clock())
    assert done.text.startswith("1.\nWGS84: 21.64360") and "{" not in done.text
    (token,) = [word.split("/ack/")[1] for word in done.text.split() if word.startswith(f"{PUBLIC}/ack/")]
    (row,) = scene.notices()
    assert (row["state"], row["actor"], row["attempts"]) == ("sent", "truc", 0)
    assert send_due(scene.engine, here, clock=scene.clock, real=scene.clock) == Round()
    assert {(each["status"], each["proof"]) for each in scene.duties()} == {("told", "sent")}
    with writing(scene.engine) as conn:
        act(conn, token, "Lò Văn Giả", now=scene.clock(), real=scene.clock(), address="10.0.0.9")
    assert {each["status"] for each in scene.duties()} == {"acknowledged"}


def test_without_an_address_and_in_a_drill(scene: Scene) -> None:
    by = By(somebody(), scene.clock(), "screen:desk")
    with writing(scene.engine) as conn:
        bare = paste(
            conn, ZALO, [1], office=office(channels(CANHLUA_PUBLIC_URL="")), by=by, real_now=scene.clock()
        )
        drill = paste(conn, ZALO, [2], office=office(channels(drill=True)), by=by, real_now=scene.clock())
    assert "ack" not in bare.text and drill.text.startswith("DIỄN TẬP")


def test_reading_stores_nothing(scene: Scene) -> None:
    with reading(scene.engine) as conn:
        text = preview(conn, [1, 2], office())
    assert "21.64360" in text and "ack" not in text and scene.notices() == []


def test_who_may_not_tell_stores_nothing(scene: Scene) -> None:
    by = By(somebody(role="viewer"), scene.clock(), "screen:desk")
    with pytest.raises(Denied), writing(scene.engine) as conn:
        paste(conn, ZALO, [1], office=office(), by=by, real_now=scene.clock())
    call = Contact("cong-an", "lo", "Lò", "call", "+84912345678")
    good = By(somebody(), scene.clock(), "screen:desk")
    with pytest.raises(NoticeInvalid), writing(scene.engine) as conn:
        paste(conn, call, [1], office=office(), by=good, real_now=scene.clock())
    with pytest.raises(NoticeInvalid), writing(scene.engine) as conn:
        paste(conn, ZALO, [99], office=office(), by=good, real_now=scene.clock())
    scene.agency("quan-su", "commune_military_command", "commune", name="Ban CHQS xã")
    scene.person("quan-su", "ha", ("email", "ha@example.org"))
    scene.rule("quan-su", kinds=["explosive"])
    scene.fire("explosive")
    with pytest.raises(DutyInvalid), writing(scene.engine) as conn:  # two receivers are two messages
        paste(conn, ZALO, [1, 3], office=office(), by=good, real_now=scene.clock())
    assert scene.notices() == [] and {row["status"] for row in scene.duties()} == {"open"}


def test_a_line_can_be_tried(scene: Scene) -> None:
    here, by = office(channels(drill=True)), By(somebody(), scene.clock(), "screen:agencies")
    with writing(scene.engine) as conn:
        for to in (EMAIL, ZALO, Contact("cong-an", "lo", "Lò", "sms", "+84912345678")):
            queue(conn, to, [], purpose="test", office=here, by=by, real_now=scene.clock())
    assert len(send_due(scene.engine, here, clock=scene.clock, real=scene.clock).sent) == 3
    assert all(row["body"].startswith(("DIỄN TẬP", "DIEN TAP")) for row in scene.notices())
    assert {row["status"] for row in scene.duties()} == {"open"}
    viewer = By(somebody(role="viewer"), scene.clock(), "screen:agencies")
    with pytest.raises(Denied), writing(scene.engine) as conn:
        queue(conn, EMAIL, [], purpose="test", office=here, by=viewer, real_now=scene.clock())
