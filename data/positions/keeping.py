"""Live positions are kept for some days, then they are gone: nobody is followed for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from data.store.tables import patrol_position


def forget(conn: Connection, days: float, now: datetime) -> int:
    """Remove positions that came more than so many days ago; returns how many."""
    old = patrol_position.c.received_at < now - timedelta(days=days)
    return int(conn.execute(delete(patrol_position).where(old)).rowcount)
