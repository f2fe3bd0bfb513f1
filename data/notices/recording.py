"""What became of a try to send, written in one transaction: the attempt, the notice's state, "told"."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from data.errors import DataError
from data.journal import append
from data.ledger.states import LIVE, TRANSITIONS
from data.ledger.telling import By, Telling, tell
from data.notices.office import PROGRAM, Office
from data.notices.outcome import Sent
from data.notices.queueing import RECORD_KIND
from data.notices.reading import duties_of
from data.store.lock import serialise
from data.store.tables import duty, notice, notice_attempt

log = logging.getLogger(__name__)

SCREEN = "outbox"
TELLS = ("matter", "digest", "escalation")
"""Purposes by which a receiver is told of a duty."""


def set_notice(conn: Connection, row: Mapping[Any, Any], **values: Any) -> None:
    """Change a notice that was read a moment ago; `row` needs its id and version."""
    conn.execute(update(notice).where(notice.c.id == row["id"]).values(**values, version=row["version"] + 1))


def attempt(conn: Connection, row: Mapping[Any, Any], sent: Sent, real: datetime) -> None:
    """Append an attempt."""
    count = select(func.count()).where(notice_attempt.c.notice_id == row["id"]).scalar_subquery()
    values = {"notice_id": row["id"], "number": count + 1, "at": real}
    conn.execute(insert(notice_attempt).values(**values, outcome=sent.outcome, detail=sent.detail))


def enter_telling(conn: Connection, row: Mapping[str, Any], now: datetime) -> None:
    """The duties of this receiver were told; those of an agency below are not, by telling its superior.

    A message that was taken must never be sent again because an entry was refused: then the entry is lacking,
    which the desk can mend, and the log says so.
    """
    told = [
        each["id"]
        for each in duties_of(conn, row["id"])
        if each["receiver_id"] == row["receiver_id"] and "told" in TRANSITIONS[each["status"]]
    ]
    if not told or row["purpose"] not in TELLS:
        return
    try:
        telling = Telling(
            row["channel"],
            now,
            person=row["person"] or "",
            focal_point_id=row["focal_point_id"],
            proof="sent",
            notice_id=row["id"],
        )
        with conn.begin_nested():
            tell(conn, told, telling, By(PROGRAM, now, SCREEN), seen_versions=None)
    except DataError:
        log.exception("notice %s was sent, but its telling could not be entered", row["id"])


def die(conn: Connection, row: Mapping[str, Any], sent: Sent, now: datetime) -> None:
    """No more tries: the next contact is due at once, and the desk has an alarm."""
    set_notice(conn, row, state="dead", error=sent.detail, next_at=None, lease_until=None, lease_holder=None)
    waiting = [each["id"] for each in duties_of(conn, row["id"]) if each["status"] in LIVE]
    if waiting and row["purpose"] in TELLS:
        conn.execute(update(duty).where(duty.c.id.in_(waiting)).values(escalate_at=now))
    append(
        conn,
        at=now,
        actor=PROGRAM.name,
        origin=SCREEN,
        action="dead",
        record_kind=RECORD_KIND,
        record_id=str(row["id"]),
        after={"outcome": sent.outcome, "error": sent.detail, "attempts": row["attempts"]},
    )


def record(
    conn: Connection, leased: Mapping[str, Any], sent: Sent, office: Office, *, now: datetime, real: datetime
) -> str:
    """Write what became of a try; returns the notice's state.

    A sender that was thought dead and comes back late still writes its attempt. What it knows for sure, that
    a server took the message, counts; anything else is left to whoever has the notice now.
    """
    serialise(conn)
    found = conn.execute(select(notice).where(notice.c.id == leased["id"]).with_for_update()).mappings().one()
    row = dict(found)
    attempt(conn, leased, sent, real)
    ours = row["version"] == leased["version"]
    if sent.outcome == "sent" and row["state"] not in ("sent", "delivered"):
        set_notice(
            conn,
            row,
            state="sent",
            sent_at=now,
            error=None,
            next_at=None,
            lease_until=None,
            lease_holder=None,
        )
        enter_telling(conn, row, now)
        return "sent"
    if not ours or sent.outcome == "sent":
        return str(row["state"])
    if not sent.again or row["attempts"] >= office.notices.most_tries:
        die(conn, row, sent, now)
        return "dead"
    wait = max(office.notices.wait(row["attempts"]), timedelta(seconds=sent.retry_after_s or 0))
    set_notice(
        conn, row, state="queued", next_at=real + wait, error=sent.detail, lease_until=None, lease_holder=None
    )
    return "queued"
