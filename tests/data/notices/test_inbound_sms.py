"""Coded SMS: however somebody writes it, from whichever telephone, once."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from data.ledger.reading import timeline
from data.ledger.telling import By
from data.notices.codes import code_of, is_code
from data.notices.contacts import Contact
from data.notices.errors import SmsRefused
from data.notices.inbound_sms import Taken, check_signature, signature, take
from data.notices.office import PROGRAM
from data.notices.outbox import send_due
from data.notices.queueing import queue
from data.notices.sms import GSM
from data.notices.sms_replies import REPLIES, RESULTS
from data.store.engine import reading, writing
from data.store.tables import sms_inbound
from tests.data.notices.scene import NOON, Scene, channels, district, office

DRILL = office(channels(drill=True))
PHONE = "+84912345678"
SMS = Contact("cong-an", "lo", "Lò Văn Giả", "sms", PHONE)


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = district(engine)
    made.fire()
    return made


def put(scene: Scene, to: Contact = SMS) -> str:
    """A message that went out; its code."""
    by = By(PROGRAM, scene.clock(), "outbox")
    ids = [row["id"] for row in scene.duties()]
    with writing(scene.engine) as conn:
        queue(conn, to, ids, purpose="matter", office=DRILL, by=by, real_now=scene.clock())
    send_due(scene.engine, DRILL, clock=scene.clock, real=scene.clock)
    return str(scene.notices()[-1]["code"])


def come(scene: Scene, text: str, sender: str = PHONE, own: str = "g1") -> Taken:
    with writing(scene.engine) as conn:
        return take(conn, own, sender, text, DRILL, now=scene.clock(), real_now=scene.clock())


def kinds(scene: Scene) -> list[Any]:
    with reading(scene.engine) as conn:
        return [(row["kind"], row["person"], row["proof"]) for row in timeline(conn, 1)][1:]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("{code} NHAN", "Lò Văn Giả"),
        ("{code} NHAN Hà Thị Mai", "Hà Thị Mai"),
        ("{small}nhan", "Lò Văn Giả"),
        ("  {small}   nhận   hà thị mai. ", "hà thị mai"),
        ("Qn {digits} NHẬN", "Lò Văn Giả"),
        ("qn-{digits} đã nhận, Đèo Văn Ất", "Đèo Văn Ất"),
        ("QN: {digits} ok", "Lò Văn Giả"),
        ("Toi la Mai. {code} NHAN", "Lò Văn Giả"),
        ("{code}", "Lò Văn Giả"),
        ("{code}\nNHA\u0323\u0302N\nMai", "Mai"),
        ("{code} NHAN 1", "Lò Văn Giả"),
        ("{code} nhận rồi Đa Văn Xác", "Đa Văn Xác"),
    ],
)
def test_however_it_is_written(scene: Scene, written: str, name: str) -> None:
    code = put(scene)
    taken = come(scene, written.format(code=code, small=code.lower(), digits=code[2:]))
    assert (taken.result, taken.notice_id) == ("acknowledged", 1)
    assert kinds(scene)[-1] == ("acknowledged", name, "named")
    assert scene.duties()[0]["acknowledged_by"] == name and code in taken.reply


@pytest.mark.parametrize(
    ("sender", "theirs"),
    [
        (PHONE, True), ("0912345678", True), ("84912345678", True), ("0912 345 678", True),
        ("+84987654321", False), ("0987654321", False), ("KIEMLAM", False), ("0000", False),
    ],
)  # fmt: skip
def test_whose_telephone_it_is(scene: Scene, sender: str, theirs: bool) -> None:
    code = put(scene)
    taken = come(scene, f"{code} NHAN Lò Văn Giả", sender)
    assert taken.result == ("acknowledged" if theirs else "delivered")
    assert kinds(scene)[-1][0] == ("acknowledged" if theirs else "delivered")
    duty = scene.duties()[0]
    assert (duty["status"], duty["proof"]) == (("acknowledged", "named") if theirs else ("told", "delivered"))


def test_the_focal_points_other_telephone_is_theirs_too(scene: Scene) -> None:
    code = put(scene, Contact("cong-an", "lo", "Lò Văn Giả", "sms", "+84900000001"))
    assert come(scene, f"{code} NHAN", "0912345678").result == "acknowledged"


def test_the_same_sms_acts_once(scene: Scene) -> None:
    code = put(scene)
    first = come(scene, f"{code} NHAN")
    assert come(scene, f"{code} NHAN") == first and come(scene, "gì khác") == first
    assert come(scene, f"{code} NHAN", own="g2").result == "again"
    assert [kind for kind, *_ in kinds(scene)].count("acknowledged") == 1
    with reading(scene.engine) as conn:
        assert conn.execute(select(func.count()).select_from(sms_inbound)).scalar() == 2


def test_wrong_codes_get_a_helpful_answer(scene: Scene) -> None:
    code = put(scene)
    slip = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    cases = [("Chào", "unreadable"), (f"{slip} NHAN", "unknown_code"), ("QN9999999 NHAN", "unknown_code")]
    for number, (text, result) in enumerate([*cases, (code_of("QN", 77), "unknown_code")]):
        taken = come(scene, text, own=f"g{number}")
        assert (taken.result, taken.notice_id) == (result, None)
        assert "QN... NHAN" in taken.reply and taken.reply.startswith("DIEN TAP.")
    assert kinds(scene)[-1][0] == "told"


@pytest.mark.parametrize(
    "text",
    ["{code} KHONG NHAN", "{code} chưa nhận được", "{code} sai số rồi", "{code} ai đó?", "nhầm {code}"],
)
def test_what_is_no_yes_acknowledges_nothing(scene: Scene, text: str) -> None:
    code = put(scene)
    taken = come(scene, text.format(code=code))
    assert taken.result == "unreadable" and f"{code} NHAN" in taken.reply
    assert kinds(scene)[-1][0] == "told"


def test_too_late_and_called_off(scene: Scene) -> None:
    code = put(scene)
    scene.status(1, "false_alarm", "nhầm")
    assert come(scene, f"{code} NHAN").result == "withdrawn"
    scene.clock.forward(days=8)
    assert come(scene, f"{code} NHAN", own="g2").result == "expired"


@pytest.mark.parametrize("missing", ["id", "sender", "text"])
def test_what_is_missing(scene: Scene, missing: str) -> None:
    put(scene)
    given = {"own": "g1", "sender": PHONE, "text": "x"} | {{"id": "own"}.get(missing, missing): " "}
    with pytest.raises(SmsRefused) as refused:
        come(scene, **given)
    assert refused.value.params["problem"] == "sms_unreadable"


def test_every_answer_is_one_sms(scene: Scene) -> None:
    assert set(REPLIES) == set(RESULTS)
    longest = {"name": "N" * 40, "code": "QN1234567", "like": "QN1234567"}
    longest |= {"said": "co chay, khong phai chay rung"}
    for reply in REPLIES.values():
        assert len(f"DIEN TAP. {reply.format_map(longest)}") <= 160
    code = put(scene)
    texts = [f"{code} NHAN {'Ằ' * 300}", f"{code} NHAN", "?", "QN00 NHAN", f"{code} NHAN"]
    senders = [PHONE, PHONE, PHONE, PHONE, "1"]
    found = [
        come(scene, text, sender, f"g{n}")
        for n, (text, sender) in enumerate(zip(texts, senders, strict=True))
    ]
    assert all(len(each.reply) <= 160 and set(each.reply) <= GSM and each.result in RESULTS for each in found)


@given(st.integers(1, 10**9))
def test_a_slip_is_no_other_code(number: int) -> None:
    digits = code_of("QN", number)[2:]
    assert is_code(digits)
    for at in range(len(digits)):
        for wrong in "0123456789":
            changed = digits[:at] + wrong + digits[at + 1 :]
            assert is_code(changed) is (changed == digits)
    for at in range(len(digits) - 1):
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        assert is_code(swapped) is (swapped == digits)


def test_only_the_gateway() -> None:
    body, stamp = b'{"id": "1"}', str(int(NOON.timestamp()))
    good = signature("bi-mat", stamp, body)
    assert good == hmac.new(b"bi-mat", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    check_signature("bi-mat", stamp, body, good, real_now=NOON)
    check_signature("bi-mat", stamp, body, f"sha256={good.upper()}", real_now=NOON + timedelta(seconds=300))
    old, letters = signature("bi-mat", "1", body), signature("bi-mat", "x", body)
    for secret, at, text, signed, now, problem in (
        (None, stamp, body, good, NOON, "sms_not_configured"),
        ("khac", stamp, body, good, NOON, "sms_signature"),
        ("bi-mat", stamp, body + b" ", good, NOON, "sms_signature"),
        ("bi-mat", str(int(stamp) + 1), body, good, NOON, "sms_signature"),
        ("bi-mat", stamp, body, "", NOON, "sms_signature"),
        ("bi-mat", stamp, body, "đ", NOON, "sms_signature"),
        ("bi-mat", stamp, body, good, NOON + timedelta(seconds=301), "sms_stale"),
        ("bi-mat", stamp, body, good, NOON - timedelta(seconds=301), "sms_stale"),
        ("bi-mat", "1", body, old, NOON, "sms_stale"),
        ("bi-mat", "x", body, letters, NOON, "sms_stale"),
    ):
        with pytest.raises(SmsRefused) as refused:
            check_signature(secret, at, text, signed, real_now=now)
        assert refused.value.params["problem"] == problem
