"""Read trainings and public-information events, and what the other forces answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import outreach_event, outreach_reply

RECORD_KIND = "outreach_event"


def event_of(conn: Connection, event_id: int) -> dict[str, Any] | None:
    """One event, or None."""
    row = conn.execute(select(outreach_event).where(outreach_event.c.id == event_id)).mappings().first()
    return None if row is None else dict(row)


def list_events(conn: Connection, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The events that begin in [since, until), by their beginning; cancelled ones too."""
    begins = outreach_event.c.starts_at
    query = select(outreach_event).where(begins >= since, begins < until)
    return [dict(row) for row in conn.execute(query.order_by(begins, outreach_event.c.id)).mappings()]


def replies_of(conn: Connection, event_id: int) -> list[dict[str, Any]]:
    """What the other forces answered, in order."""
    query = select(outreach_reply).where(outreach_reply.c.event_id == event_id)
    return [dict(row) for row in conn.execute(query.order_by(outreach_reply.c.id)).mappings()]


def answers(replies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Agency → its last word: `confirmed` or `declined` if it said either, else that it added content."""
    found: dict[str, dict[str, Any]] = {}
    for row in replies:
        if row["reply"] != "content" or row["agency_id"] not in found:
            found[row["agency_id"]] = row
    return found
