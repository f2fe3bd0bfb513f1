"""A small installation for browser tests: two fires, a few single hotspots, stored as the program stores them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import Engine, insert

from data.store import tables
from data.store.engine import writing
from geo.areas import Areas
from geo.events import group
from geo.hotspots import COLUMNS
from geo.locate import locate

# (latitude, longitude, hours before now, satellite, confidence, FRP in MW)
FIRE = (
    (21.7602, 103.6410, 30.0, "NOAA-20", "nominal", 4.1),
    (21.7635, 103.6442, 29.2, "NOAA-21", "nominal", 7.8),
    (21.7661, 103.6475, 17.0, "NOAA-20", "high", 12.6),
    (21.7690, 103.6449, 16.2, "NOAA-21", "high", 22.3),
    (21.7712, 103.6490, 5.2, "NOAA-20", "nominal", 15.0),
    (21.7735, 103.6530, 4.4, "NOAA-21", "high", 31.7),
    (21.7690, 103.6535, 4.4, "NOAA-21", "nominal", 9.9),
)
OTHERS = (
    (21.9010, 103.5720, 4.4, "NOAA-21", "low", 2.2),
    (21.5905, 103.7180, 16.2, "NOAA-20", "nominal", 3.5),
    (21.5931, 103.7201, 4.5, "NOAA-20", "nominal", 6.1),
    (21.6805, 103.5702, 52.0, "Aqua", "high", 41.0),
    (21.9702, 103.6003, 60.0, "NOAA-20", "nominal", None),
    (21.4803, 103.8604, 5.0, "NOAA-21", "nominal", 8.8),
)


def detections(rows: tuple[tuple[float, float, float, str, str, float | None], ...], now: datetime) -> pd.DataFrame:
    """geo's table of detections for hand-written rows."""
    made = []
    for latitude, longitude, hours, satellite, confidence, frp in rows:
        modis = satellite in ("Terra", "Aqua")
        when = (now - timedelta(hours=hours)).replace(second=0, microsecond=0)
        scan, track = (1.4, 1.1) if modis else (0.43, 0.38)
        made.append(
            {
                "detection_id": f"{satellite}.{when:%Y%m%dT%H%M}.{latitude:.5f}.{longitude:.5f}",
                "time_utc": when,
                "satellite": satellite,
                "instrument": "MODIS" if modis else "VIIRS",
                "latitude": latitude,
                "longitude": longitude,
                "confidence": confidence,
                "confidence_percent": np.nan,
                "frp_mw": np.nan if frp is None else frp,
                "scan_km": scan,
                "track_km": track,
                "footprint_ha": scan * track * 100,
                "brightness_k": 330.0,
                "brightness_2_k": 290.0,
                "daynight": "D",
                "type": pd.NA,
                "version": "2.0NRT",
                "processing": "NRT",
                "superseded": False,
                "source": "seed.csv",
                "line": len(made) + 2,
            }
        )
    table = pd.DataFrame(made)[list(COLUMNS)].astype(COLUMNS)
    return table.sort_values("time_utc", kind="stable").reset_index(drop=True)


def fill(engine: Engine, areas: Areas, table: pd.DataFrame, now: datetime) -> list[str]:
    """Store detections with their places and events; returns the ids of the events."""
    placed = locate(table["latitude"], table["longitude"], areas)
    known = {c.name for c in tables.detection.c}
    rows = pd.concat([table, placed[[c for c in placed.columns if c in known]]], axis=1)
    rows = rows.rename(columns={"detection_id": "id"}).assign(permanent=False, stored_at=now, run_id=1)
    grouping = group(table, now=now)
    with writing(engine) as conn:
        conn.execute(
            insert(tables.feed_run).values(
                id=1, feed_id="noaa-20", kind="poll", started_at=now, finished_at=now - timedelta(minutes=24), status="ok", actor="test"
            )
        )
        conn.execute(insert(tables.detection), _plain(rows))
        events = grouping.events.copy()
        events["satellites"] = [list(s) for s in events["satellites"]]
        events["closed_at"] = [last + timedelta(hours=48) if closed else None for last, closed in zip(events["last_seen"], events["closed"], strict=True)]
        events = events.drop(columns="closed").rename(columns={"event_id": "id"})
        events = events.assign(content_id=events["id"], known_at=now, updated_at=now, version=1, merged_into=None)
        conn.execute(insert(tables.fire_event), _plain(events[[c for c in events.columns if c in tables.fire_event.c]]))
        members = grouping.members.rename("event_id").rename_axis("detection_id").reset_index()
        conn.execute(insert(tables.event_member), _plain(members))
    return list(grouping.events["event_id"])


def _plain(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = []
    for record in table.to_dict("records"):
        rows.append({str(k): _value(v) for k, v in record.items()})
    return rows


def _value(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value
