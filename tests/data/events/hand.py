"""Detections made by hand and put into a store, small enough to group in the head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.store.tables import detection, event_member, feed_run, fire_event, journal

START = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)
LATITUDE, LONGITUDE = 21.65, 103.66
KM_EAST = 1 / 103.45
"""Degrees of longitude per km at this latitude."""


@dataclass(frozen=True)
class Settings:
    link_km: float = 1.0
    link_hours: float = 30.0
    close_hours: float = 48.0


SETTINGS = Settings()


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def seen(name: str, km: float = 0.0, hours: float = 0.0, **fields: Any) -> dict[str, Any]:
    """One detection so many km east of the point, so many hours after the start."""
    row = {
        "id": name,
        "time_utc": at(hours),
        "satellite": "NOAA-20",
        "instrument": "VIIRS",
        "latitude": LATITUDE,
        "longitude": LONGITUDE + km * KM_EAST,
        "confidence": "nominal",
        "frp_mw": 5.0,
        "scan_km": 0.4,
        "track_km": 0.4,
        "footprint_ha": 16.0,
        "daynight": "D",
        "version": "2.0NRT",
        "processing": "NRT",
        "superseded": False,
        "permanent": False,
        "source": "hand",
        "line": 2,
    }
    return row | fields


def put(conn: Connection, *rows: dict[str, Any]) -> datetime:
    """Store the rows as one run does; return the time of the earliest."""
    run = {"feed_id": "hand", "kind": "upload", "started_at": START, "status": "ok", "actor": "test"}
    made = conn.execute(insert(feed_run).returning(feed_run.c.id), run).scalar_one()
    for row in rows:
        conn.execute(insert(detection), row | {"run_id": made, "stored_at": START})
    return min(row["time_utc"] for row in rows)


def supersede(conn: Connection, *names: str) -> None:
    conn.execute(update(detection).where(detection.c.id.in_(names)).values(superseded=True))


def partition(conn: Connection) -> set[frozenset[str]]:
    """The stored events as sets of detections."""
    sets: dict[str, set[str]] = {}
    for row in conn.execute(select(event_member)):
        sets.setdefault(row.event_id, set()).add(row.detection_id)
    return {frozenset(each) for each in sets.values()}


def event_of(conn: Connection, name: str) -> str:
    query = select(event_member.c.event_id).where(event_member.c.detection_id == name)
    return str(conn.execute(query).scalar_one())


def stored(conn: Connection, event_id: str) -> dict[str, Any]:
    return dict(conn.execute(select(fire_event).where(fire_event.c.id == event_id)).one()._mapping)


def acts(conn: Connection, after: int = 0) -> list[tuple[str, str]]:
    """(action, record) of the journal's entries, in order, leaving out the first `after`."""
    rows = conn.execute(select(journal).where(journal.c.id > after).order_by(journal.c.id))
    return [(row.action, row.record_id) for row in rows]


def ids_of(rows: Iterable[Any]) -> list[str]:
    return [row["id"] for row in rows]
