"""What the outbox cannot do by itself: for the desk and /health to show, and what a person does about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data.access import permit
from data.journal import append
from data.ledger.states import LIVE
from data.ledger.telling import TELL, By
from data.notices.contacts import Contact
from data.notices.errors import NoticeInvalid
from data.notices.office import Office
from data.notices.queueing import RECORD_KIND, queue
from data.notices.reading import duties_of, notice_by_id
from data.notices.recording import TELLS
from data.store.lock import serialise
from data.store.tables import duty, notice, notice_duty

LATE_AFTER = 3
"""Failures after which a notice that is still tried is an alarm too: 8 minutes with the shipped waits."""


@dataclass(frozen=True)
class Alarm:
    """`kind`: dead (nobody tries any more) or late (still tried). `duties` are those that still wait."""

    kind: str
    notice_id: int
    receiver_id: str
    channel: str
    error: str
    created_at: datetime
    duties: tuple[int, ...]


def alarms(conn: Connection) -> list[Alarm]:
    """Notices that did not get out while a duty still waits for them, the oldest first."""
    late = (notice.c.state.in_(("queued", "sending"))) & (notice.c.attempts >= LATE_AFTER)
    query = (
        select(notice, notice_duty.c.duty_id)
        .join(notice_duty, notice_duty.c.notice_id == notice.c.id)
        .join(duty, duty.c.id == notice_duty.c.duty_id)
        .where(notice.c.purpose.in_(TELLS), duty.c.status.in_(LIVE), (notice.c.state == "dead") | late)
        .order_by(notice.c.id, notice_duty.c.duty_id)
    )
    found: dict[int, Alarm] = {}
    for row in conn.execute(query).mappings():
        if row["id"] in found:
            found[row["id"]] = replace(found[row["id"]], duties=(*found[row["id"]].duties, row["duty_id"]))
            continue
        kind = "dead" if row["state"] == "dead" else "late"
        found[row["id"]] = Alarm(
            kind,
            row["id"],
            row["receiver_id"],
            row["channel"],
            row["error"] or "",
            row["created_at"],
            (row["duty_id"],),
        )
    return list(found.values())


def _dead(conn: Connection, notice_id: int, by: By) -> tuple[dict[str, Any], list[Mapping[str, Any]]]:
    """A dead notice and the duties that it is still needed for, if the actor may tell of them."""
    serialise(conn)
    row = notice_by_id(conn, notice_id)
    if row["state"] != "dead":
        raise NoticeInvalid(problem="notice_not_dead")
    waiting = [each for each in duties_of(conn, notice_id) if each["status"] in LIVE]
    if not waiting:
        raise NoticeInvalid(problem="no_duty_left")
    for each in waiting:
        permit(by.who, TELL, {"agency_id": each["holder_id"]}, conn=conn)
    return row, list(waiting)


def retry(conn: Connection, notice_id: int, by: By, *, real_now: datetime) -> None:
    """Try a dead notice again, under the same id: somebody mended what was wrong.

    Raises
    ------
    NoticeUnknown, data.access.Denied
    NoticeInvalid
        `problem`: notice_not_dead, no_duty_left.
    """
    row, _ = _dead(conn, notice_id, by)
    conn.execute(
        update(notice)
        .where(notice.c.id == notice_id)
        .values(state="queued", attempts=0, next_at=real_now, error=None, version=row["version"] + 1)
    )
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="retried",
        record_kind=RECORD_KIND,
        record_id=str(notice_id),
        before={"state": "dead", "attempts": row["attempts"]},
        after={"state": "queued"},
    )


def redirect(
    conn: Connection, notice_id: int, to: Contact, by: By, *, office: Office, real_now: datetime
) -> int:
    """Tell by another way what a dead notice could not tell; the dead one is closed. Returns the new notice.

    Raises
    ------
    NoticeUnknown, NoticeInvalid, data.access.Denied
    """
    row, waiting = _dead(conn, notice_id, by)
    made = queue(
        conn,
        to,
        [each["id"] for each in waiting],
        purpose=row["purpose"],
        office=office,
        by=by,
        real_now=real_now,
    )
    conn.execute(
        update(notice).where(notice.c.id == notice_id).values(state="cancelled", version=row["version"] + 1)
    )
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="redirected",
        record_kind=RECORD_KIND,
        record_id=str(notice_id),
        before={"state": "dead"},
        after={"state": "cancelled", "notice": made},
    )
    return made
