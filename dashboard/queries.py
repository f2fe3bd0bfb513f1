"""What the screen reads from the database. No Streamlit: pages wrap these in caches, routes call them
directly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Select, func, select

from data.store.tables import detection, event_member, feed_run, fire_event, journal_head

Bounds = tuple[float, float, float, float]

_HIDDEN = {"raw_line", "run_id", "stored_at", "line"}


@dataclass(frozen=True)
class Wanted:
    """Which hotspots: ``start`` (included) to ``end`` (excluded), and what else narrows them down."""

    start: datetime
    end: datetime
    bbox: Bounds | None = None
    satellites: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()


def data_version(conn: Connection) -> str:
    """Changes whenever a file was stored, a record was changed, or another database took this one's place.

    It is the key of every cache.
    """
    run = conn.execute(select(func.max(feed_run.c.id))).scalar()
    last = conn.execute(select(func.max(journal_head.c.hash))).scalar()
    return f"{run or 0}-{(last or '')[:16]}"


def ever_received(conn: Connection) -> bool:
    """Whether any file was ever read to its end."""
    return (
        conn.execute(select(feed_run.c.id).where(feed_run.c.status.in_(("ok", "partial"))).limit(1)).first()
        is not None
    )


def newest_file(conn: Connection) -> datetime | None:
    """When the newest good answer of a feed came (uploads do not count: they say nothing about the feeds)."""
    good = feed_run.c.status.in_(("ok", "partial", "not_modified"))
    return conn.execute(
        select(func.max(feed_run.c.finished_at)).where(good, feed_run.c.kind == "poll")
    ).scalar()


def _narrowed(query: Select[tuple[object, ...]], wanted: Wanted) -> Select[tuple[object, ...]]:
    query = query.where(detection.c.time_utc >= wanted.start, detection.c.time_utc < wanted.end)
    if wanted.bbox:
        west, south, east, north = wanted.bbox
        query = query.where(
            detection.c.longitude.between(west, east), detection.c.latitude.between(south, north)
        )
    if wanted.satellites:
        query = query.where(detection.c.satellite.in_(wanted.satellites))
    if wanted.confidences:
        query = query.where(detection.c.confidence.in_(wanted.confidences))
    return query


def _utc(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    for name in columns:
        table[name] = pd.to_datetime(table[name], utc=True).astype("datetime64[us, UTC]")
    return table


def hotspots(conn: Connection, wanted: Wanted) -> pd.DataFrame:
    """Hotspots that nothing superseded, oldest first.

    Returns
    -------
    DataFrame
        geo's detection columns, the place columns, and ``event_id`` (None where not grouped yet); RangeIndex.
    """
    columns = [c for c in detection.c if c.name not in _HIDDEN]
    query: Select[tuple[object, ...]] = (
        select(*columns, event_member.c.event_id)
        .select_from(detection.outerjoin(event_member, event_member.c.detection_id == detection.c.id))
        .where(detection.c.superseded.is_(False))
        .order_by(detection.c.time_utc, detection.c.id)
    )
    found = conn.execute(_narrowed(query, wanted))
    table = pd.DataFrame(found.fetchall(), columns=list(found.keys())).rename(columns={"id": "detection_id"})
    numbers = ["frp_mw", "confidence_percent", "brightness_k", "brightness_2_k", "distance_m", "border_m"]
    table[numbers] = table[numbers].astype("float64")
    return _utc(table, "time_utc")


def events(conn: Connection, start: datetime, end: datetime) -> pd.DataFrame:
    """Fire events seen between two moments, the most recently seen first; ``event_id`` is the first id known.

    Hulls are shapely polygons in EPSG:4326.
    """
    query = (
        select(fire_event)
        .where(
            fire_event.c.merged_into.is_(None), fire_event.c.last_seen >= start, fire_event.c.first_seen < end
        )
        .order_by(fire_event.c.last_seen.desc(), fire_event.c.id)
    )
    found = conn.execute(query)
    table = pd.DataFrame(found.fetchall(), columns=list(found.keys())).rename(columns={"id": "event_id"})
    return _utc(table, "first_seen", "last_seen", "known_at", "closed_at")


def file_period(conn: Connection, run_id: int) -> tuple[datetime, datetime] | None:
    """First and last acquisition among the stored detections of one run; None when it stored none."""
    row = conn.execute(
        select(func.min(detection.c.time_utc), func.max(detection.c.time_utc)).where(
            detection.c.run_id == run_id
        )
    ).one()
    return None if row[0] is None else (row[0], row[1])
