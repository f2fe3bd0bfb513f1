"""What the gateway reports of a message it took: it came, it failed, once, and never out of order."""

import pytest
from sqlalchemy import Engine, update

from data.auditing import audit
from data.ledger.reading import timeline
from data.ledger.telling import By
from data.notices.alarms import alarms
from data.notices.contacts import Contact
from data.notices.delivering import RESULTS, report
from data.notices.errors import SmsRefused
from data.notices.escalating import escalate
from data.notices.office import PROGRAM
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.notices.reading import attempts_of
from data.store.engine import reading, writing
from data.store.tables import notice
from tests.data.notices.scene import Scene, channels, district, office

DRILL = office(channels(drill=True))
SMS = Contact("cong-an", "lo", "Lò Văn Giả", "sms", "+84912345678")


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = district(engine)
    made.fire()
    by = By(PROGRAM, made.clock(), "outbox")
    with writing(engine) as conn:
        ids = [row["id"] for row in made.duties()]
        queue(conn, SMS, ids, purpose="matter", office=DRILL, by=by, real_now=made.clock())
    return made


def send(scene: Scene) -> None:
    send_due(scene.engine, DRILL, clock=scene.clock, real=scene.clock)


def come(scene: Scene, status: str, own: str | None = None) -> str:
    own = scene.notices()[0]["message_id"].strip("<>") if own is None else own
    with writing(scene.engine) as conn:
        return report(conn, own, status, now=scene.clock(), real=scene.clock())


def kinds(scene: Scene) -> list[tuple[str, str | None]]:
    with reading(scene.engine) as conn:
        assert audit(conn, scene.clock()) == []
        return [(row["kind"], row["proof"]) for row in timeline(conn, scene.duties()[0]["id"])][1:]


@pytest.mark.parametrize("status", ["delivered", "DELIVRD", " Delivered "])
def test_it_came(scene: Scene, status: str) -> None:
    send(scene)
    sent = scene.clock()
    scene.clock.forward(minutes=2)
    assert (come(scene, status), come(scene, status), come(scene, "failed")) == (
        "delivered",
        "again",
        "again",
    )
    assert kinds(scene) == [("told", "sent"), ("delivered", "delivered")]
    (row,), (own,) = scene.notices(), scene.duties()
    assert (row["state"], row["delivered_at"]) == ("delivered", scene.clock())
    # It proves the telling, at the telling's time.
    assert (own["status"], own["proof"], own["proven_at"]) == ("told", "delivered", sent)


@pytest.mark.parametrize("status", ["failed", "UNDELIV", "expired"])
def test_it_never_came(scene: Scene, status: str) -> None:
    send(scene)
    scene.clock.forward(minutes=2)
    assert (come(scene, status), come(scene, status)) == ("failed", "again")
    (row,), (own,) = scene.notices(), scene.duties()
    assert (row["state"], own["proof"], own["proven_at"]) == ("dead", "sent", None)
    assert own["escalate_at"] == scene.clock()
    with reading(scene.engine) as conn:
        assert [(each.kind, each.notice_id) for each in alarms(conn)] == [("dead", row["id"])]
        assert [each["outcome"] for each in attempts_of(conn, row["id"])] == ["sent", "refused"]
    scene.clock.forward(seconds=30)
    with writing(scene.engine) as conn:  # the next contact is tried now, not after the wait
        assert escalate(conn, DRILL, now=scene.clock(), real_now=scene.clock()) == [own["id"]]
    # A gateway that was wrong may say so: then it came after all, told once.
    assert come(scene, "delivered") == "delivered"
    assert kinds(scene) == [("told", "sent"), ("escalated", None), ("delivered", "delivered")]


def test_it_came_though_our_side_never_heard_that_it_was_taken(scene: Scene) -> None:
    (row,) = scene.notices()
    with writing(scene.engine) as conn:
        conn.execute(update(notice).where(notice.c.id == row["id"]).values(attempts=1, error="no end"))
    assert come(scene, "delivered") == "delivered"
    assert kinds(scene) == [("told", "sent"), ("delivered", "delivered")]
    send(scene)  # and it is not sent again
    assert [each["attempts"] for each in scene.notices()] == [1]
    assert kinds(scene) == [("told", "sent"), ("delivered", "delivered")]


@pytest.mark.parametrize(
    ("own", "status", "result"),
    [(None, "accepted", "pending"), ("la@canhlua", "delivered", "unknown_notice")],
)
def test_what_changes_nothing(scene: Scene, own: str | None, status: str, result: str) -> None:
    send(scene)
    assert come(scene, status, own) == result and result in RESULTS
    assert kinds(scene) == [("told", "sent")] and scene.notices()[0]["state"] == "sent"


def test_what_was_never_sent_did_not_come(scene: Scene) -> None:
    assert come(scene, "delivered") == "unknown_notice"
    assert kinds(scene) == [] and scene.notices()[0]["state"] == "queued"


@pytest.mark.parametrize(("own", "status"), [("", "delivered"), ("a", " ")])
def test_a_report_without_its_parts(scene: Scene, own: str, status: str) -> None:
    with pytest.raises(SmsRefused) as refused:
        come(scene, status, own)
    assert refused.value.params == {"problem": "report_unreadable"}
