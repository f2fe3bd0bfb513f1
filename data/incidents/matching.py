"""What may be the same thing: fire events and incidents near a place and a time. Offered, never forced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection, select

from data.incidents.settings import IncidentSettings
from data.store.tables import fire_event, incident
from geo.bearing import distance_m_and_bearing


@dataclass(frozen=True)
class Match:
    """`kind` is ``event`` or ``incident``; `id` a fire event's id or an incident's number as text.

    `label` is the incident's code (the event's id otherwise); `seen_at` the last time it was seen or told.
    """

    kind: str
    id: str
    label: str
    summary: str
    distance_m: float
    seen_at: datetime


def _metres(latitude: float, longitude: float, shape: shapely.Geometry) -> float:
    point = shapely.Point(longitude, latitude)
    if shape.intersects(point):
        return 0.0
    at = shapely.get_coordinates(shapely.shortest_line(shape, point))[0]
    return float(distance_m_and_bearing(latitude, longitude, at[1], at[0])[0])


def likely_matches(
    conn: Connection, latitude: float, longitude: float, occurred_at: datetime, settings: IncidentSettings
) -> list[Match]:
    """Events and incidents within `match_km` and `match_hours`, the nearest first.

    An event's distance is to its outline (0 inside). Permanent heat sources and false alarms are left out.
    """
    gap = timedelta(hours=settings.match_hours)
    events = conn.execute(
        select(fire_event).where(
            fire_event.c.last_seen >= occurred_at - gap,
            fire_event.c.first_seen <= occurred_at + gap,
            fire_event.c.merged_into.is_(None),
            fire_event.c.permanent.is_(False),
        )
    )
    found = [
        Match("event", row.id, row.id, "", _metres(latitude, longitude, row.hull), row.last_seen)
        for row in events
    ]
    told = conn.execute(
        select(incident).where(
            incident.c.occurred_at.between(occurred_at - gap, occurred_at + gap),
            incident.c.latitude.is_not(None),
            incident.c.status != "false_alarm",
            incident.c.merged_into.is_(None),
        )
    )
    for row in told:
        metres = _metres(latitude, longitude, shapely.Point(row.longitude, row.latitude))
        found.append(Match("incident", str(row.id), row.code, row.summary, metres, row.known_at))
    near = [match for match in found if match.distance_m <= settings.match_km * 1000]
    return sorted(near, key=lambda match: (match.distance_m, match.label))


def duplicates(conn: Connection, row: Mapping[str, Any], settings: IncidentSettings) -> list[Match]:
    """Other incidents that may be the same thing as this one, the nearest first; none without a point."""
    if row["latitude"] is None:
        return []
    found = likely_matches(conn, row["latitude"], row["longitude"], row["occurred_at"], settings)
    return [match for match in found if match.kind == "incident" and match.id != str(row["id"])]
