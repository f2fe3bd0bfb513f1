"""What check-ins do to a patrol: the first one lets it set out, the last one brings it home.

The status is worked out from all check-ins, not from the one that came last: a phone without signal sends
what happened in the morning in the evening.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from data.patrols.act import By
from data.patrols.reading import patrol_of
from data.patrols.writing import journalled, known, step, write
from data.presence.reading import Presence, presence_of
from data.store.tables import patrol_alarm

FOLLOWED = ("assigned", "under_way", "returned")
"""Statuses that check-ins move. What was cancelled or completed stays so; the check-in is kept."""


def wanted(presence: Presence) -> str:
    """The status that check-ins alone would give."""
    if not presence.present:
        return "assigned"
    return "under_way" if any(each.out_there for each in presence.present) else "returned"


def end_alarms(conn: Connection, patrol_id: int, kinds: tuple[str, ...], now: datetime) -> None:
    """They came: nobody else is told."""
    conn.execute(
        update(patrol_alarm)
        .where(patrol_alarm.c.patrol_id == patrol_id, patrol_alarm.c.kind.in_(kinds))
        .where(patrol_alarm.c.ended_at.is_(None))
        .values(ended_at=now, next_at=None, version=patrol_alarm.c.version + 1)
    )


def _back(conn: Connection, found: Mapping[str, Any], by: By) -> None:
    """The only check-in was a mistake: nobody has set out."""
    after = {"status": "assigned", "started_at": None, "returned_at": None}
    write(conn, found, by, after)
    journalled(conn, found["id"], by, "undone", {name: found[name] for name in after}, after)
    known(conn, found["id"], by)


def settle(conn: Connection, found: Mapping[str, Any], by: By) -> str:
    """Let the patrol (as `patrol_of` gives it) follow its check-ins; returns its status."""
    presence = presence_of(conn, found["id"])
    if presence.present:
        end_alarms(conn, found["id"], ("late_start",), by.now)
    if found["status"] not in FOLLOWED:
        return str(found["status"])
    to = wanted(presence)
    times = {"started_at": presence.started_at, "returned_at": presence.returned_at}
    if to == "assigned":
        if found["status"] != "assigned":
            _back(conn, found, by)
        return to
    if found["status"] == "assigned":
        step(conn, found, "under_way", by, started_at=times["started_at"])
        found = patrol_of(conn, found["id"]) or found
    if found["status"] != to:
        step(conn, found, to, by, started_at=times["started_at"], returned_at=times["returned_at"])
    elif any(found[name] != value for name, value in times.items()):
        write(conn, found, by, times)
    if to == "returned":
        end_alarms(conn, found["id"], ("overdue_return",), by.now)
    return to
