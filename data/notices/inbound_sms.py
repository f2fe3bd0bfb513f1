"""What comes back by SMS: ``QN1237 NHAN`` and a name.

The gateway hands each SMS in by a signed request (`check_signature`). Writing is forgiving: small letters,
diacritics, blanks, dots and words around do not matter. Who sent it does: only from a telephone of the focal
point is it the person's word (`named`); from any other it proves that the message arrived, no more. What else
a code can be answered with (``QN1237 NUONG``) others read: see `Other`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
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
from data.notices.sms_replies import REPLIES
from data.store.lock import serialise
from data.store.tables import focal_point, notice, sms_inbound
from geo.names import fold

FRESH_S = 300
"""A signed request is taken this long before or after its time stamp: clocks differ, recordings are old."""
_LONGEST = 640  # four joined SMS
_YES = re.compile(
    r"[\s.,:;!\-]*(?:(?:DA|DUOC|XAC)\s+)*(?:NHAN|OK|ROI)(?![A-Z0-9])(?:\s+(?:TIN|ROI|DUOC)(?![A-Z0-9]))*"
)
_NO = re.compile(r"\b(?:KHONG|CHUA|SAI|NHAM|HUY)\b")


@dataclass(frozen=True)
class Taken:
    """What an SMS came to: one of `sms_replies.RESULTS`, and the answer to its sender (one SMS)."""

    result: str
    reply: str
    notice_id: int | None = None


@dataclass(frozen=True)
class Sms:
    """`after`: the text from the code on. `theirs`: from a telephone of the focal point that was told."""

    gateway_id: str
    sender: str
    text: str
    after: str
    theirs: bool


@dataclass(frozen=True)
class Heard:
    """What an answer that is no acknowledgement came to: one of `sms_replies.RESULTS`, and what the
    reply says of it."""

    result: str
    said: str = ""


Other = Callable[[Connection, Mapping[str, Any], Sms], Heard | None]
"""Acts on an answer to a notice (its row); None where the answer is none of its own."""


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
    conn: Connection,
    gateway_id: str,
    sender: str,
    text: str,
    office: Office,
    now: datetime,
    real: datetime,
    other: Other | None,
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
    theirs, screen = _is_theirs(conn, row, sender), "sms"
    duties = duties_of(conn, row["id"])
    over = bool(duties) and all(each["status"] == "withdrawn" for each in duties)
    sms = Sms(gateway_id, sender, text, whole[said.start() :], theirs)
    heard = other(conn, row, sms) if other is not None else None
    if heard is not None:
        if theirs and not over:  # whoever says what they found has had the message
            acknowledged_by(conn, row, row["person"] or sender, "sms", now=now, screen=screen)
        return heard.result, row, like | {"said": heard.said}
    if over:
        return "withdrawn", row, like
    answer = _answer(whole, plain, said.end())
    if answer is None:
        return "unreadable", row, like | {"like": code}
    if not theirs:
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
    other: Other | None = None,
) -> Taken:
    """Act on an SMS, once: the same one handed in again gets the same answer and changes nothing.

    Parameters
    ----------
    other
        Is asked first what an answer with a code of ours means.

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
    result, row, told = _understood(conn, own, sender, text, office, now, real_now, other)
    reply = REPLIES[result].format_map({"name": "", "said": ""} | {k: bare(v)[:40] for k, v in told.items()})
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
