"""Close events that have been silent long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from data.clock import require_aware
from data.events.changes import closed_at
from data.events.regrouping import WATCH
from data.events.window import Limits
from data.journal import Entry, append_all
from data.store.lock import serialise
from data.store.tables import fire_event


def close_silent(
    conn: Connection, *, now: datetime, settings: Limits, actor: str = WATCH, origin: str = "watch"
) -> tuple[str, ...]:
    """Close the open events last seen at least `close_hours` before `now` (aware); return their ids.

    Closed means that no satellite saw it any more, not that the fire is out.
    """
    serialise(conn)
    now = require_aware(now)
    silent = conn.execute(
        select(fire_event.c.id, fire_event.c.last_seen)
        .where(
            fire_event.c.closed_at.is_(None),
            fire_event.c.merged_into.is_(None),
            fire_event.c.detections > 0,
            fire_event.c.last_seen <= now - timedelta(hours=settings.close_hours),
        )
        .order_by(fire_event.c.id)
    ).all()
    if not silent:
        return ()
    ends = {row.id: closed_at(row.last_seen, settings.close_hours, now) for row in silent}
    statement = (
        update(fire_event)
        .where(fire_event.c.id == bindparam("which"))
        .values(closed_at=bindparam("at"), updated_at=now, version=fire_event.c.version + 1)
    )
    conn.execute(statement, [{"which": which, "at": at} for which, at in ends.items()])
    entries = [
        Entry("closed", "fire_event", which, {"closed_at": None}, {"closed_at": at})
        for which, at in ends.items()
    ]
    append_all(conn, entries, at=now, actor=actor, origin=origin)
    return tuple(ends)
