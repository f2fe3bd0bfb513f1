"""Hotspots, search areas and sectors of fire events as spots and outlines of a navigator's file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import Connection

from data.checking.settings import CheckingSettings
from data.errors import EventUnknown
from data.events.reading import detections_of, find_event
from geo.search import Outline, Spot, search_area, sectors, write_gpx, write_kml

FORMATS = {
    "gpx": ("application/gpx+xml", write_gpx),
    "kml": ("application/vnd.google-earth.kml+xml", write_kml),
}


def spots_of(event_id: str, members: pd.DataFrame, tz: tzinfo) -> list[Spot]:
    """One spot per hotspot, named by local time and satellite; the text names the event."""
    found = []
    for row in members.to_dict("records"):
        at = row["time_utc"].to_pydatetime(warn=False)
        frp = "" if pd.isna(row["frp_mw"]) else f" · {row['frp_mw']:.1f} MW"
        name = f"{at.astimezone(tz):%d/%m %H:%M} {row['satellite']}"
        found.append(
            Spot(
                name,
                float(row["latitude"]),
                float(row["longitude"]),
                f"{event_id} · {row['confidence']}{frp}",
                at.astimezone(UTC),
            )
        )
    return found


def outlines_of(
    event_id: str, members: pd.DataFrame, settings: CheckingSettings, team: int = 1
) -> list[Outline]:
    """The search area of an event, and the sectors for a team of more than one."""
    area = search_area(members, error_m=settings.position_error_m, epsg=settings.plane_epsg)
    if shapely.is_empty(area):
        return []
    found = [Outline(event_id, area, "footprint")]
    if team > 1:
        parts = sectors(area, team, epsg=settings.plane_epsg)
        named = ((f"{event_id} · khu {k} / sector {k}", part) for k, part in enumerate(parts, start=1))
        found += [Outline(name, part, "sector") for name, part in named]
    return found


def write(
    conn: Connection,
    ids: Iterable[str],
    form: str,
    *,
    settings: CheckingSettings,
    tz: tzinfo,
    team: int = 1,
    name: str = "Canh Lửa",
    text: str = "",
    drill: bool = False,
) -> tuple[bytes, str]:
    """A file of events (by any of their ids) to take along, and its media type; `form`: gpx or kml.

    Raises
    ------
    data.errors.EventUnknown
    KeyError
        There is no such form.
    """
    kind, writer = FORMATS[form]
    spots: list[Spot] = []
    outlines: list[Outline] = []
    for any_id in ids:
        event: dict[str, Any] | None = find_event(conn, any_id)
        if event is None:
            raise EventUnknown(event_id=any_id)
        members = detections_of(conn, event["id"])
        spots += spots_of(event["id"], members, tz)
        outlines += outlines_of(event["id"], members, settings, team)
    return writer(spots, outlines, name=name, text=text, drill=drill), kind
