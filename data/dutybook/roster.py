"""Read the roster: whose turn it is when, where turns clash, which hours nobody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import duty_roster
from geo.names import fold

Span = tuple[datetime, datetime]


def turn_of(conn: Connection, turn_id: int) -> dict[str, Any] | None:
    """One turn, also one that was taken off; None where there is none."""
    row = conn.execute(select(duty_roster).where(duty_roster.c.id == turn_id)).mappings().first()
    return None if row is None else dict(row)


def turns(
    conn: Connection, since: datetime, until: datetime, agency_id: str | None = None
) -> list[dict[str, Any]]:
    """Turns that touch [since, until), the earliest first; of one agency or of all."""
    c = duty_roster.c
    query = select(duty_roster).where(c.ended_at.is_(None), c.starts_at < until, c.ends_at > since)
    if agency_id is not None:
        query = query.where(c.agency_id == agency_id)
    return [dict(row) for row in conn.execute(query.order_by(c.starts_at, c.id)).mappings()]


def turn_now(conn: Connection, agency_id: str, now: datetime) -> dict[str, Any] | None:
    """Whose turn it is at an agency now; of several whoever began last. None where the roster is silent."""
    found = [row for row in turns(conn, now, now, agency_id) if row["starts_at"] <= now]
    return found[-1] if found else None


def same_person(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """By the telephone where both have one, else by agency and name; marks and case do not count."""
    if one["phone"] and other["phone"]:
        return bool(one["phone"] == other["phone"])
    same = one["agency_id"] == other["agency_id"]
    return same and fold(one["name"]) == fold(other["name"])


def _touch(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["starts_at"] < other["ends_at"] and other["starts_at"] < one["ends_at"])


def clashes(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Pairs of turns in which one person would be at two duties at once."""
    return [
        (one, other)
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if _touch(one, other) and same_person(one, other)
    ]


def gaps(rows: Sequence[Mapping[str, Any]], since: datetime, until: datetime) -> list[Span]:
    """The times in [since, until) that no turn covers. `rows` of one agency, the earliest first."""
    found, covered = [], since
    for row in rows:
        if row["starts_at"] > covered:
            found.append((covered, min(row["starts_at"], until)))
        covered = max(covered, row["ends_at"])
        if covered >= until:
            return found
    return [*found, (covered, until)]
