"""What the wall's map shows: hotspots, events, incidents, zones, patrols. Degrees WGS84, times ISO UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection, func, select

from data.incidents.reading import on_map
from data.incidents.states import STATES
from data.store.tables import (
    agency,
    detection,
    event_member,
    fire_event,
    patrol,
    patrol_checkin,
    patrol_member,
    patrol_position,
    zone,
)
from data.wall.settings import WallSettings
from data.wall.watched import Watched

_SIMPLER = 2e-4
"""Degrees, about 20 m: an eighth of a pixel of a wall's map that shows the whole area."""
_OUT = ("assigned", "under_way")
_POINTS = ("latitude", "longitude", "time_utc", "satellite", "instrument", "confidence", "frp_mw", "scan_km",
           "track_km", "permanent", "commune_2021", "commune_2025")  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def hotspots(conn: Connection, now: datetime, settings: WallSettings) -> dict[str, Any]:
    """The newest hotspots as columns, oldest first, and how many there are in all.

    Columns: those of `detection` that the map draws, and ``event`` (id or None).
    """
    since = now - timedelta(hours=settings.hotspot_hours)
    wanted = (detection.c.time_utc >= since, detection.c.time_utc <= now, detection.c.superseded.is_(False))
    query = (
        select(*(detection.c[name] for name in _POINTS), event_member.c.event_id.label("event"))
        .outerjoin(event_member, event_member.c.detection_id == detection.c.id)
        .where(*wanted)
        .order_by(detection.c.time_utc.desc(), detection.c.id)
        .limit(settings.most_hotspots)
    )
    rows = [dict(row) for row in conn.execute(query).mappings()][::-1]
    total = len(rows)
    if total == settings.most_hotspots:
        total = conn.execute(select(func.count()).select_from(detection).where(*wanted)).scalar_one()
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in (*_POINTS, "event")}
    columns["time_utc"] = [_iso(each) for each in columns["time_utc"]]
    return {"total": total, "columns": columns}


def _ring(hull: Any) -> list[list[float]]:
    return [[round(x, 5), round(y, 5)] for x, y in shapely.get_coordinates(hull)]


def events(
    conn: Connection, watched: Sequence[Watched], now: datetime, settings: WallSettings
) -> list[dict[str, Any]]:
    """Open fire events and those that fell silent within the map's time, the most recently seen first."""
    open_ids = {each.facts.ref: each for each in watched}
    since = now - timedelta(hours=settings.hotspot_hours)
    query = (
        select(fire_event)
        .where(fire_event.c.merged_into.is_(None), fire_event.c.detections > 0)
        .where((fire_event.c.closed_at.is_(None)) | (fire_event.c.last_seen >= since))
        .order_by(fire_event.c.last_seen.desc(), fire_event.c.id)
    )
    found = []
    for row in conn.execute(query).mappings():
        if not isinstance(row["hull"], shapely.Polygon) or row["hull"].is_empty:
            continue
        known = open_ids.get(row["id"])
        found.append(
            {
                "id": row["id"],
                "lat": row["latitude"],
                "lon": row["longitude"],
                "hull": _ring(row["hull"].exterior),
                "n": row["detections"],
                "strength": row["strength"],
                "permanent": row["permanent"],
                "open": row["closed_at"] is None,
                "forest": known.facts.forest if known else None,
                "verdict": known.verdict if known else None,
                "last_seen": _iso(row["last_seen"]),
            }
        )
    return found


def incidents(conn: Connection, now: datetime) -> list[dict[str, Any]]:
    """Incidents with a point that are open or were known in the last days; nothing of who told of them."""
    return [
        {
            "code": row["code"],
            "kind": row["kind"],
            "field": row["field"],
            "status": row["status"],
            "open": STATES[row["status"]].open,
            "lat": row["latitude"],
            "lon": row["longitude"],
            "at": _iso(row["occurred_at"]),
        }
        for row in on_map(conn, now)
    ]


def zones(conn: Connection) -> list[dict[str, Any]]:
    """Zones in use, as simplified GeoJSON geometries."""
    query = select(zone).where(zone.c.archived_at.is_(None)).order_by(zone.c.priority, zone.c.code)
    found = []
    for row in conn.execute(query).mappings():
        shape = shapely.simplify(row["shape"], _SIMPLER)
        rounded = shapely.set_precision(shape, 1e-5)
        geometry = shapely.geometry.mapping(shape if rounded.is_empty else rounded)
        found.append(
            {"id": row["id"], "code": row["code"], "name": row["name"], "kind": row["kind"],
             "priority": row["priority"], "geometry": geometry}
        )  # fmt: skip
    return found


def _forces(conn: Connection) -> dict[str, str]:
    query = select(agency.c.agency_id, agency.c.role).order_by(agency.c.id)
    return {row.agency_id: row.role for row in conn.execute(query)}


def _members(conn: Connection, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    query = (
        select(patrol_member)
        .where(patrol_member.c.patrol_id.in_(ids), patrol_member.c.ended_at.is_(None))
        .order_by(patrol_member.c.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["patrol_id"], []).append(dict(row))
    return found


def _last_places(
    conn: Connection, ids: Sequence[int], now: datetime, settings: WallSettings
) -> dict[int, tuple[datetime, float, float]]:
    """Patrol → where it was last: a live position of somebody who still agrees, else the place of a
    check-in."""
    since = now - timedelta(minutes=settings.position_minutes)
    p, m, c = patrol_position.c, patrol_member.c, patrol_checkin.c
    live = (
        select(p.patrol_id, p.at, p.latitude, p.longitude)
        .join(patrol_member, m.id == p.member_id)
        .where(p.patrol_id.in_(ids), p.at >= since, p.at <= now)
        .where(m.consent_at.is_not(None), m.consent_ended_at.is_(None), m.ended_at.is_(None))
    )
    checked = select(c.patrol_id, c.happened_at, c.latitude, c.longitude).where(
        c.patrol_id.in_(ids), c.latitude.is_not(None), c.happened_at >= since, c.happened_at <= now
    )
    found: dict[int, tuple[datetime, float, float]] = {}
    for query in (checked, live):
        for patrol_id, at, latitude, longitude in conn.execute(query):
            if patrol_id not in found or found[patrol_id][0] <= at:
                found[patrol_id] = (at, latitude, longitude)
    return found


def patrols(conn: Connection, now: datetime, settings: WallSettings) -> list[dict[str, Any]]:
    """Patrols that are out, with their forces, members and last place (None: not known lately)."""
    query = select(patrol).where(patrol.c.status.in_(_OUT), patrol.c.starts_at <= now + timedelta(hours=1))
    rows = [dict(row) for row in conn.execute(query.order_by(patrol.c.starts_at, patrol.c.id)).mappings()]
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    forces, members, places = _forces(conn), _members(conn, ids), _last_places(conn, ids, now, settings)
    found = []
    for row in rows:
        with_it = members.get(row["id"], [])
        at, latitude, longitude = places.get(row["id"], (None, None, None))
        agencies = {row["lead_agency_id"], *(each["agency_id"] for each in with_it)}
        found.append(
            {
                "id": row["id"],
                "code": row["code"],
                "state": row["status"],
                "agency": row["lead_agency_id"],
                "forces": sorted({forces.get(each, "") for each in agencies}),
                "starts_at": _iso(row["starts_at"]),
                "ends_at": _iso(row["ends_at"]),
                "lat": latitude,
                "lon": longitude,
                "at": _iso(at),
                "members": [{"name": each["name"], "phone": each["phone"]} for each in with_it],
            }
        )
    return found
