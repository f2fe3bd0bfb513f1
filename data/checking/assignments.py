"""Read who goes where, who went quiet, and who went before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.access import Actor
from data.checking.families import families
from data.clock import require_aware
from data.store.batches import in_batches
from data.store.tables import assignment


def assignments_of(conn: Connection, event_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Event id → its open assignment. Of events that were merged, the surviving one's goes first, then the
    oldest."""
    related = families(conn, event_ids)
    every = sorted(set().union(*related.values())) if related else []
    rows: dict[str, dict[str, Any]] = {}
    for some in in_batches(every):
        query = select(assignment).where(assignment.c.event_id.in_(some), assignment.c.ended_at.is_(None))
        rows |= {row["event_id"]: dict(row) for row in conn.execute(query).mappings()}
    found = {}
    for own, ids in related.items():
        mine = [rows[each] for each in ids if each in rows]
        if mine:
            found[own] = min(mine, key=lambda row: (row["event_id"] != own, row["since"], row["id"]))
    return found


def open_assignments(conn: Connection) -> list[dict[str, Any]]:
    """Every open assignment, the one that is due first first."""
    query = select(assignment).where(assignment.c.ended_at.is_(None))
    return [
        dict(row) for row in conn.execute(query.order_by(assignment.c.due_at, assignment.c.id)).mappings()
    ]


def history_of(conn: Connection, event_id: str) -> list[dict[str, Any]]:
    """Every assignment of an event and of those merged into it, in order."""
    ids = sorted(families(conn, [event_id])[event_id])
    query = select(assignment).where(assignment.c.event_id.in_(ids)).order_by(assignment.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def is_quiet(row: Any, now: datetime, quiet_minutes: float) -> bool:
    """Whether the owner was not heard of for `quiet_minutes` or longer."""
    return bool(now - row["last_word_at"] >= timedelta(minutes=quiet_minutes))


def quiet(conn: Connection, now: datetime, quiet_minutes: float) -> list[dict[str, Any]]:
    """Open assignments whose owner went quiet, the longest silence first."""
    rows = [row for row in open_assignments(conn) if is_quiet(row, require_aware(now), quiet_minutes)]
    return sorted(rows, key=lambda row: (row["last_word_at"], row["id"]))


def is_mine(row: Any, who: Actor) -> bool:
    """Whether somebody is the owner, or belongs to the team that is."""
    if row["owner_kind"] == "team":
        return row["agency_id"] is not None and row["agency_id"] == who.agency_id
    if row["account_id"] is not None and row["account_id"] == who.account_id:
        return True
    return bool(row["owner"] == who.name)


def shown_assignment(row: Any, who: Actor, now: datetime, quiet_minutes: float) -> dict[str, Any] | None:
    """An open assignment as lists and sheets show it; None: unassigned."""
    if row is None:
        return None
    shown = ("id", "owner", "owner_kind", "agency_id", "since", "due_at", "last_word_at", "note", "version")
    return {name: row[name] for name in shown} | {
        "mine": is_mine(row, who),
        "quiet": is_quiet(row, now, quiet_minutes),
        "overdue": row["due_at"] <= now,
    }
