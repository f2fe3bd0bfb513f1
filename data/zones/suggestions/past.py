"""Past fires as the score counts them: where each was seen, and what people found it to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.checking.standing import standings
from data.events.reading import frame
from data.store.tables import detection, event_member, fire_event, incident, incident_event, verdict
from geo.suggesting import INCIDENT, NOT_VERIFIED

KINDS = ("forest_fire", "land_fire")
"""Kinds of incidents that burn on the land; a burning house is no reason to walk a forest."""
UNSURE = ("reported", "verifying")
"""Statuses in which nobody has said yet what it is."""
ENDED_AS = {"not_forest_fire": "fire_other", "false_alarm": "nothing"}

Box = tuple[float, float, float, float]


def _last(table: Mapping[Any, Any], own: Any) -> Any:
    """What something became part of, in the end."""
    while own in table:
        own = table[own]
    return own


def _became(conn: Connection, table: Any) -> dict[Any, Any]:
    query = select(table.c.id, table.c.merged_into).where(table.c.merged_into.is_not(None))
    return {own: into for own, into in conn.execute(query)}


def _seen(conn: Connection, since: datetime, now: datetime, box: Box) -> pd.DataFrame:
    """fire_id, latitude, longitude of every hotspot of a fire event that is no permanent source."""
    west, south, east, north = box
    query = (
        select(event_member.c.event_id.label("fire_id"), detection.c.latitude, detection.c.longitude)
        .select_from(detection.join(event_member, event_member.c.detection_id == detection.c.id))
        .where(detection.c.time_utc >= since, detection.c.time_utc <= now)
        .where(detection.c.superseded.is_(False), detection.c.permanent.is_(False))
        .where(detection.c.latitude.between(south, north), detection.c.longitude.between(west, east))
    )
    return frame(conn, query, {"latitude": "float64", "longitude": "float64"})


def _events(conn: Connection, since: datetime, now: datetime) -> pd.DataFrame:
    query = select(fire_event.c.id.label("fire_id"), fire_event.c.first_seen.label("time")).where(
        fire_event.c.merged_into.is_(None),
        fire_event.c.detections > 0,
        fire_event.c.permanent.is_(False),
        fire_event.c.last_seen >= since,
        fire_event.c.first_seen <= now,
    )
    return frame(conn, query, {"time": "datetime64[us, UTC]"})


def _said(conn: Connection, became: Mapping[str, str]) -> dict[str, str]:
    """Event → kind of the verdict that speaks for it."""
    told = {_last(became, own) for own in conn.execute(select(verdict.c.event_id).distinct()).scalars()}
    found = standings(conn, told)
    return {own: each.speaks["kind"] for own, each in found.items() if each.speaks is not None}


def _incidents(conn: Connection) -> tuple[list[dict[str, Any]], dict[int, int]]:
    columns = ("id", "kind", "status", "occurred_at", "latitude", "longitude", "merged_into")
    rows = [dict(row) for row in conn.execute(select(*(incident.c[name] for name in columns))).mappings()]
    return rows, {row["id"]: row["merged_into"] for row in rows if row["merged_into"] is not None}


def _found_out(row: Mapping[str, Any], otherwise: str | None) -> str | None:
    """What an incident says of its ground; None: nothing yet."""
    if row["kind"] not in KINDS:
        return None
    if row["status"] in UNSURE:
        return otherwise
    return ENDED_AS.get(row["status"], "forest_fire" if row["kind"] == "forest_fire" else "fire_other")


def past_of(
    conn: Connection, since: datetime, now: datetime, box: Box
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Where fires were seen and what they were, from `since` to `now` (aware), in a box (degrees WGS84).

    What a fire event was is told by the verdict that speaks for it; without one by the incident it belongs
    to, once somebody has confirmed that; else it is not verified. An incident on the land that no satellite
    saw counts as a fire of its own at the place that was told.

    Returns
    -------
    seen : DataFrame
        fire_id, latitude, longitude; one row per hotspot, or one for an incident without events.
    fires : DataFrame
        fire_id, time, verdict; one row per fire, as `geo.suggesting.score.Known` takes them.

    None: there is no fire at all.
    """
    seen, events = _seen(conn, since, now, box), _events(conn, since, now)
    became = _became(conn, fire_event)
    rows, joined = _incidents(conn)
    by_id = {row["id"]: row for row in rows}
    what: dict[str, str] = {}
    tied: set[int] = set()
    for event_id, incident_id in conn.execute(
        select(incident_event.c.event_id, incident_event.c.incident_id)
    ):
        own = _last(joined, incident_id)
        tied.add(own)
        found = _found_out(by_id[own], None)
        if found is not None:
            what[_last(became, event_id)] = found
    what |= _said(conn, became)
    events["verdict"] = [what.get(own, NOT_VERIFIED) for own in events["fire_id"]]
    alone = _alone(rows, tied, since, now, box)
    seen = pd.concat([seen, alone[["fire_id", "latitude", "longitude"]]], ignore_index=True)
    events = pd.concat([events, alone[["fire_id", "time", "verdict"]]], ignore_index=True)
    events = events[events["fire_id"].isin(seen["fire_id"].unique())].reset_index(drop=True)
    return None if events.empty else (seen, events)


def _alone(
    rows: list[dict[str, Any]], tied: set[int], since: datetime, now: datetime, box: Box
) -> pd.DataFrame:
    west, south, east, north = box
    found = []
    for row in rows:
        if row["merged_into"] is not None or row["id"] in tied or row["latitude"] is None:
            continue
        inside = west <= row["longitude"] <= east and south <= row["latitude"] <= north
        what = _found_out(row, NOT_VERIFIED)
        if inside and what is not None and since <= row["occurred_at"] <= now:
            told = INCIDENT if what == "forest_fire" else what
            found.append(
                (f"incident {row['id']}", row["occurred_at"], told, row["latitude"], row["longitude"])
            )
    table = pd.DataFrame(found, columns=["fire_id", "time", "verdict", "latitude", "longitude"])
    table["time"] = pd.to_datetime(table["time"], utc=True).astype("datetime64[us, UTC]")
    return table.astype({"latitude": "float64", "longitude": "float64"})
