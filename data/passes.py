"""Read the satellite passes that files have shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from data.sky import SeenPass
from data.store.tables import detection, satellite_pass


def last_passes(conn: Connection) -> dict[str, datetime]:
    """Satellite → end of its newest pass in any file."""
    query = select(satellite_pass.c.satellite, func.max(satellite_pass.c.last_utc)).group_by(
        satellite_pass.c.satellite
    )
    return {row[0]: row[1] for row in conn.execute(query)}


def passes_between(conn: Connection, start: datetime, end: datetime) -> list[SeenPass]:
    """Passes in the files that touch a period, each once, with the hotspots here and around counted.

    Two feeds may bring the same pass (regional file and area API): the one with more rows is kept. "Here" is
    inside the communes or within the border's uncertainty; "around" is the rest of what is watched.
    """
    query = (
        select(satellite_pass)
        .where(satellite_pass.c.last_utc >= start, satellite_pass.c.first_utc <= end)
        .order_by(satellite_pass.c.rows.desc(), satellite_pass.c.id)
    )
    found: list[SeenPass] = []
    for row in conn.execute(query):
        twin = any(
            f.satellite == row.satellite and f.first <= row.last_utc and f.last >= row.first_utc
            for f in found
        )
        if not twin:
            found.append(SeenPass(row.satellite, row.first_utc, row.last_utc, row.rows))
    if not found:
        return []
    earliest, latest = min(f.first for f in found), max(f.last for f in found)
    points = conn.execute(
        select(detection.c.satellite, detection.c.time_utc, detection.c.location).where(
            detection.c.time_utc >= earliest,
            detection.c.time_utc <= latest,
            detection.c.superseded.is_(False),
        )
    ).all()
    counted = []
    for each in found:
        places = [
            p.location
            for p in points
            if p.satellite == each.satellite and each.first <= p.time_utc <= each.last
        ]
        near = sum(place in ("inside", "near_border") for place in places)
        counted.append(replace(each, here=near, around=len(places) - near))
    return sorted(counted, key=lambda each: (each.first, each.satellite))
