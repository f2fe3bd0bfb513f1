"""Read patrols with all that belongs to them: members, zones, vehicles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from data.store.tables import patrol, patrol_member, patrol_vehicle, patrol_zone, zone

RECORD_KIND = "patrol"


def _by_patrol(conn: Connection, table: Table, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    query = select(table).where(table.c.patrol_id.in_(ids)).order_by(table.c.id)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["patrol_id"], []).append(dict(row))
    return found


def _zones(conn: Connection, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(patrol_zone.c.patrol_id, *zone.c)
        .join(zone, zone.c.id == patrol_zone.c.zone_id)
        .where(patrol_zone.c.patrol_id.in_(ids))
        .order_by(zone.c.code)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["patrol_id"], []).append({n: row[n] for n in row if n != "patrol_id"})
    return found


def _whole(conn: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    members, vehicles = _by_patrol(conn, patrol_member, ids), _by_patrol(conn, patrol_vehicle, ids)
    zones = _zones(conn, ids)
    for row in rows:
        everybody = members.get(row["id"], [])
        row["members"] = [each for each in everybody if each["ended_at"] is None]
        row["former_members"] = [each for each in everybody if each["ended_at"] is not None]
        row["vehicles"] = [each for each in vehicles.get(row["id"], []) if each["ended_at"] is None]
        row["zones"] = zones.get(row["id"], [])
    return list(rows)


def patrol_of(conn: Connection, patrol_id: int) -> dict[str, Any] | None:
    """One patrol, or None.

    The columns of its row, and ``members`` (rows, those on the list now), ``former_members`` (rows, taken
    off), ``vehicles`` (rows, those on the list now), ``zones`` (rows of `zone` with their shapes, WGS84, as
    they are now, archived ones too). Times aware, UTC.
    """
    row = conn.execute(select(patrol).where(patrol.c.id == patrol_id)).mappings().first()
    return None if row is None else _whole(conn, [dict(row)])[0]


def patrol_by_code(conn: Connection, code: str) -> dict[str, Any] | None:
    """The patrol with a code like ``TT-2027-0001``, or None; see `patrol_of`."""
    found = conn.execute(select(patrol.c.id).where(patrol.c.code == code.strip().upper())).scalar()
    return None if found is None else patrol_of(conn, found)


def list_patrols(
    conn: Connection, since: datetime, until: datetime, *, statuses: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The patrols of which some part lies in [since, until), by their start; each as in `patrol_of`."""
    query = select(patrol).where(patrol.c.starts_at < until, patrol.c.ends_at > since)
    if statuses is not None:
        query = query.where(patrol.c.status.in_(statuses))
    rows = conn.execute(query.order_by(patrol.c.starts_at, patrol.c.id)).mappings()
    return _whole(conn, [dict(row) for row in rows])


def patrols_of_series(conn: Connection, series_id: str) -> list[dict[str, Any]]:
    """The patrols that were planned together, by their start."""
    rows = conn.execute(
        select(patrol).where(patrol.c.series_id == series_id).order_by(patrol.c.starts_at, patrol.c.id)
    ).mappings()
    return _whole(conn, [dict(row) for row in rows])


def involved(row: dict[str, Any]) -> list[str]:
    """The agencies that a patrol names: the lead first, then the members' own; each once."""
    return list(dict.fromkeys([row["lead_agency_id"], *(each["agency_id"] for each in row["members"])]))
