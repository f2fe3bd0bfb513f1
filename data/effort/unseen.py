"""Where nobody has been: the area by how long ago somebody saw it, and the zones that nobody went to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, select

from data.effort.gathering import walked_lines
from data.effort.ground import Ground
from data.effort.judging import covered_by
from data.store.tables import zone
from geo.patrols.visits import Visits, last_seen, visits

STEPS = (30, 90, 365)
"""Days: a month, a season's quarter, a year; whoever looks sees at once what was left longest."""


@dataclass(frozen=True, eq=False)
class Class:
    """Cells that were last seen `since` to `until` days ago (None: not within the last of `STEPS`).

    `shape`: WGS84, one shape; `share`: of all cells, 0 to 1.
    """

    until: int | None
    shape: Any
    share: float


def classes(conn: Connection, today: date, ground: Ground) -> list[Class]:
    """The area by how long ago it was seen, the latest first, then where nobody was for a year."""
    table = ground.areas.of_era(ground.areas.present_era)
    area = shapely.union_all(table.geometry.to_numpy())
    since = today - timedelta(days=STEPS[-1])
    found: Visits = visits(
        area, walked_lines(conn, since, today), ground.limits.visibility_m, epsg=ground.epsg
    )
    ago = found.days_ago(today)
    step = np.searchsorted(np.array(STEPS, dtype="float64"), ago)
    return [
        Class(until, found.joined(step == number), float((step == number).mean()) if len(step) else 0.0)
        for number, until in enumerate((*STEPS, None))
    ]


def zones_seen(conn: Connection, since: date, until: date, ground: Ground) -> list[dict[str, Any]]:
    """The zones in use, the least seen first: rows of `zone` with ``share`` (0 to 1) of what was seen on the
    local days from `since` to `until`, and ``last`` (date or None)."""
    rows = [
        dict(row)
        for row in conn.execute(
            select(zone).where(zone.c.archived_at.is_(None)).order_by(zone.c.priority, zone.c.code)
        ).mappings()
    ]
    walked = walked_lines(conn, since, until)
    shares = covered_by([line for _, line in walked], rows, ground)
    days = last_seen([row["shape"] for row in rows], walked, ground.limits.visibility_m, epsg=ground.epsg)
    for row, seen, last in zip(rows, shares, days, strict=True):
        row["share"], row["last"] = seen["share"], last
    return sorted(rows, key=lambda row: (row["share"], row["priority"], row["code"]))
