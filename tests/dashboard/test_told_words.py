"""Who has been told in words: every sign, every grade of proof, the line of a card, nothing of it as HTML."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard import words
from dashboard.map.columns import unpack
from dashboard.map.payload import duty_columns
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.ledger.told_block import markup
from dashboard.sheet import told
from data.ledger.standing_of_matters import SIGNS, Counts, MatterStanding, Receiver
from data.store.tables import PROOFS

NOW = datetime(2027, 3, 16, 9, 30, tzinfo=UTC)  # 16:30 in Vietnam
NAME = "<img src=x onerror=1> & xã"


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    words.use("vi")


def receiver(**more: Any) -> Receiver:
    first: dict[str, Any] = {
        "duty_id": 1,
        "agency_id": "a",
        "status": "open",
        "started_at": NOW - timedelta(hours=2),
        "target_at": NOW - timedelta(hours=1),
        "deadline_at": NOW + timedelta(hours=22),
        "before_at": None,
        "told_at": None,
        "proof": None,
        "acknowledged_at": None,
        "acknowledged_by": None,
    }
    return Receiver(**(first | more))


def of(*receivers: Receiver) -> MatterStanding:
    return MatterStanding("incident", "7", receivers)


TOLD = {"status": "told", "told_at": NOW - timedelta(minutes=10), "proof": "sent"}
SOON = {"target_at": None, "before_at": NOW + timedelta(hours=3)}
BEGUN = {"target_at": None, "before_at": NOW - timedelta(hours=1)}
DONE = TOLD | {"status": "acknowledged", "proof": "named", "acknowledged_by": "Lò A", "acknowledged_at": NOW}


@pytest.mark.parametrize(
    ("more", "sign", "state", "note"),
    [
        ({}, "untold", "chưa báo", "hạn 14:30 17/03 · đã qua mục tiêu 15:30"),
        ({"target_at": None}, "untold", "chưa báo", "hạn 14:30 17/03"),
        ({"deadline_at": NOW - timedelta(1)}, "overdue", "quá hạn, chưa báo", "hạn là 16:30 15/03"),
        (TOLD, "told", "đã báo 16:20", "chỉ mới gửi"),
        (TOLD | {"deadline_at": NOW - timedelta(1)}, "told", "đã báo 16:20 · sau hạn",
         "chỉ mới gửi"),
        (SOON, "untold", "chưa báo", "phải báo trước 19:30 (giờ bắt đầu)"),
        (BEGUN, "overdue", "đã bắt đầu, chưa báo", "phải báo trước 15:30 (giờ bắt đầu)"),
        (BEGUN | {"deadline_at": NOW - timedelta(minutes=1)}, "overdue", "quá hạn, chưa báo", "hạn là 16:29"),
        (SOON | TOLD, "told", "đã báo 16:20", "chỉ mới gửi"),
        (BEGUN | TOLD, "told", "đã báo 16:20 · sau giờ bắt đầu", "chỉ mới gửi"),
        (DONE, "acknowledged", "đã tiếp nhận 16:30", "Lò A · có người đứng tên tiếp nhận"),
        ({"status": "waived"}, "waived", "được miễn", ""),
        ({"status": "withdrawn"}, "withdrawn", "đã rút, không phải báo", ""),
    ],
)  # fmt: skip
def test_a_receiver_in_words(more: dict[str, Any], sign: str, state: str, note: str) -> None:
    (line,) = told.part(of(receiver(**more)), {"a": "Công an"}, NOW, href="/desk").lines
    assert (line.sign, line.state, line.note, line.name) == (sign, state, note, "Công an")


def test_every_sign_has_a_mark_and_every_grade_its_words() -> None:
    assert set(told.MARKS) == set(SIGNS)
    assert set(ledger_words.PROOFS) == set(PROOFS)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(), ""),
        (Counts(told=2, untold=2), "Đã báo 2/4 đơn vị"),
        (Counts(told=1, untold=3, overdue=2), "Đã báo 1/4 đơn vị · quá hạn 2"),
        (Counts(told=4), "Đã báo đủ 4 đơn vị"),
        (Counts(told=4, acknowledged=3), "Đã báo đủ 4 đơn vị · tiếp nhận 3"),
    ],
)
def test_the_line_of_a_card(counts: Counts, said: str) -> None:
    assert told.line(counts) == said


def test_a_matter_without_duties_says_so() -> None:
    part = told.part(None, {}, NOW)
    assert (part.lines, part.link, part.overdue) == ((), "", False)
    assert "không quy tắc nào" in part.summary


def test_names_stay_text() -> None:
    part = told.part(of(receiver(**(DONE | {"acknowledged_by": NAME}))), {"a": NAME}, NOW, href='/desk?a="b')
    said = markup(part)
    assert "<img" not in said
    assert said.count("&lt;img src=x onerror=1&gt; &amp; xã") == 2
    assert 'href="/desk?a=&quot;b"' in said


def test_columns_of_duties() -> None:
    columns = duty_columns([(0, 3, 1), (2, 0, 0)])
    assert {name: list(unpack(each)) for name, each in columns.items()} == {
        "told": [0, 2],
        "untold": [3, 0],
        "overdue": [1, 0],
    }
    assert all(list(unpack(each)) == [] for each in duty_columns([]).values())
