"""The hand-over, on both engines: what is open then, and the names of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from data.duty_shifts import Shift, on_duty
from data.dutybook.errors import HandoverInvalid
from data.dutybook.handing import Handover, hand_over_signed, handovers
from data.dutybook.open_matters import open_matters
from data.dutybook.papers.book import matter_rows, sign_row
from data.errors import ConflictError
from data.store.engine import reading, writing
from data.store.tables import action_item
from tests.data.dutybook.installed import AGENCY, DAY, HOUR, NOW, TZ, at, filled, on

NEXT = Shift(AGENCY, "Quàng Thị B", "0987 654 321", NOW + DAY)
WANTED = Handover(NEXT, "lò văn a", "Quàng  Thị B", "Để ý gió", ("action_item:1",))


def _item(engine: Engine, text: str, due: date) -> None:
    """A decision that this agency must carry out."""
    row = {
        "source_kind": "meeting",
        "source_id": 1,
        "kind": "decision",
        "text": text,
        "owner_agency_id": AGENCY,
        "owner": "",
        "due_on": due,
        "status": "open",
        "remark": "",
        "actor": "an",
        "created_at": NOW,
        "version": 1,
    }
    with writing(engine) as conn:
        conn.execute(action_item.insert(), row)


@pytest.fixture
def here(engine: Engine) -> Engine:
    filled(engine)
    _item(engine, "Dọn đường băng cản lửa", date(2027, 3, 11))
    on(engine)
    return engine


def test_both_sign_what_is_open(here: Engine) -> None:
    with writing(here) as conn:
        made = hand_over_signed(conn, 1, WANTED, at(6), TZ, seen_version=1)
    with reading(here) as conn:
        (held,) = handovers(conn, AGENCY, NOW, NOW + DAY)
        (shift,) = on_duty(conn)[AGENCY]
    assert (shift["id"], shift["name"], shift["follows_id"]) == (made, "Quàng Thị B", 1)
    assert (held["from_shift_id"], held["to_shift_id"], held["remark"]) == (1, made, "Để ý gió")
    assert (held["given_by"], held["taken_by"]) == ("lò văn a", "Quàng Thị B")
    assert held["given_at"] == NOW + 6 * HOUR
    assert matter_rows(held) == [
        ("1", "Kết luận, kiến nghị", "Dọn đường băng cản lửa (hạn 11/03/2027)", "quá hạn")
    ]
    assert sign_row(held, TZ)[1] == "Quàng Thị B\nxác nhận trên chương trình lúc 15:00 12/03/2027"


def test_what_was_open_then_stays_though_it_is_done_later(here: Engine) -> None:
    with writing(here) as conn:
        hand_over_signed(conn, 1, WANTED, at(6), TZ, seen_version=1)
        conn.execute(action_item.update().values(status="done"))
    with reading(here) as conn:
        assert open_matters(conn, AGENCY, NOW + 7 * HOUR, TZ) == []
        assert len(handovers(conn, AGENCY, NOW, NOW + DAY)[0]["open_matters"]) == 1
    for change in ("UPDATE shift_handover SET remark = 'x'", "DELETE FROM shift_handover"):
        with pytest.raises(DBAPIError), writing(here) as conn:
            conn.execute(text(change))


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(WANTED, given_by=" "), "handover_given_unsigned"),
        (replace(WANTED, taken_by=""), "handover_taken_unsigned"),
        (replace(WANTED, given_by="Cầm Văn C"), "handover_giver_other"),
        (replace(WANTED, taken_by="Cầm Văn C"), "handover_taker_other"),
        (replace(WANTED, to=replace(NEXT, name="Lò Văn A"), taken_by="Lò Văn A"), "handover_same"),
        (replace(WANTED, seen=()), "handover_changed"),
    ],
)
def test_nothing_is_handed_over_without_both(here: Engine, wanted: Handover, problem: str) -> None:
    with pytest.raises(HandoverInvalid) as refused, writing(here) as conn:
        hand_over_signed(conn, 1, wanted, at(6), TZ, seen_version=1)
    assert refused.value.params["problem"] == problem
    with reading(here) as conn:
        assert [row["name"] for row in on_duty(conn)[AGENCY]] == ["Lò Văn A"]
        assert handovers(conn, AGENCY, NOW, NOW + DAY) == []


def test_somebody_else_was_first(here: Engine) -> None:
    with writing(here) as conn:
        hand_over_signed(conn, 1, WANTED, at(6), TZ, seen_version=1)
    with pytest.raises(ConflictError), writing(here) as conn:
        hand_over_signed(conn, 1, WANTED, at(7), TZ, seen_version=1)
