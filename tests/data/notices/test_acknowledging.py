"""Links: only ours, only in time, only by POST; a name is asked, and the same name twice changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select

from data import journal
from data.ledger.reading import timeline
from data.ledger.telling import By
from data.notices.acknowledging import LONGEST_NAME, act, key_of, show, tidy_name, token_of, with_link
from data.notices.contacts import Contact
from data.notices.errors import AckUnusable
from data.notices.office import PROGRAM
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.store.engine import reading, writing
from data.store.tables import journal as journal_table
from tests.data.notices.scene import EMAIL, Scene, channels, district, office

DRILL = office(channels(drill=True))


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = district(engine)
    made.fire(), made.fire()
    return made


def put(scene: Scene, to: Contact = EMAIL, purpose: str = "digest") -> dict[str, Any]:
    """A message that went out; its row."""
    ids, by = [row["id"] for row in scene.duties()], By(PROGRAM, scene.clock(), "outbox")
    with writing(scene.engine) as conn:
        queue(conn, to, ids, purpose=purpose, office=DRILL, by=by, real_now=scene.clock())
    send_due(scene.engine, DRILL, clock=scene.clock, real=scene.clock)
    return scene.notices()[-1]


def token(scene: Scene, row: dict[str, Any]) -> str:
    return token_of(key_of(scene.engine), row)


def press(scene: Scene, given: str, name: str = "Lò Văn Giả") -> Any:
    with writing(scene.engine) as conn:
        return act(conn, given, name, now=scene.clock(), real=scene.clock(), address="10.0.0.9")


def problem(scene: Scene, given: str, name: str = "Lò Văn Giả") -> str:
    with pytest.raises(AckUnusable) as refused:
        press(scene, given, name)
    return str(refused.value.params["problem"])


def test_whoever_presses_acknowledges_all_that_the_message_tells(scene: Scene) -> None:
    row = put(scene)
    told_at = scene.clock()
    scene.clock.forward(minutes=7)
    shown = press(scene, token(scene, row), "  Lò   Văn Giả ")
    assert shown.acknowledged == (("Lò Văn Giả", scene.clock()),)
    for duty in scene.duties():
        assert (duty["status"], duty["acknowledged_by"], duty["proof"]) == (
            "acknowledged",
            "Lò Văn Giả",
            "named",
        )
        assert duty["proven_at"] == told_at  # the telling is proven at the time of the telling
    with reading(scene.engine) as conn:
        entry = timeline(conn, 1)[-1]
        last = conn.execute(select(journal_table).order_by(journal_table.c.id.desc())).mappings().first()
        assert journal.verify(conn) is None
    assert (entry["channel"], entry["notice_id"], entry["person"]) == ("link", row["id"], "Lò Văn Giả")
    assert last is not None and (last["actor"], last["origin"]) == ("system:notices", "link@10.0.0.9")


def test_looking_changes_nothing(scene: Scene) -> None:
    row = put(scene)
    before = scene.duties()
    with reading(scene.engine) as conn:
        shown = show(conn, token(scene, row), scene.clock())
    assert shown.acknowledged == () and len(shown.duties) == 2 and not shown.withdrawn
    assert scene.duties() == before


def test_again(scene: Scene) -> None:
    given = token(scene, put(scene))
    for _ in range(3):
        press(scene, given)
    with reading(scene.engine) as conn:
        assert [row["kind"] for row in timeline(conn, 1)].count("acknowledged") == 1
    scene.clock.forward(minutes=1)
    shown = press(scene, given, "Hà Thị Giả")
    assert [name for name, _ in shown.acknowledged] == ["Lò Văn Giả", "Hà Thị Giả"]
    assert scene.duties()[0]["acknowledged_by"] == "Lò Văn Giả"


def test_only_ours(scene: Scene) -> None:
    good = token(scene, put(scene))
    other = token(scene, put(scene))
    number, signature = good.split("-")
    forged = [
        "", "x", number, f"{number}-", f"{number}-{'0' * 32}", f"{number}-{signature[:-1]}", f"{good}0",
        f"0{good}", f"{number}-{other.split('-')[1]}", f"{other.split('-')[0]}-{signature}",
        f"999-{signature}",
        f"{number}-{signature.upper()}", f"{good}\n", f"٣-{signature}", f"{'9' * 30}-{signature}",
    ]  # fmt: skip
    assert signature.upper() != signature
    for each in forged:
        assert problem(scene, each) == "link_forged", each
    assert {row["status"] for row in scene.duties()} == {"told"}


def test_a_key_of_another_database_signs_nothing_here(scene: Scene) -> None:
    row = put(scene)
    assert problem(scene, token_of(b"another key", row)) == "link_forged"
    assert problem(scene, token_of(key_of(scene.engine), row | {"nonce": "guessed"})) == "link_forged"


def test_in_time(scene: Scene) -> None:
    row = put(scene)
    scene.clock.forward(days=7, seconds=-1)
    press(scene, token(scene, row))
    scene.clock.forward(seconds=1)
    assert problem(scene, token(scene, row)) == "link_expired"
    with reading(scene.engine) as conn, pytest.raises(AckUnusable):
        show(conn, token(scene, row), scene.clock())


def test_what_was_withdrawn_needs_no_answer(scene: Scene) -> None:
    given = token(scene, put(scene))
    scene.status(1, "false_alarm", "nhầm")
    press(scene, given)
    assert [row["status"] for row in scene.duties()] == ["withdrawn", "acknowledged"]
    scene.status(2, "false_alarm", "nhầm")
    assert problem(scene, given) == "matter_withdrawn"


@pytest.mark.parametrize("name", ["", "  ", "1", "?!", "a", "\u200b\u200b", "\x00\x01"])
def test_a_name_is_asked(scene: Scene, name: str) -> None:
    assert problem(scene, token(scene, put(scene)), name) == "name_missing"


def test_a_name_is_one_line() -> None:
    assert tidy_name("Lò\nVăn\tGiả\x00\u202e") == "Lò Văn Giả"
    assert len(tidy_name("ă" * 500)) == LONGEST_NAME


def test_a_superior_answers_for_itself(scene: Scene) -> None:
    row = put(
        scene, Contact("cong-an-tinh", "tinh", "Trực ban tỉnh", "email", "tinh@example.org"), "escalation"
    )
    for _ in range(2):
        shown = press(scene, token(scene, row), "Trực ban A")
    assert [name for name, _ in shown.acknowledged] == ["Trực ban A"]
    duty = scene.duties()[0]
    assert (duty["status"], duty["proven_at"], duty["escalate_at"]) == ("open", None, None)
    with reading(scene.engine) as conn:
        entries = [each for each in timeline(conn, 1) if each["kind"] == "escalated"]
    assert [(each["person"], each["proof"]) for each in entries] == [("Trực ban A", "named")]


def test_without_an_address_there_is_no_line_that_leads_nowhere(scene: Scene) -> None:
    row = put(scene)
    assert "{link}" in row["body"]
    assert f"https://x.vn/ack/{token(scene, row)}" in with_link(scene.engine, row, "https://x.vn")
    bare = with_link(scene.engine, row, None)
    assert "{link}" not in bare and "Xác nhận" not in bare
