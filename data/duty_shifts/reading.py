"""Read shifts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import duty_shift


def on_duty(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """Agency → its open shifts, the first signed on first."""
    query = select(duty_shift).where(duty_shift.c.ended_at.is_(None)).order_by(duty_shift.c.id)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["agency_id"], []).append(dict(row))
    return found


def forgotten(shift: Mapping[str, Any], now: datetime) -> bool:
    """Whether an open shift should have ended by now: somebody forgot to sign off."""
    return shift["ended_at"] is None and bool(now > shift["until"])


def history(conn: Connection, agency_id: str | None = None, *, most: int = 60) -> list[dict[str, Any]]:
    """Shifts, open and ended, the newest first."""
    query = select(duty_shift).order_by(duty_shift.c.id.desc()).limit(most)
    if agency_id is not None:
        query = query.where(duty_shift.c.agency_id == agency_id)
    return [dict(row) for row in conn.execute(query).mappings()]
