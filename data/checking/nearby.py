"""Whose communes these are, and which named place is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data.access import Actor
from data.agencies.reading import agencies_at
from data.places.reading import places_at
from geo.areas import Areas
from geo.place_names import commune_centres, nearest_known


def communes_of(conn: Connection, who: Actor, now: datetime, tz: tzinfo) -> tuple[str, ...] | None:
    """The communes (area ids) in which somebody's agency works today; None: everywhere."""
    day = now.astimezone(tz).date()
    mine = [row for row in agencies_at(conn, day) if row["agency_id"] == who.agency_id]
    named = mine[0]["communes"] if mine else None
    return tuple(named) if named else None


def nearest_names(
    conn: Connection, points: Sequence[tuple[float, float]], now: datetime, areas: Areas | None, tz: tzinfo
) -> list[dict[str, Any] | None]:
    """For each point (latitude, longitude) the nearest named place: name, unit, kind, distance_m, bearing
    (from the place to the point). With `areas` the middle of a commune speaks where no place is near."""
    known = places_at(conn, now.astimezone(tz).date())
    if areas is not None:
        centres = commune_centres(areas, areas.eras[0])
        columns = [name for name in known.columns if name in centres.columns]
        known = pd.concat([known[columns], centres[columns]], ignore_index=True) if len(known) else centres
    if known.empty or not points:
        return [None] * len(points)
    found = nearest_known([p[0] for p in points], [p[1] for p in points], known)
    names = ("name", "unit", "kind", "bearing")
    return [
        {name: row[name] for name in names} | {"distance_m": round(float(row["distance_m"]))}
        for row in found.to_dict("records")
    ]
