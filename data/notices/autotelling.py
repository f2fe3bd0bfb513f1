"""Tell without a person: one message per receiver about every duty that nobody was told of yet.

Two hundred hotspots in an afternoon become one digest per receiver that names them all. What is immediate
goes at once, at any hour, and takes along what waits; what is normal waits for the gap between two digests
and for the end of the quiet hours, unless its deadline would pass, or what is told would begin, meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, and_, func, or_, select

from data.ledger.desk import due_at
from data.ledger.limits import limit_sql
from data.ledger.states import LIVE
from data.ledger.telling import By
from data.notices.contacts import Contact, Directory
from data.notices.office import PROGRAM, Office
from data.notices.queueing import queue
from data.notices.reading import notices_of
from data.notices.recording import SCREEN, TELLS
from data.store.lock import serialise
from data.store.tables import duty, notice, notice_duty

GONE = ("sent", "delivered")
"""States of a notice that somebody may have read."""


def _newest(*conditions: ColumnElement[bool]) -> Subquery:
    """Duty → the newest notice about it of those that meet the conditions."""
    return (
        select(notice_duty.c.duty_id, func.max(notice.c.id).label("notice_id"))
        .join(notice, notice.c.id == notice_duty.c.notice_id)
        .where(notice.c.state != "cancelled", *conditions)
        .group_by(notice_duty.c.duty_id)
        .subquery()
    )


def _untold(conn: Connection) -> list[dict[str, Any]]:
    """Duties to be told by message of which no message tells: the immediate first, then by deadline.

    A notice that was cancelled told nobody. After one that took the matter back, a duty that is there again
    is news.
    """
    last = _newest(notice.c.purpose.in_((*TELLS, "withdrawal")))
    query = (
        select(duty)
        .outerjoin(last, last.c.duty_id == duty.c.id)
        .outerjoin(notice, notice.c.id == last.c.notice_id)
        .where(duty.c.telling == "auto", duty.c.status.in_(LIVE))
        .where(
            or_(
                and_(last.c.notice_id.is_(None), duty.c.status == "open"),
                notice.c.purpose == "withdrawal",
            )
        )
        .order_by(duty.c.urgency != "immediate", limit_sql(), duty.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _last_message(conn: Connection, receiver_id: str) -> datetime | None:
    query = select(func.max(notice.c.created_at)).where(
        notice.c.receiver_id == receiver_id, notice.c.purpose.in_(TELLS), notice.c.state != "cancelled"
    )
    found: datetime | None = conn.execute(query).scalar()
    return found


def may_wait(row: Mapping[str, Any], until: datetime) -> bool:
    """Whether a duty can be told at `until` and still be on time."""
    return row["urgency"] == "normal" and until < due_at(row)


def waits_until(
    conn: Connection, rows: Sequence[Mapping[str, Any]], office: Office, now: datetime
) -> datetime | None:
    """Until when a receiver's duties wait; None: they go now."""
    gap = timedelta(minutes=office.notices.gap_minutes)
    last = _last_message(conn, rows[0]["receiver_id"])
    after_gap = None if last is None or last + gap <= now else last + gap
    for until in (office.notices.quiet_until(now, office.zone), after_gap):
        if until is not None and all(may_wait(row, until) for row in rows):
            return until
    return None


def tell_automatically(conn: Connection, office: Office, *, now: datetime, real_now: datetime) -> list[int]:
    """Queue one message per receiver that can be told without a person; returns the notices.

    Where nobody can be, nothing is queued: the duties stay at the desk, which shows that somebody has to
    call.

    Parameters
    ----------
    now, real_now
        The clock of facts, and the real one.
    """
    serialise(conn)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in _untold(conn):
        groups.setdefault(row["receiver_id"], []).append(row)
    directory = Directory(conn, now, office) if groups else None
    made = []
    for receiver_id, rows in groups.items():
        assert directory is not None  # noqa: S101 -- there are groups
        to = directory.first_automatic(receiver_id)
        if to is None or waits_until(conn, rows, office, now) is not None:
            continue
        purpose = "digest" if len(rows) > 1 else "matter"
        by = By(PROGRAM, now, SCREEN)
        ids = [row["id"] for row in rows]
        made.append(queue(conn, to, ids, purpose=purpose, office=office, by=by, real_now=real_now))
    return made


def _to_take_back(conn: Connection) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """(channel, address) → rows (duty, last notice) of duties that were withdrawn after somebody was told."""
    told = _newest(notice.c.purpose.in_(TELLS), notice.c.state.in_(GONE))
    off = _newest(notice.c.purpose == "withdrawal")
    query = (
        select(duty.c.id)
        .join(told, told.c.duty_id == duty.c.id)
        .outerjoin(off, off.c.duty_id == duty.c.id)
        .where(duty.c.status == "withdrawn", duty.c.moved_to.is_(None))
        .where(or_(off.c.notice_id.is_(None), off.c.notice_id < told.c.notice_id))
        .order_by(duty.c.id)
    )
    ids = list(conn.execute(query).scalars())
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for own, every in notices_of(conn, ids).items():
        ways = {
            (each["channel"], each["address"]): each
            for each in every
            if each["purpose"] in TELLS and each["state"] in GONE
        }
        for way, each in ways.items():
            found.setdefault(way, []).append({"duty_id": own, "notice": each})
    return found


def take_back(conn: Connection, office: Office, *, now: datetime, real_now: datetime) -> list[int]:
    """Whoever got a message about a matter that was called off is told so, the same way; returns notices."""
    serialise(conn)
    made = []
    for (channel, address), rows in _to_take_back(conn).items():
        if not office.channels.can(channel):
            continue
        last = rows[-1]["notice"]
        to = Contact(last["receiver_id"], last["focal_point_id"], last["person"] or "", channel, address)
        ids, by = [row["duty_id"] for row in rows], By(PROGRAM, now, SCREEN)
        made.append(queue(conn, to, ids, purpose="withdrawal", office=office, by=by, real_now=real_now))
    return made
