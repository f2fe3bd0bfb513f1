"""Read meetings, who came, and the orders of rotation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from data.meetings.rotation import Order
from data.store.tables import attendance, meeting, minutes_correction, plan_rotation

RECORD_KIND = "meeting"


def meeting_of(conn: Connection, meeting_id: int) -> dict[str, Any] | None:
    """One meeting, or None."""
    row = conn.execute(select(meeting).where(meeting.c.id == meeting_id)).mappings().first()
    return None if row is None else dict(row)


def list_meetings(conn: Connection, first: date, last: date) -> list[dict[str, Any]]:
    """The meetings whose last day in time lies between two local days, both included, by that day."""
    query = select(meeting).where(meeting.c.due_on.between(first, last))
    return [dict(row) for row in conn.execute(query.order_by(meeting.c.due_on, meeting.c.id)).mappings()]


def between(conn: Connection, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The meetings with a day that begin in [since, until), by their beginning; cancelled ones too."""
    query = select(meeting).where(meeting.c.starts_at >= since, meeting.c.starts_at < until)
    return [dict(row) for row in conn.execute(query.order_by(meeting.c.starts_at, meeting.c.id)).mappings()]


def attendance_of(conn: Connection, meeting_id: int) -> list[dict[str, Any]]:
    """Who came, by agency, in the order of writing: the newest word about each."""
    query = select(attendance).where(attendance.c.meeting_id == meeting_id).order_by(attendance.c.id)
    newest = {row["agency_id"]: dict(row) for row in conn.execute(query).mappings()}
    return sorted(newest.values(), key=lambda row: row["id"])


def corrections_of(conn: Connection, meeting_id: int) -> list[dict[str, Any]]:
    """What was said after the minutes were frozen, in order."""
    query = select(minutes_correction).where(minutes_correction.c.meeting_id == meeting_id)
    return [dict(row) for row in conn.execute(query.order_by(minutes_correction.c.id)).mappings()]


def orders_of(conn: Connection, plan: Mapping[str, Any]) -> list[Order]:
    """The orders of rotation of a plan: its own from its first quarter on, then the changes that count."""
    first = plan["period_from"]
    own = [Order(f"{first.year}-Q{(first.month - 1) // 3 + 1}", plan["rotation"])] if plan["rotation"] else []
    query = select(plan_rotation).where(
        plan_rotation.c.plan_id == plan["plan_id"], plan_rotation.c.ended_at.is_(None)
    )
    rows = conn.execute(query.order_by(plan_rotation.c.id)).mappings()
    return own + [Order(row["from_quarter"], row["roles"]) for row in rows]


def changes_of_rotation(conn: Connection, plan_id: str) -> list[dict[str, Any]]:
    """Every change of the order, those that were taken back too, in the order of writing."""
    query = select(plan_rotation).where(plan_rotation.c.plan_id == plan_id).order_by(plan_rotation.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]
