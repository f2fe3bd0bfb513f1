"""Read zones, what they were before, and which patrols use them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, select

from data.store.tables import patrol, patrol_zone, zone, zone_version

RECORD_KIND = "zone"
COMING = ("planned", "assigned", "under_way")
"""Statuses of a patrol that still needs its zones."""
_FRAME = (
    "id",
    "code",
    "name",
    "kind",
    "season",
    "priority",
    "notes",
    "area_ha",
    "length_m",
    "archived_at",
    "version",
)


def zone_of(conn: Connection, zone_id: int) -> dict[str, Any] | None:
    """One zone with its `shape` (shapely, EPSG:4326), or None."""
    row = conn.execute(select(zone).where(zone.c.id == zone_id)).mappings().first()
    return None if row is None else dict(row)


def zone_by_code(conn: Connection, code: str) -> dict[str, Any] | None:
    """One zone by its code, in any case of letters; or None."""
    row = conn.execute(select(zone).where(zone.c.code == code.strip().upper())).mappings().first()
    return None if row is None else dict(row)


def list_zones(conn: Connection, *, archived: bool = False) -> list[dict[str, Any]]:
    """Zones in use, the most urgent first, then by code; with `archived` those no longer used follow."""
    query = select(zone)
    if not archived:
        query = query.where(zone.c.archived_at.is_(None))
    rows = [dict(row) for row in conn.execute(query).mappings()]
    return sorted(rows, key=lambda row: (row["archived_at"] is not None, row["priority"], row["code"]))


def zones_frame(conn: Connection, *, archived: bool = False) -> gpd.GeoDataFrame:
    """The same as a table: id, code, name, kind, season, priority, notes, area_ha (NaN: a route), length_m,
    archived_at, version and geometry (EPSG:4326); RangeIndex.
    """
    rows = list_zones(conn, archived=archived)
    table = pd.DataFrame([{name: row[name] for name in _FRAME} for row in rows], columns=list(_FRAME))
    table["area_ha"] = table["area_ha"].astype("float64")
    return gpd.GeoDataFrame(table, geometry=[row["shape"] for row in rows], crs="EPSG:4326")


def history_of(conn: Connection, zone_id: int) -> list[dict[str, Any]]:
    """Every version of a zone, the newest first: version, action, at, actor, fields, shape."""
    query = select(zone_version).where(zone_version.c.zone_id == zone_id)
    return [dict(row) for row in conn.execute(query.order_by(zone_version.c.version.desc())).mappings()]


def used_by(conn: Connection, zone_id: int) -> list[dict[str, Any]]:
    """The patrols that go or went there, the latest first: id, code, status, starts_at, ends_at."""
    told = (patrol.c.id, patrol.c.code, patrol.c.status, patrol.c.starts_at, patrol.c.ends_at)
    query = (
        select(*told)
        .join(patrol_zone, patrol_zone.c.patrol_id == patrol.c.id)
        .where(patrol_zone.c.zone_id == zone_id)
        .order_by(patrol.c.starts_at.desc(), patrol.c.id.desc())
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def uses(conn: Connection, zone_ids: Collection[int] | None = None) -> dict[int, int]:
    """How many patrols use each zone; zones of which there are none are left out."""
    query = select(patrol_zone.c.zone_id, func.count()).group_by(patrol_zone.c.zone_id)
    if zone_ids is not None:
        query = query.where(patrol_zone.c.zone_id.in_(list(zone_ids)))
    return {int(own): int(count) for own, count in conn.execute(query)}


def standing(conn: Connection) -> str:
    """A short text that changes with every change to a zone."""
    # Every change writes a version, which is append-only.
    return str(conn.execute(select(func.count()).select_from(zone_version)).scalar_one())
