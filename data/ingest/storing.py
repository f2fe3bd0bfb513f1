"""Store one file: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, bindparam, insert, update

from data import hotspots, journal
from data.clock import require_aware
from data.events import regroup
from data.ingest.clip import Clipped, clip
from data.ingest.compare import Changes, compare
from data.ingest.passes import keep_passes
from data.ingest.runs import RunInfo, insert_run
from data.ingest.standard import keep_coverage, load_coverage
from data.profile import Profile
from data.store.engine import writing
from data.store.lock import serialise
from data.store.tables import detection, feed_reject
from geo.areas import Areas
from geo.hotspots import COLUMNS, Reading, raw_lines
from geo.hotspots.schema import empty_table
from geo.locate import locate

# Rejected rows are all counted; so many of them are kept to be shown.
MOST_REJECTS_KEPT = 1000
_AT_A_TIME = 1000


@dataclass(frozen=True)
class Stored:
    """What one file came to. `rows_read` counts the whole file, `watched` its detections in the box.

    `touched_from`: earliest acquisition from which fire events were grouped again; None when nothing changed.
    """

    run_id: int
    status: str
    rows_read: int
    watched: int
    rows_new: int
    duplicates: int
    superseded: int
    rejected: int
    newest_detection: datetime | None
    touched_from: datetime | None


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _placed(rows: pd.DataFrame, data: bytes, areas: Areas, near_border_m: float) -> list[dict[str, Any]]:
    """Rows as the table `detection` takes them: with their place and their text as it came."""
    table = rows[list(COLUMNS)].rename(columns={"detection_id": "id"})
    place = locate(rows["latitude"], rows["longitude"], areas, near_border_m=near_border_m)
    # A profile with other eras has place columns that this table does not know.
    for name in place.columns.intersection([column.name for column in detection.c]):
        table[name] = place[name].to_numpy()
    table["raw_line"] = raw_lines(data, rows["line"].to_numpy()) if len(rows) else []
    table["type"] = table["type"].astype(object)
    return _records(table)


def _load_stored(
    conn: Connection, clipped: Clipped, covered: pd.DataFrame, bbox: hotspots.Bbox
) -> pd.DataFrame:
    """Stored detections of the UTC days that the file touches or covers."""
    days = pd.concat([clipped.watched["time_utc"], covered["day"]])
    if days.empty:
        return empty_table(dict(COLUMNS))
    return hotspots.load(
        conn,
        start=days.min().floor("D").to_pydatetime(),
        end=days.max().floor("D").to_pydatetime() + timedelta(days=1),
        superseded=True,
        columns=list(COLUMNS),
    )


def _write_detections(
    conn: Connection, changes: Changes, placed: dict[str, dict[str, Any]], run: dict[str, Any]
) -> None:
    new = [{**placed[name], **run} for name in changes.new["detection_id"]]
    for begin in range(0, len(new), _AT_A_TIME):
        conn.execute(insert(detection), new[begin : begin + _AT_A_TIME])
    for name in changes.better["detection_id"]:
        better = {**placed[name], **run}
        conn.execute(update(detection).where(detection.c.id == better.pop("id")).values(better))
    if changes.replaced:
        mark = update(detection).where(detection.c.id == bindparam("which")).values(superseded=True)
        conn.execute(mark, [{"which": name} for name in changes.replaced])


def _write_rejects(conn: Connection, rejected: pd.DataFrame, run_id: int) -> None:
    rows = rejected.head(MOST_REJECTS_KEPT)[["line", "reason", "column", "value"]]
    kept = _records(rows.rename(columns={"column": "column_name"}).assign(run_id=run_id))
    if kept:
        conn.execute(insert(feed_reject), kept)


def store(
    engine: Engine,
    reading: Reading,
    data: bytes,
    info: RunInfo,
    *,
    now: datetime,
    profile: Profile,
    areas: Areas,
    fence: Callable[[Connection], None] | None = None,
) -> Stored:
    """Store what a file says, in one transaction: killed at any moment, it has happened or it has not.

    Detections in the profile's box are stored with their place and their row as it came; passes are counted
    over the whole file; rows more than an hour in the future are rejected; better versions take the place of
    worse ones and standard processing marks the rows it replaces; fire events are grouped again from the
    earliest row touched. The same file a second time changes nothing but adds its run.

    Parameters
    ----------
    reading, data
        `geo.hotspots.read(data)`, and the bytes it was made from.
    now
        Aware; the clock of facts.
    fence
        Called first in the transaction; raises when the caller may not write any more (a lost lease).
    """
    now = require_aware(now)
    clipped = clip(reading, now=now, bbox=profile.bbox)
    covered = reading.coverage
    newest = None if clipped.regional.empty else clipped.regional["time_utc"].max().to_pydatetime()
    with writing(engine) as conn:
        if fence is not None:
            fence(conn)
        serialise(conn)
        stored = _load_stored(conn, clipped, covered, profile.bbox)
        changes = compare(clipped.watched, covered, stored, load_coverage(conn))
        counts = {
            "rows_read": reading.rows,
            "rows_new": len(changes.new),
            "duplicates": reading.duplicates + changes.known,
            "superseded": reading.superseded + len(changes.better) + len(changes.replaced),
            "rejected": len(clipped.rejected),
        }
        status = "partial" if reading.partial else "ok"
        run_id = insert_run(conn, info, status=status, now=now, newest_detection=newest, **counts)
        touched = pd.concat([changes.new, changes.better], ignore_index=True)
        placed = _placed(touched, data, areas, profile.near_border_m)
        _write_detections(
            conn, changes, {row["id"]: row for row in placed}, {"run_id": run_id, "stored_at": now}
        )
        keep_passes(conn, clipped.regional, info.feed_id, run_id)
        keep_coverage(conn, covered, run_id, profile.bbox)
        _write_rejects(conn, clipped.rejected, run_id)
        since = changes.earliest(stored)
        if since is not None or info.kind == "upload":
            journal.append(
                conn,
                at=now,
                actor=info.actor,
                origin=info.origin,
                action="stored",
                record_kind="feed_run",
                record_id=str(run_id),
                after={"feed_id": info.feed_id, "file_name": info.file_name, "status": status, **counts},
            )
        if since is not None:
            regroup(
                conn,
                since=since,
                now=now,
                settings=profile.events,
                actor=info.actor,
                origin=info.origin,
            )
    return Stored(
        run_id=run_id,
        status=status,
        watched=len(clipped.watched),
        newest_detection=newest,
        touched_from=since,
        **counts,
    )
