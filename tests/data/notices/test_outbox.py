"""The outbox over real servers: stored before it is sent, tried again, given up aloud, never sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import Engine, select, update

from data import journal
from data.access import Denied
from data.ledger.reading import timeline
from data.ledger.telling import By, Telling, tell
from data.notices import outbox
from data.notices.alarms import alarms, redirect, retry
from data.notices.contacts import Contact
from data.notices.errors import NoticeInvalid
from data.notices.limits import NoticeSettings
from data.notices.office import PROGRAM, Office
from data.notices.outbox import send_due
from data.notices.outcome import Sent
from data.notices.queueing import queue
from data.notices.reading import attempts_of
from data.notices.recording import record
from data.store.engine import reading, writing
from data.store.tables import notice
from tests.data.notices.scene import ACTOR, EMAIL, PUBLIC, Scene, channels, district, office, somebody
from tests.servers.mail import MailServer


@pytest.fixture
def scene(engine: Engine) -> Scene:
    return district(engine)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def desk(mail: MailServer, **more: Any) -> Office:
    return office(channels(CANHLUA_SMTP_URL=mail.url), **more)


def put(
    scene: Scene, here: Office, to: Contact = EMAIL, purpose: str = "matter", ids: list[int] | None = None
) -> int:
    ids = ids or [row["id"] for row in scene.duties() if row["receiver_id"] == "cong-an"]
    by = By(PROGRAM, scene.clock(), "outbox")
    with writing(scene.engine) as conn:
        return queue(conn, to, ids, purpose=purpose, office=here, by=by, real_now=scene.clock())


def work(scene: Scene, here: Office) -> outbox.Round:
    return send_due(scene.engine, here, clock=scene.clock, real=scene.clock)


def attempts(scene: Scene, own: int) -> list[tuple[int, str]]:
    with reading(scene.engine) as conn:
        return [(row["number"], row["outcome"]) for row in attempts_of(conn, own)]


def told(scene: Scene, own: int) -> list[dict[str, Any]]:
    with reading(scene.engine) as conn:
        return [row for row in timeline(conn, own) if row["kind"] == "told"]


def test_it_is_stored_before_it_is_sent_and_told_when_it_was(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    own = put(scene, desk(mail))
    (row,) = scene.notices()
    assert (row["state"], row["attempts"], row["local"]) == ("queued", 0, False) and mail.letters == []
    assert row["body"].startswith("WGS84: 21.64360") and "{link}" in row["body"]
    scene.clock.forward(minutes=3)
    assert work(scene, desk(mail)).sent == (own,)
    (letter,), (row,), (duty,) = mail.letters, scene.notices(), scene.duties()
    assert letter["Message-ID"] == row["message_id"] and f"{PUBLIC}/ack/{own}-" in letter.get_content()
    assert (row["state"], row["sent_at"]) == ("sent", scene.clock.now)
    assert (duty["status"], duty["told_at"], duty["proof"], duty["proven_at"]) == (
        "told", scene.clock.now, "sent", None,
    )  # fmt: skip
    (entry,) = told(scene, duty["id"])
    assert (entry["notice_id"], entry["person"], entry["channel"]) == (own, "Lò Văn Giả", "email")
    assert attempts(scene, own) == [(1, "sent")]
    assert work(scene, desk(mail)) == outbox.Round() and len(mail.letters) == 1
    with reading(scene.engine) as conn:
        assert journal.verify(conn) is None and alarms(conn) == []


def test_what_fails_is_tried_again_later_and_later(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    own = put(scene, desk(mail))
    mail.at_rcpt = "451 4.7.1 Greylisted"
    for failures, minutes in enumerate((1, 2, 5, 15, 30, 60, 60), start=1):
        assert work(scene, desk(mail)).failed == (own,)
        (row,) = scene.notices()
        assert row["next_at"] == scene.clock.now + timedelta(minutes=minutes)
        assert (row["attempts"], row["error"]) == (failures, "SMTP 451 4.7.1 Greylisted")
        with reading(scene.engine) as conn:
            assert [each.kind for each in alarms(conn)] == (["late"] if failures >= 3 else [])
        scene.clock.forward(minutes=minutes, seconds=-1)
        assert work(scene, desk(mail)) == outbox.Round()
        scene.clock.forward(seconds=1)
    mail.at_rcpt = ""
    assert work(scene, desk(mail)).sent == (own,)
    assert len(mail.letters) == 1 and scene.duties()[0]["told_at"] == scene.clock.now


def test_patience_ends(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    here = desk(mail, notices=NoticeSettings(most_tries=2))
    own = put(scene, here)
    mail.at_data = "452 4.3.1 Full"
    assert work(scene, here).failed == (own,)
    scene.clock.forward(minutes=1)
    assert work(scene, here).dead == (own,)
    assert attempts(scene, own) == [(1, "unreachable"), (2, "unreachable")]
    assert scene.duties()[0]["escalate_at"] == scene.clock.now  # the next contact is due at once


def test_a_refusal_is_final_until_a_person_decides(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    own, here = put(scene, desk(mail)), desk(mail)
    mail.at_rcpt = "550 5.1.1 No such user"
    assert work(scene, here).dead == (own,)
    (duty,) = scene.duties()
    assert (duty["status"], duty["told_at"]) == ("open", None)
    with reading(scene.engine) as conn:
        (alarm,) = alarms(conn)
    assert (alarm.kind, alarm.notice_id, alarm.duties) == ("dead", own, (duty["id"],))
    assert alarm.error == "SMTP 550 5.1.1 No such user"
    mail.at_rcpt = ""
    by = By(somebody(), scene.clock(), "screen:desk")
    with writing(scene.engine) as conn, pytest.raises(Denied):
        retry(conn, own, By(somebody(role="viewer"), scene.clock(), "screen:desk"), real_now=scene.clock())
    with writing(scene.engine) as conn:
        retry(conn, own, by, real_now=scene.clock())
    assert work(scene, here).sent == (own,)
    assert attempts(scene, own) == [(1, "refused"), (2, "sent")]
    with writing(scene.engine) as conn, pytest.raises(NoticeInvalid) as refused:
        retry(conn, own, by, real_now=scene.clock())
    assert refused.value.params["problem"] == "notice_not_dead"


def test_a_dead_notice_goes_another_way(scene: Scene, mail: MailServer, httpserver: HTTPServer) -> None:
    scene.fire()
    gateway = f"json://{httpserver.host}:{httpserver.port}/sms?:to={{address}}"
    here = office(channels(CANHLUA_SMTP_URL=mail.url, CANHLUA_SMS_URL=gateway))
    httpserver.expect_request("/sms").respond_with_data("ok")
    own = put(scene, here)
    mail.at_rcpt = "550 No"
    work(scene, here)
    to, by = Contact("cong-an", "lo", "Lò Văn Giả", "sms", "+84912345678"), By(somebody(), scene.clock())
    with writing(scene.engine) as conn:
        other = redirect(conn, own, to, by, office=here, real_now=scene.clock())
    assert work(scene, here).sent == (other,)
    assert [row["state"] for row in scene.notices()] == ["cancelled", "sent"]
    with reading(scene.engine) as conn:
        assert alarms(conn) == []
    message = httpserver.log[0][0].get_json()["message"]
    assert f"Tra loi: QN{other}" in message and len(message) <= 160 and "://" not in message


def test_what_came_true_meanwhile_is_not_sent(scene: Scene, mail: MailServer) -> None:
    incident = scene.fire()
    own = put(scene, desk(mail))
    scene.status(incident, "false_alarm", "báo nhầm")
    assert work(scene, desk(mail)).cancelled == (own,)
    scene.fire()
    second = put(scene, desk(mail), ids=[scene.duties()[1]["id"]])
    call = Telling("call", scene.clock(), person="Lò Văn Giả")
    with writing(scene.engine) as conn:
        tell(conn, [scene.duties()[1]["id"]], call, By(ACTOR, scene.clock()))
    assert work(scene, desk(mail)).sent == (second,)  # told by voice, and still the letter goes
    assert len(mail.letters) == 1 and len(told(scene, scene.duties()[1]["id"])) == 2


def test_a_digest_meets_all_its_duties(scene: Scene, mail: MailServer) -> None:
    for n in range(25):
        scene.fire(summary=f"Đám số {n}")
    scene.status(1, "false_alarm", "báo nhầm")
    ids = [row["id"] for row in scene.duties()]
    put(scene, desk(mail), purpose="digest", ids=ids)
    assert len(work(scene, desk(mail)).sent) == 1 and len(mail.letters) == 1
    assert "25 tin cần báo" in mail.letters[0]["Subject"]
    statuses = [row["status"] for row in scene.duties()]
    assert statuses == ["withdrawn"] + ["told"] * 24


def test_telling_the_superior_does_not_tell_the_receiver(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    to = Contact("cong-an-tinh", "tinh", "Trực ban tỉnh", "email", "tinh@example.org")
    own = put(scene, desk(mail), to, "escalation")
    assert work(scene, desk(mail)).sent == (own,)
    assert "Đơn vị Công an xã chưa xác nhận" in mail.letters[0].get_content()
    assert scene.duties()[0]["status"] == "open"


def test_a_drill_writes_to_the_outbox_page(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    here = office(channels(drill=True, CANHLUA_SMTP_URL=mail.url))
    own = put(scene, here)
    assert work(scene, here).sent == (own,) and mail.letters == []
    (row,) = scene.notices()
    assert (row["local"], row["state"]) == (True, "sent")
    assert row["subject"].startswith("DIỄN TẬP") and row["body"].startswith("DIỄN TẬP")
    assert scene.duties()[0]["status"] == "told"
    allowed = channels(drill=True, CANHLUA_SMTP_URL=mail.url, CANHLUA_DRILL_ALLOW="lo@example.org")
    put(scene, office(allowed))
    work(scene, office(allowed))
    assert len(mail.letters) == 1 and mail.letters[0]["Subject"].startswith("DIỄN TẬP")


def test_one_sick_gateway_does_not_stop_the_others(
    scene: Scene, mail: MailServer, httpserver: HTTPServer
) -> None:
    scene.fire()
    gateway = f"json://{httpserver.host}:{httpserver.port}/sms?:to={{address}}"
    here = office(channels(CANHLUA_SMTP_URL=mail.url, CANHLUA_SMS_URL=gateway))
    httpserver.expect_request("/sms").respond_with_data("busy", 503)
    for n in range(5):
        put(scene, here, Contact("cong-an", "lo", "Lò", "sms", f"+8491234567{n}"))
    letter = put(scene, here)
    done = work(scene, here)
    assert done.sent == (letter,) and len(done.failed) == 3  # the rest waits for the next round
    assert len(httpserver.log) == 3


def test_a_budget_ends_a_round(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    for _ in range(3):
        put(scene, desk(mail))
    done = send_due(scene.engine, desk(mail), clock=scene.clock, real=scene.clock, budget_s=0)
    assert done == outbox.Round()
    assert len(work(scene, desk(mail)).sent) == 3


def test_a_late_sender_does_not_undo_what_another_did(scene: Scene, mail: MailServer) -> None:
    """Its lease ran out while it waited; somebody else sent the same message meanwhile."""
    scene.fire()
    own, here = put(scene, desk(mail)), desk(mail)
    with writing(scene.engine) as conn:
        slow = outbox._lease(conn, here, scene.clock(), ())
    assert isinstance(slow, dict)
    assert work(scene, here) == outbox.Round()  # leased
    with writing(scene.engine) as conn:  # its process lives, so only time takes the lease away
        conn.execute(update(notice).values(lease_holder="elsewhere 1 1 1"))
    scene.clock.forward(minutes=6)
    assert work(scene, here).sent == (own,)
    for late, state in ((Sent("unreachable", "time-out"), "sent"), (Sent("sent", "SMTP 250"), "sent")):
        with writing(scene.engine) as conn:
            assert record(conn, slow, late, here, now=scene.clock(), real=scene.clock()) == state
    assert len(told(scene, scene.duties()[0]["id"])) == 1
    assert [each for _, each in attempts(scene, own)] == ["unknown", "sent", "unreachable", "sent"]


def test_a_late_sender_that_knows_that_it_went_out_counts(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    own, here = put(scene, desk(mail)), desk(mail)
    with writing(scene.engine) as conn:
        slow = outbox._lease(conn, here, scene.clock(), ())
        conn.execute(update(notice).values(lease_holder="elsewhere 1 1 1"))
    scene.clock.forward(minutes=6)
    mail.at_rcpt = "451 later"
    assert work(scene, here).failed == (own,)
    with writing(scene.engine) as conn:
        assert (
            record(conn, slow, Sent("sent", "SMTP 250"), here, now=scene.clock(), real=scene.clock())
            == "sent"
        )
    assert scene.notices()[0]["next_at"] is None and scene.duties()[0]["status"] == "told"


def test_a_message_that_kills_its_sender_every_time_dies_too(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    here = desk(mail, notices=NoticeSettings(most_tries=2))
    own = put(scene, here)
    for _ in range(2):
        with writing(scene.engine) as conn:
            assert isinstance(outbox._lease(conn, here, scene.clock(), ()), dict)
        scene.clock.forward(minutes=6)
        with writing(scene.engine) as conn:
            conn.execute(update(notice).values(lease_holder="elsewhere 1 1 1"))
            outbox._give_back(conn, here, scene.clock(), scene.clock())
    assert attempts(scene, own) == [(1, "unknown"), (2, "unknown")] and mail.letters == []
    with reading(scene.engine) as conn:
        assert [each.kind for each in alarms(conn)] == ["dead"]


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        (Contact("cong-an", "lo", "Lò", "call", "+84912345678"), "channel_not_automatic"),
        (Contact("cong-an", "lo", "Lò", "sms", "+84912345678"), "channel_not_automatic"),
        (Contact("cong-an", "lo", "Lò", "email", " "), "notice_address_missing"),
    ],
)
def test_what_cannot_be_sent_is_not_queued(scene: Scene, mail: MailServer, to: Contact, problem: str) -> None:
    scene.fire()
    with pytest.raises(NoticeInvalid) as refused:
        put(scene, desk(mail), to)
    assert refused.value.params == {"problem": problem}
    assert scene.notices() == []


def test_the_code_is_the_notices_own(scene: Scene, mail: MailServer) -> None:
    scene.fire()
    for _ in range(12):
        put(scene, desk(mail))
    with reading(scene.engine) as conn:
        found = conn.execute(select(notice.c.id, notice.c.code)).all()
    assert len({row.code for row in found}) == 12
    assert all(
        row.code.startswith(f"QN{row.id}") and len(row.code) == len(f"QN{row.id}") + 1 for row in found
    )
