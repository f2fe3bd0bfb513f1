"""Acknowledged, and nothing moved: whoever acknowledged an incident that nobody has looked at is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, String, and_, cast, or_, select

from data.ledger.telling import By
from data.notices.contacts import Contact, Directory
from data.notices.office import PROGRAM, Office
from data.notices.queueing import queue
from data.notices.reading import notices_of
from data.notices.recording import SCREEN
from data.notices.superiors import escalated
from data.store.lock import serialise
from data.store.tables import duty, duty_entry, incident, matter, reception_call

UNMOVED = ("reported", "verifying")
"""Statuses of an incident in which nobody has said yet what there is."""
REMINDED = "reminded"
"""Text of the entry; the screen has words for it."""


def _still(conn: Connection, since: datetime) -> list[dict[str, Any]]:
    """Duties acknowledged before `since` whose incident has not moved."""
    same = or_(
        and_(matter.c.kind == "incident", matter.c.ref == cast(incident.c.id, String)),
        and_(
            matter.c.kind == "call",
            matter.c.ref.in_(
                select(reception_call.c.code).where(reception_call.c.incident_id == incident.c.id)
            ),
        ),
    )
    query = (
        select(duty)
        .join(matter, matter.c.id == duty.c.matter_id)
        .join(incident, same)
        .where(duty.c.status == "acknowledged", duty.c.acknowledged_at <= since)
        .where(incident.c.status.in_(UNMOVED))
        .order_by(duty.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _reminders(conn: Connection, duty_id: int) -> list[datetime]:
    query = select(duty_entry.c.happened_at).where(
        duty_entry.c.duty_id == duty_id, duty_entry.c.kind == "escalated", duty_entry.c.text == REMINDED
    )
    return sorted(conn.execute(query).scalars())


def _whom(
    directory: Directory, row: Mapping[str, Any], sent: list[dict[str, Any]], office: Office
) -> Contact | None:
    """The way by which this agency was told last, else the first that the program or a person can use."""
    for each in reversed(sent):
        if each["receiver_id"] == row["receiver_id"] and office.channels.can(each["channel"]):
            return Contact(
                each["receiver_id"],
                each["focal_point_id"],
                each["person"] or "",
                each["channel"],
                each["address"],
            )
    return directory.first_automatic(row["receiver_id"]) or next(
        iter(directory.contacts(row["receiver_id"])), None
    )


def remind(conn: Connection, office: Office, *, now: datetime, real_now: datetime) -> list[int]:
    """Remind where the wait has passed; returns the duties. What can wait is left to the morning."""
    serialise(conn)
    wait = timedelta(minutes=office.escalation.renotify_minutes)
    quiet = office.notices.quiet_until(now, office.zone) is not None
    rows = []
    for row in _still(conn, now - wait):
        before = _reminders(conn, row["id"])
        recent = bool(before) and before[-1] > now - wait
        if (
            not recent
            and len(before) < office.escalation.reminders
            and not (quiet and row["urgency"] == "normal")
        ):
            rows.append(row)
    if not rows:
        return []
    directory, sent = Directory(conn, now, office), notices_of(conn, [row["id"] for row in rows])
    groups: dict[Contact | None, list[int]] = {}
    for row in rows:
        groups.setdefault(_whom(directory, row, sent[row["id"]], office), []).append(row["id"])
    by = By(PROGRAM, now, SCREEN)
    for to, ids in groups.items():
        own = None
        if to is not None and office.channels.can(to.channel):
            own = queue(conn, to, ids, purpose="reminder", office=office, by=by, real_now=real_now)
        more = {"happened_at": now, "text": REMINDED, "notice_id": own}
        if to is not None:
            more |= {"channel": to.channel, "person": to.person or None, "focal_point_id": to.focal_point_id}
        escalated(conn, [{"duty_id": each} | more for each in ids], by)
    return [row["id"] for row in rows]
