"""Read detections, fire events and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, select

from data.clock import require_aware
from data.store.tables import detection, event_decision, event_member, fire_event, fire_event_alias
from geo.hotspots import COLUMNS

_DTYPES = {
    **COLUMNS,
    "line": "Int64",
    "distance_m": "float64",
    "border_m": "float64",
    "permanent": "bool",
    "stored_at": "datetime64[us, UTC]",
}
_EVENT_DTYPES = {
    "first_seen": "datetime64[us, UTC]",
    "last_seen": "datetime64[us, UTC]",
    "closed_at": "datetime64[us, UTC]",
    "known_at": "datetime64[us, UTC]",
    "updated_at": "datetime64[us, UTC]",
    "max_frp_mw": "float64",
    "sum_frp_mw": "float64",
    "detections": "int64",
    "passes": "int64",
    "version": "int64",
    "latitude": "float64",
    "longitude": "float64",
    "area_ha": "float64",
    "permanent": "bool",
}
DETECTION_COLUMNS = [
    detection.c.id.label("detection_id"),
    *(detection.c[name] for name in COLUMNS if name != "detection_id"),
    *(
        detection.c[name]
        for name in (
            "location",
            "commune_2021_id",
            "commune_2021",
            "commune_2025_id",
            "commune_2025",
            "nearest_commune",
            "neighbour_2025",
            "distance_m",
            "border_m",
            "permanent",
            "stored_at",
        )
    ),
]


def frame(conn: Connection, query: Select[Any], dtypes: dict[str, str]) -> pd.DataFrame:
    """Run the query and give its rows with the dtypes that are named for its columns."""
    result = conn.execute(query)
    table = pd.DataFrame.from_records(result.fetchall(), columns=list(result.keys()), coerce_float=False)
    return table.astype({name: dtype for name, dtype in dtypes.items() if name in table})


def load_detections(
    conn: Connection,
    start: datetime,
    end: datetime,
    *,
    superseded: bool = False,
    bbox: tuple[float, float, float, float] | None = None,
) -> pd.DataFrame:
    """Return the detections with start ≤ time_utc < end (aware), in order of (time_utc, detection_id).

    The columns are those of `geo.hotspots.read` with their dtypes, then the location columns, `permanent`,
    `stored_at`, and `event_id` (None for a superseded row). `bbox`: west, south, east, north, degrees.
    """
    query = _with_event().where(
        detection.c.time_utc >= require_aware(start, "start"),
        detection.c.time_utc < require_aware(end, "end"),
    )
    if not superseded:
        query = query.where(detection.c.superseded.is_(False))
    if bbox is not None:
        west, south, east, north = bbox
        query = query.where(detection.c.latitude.between(south, north))
        query = query.where(detection.c.longitude.between(west, east))
    return frame(conn, query, _DTYPES)


def _with_event() -> Select[Any]:
    return (
        select(*DETECTION_COLUMNS, event_member.c.event_id)
        .select_from(detection.outerjoin(event_member, event_member.c.detection_id == detection.c.id))
        .order_by(detection.c.time_utc, detection.c.id)
    )


def load_events(
    conn: Connection, start: datetime | None = None, end: datetime | None = None, *, open_only: bool = False
) -> pd.DataFrame:
    """Return the fire events that were seen in start … end (aware), in order of (first_seen, event_id).

    Events that were merged into another, and those whose detections were all superseded, are left out;
    `find_event` knows them.

    Returns
    -------
    DataFrame
        The columns of `fire_event` with `id` as event_id: times UTC, satellites a tuple, hull a shapely
        geometry in EPSG:4326, frp in MW, area in ha; `closed` is a bool.
    """
    query = select(fire_event.c.id.label("event_id"), *(c for c in fire_event.c if c.name != "id"))
    query = query.where(fire_event.c.merged_into.is_(None), fire_event.c.detections > 0)
    if start is not None:
        query = query.where(fire_event.c.last_seen >= require_aware(start, "start"))
    if end is not None:
        query = query.where(fire_event.c.first_seen <= require_aware(end, "end"))
    if open_only:
        query = query.where(fire_event.c.closed_at.is_(None))
    events = frame(conn, query.order_by(fire_event.c.first_seen, fire_event.c.id), _EVENT_DTYPES)
    events["satellites"] = pd.Series([tuple(each) for each in events["satellites"]], dtype=object)
    # None, not NaN, says that it takes up no earlier event.
    for name in ("recurrence_of", "merged_into"):
        events[name] = events[name].astype(object).where(events[name].notna(), None)
    events["closed"] = events["closed_at"].notna()
    return events


def find_event(conn: Connection, any_id: str) -> dict[str, Any] | None:
    """Return the live event that `any_id` means today, as a dict of the columns of `fire_event`.

    Any id that was ever published is understood: a first id, a later content id, the id of an event that was
    merged into another. None: nobody ever gave this id.
    """
    found = any_id
    known = conn.execute(select(fire_event.c.id).where(fire_event.c.id == any_id)).first()
    if known is None:
        alias = select(fire_event_alias.c.event_id).where(fire_event_alias.c.alias == any_id)
        through = conn.execute(alias).scalar_one_or_none()
        if through is None:
            return None
        found = through
    while True:
        row = dict(conn.execute(select(fire_event).where(fire_event.c.id == found)).one()._mapping)
        if row["merged_into"] is None:
            return row
        found = row["merged_into"]


def aliases_of(conn: Connection, event_id: str) -> list[str]:
    """Return every other id that means this event today, sorted."""
    ids, found = [event_id], set()
    while ids:
        merged = select(fire_event.c.id).where(fire_event.c.merged_into.in_(ids))
        aliases = select(fire_event_alias.c.alias).where(fire_event_alias.c.event_id.in_(ids))
        inside = set(conn.execute(merged).scalars())
        found |= inside | set(conn.execute(aliases).scalars())
        ids = sorted(inside)
    return sorted(found - {event_id})


def detections_of(conn: Connection, any_id: str) -> pd.DataFrame:
    """Return the members of the event that `any_id` means; no rows when nobody ever gave this id.

    Columns and order as in `load_detections`.
    """
    event = find_event(conn, any_id)
    return frame(conn, _with_event().where(event_member.c.event_id == (event or {}).get("id", "")), _DTYPES)


def load_decisions(conn: Connection, *, revoked: bool = False) -> Sequence[dict[str, Any]]:
    """Return people's splits and merges in the order in which they were made, as dicts of the columns."""
    query = select(event_decision).order_by(event_decision.c.id)
    if not revoked:
        query = query.where(event_decision.c.revoked_at.is_(None))
    return [dict(row._mapping) for row in conn.execute(query)]
