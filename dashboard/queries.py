"""What the screen reads from the database. No Streamlit: pages wrap these in caches, routes call them
directly."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, Text, cast, func, select

from data.forest.layers import Layer, in_force
from data.store.tables import (
    detection,
    detection_forest,
    event_member,
    feed_run,
    fire_event,
    forest_layer,
    journal_head,
)

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
    """Changes whenever a file was stored, a record was changed, hotspots were laid over the forest, or
    another database took this one's place.

    It is the key of every cache.
    """
    run = conn.execute(select(func.max(feed_run.c.id))).scalar()
    last = conn.execute(select(func.max(journal_head.c.hash))).scalar()
    looked_at = select(detection_forest.c.layer_id, func.count()).group_by(detection_forest.c.layer_id)
    forest = ".".join(
        f"{layer}x{count}" for layer, count in sorted(tuple(r) for r in conn.execute(looked_at))
    )
    return f"{run or 0}-{(last or '')[:16]}-{forest}"


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


def _beyond_the_layer(conn: Connection, table: pd.DataFrame) -> pd.Series:
    """Pixels that touch no plot and lie beyond the box of their layer: what is there, nobody has said."""
    box = forest_layer.c
    rows = conn.execute(select(box.id, box.west, box.south, box.east, box.north)).fetchall()
    boxes = pd.DataFrame(rows, columns=["id", "west", "south", "east", "north"]).set_index("id")
    mine = boxes.astype("float64").reindex(table["forest_layer_id"].to_numpy())
    mine.index = table.index
    within = table["longitude"].between(mine["west"], mine["east"]) & table["latitude"].between(
        mine["south"], mine["north"]
    )
    return ~within & (table["in_forest"] == "outside")


def _forest(conn: Connection, table: pd.DataFrame) -> pd.DataFrame:
    """The columns about the forest as numbers and words, missing where no layer speaks."""
    numbers = ["forest_share", "forest_distance_m"]
    table[numbers] = table[numbers].astype("float64")
    if table["in_forest"].notna().any():
        silent = _beyond_the_layer(conn, table)
        table.loc[silent, numbers] = np.nan
        table["in_forest"] = table["in_forest"].astype(object).mask(silent, None)
    return table


def hotspots(conn: Connection, wanted: Wanted) -> pd.DataFrame:
    """Hotspots that nothing superseded, oldest first.

    Returns
    -------
    DataFrame
        geo's detection columns, the place columns, ``event_id`` (None where not grouped yet), and what lies
        under the pixel: ``in_forest`` ("inside", "near", "outside"), ``forest_share`` (0 to 1),
        ``forest_distance_m`` (from the pixel's edge), ``forest_layer_id``. These are missing where no layer
        counts at that time or where the layer in force does not reach; RangeIndex.
    """
    columns = [c for c in detection.c if c.name not in _HIDDEN]
    query: Select[tuple[object, ...]] = (
        select(
            *columns,
            event_member.c.event_id,
            detection_forest.c.in_forest,
            detection_forest.c.forest.label("forest_share"),
            detection_forest.c.forest_distance_m,
            detection_forest.c.layer_id.label("forest_layer_id"),
        )
        .select_from(
            detection.outerjoin(event_member, event_member.c.detection_id == detection.c.id).outerjoin(
                detection_forest, detection_forest.c.detection_id == detection.c.id
            )
        )
        .where(detection.c.superseded.is_(False))
        .order_by(detection.c.time_utc, detection.c.id)
    )
    found = conn.execute(_narrowed(query, wanted))
    table = pd.DataFrame(found.fetchall(), columns=list(found.keys())).rename(columns={"id": "detection_id"})
    numbers = ["frp_mw", "confidence_percent", "brightness_k", "brightness_2_k", "distance_m", "border_m"]
    table[numbers] = table[numbers].astype("float64")
    return _utc(_forest(conn, table), "time_utc")


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


def forest_owners(conn: Connection, start: datetime, end: datetime) -> dict[str, list[str]]:
    """Owners of the plots under the hotspots of each event of a period, those under most hotspots first."""
    said = cast(detection_forest.c.owners, Text)
    query = (
        select(event_member.c.event_id, said, func.count())
        .select_from(
            event_member.join(
                detection_forest, detection_forest.c.detection_id == event_member.c.detection_id
            )
            .join(detection, detection.c.id == event_member.c.detection_id)
            .join(fire_event, fire_event.c.id == event_member.c.event_id)
        )
        .where(
            detection.c.superseded.is_(False),
            detection_forest.c.uncovered < 1,
            fire_event.c.last_seen >= start,
            fire_event.c.first_seen < end,
        )
        .group_by(event_member.c.event_id, said)
    )
    counts: dict[str, Counter[str]] = {}
    for event_id, names, count in conn.execute(query):
        for name in json.loads(names or "[]"):
            counts.setdefault(event_id, Counter())[name] += count
    return {
        event_id: [name for name, _count in sorted(found.items(), key=lambda each: (-each[1], each[0]))]
        for event_id, found in counts.items()
    }


def forest_layers(conn: Connection, hotspots: pd.DataFrame) -> list[Layer]:
    """The layers by which the forest under some hotspots was judged."""
    used = set(hotspots["forest_layer_id"].dropna().astype(int)) if "forest_layer_id" in hotspots else set()
    return [each for each in in_force(conn) if each.id in used] if used else []


def file_period(conn: Connection, run_id: int) -> tuple[datetime, datetime] | None:
    """First and last acquisition among the stored detections of one run; None when it stored none."""
    row = conn.execute(
        select(func.min(detection.c.time_utc), func.max(detection.c.time_utc)).where(
            detection.c.run_id == run_id
        )
    ).one()
    return None if row[0] is None else (row[0], row[1])
