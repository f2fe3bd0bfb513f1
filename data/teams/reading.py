"""Read joint teams and their inspections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from data.store.tables import inspection, joint_team, joint_team_member

TEAM, INSPECTION = "joint_team", "inspection"


def _one(conn: Connection, table: Table, own: int) -> dict[str, Any] | None:
    row = conn.execute(select(table).where(table.c.id == own)).mappings().first()
    return None if row is None else dict(row)


def members_of(conn: Connection, team_id: int, *, ended: bool = False) -> list[dict[str, Any]]:
    """The members of a team in the order in which they were named; those taken off only with `ended`."""
    query = select(joint_team_member).where(joint_team_member.c.team_id == team_id)
    if not ended:
        query = query.where(joint_team_member.c.ended_at.is_(None))
    return [dict(row) for row in conn.execute(query.order_by(joint_team_member.c.id)).mappings()]


def team_of(conn: Connection, team_id: int) -> dict[str, Any] | None:
    """One team with its ``members``, or None."""
    found = _one(conn, joint_team, team_id)
    return None if found is None else found | {"members": members_of(conn, team_id)}


def list_teams(conn: Connection, day: date | None = None) -> list[dict[str, Any]]:
    """Every team with its ``members``, the latest first; with `day` those whose period holds it and that have
    not ended."""
    query = select(joint_team).order_by(joint_team.c.period_from.desc(), joint_team.c.id.desc())
    if day is not None:
        holds = (joint_team.c.period_from <= day) & (joint_team.c.period_to >= day)
        query = query.where(holds, joint_team.c.ended_at.is_(None))
    return [dict(row) | {"members": members_of(conn, row["id"])} for row in conn.execute(query).mappings()]


def inspection_of(conn: Connection, inspection_id: int) -> dict[str, Any] | None:
    """One inspection, or None."""
    return _one(conn, inspection, inspection_id)


def list_inspections(
    conn: Connection, since: datetime, until: datetime, team_id: int | None = None
) -> list[dict[str, Any]]:
    """The inspections that begin in [since, until), by their beginning; cancelled ones too."""
    begins = inspection.c.starts_at
    query = select(inspection).where(begins >= since, begins < until)
    if team_id is not None:
        query = query.where(inspection.c.team_id == team_id)
    return [dict(row) for row in conn.execute(query.order_by(begins, inspection.c.id)).mappings()]


def follow_ups(conn: Connection, inspection_id: int) -> list[dict[str, Any]]:
    """The visits that look back at an inspection."""
    query = select(inspection).where(inspection.c.follows_id == inspection_id).order_by(inspection.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def looked_back_at(conn: Connection, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The visit that an inspection looks back at, the one which that looks back at, and so on."""
    found: list[dict[str, Any]] = []
    own = row["follows_id"]
    while own is not None and (before := inspection_of(conn, own)) is not None:
        found.append(before)
        own = before["follows_id"]
    return found
