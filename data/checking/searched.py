"""How much of the footprint was searched: from the track where there is one, else as the person says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection, select

from data.checking.errors import TrackUnknown, VerdictInvalid
from data.checking.settings import CheckingSettings
from data.events.reading import detections_of
from data.store.tables import ground_track
from geo.search import covered_share, search_area

NEAR_IN_TIME = timedelta(hours=12)
"""A track belongs to a visit when some of it lies so near to what was observed: a working day on foot."""


def area_of(conn: Connection, event_id: str, settings: CheckingSettings) -> shapely.Geometry:
    """The search area of an event as it is now; empty when nothing current is left of it."""
    return search_area(
        detections_of(conn, event_id), error_m=settings.position_error_m, epsg=settings.plane_epsg
    )


def another_day(track: Mapping[str, Any], observed_at: datetime) -> bool:
    """Whether a track's times say that it is of another visit; one without times does not say so."""
    if track["started_at"] is None:
        return False
    early, late = track["started_at"] - NEAR_IN_TIME, track["ended_at"] + NEAR_IN_TIME
    return not early <= observed_at <= late


def share_from(
    conn: Connection, event_id: str, track: Mapping[str, Any], settings: CheckingSettings
) -> float | None:
    """The share of an event's search area that a track saw; None where there is no area."""
    area = area_of(conn, event_id, settings)
    if shapely.is_empty(area):
        return None
    return round(covered_share(area, [track["line"]], settings.visibility_m, epsg=settings.plane_epsg), 4)


def searched(
    conn: Connection,
    event_id: str,
    *,
    kind: str,
    stated: float | None,
    track_id: int | None,
    observed_at: datetime,
    settings: CheckingSettings,
) -> dict[str, Any]:
    """`searched_share`, `searched_by` and `track_id` of a verdict.

    A track of another day proves nothing about this visit: the stated share counts then, and is needed for
    nothing found. The track stays with the verdict all the same.

    Raises
    ------
    TrackUnknown
    VerdictInvalid
        `problem`: share_missing.
    """
    share, how = stated, None if stated is None else "stated"
    if track_id is not None:
        found = conn.execute(select(ground_track).where(ground_track.c.id == track_id)).mappings().first()
        if found is None:
            raise TrackUnknown(id=track_id)
        track = dict(found)
        if not another_day(track, observed_at):
            walked = share_from(conn, event_id, track, settings)
            share, how = (share, how) if walked is None else (walked, "track")
    if kind == "nothing" and share is None:
        raise VerdictInvalid(problem="share_missing")
    return {"searched_share": share, "searched_by": how, "track_id": track_id}
