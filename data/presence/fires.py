"""The fires that a patrol passes: what its members are offered to look at on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

import shapely
from sqlalchemy import Connection, select

from data.checking.nearby import nearest_names
from data.store.tables import fire_event
from geo.areas import Areas

MOST = 12
"""What a phone shows; a patrol does not look at more in a day."""
_KM_PER_DEGREE = 100.0
"""A little less than a degree has here in any direction: an offer may be a little too generous."""


def fires_near(
    conn: Connection,
    shapes: Sequence[shapely.Geometry],
    *,
    near_km: float,
    now: datetime,
    areas: Areas | None,
    tz: tzinfo,
) -> list[dict[str, Any]]:
    """Fire events that are still watched within about `near_km` of some shapes (WGS84), the newest first.

    Each: ``id``, ``last_seen``, ``latitude``, ``longitude``, ``detections``, ``nearest`` (see
    `data.checking.nearby.nearest_names`). At most `MOST`.
    """
    if not shapes:
        return []
    whole = shapely.unary_union(list(shapes))
    query = select(fire_event).where(
        fire_event.c.merged_into.is_(None), fire_event.c.detections > 0, fire_event.c.closed_at.is_(None)
    )
    rows = [
        dict(row)
        for row in conn.execute(query.order_by(fire_event.c.last_seen.desc(), fire_event.c.id)).mappings()
        if shapely.dwithin(row["hull"], whole, near_km / _KM_PER_DEGREE)
    ][:MOST]
    names = nearest_names(conn, [(row["latitude"], row["longitude"]) for row in rows], now, areas, tz)
    told = ("id", "last_seen", "latitude", "longitude", "detections")
    return [
        {name: row[name] for name in told} | {"nearest": near} for row, near in zip(rows, names, strict=True)
    ]
