"""Stored hotspots: by period and box, as the table that `geo` works on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select

from data.store.tables import detection
from geo.hotspots import COLUMNS

PLACE_COLUMNS = (
    "commune_2021_id",
    "commune_2021",
    "commune_2025_id",
    "commune_2025",
    "nearest_commune",
    "neighbour_2025",
    "distance_m",
    "border_m",
    "location",
)
_EXTRA = (*PLACE_COLUMNS, "permanent", "raw_line", "run_id", "stored_at")
_IN_TABLE = {"detection_id": "id"}

Bbox = tuple[float, float, float, float]


def _conditions(
    start: datetime | None, end: datetime | None, bbox: Bbox | None, superseded: bool
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if start is not None:
        found.append(detection.c.time_utc >= start)
    if end is not None:
        found.append(detection.c.time_utc < end)
    if bbox is not None:
        west, south, east, north = bbox
        found.append(detection.c.longitude.between(west, east))
        found.append(detection.c.latitude.between(south, north))
    if not superseded:
        found.append(detection.c.superseded.is_(False))
    return found


def load(
    conn: Connection,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    bbox: Bbox | None = None,
    superseded: bool = False,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Stored hotspots of a period.

    Parameters
    ----------
    start, end
        Acquisition, aware: start ≤ time < end; None is open.
    bbox
        West, south, east, north in degrees WGS84, borders included.
    superseded
        Also those that standard processing replaced.
    columns
        A selection; by default those of `geo.hotspots.COLUMNS`, then the place columns, permanent, raw_line,
        run_id and stored_at.

    Returns
    -------
    DataFrame
        Dtypes as `geo.hotspots.COLUMNS`, stored_at datetime64[us, UTC]; sorted by time_utc, satellite,
        latitude, longitude; RangeIndex.
    """
    names = list(columns) if columns is not None else [*COLUMNS, *_EXTRA]
    query = (
        select(*(detection.c[_IN_TABLE.get(name, name)].label(name) for name in names))
        .where(*_conditions(start, end, bbox, superseded))
        .order_by(detection.c.time_utc, detection.c.satellite, detection.c.latitude, detection.c.longitude)
    )
    table = pd.DataFrame(conn.execute(query).fetchall(), columns=names)
    dtypes = {name: COLUMNS[name] for name in names if name in COLUMNS and name != "time_utc"}
    for name in ("time_utc", "stored_at"):
        if name in names:
            table[name] = pd.to_datetime(table[name], utc=True).astype("datetime64[us, UTC]")
    numbers = {name: "float64" for name in ("distance_m", "border_m") if name in names}
    flags = {"permanent": "bool"} if "permanent" in names else {}
    return table.astype({**dtypes, **numbers, **flags})


def newest(conn: Connection) -> datetime | None:
    """Acquisition of the newest stored hotspot; None when there is none."""
    return conn.execute(select(func.max(detection.c.time_utc))).scalar()


def count(
    conn: Connection,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    bbox: Bbox | None = None,
    superseded: bool = False,
) -> int:
    """How many `load` would give."""
    query = select(func.count()).select_from(detection)
    return int(conn.execute(query.where(*_conditions(start, end, bbox, superseded))).scalar() or 0)
