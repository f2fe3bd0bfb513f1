"""An incident made from what satellites saw: many hotspots, one incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.errors import EventUnknown
from data.events import find_event
from data.incidents.changing import Incident, create, link_event
from data.incidents.errors import IncidentInvalid
from data.incidents.writing import By
from data.store.tables import event_member


def events_among(conn: Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The live fire events that these ids mean, ids of hotspots among them; each once, the earliest first.

    Raises
    ------
    EventUnknown
        An id that nobody ever gave.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in ids:
        member = select(event_member.c.event_id).where(event_member.c.detection_id == one)
        event = find_event(conn, conn.execute(member).scalar() or one)
        if event is None:
            raise EventUnknown(event_id=one)
        found[event["id"]] = event
    return sorted(found.values(), key=lambda event: (event["first_seen"], event["id"]))


def proposed(
    events: Sequence[Mapping[str, Any]], summary: str, now: datetime, agency_id: str | None
) -> Incident:
    """What the events say of an incident, for a person to mend: when it was seen first, in the middle of the
    largest. It is known from now on; the satellites' own clock goes on in the duties that follow.
    """
    largest = max(events, key=lambda event: (event["detections"], event["id"]))
    return Incident(
        kind="forest_fire",
        field="forest",
        summary=summary,
        occurred_at=min(event["first_seen"] for event in events),
        known_at=now,
        latitude=round(float(largest["latitude"]), 6),
        longitude=round(float(largest["longitude"]), 6),
        agency_id=agency_id,
    )


def create_from_events(
    conn: Connection, event_ids: Sequence[str], wanted: Incident, place: Mapping[str, Any], by: By, tz: tzinfo
) -> int:
    """Begin an incident that is these fire events and return its id; their duties follow it.

    Raises
    ------
    data.access.Denied, IncidentInvalid, EventUnknown
    """
    if not event_ids:
        raise IncidentInvalid(problem="event_not_tied")
    made = create(conn, wanted, place, by, tz)
    for event_id in dict.fromkeys(event_ids):
        link_event(conn, made, event_id, by)
    return made
