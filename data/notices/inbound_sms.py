"""What comes back by SMS: ``QN1237 NHAN`` and a name.

The gateway hands each SMS in by a signed request (`check_signature`). Writing is forgiving: small letters,
diacritics, blanks, dots and words around do not matter. Who sent it does: only from a telephone of the focal
point is it the person's word (`named`); from any other it proves that the message arrived, no more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from data.agencies.contacts import normal_phone
from data.agencies.errors import PhoneInvalid, PhoneOld
from data.ledger.telling import By, deliver
from data.notices.acknowledging import LONGEST_NAME, acknowledged_by
from data.notices.codes import find_codes, is_code
from data.notices.errors import SmsRefused
from data.notices.office import PROGRAM, Office
from data.notices.reading import duties_of
from data.notices.sms import bare
from data.store.lock import serialise
from data.store.tables import focal_point, notice, sms_inbound
from geo.names import fold

FRESH_S = 300
"""A signed request is taken this long before or after its time stamp: clocks differ, recordings are old."""
RESULTS = ("acknowledged", "again", "delivered", "unknown_code", "unreadable", "expired", "withdrawn")
_LONGEST = 640  # four joined SMS
_YES = re.compile(
    r"[\s.,:;!\-]*(?:(?:DA|DUOC|XAC)\s+)*(?:NHAN|OK|ROI)(?![A-Z0-9])(?:\s+(?:TIN|ROI|DUOC)(?![A-Z0-9]))*"
)
_NO = re.compile(r"\b(?:KHONG|CHUA|SAI|NHAM|HUY)\b")
REPLIES: Mapping[str, str] = {
    "acknowledged": "Da ghi: {name} xac nhan {code}. Cam on.",
    "again": "{code} da duoc xac nhan tu truoc. Cam on.",
    "delivered": "So nay khong phai cua dau moi: {code} chua tinh la da nhan. Hay tra loi tu so da dang ky.",
    "unknown_code": "Khong co ma {code}. Xem lai tin da nhan va tra loi: {like} NHAN ho ten.",
    "unreadable": "Khong hieu tin nay. De xac nhan, tra loi: {like} NHAN ho ten.",
    "expired": "Ma {code} da het han. Hay goi don vi bao tin.",
    "withdrawn": "{code} da duoc rut, khong can lam gi.",
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What an SMS came to: one of `RESULTS`, and the answer to its sender (one SMS)."""

    result: str
    reply: str
    notice_id: int | None = None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the gateway sends as signature: hex of HMAC-SHA-256 over ``timestamp.body``."""
    return hmac.new(
        secret.encode(), timestamp.encode("utf-8", "replace") + b"." + body, hashlib.sha256
    ).hexdigest()


def check_signature(
    secret: str | None, timestamp: str, body: bytes, signed: str, *, real_now: datetime
) -> None:
    """Refuse what is not from the gateway, or is not from now.

    Raises
    ------
    SmsRefused
        `problem`: sms_not_configured, sms_signature, sms_stale.
    """
    if not secret:
        raise SmsRefused(problem="sms_not_configured")
    expected = signature(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signed.removeprefix("sha256=").strip().lower().encode()):
        raise SmsRefused(problem="sms_signature")
    # Signed, so it is a number unless the gateway is broken.
    if not re.fullmatch(r"\d{1,12}", timestamp) or abs(real_now.timestamp() - int(timestamp)) > FRESH_S:
        raise SmsRefused(problem="sms_stale")


def _bare(text: str) -> tuple[str, str]:
    """The text as it was (NFC, one letter each), and beside it, letter by letter, capitals without marks."""
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    plain = "".join((fold(c)[:1] or " ").upper() if not c.isspace() else " " for c in whole)
    return whole, plain


def _answer(whole: str, plain: str, start: int) -> str | None:
    """What stands after the code: the name that follows "NHAN", "" where none does; None: it is no yes."""
    if _NO.search(plain):
        return None
    yes = _YES.match(plain, start)
    if yes is None:
        return "" if not plain[start:].strip(" .,:;!-") else None
    name = whole[yes.end() :].strip(" .,:;-–!")
    return name[:LONGEST_NAME] if sum(c.isalpha() for c in name) >= 2 else ""


def _phone(text: str) -> str | None:
    try:
        return normal_phone(text, drill=True)
    except (PhoneInvalid, PhoneOld):
        return None


def _is_theirs(conn: Connection, row: Mapping[str, Any], sender: str) -> bool:
    """Whether the sender is a telephone of the focal point that was told."""
    number = _phone(sender)
    known = {row["address"]}
    if row["focal_point_id"] is not None:
        query = select(focal_point.c.phones, focal_point.c.channels).where(
            focal_point.c.focal_point_id == row["focal_point_id"]
        )
        for phones, ways in conn.execute(query):
            known |= {*(phones or ()), *(each["address"] for each in ways or ())}
    return number is not None and number in {_phone(each) for each in known}


def _understood(
    conn: Connection, sender: str, text: str, office: Office, now: datetime, real: datetime
) -> tuple[str, dict[str, Any] | None, dict[str, str]]:
    """Result, notice, and what the reply says."""
    prefix = office.notices.code_prefix
    like = {"like": f"{prefix}..."}
    whole, plain = _bare(text[:_LONGEST])
    met = find_codes(plain, prefix)
    if not met:
        return "unreadable", None, like
    said = next((each for each in met if is_code(each[1])), met[0])
    code = f"{prefix}{said[1]}"
    like |= {"code": code}
    found = conn.execute(select(notice).where(notice.c.code == code)).mappings().first()
    if found is None or not is_code(said[1]):
        return "unknown_code", None, like
    row = dict(found)
    if row["expires_at"] <= real:
        return "expired", row, like
    duties = duties_of(conn, row["id"])
    if duties and all(each["status"] == "withdrawn" for each in duties):
        return "withdrawn", row, like
    answer = _answer(whole, plain, said.end())
    if answer is None:
        return "unreadable", row, like | {"like": code}
    screen = "sms"
    if not _is_theirs(conn, row, sender):
        own = [each["id"] for each in duties if each["receiver_id"] == row["receiver_id"]]
        if own:
            deliver(conn, own, notice_id=row["id"], happened_at=now, by=By(PROGRAM, now, screen))
        return "delivered", row, like
    name = answer or row["person"] or sender
    new = acknowledged_by(conn, row, name, "sms", now=now, screen=screen)
    return ("acknowledged" if new else "again"), row, like | {"name": name}


def take(
    conn: Connection,
    gateway_id: str,
    sender: str,
    text: str,
    office: Office,
    *,
    now: datetime,
    real_now: datetime,
) -> Taken:
    """Act on an SMS, once: the same one handed in again gets the same answer and changes nothing.

    Raises
    ------
    SmsRefused
        `problem`: sms_unreadable, where id, sender or text is missing.
    """
    own = gateway_id.strip()[:200]
    if not own or not sender.strip() or not text.strip():
        raise SmsRefused(problem="sms_unreadable")
    serialise(conn)
    before = conn.execute(select(sms_inbound).where(sms_inbound.c.gateway_id == own)).mappings().first()
    if before is not None:
        return Taken(before["result"], before["reply"], before["notice_id"])
    result, row, told = _understood(conn, sender, text, office, now, real_now)
    reply = REPLIES[result].format_map({"name": ""} | {k: bare(v)[:40] for k, v in told.items()})
    if office.drill:
        reply = f"DIEN TAP. {reply}"
    taken = Taken(result, reply[:160], None if row is None else int(row["id"]))
    conn.execute(
        insert(sms_inbound).values(
            gateway_id=own,
            sender=sender.strip()[:40],
            text=text[:_LONGEST],
            received_at=now,
            result=taken.result,
            reply=taken.reply,
            notice_id=taken.notice_id,
        )
    )
    return taken
