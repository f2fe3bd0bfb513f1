"""All that somebody takes along about one fire event, small enough for a phone, as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import Connection

from data.access import Actor
from data.checking.assignments import assignments_of, shown_assignment
from data.checking.nearby import nearest_names
from data.checking.plain import DIGITS, geometry, plain
from data.checking.settings import CheckingSettings
from data.checking.standing import NOTHING, standings
from data.checking.verdict_photos import photos_of_verdicts
from data.checking.verdicts import without_person
from data.clock import require_aware
from data.errors import EventUnknown
from data.events.reading import detections_of, find_event
from data.ledger.settings import ledger_settings
from data.matters.of_events import of_events
from data.matters.surroundings import highest_level
from geo.areas import Areas
from geo.events.footprints import area_ha
from geo.search import search_area, sectors
from geo.vn2000 import to_vn2000, vietnamese_x_y

_OF_A_PHOTO = (
    *("id", "name", "width", "height", "taken_at", "findings", "received_at", "sha256"),
    *("patrol", "patrol_id"),
)


def _hotspots(members: pd.DataFrame) -> list[dict[str, Any]]:
    rows = members.sort_values("time_utc", ascending=False)
    return [
        {
            "id": row["detection_id"],
            "at": plain(row["time_utc"].to_pydatetime(warn=False)),
            "satellite": row["satellite"],
            "confidence": row["confidence"],
            "frp_mw": None if pd.isna(row["frp_mw"]) else round(float(row["frp_mw"]), 1),
            "latitude": round(float(row["latitude"]), DIGITS),
            "longitude": round(float(row["longitude"]), DIGITS),
            "scan_km": float(row["scan_km"]),
            "track_km": float(row["track_km"]),
        }
        for row in rows.to_dict("records")
    ]


def _photo(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _OF_A_PHOTO}


def _verdicts(conn: Connection, rows: tuple[Mapping[str, Any], ...], who: Actor) -> list[dict[str, Any]]:
    photos = photos_of_verdicts(conn, [row["id"] for row in rows])
    return [
        without_person(row, who) | {"photos": [_photo(each) for each in photos[row["id"]]]} for row in rows
    ]


def dossier(
    conn: Connection,
    any_id: str,
    who: Actor,
    now: datetime,
    *,
    settings: CheckingSettings,
    tz: tzinfo,
    areas: Areas | None = None,
    team: int = 1,
) -> dict[str, Any]:
    """The sheet of an event, by any id that it was ever known by; values are plain JSON.

    ``search``: ``area`` (GeoJSON of the true pixels and the error of position), ``area_ha``, ``sectors`` (one
    GeoJSON for each of `team` people, none for one), ``visibility_m``. ``place``: WGS84, VN-2000 ``x`` (to
    the north) and ``y``, ``geo`` (address that navigators open). ``hotspots``, newest first. ``facts``:
    communes, place, forest, owners, incident. ``verdicts``: all, with ``counts``, ``review`` and ``photos``;
    ``speaks``: the id of the one that counts, ``last_verdict_id`` what to send back as seen.

    Raises
    ------
    data.errors.EventUnknown
    ValueError
        `team` is out of range (see `geo.search.sectors`).
    """
    now = require_aware(now)
    event = find_event(conn, any_id)
    if event is None:
        raise EventUnknown(event_id=any_id)
    own = event["id"]
    members = detections_of(conn, own)
    area = search_area(members, error_m=settings.position_error_m, epsg=settings.plane_epsg)
    parts = sectors(area, team, epsg=settings.plane_epsg) if team > 1 and not shapely.is_empty(area) else []
    (facts,) = of_events(conn, [own], close_hours=ledger_settings(conn).close_hours)
    checked = standings(conn, [own]).get(own, NOTHING)
    held = assignments_of(conn, [own]).get(own)
    xy = vietnamese_x_y(to_vn2000(event["longitude"], event["latitude"], settings.plane_epsg))
    at = f"{event['latitude']:.5f},{event['longitude']:.5f}"
    kept = ("version", "first_seen", "last_seen", "known_at", "detections", "satellites", "passes")
    found = {
        "event_id": own,
        **{name: event[name] for name in kept},
        **{name: event[name] for name in ("max_frp_mw", "strength", "permanent", "closed_at")},
        "place": {
            "latitude": round(event["latitude"], DIGITS),
            "longitude": round(event["longitude"], DIGITS),
            "x": round(float(xy.x), 1),
            "y": round(float(xy.y), 1),
            "epsg": settings.plane_epsg,
            "geo": f"geo:{at}?q={at}({own})",
        },
        "search": {
            "area": geometry(area),
            "area_ha": round(area_ha(area), 1),
            "sectors": [geometry(part) for part in parts],
            "visibility_m": settings.visibility_m,
        },
        "hotspots": _hotspots(members),
        "facts": {
            "communes_2021": list(facts.communes_2021),
            "communes_2025": list(facts.communes_2025),
            "place": facts.place,
            "forest": facts.forest,
            "owners": list(facts.told.get("owners", [])),
            "incident": facts.told.get("incident"),
        },
        "nearest": nearest_names(conn, [(event["latitude"], event["longitude"])], now, areas, tz)[0],
        "level": highest_level(conn, facts.communes_2025, now),
        "assignment": shown_assignment(held, who, now, settings.quiet_minutes),
        "verdicts": _verdicts(conn, checked.rows, who),
        "speaks": None if checked.speaks is None else checked.speaks["id"],
        "against": list(checked.against),
        "last_verdict_id": checked.rows[-1]["id"] if checked.rows else None,
    }
    answer: dict[str, Any] = plain(found)
    return answer
