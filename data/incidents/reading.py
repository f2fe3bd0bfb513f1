"""Read incidents. Nothing here tells who called: see `data.reception.reading.informant`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select

from data.events import aliases_of, find_event
from data.incidents.states import STATES
from data.store.tables import incident, incident_entry, incident_event
from geo.names import fold

RECORD_KIND = "incident"
ON_MAP = timedelta(hours=72)
"""How long a closed incident stays on the map."""


def incident_by_id(conn: Connection, incident_id: int) -> dict[str, Any] | None:
    """One incident, or None."""
    row = conn.execute(select(incident).where(incident.c.id == incident_id)).mappings().first()
    return None if row is None else dict(row)


def incident_by_code(conn: Connection, code: str) -> dict[str, Any] | None:
    """One incident by its code, in any case of letters; or None."""
    row = conn.execute(select(incident).where(incident.c.code == code.strip().upper())).mappings().first()
    return None if row is None else dict(row)


def list_incidents(
    conn: Connection, *, start: datetime | None = None, end: datetime | None = None
) -> list[dict[str, Any]]:
    """Incidents that happened in a period (aware; None is open), the latest first."""
    query = select(incident).order_by(incident.c.occurred_at.desc(), incident.c.id.desc())
    if start is not None:
        query = query.where(incident.c.occurred_at >= start)
    if end is not None:
        query = query.where(incident.c.occurred_at < end)
    return [dict(row) for row in conn.execute(query).mappings()]


def on_map(conn: Connection, now: datetime) -> list[dict[str, Any]]:
    """Incidents with a point that are open, or were known in the last `ON_MAP` before `now`."""
    still = incident.c.status.in_([name for name, state in STATES.items() if state.open])
    query = (
        select(incident)
        .where(incident.c.latitude.is_not(None), or_(still, incident.c.known_at >= now - ON_MAP))
        .order_by(incident.c.occurred_at, incident.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def timeline(conn: Connection, incident_id: int) -> list[dict[str, Any]]:
    """What was written of an incident, in the order in which it was written."""
    query = (
        select(incident_entry)
        .where(incident_entry.c.incident_id == incident_id)
        .order_by(incident_entry.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def events_of(conn: Connection, incident_id: int) -> list[str]:
    """Ids of the fire events that belong to an incident, as they are known now: an event that was merged into
    another since is that other one.
    """
    query = (
        select(incident_event.c.event_id)
        .where(incident_event.c.incident_id == incident_id)
        .order_by(incident_event.c.since, incident_event.c.event_id)
    )
    found = (find_event(conn, tied) for tied in conn.execute(query).scalars().all())
    return list(dict.fromkeys(str(event["id"]) for event in found if event is not None))


def incidents_of(conn: Connection, event_id: str) -> list[dict[str, Any]]:
    """The incidents that a fire event belongs to, under whatever id it was tied to them; the latest first."""
    tied = select(incident_event.c.incident_id).where(
        incident_event.c.event_id.in_([event_id, *aliases_of(conn, event_id)])
    )
    query = (
        select(incident)
        .where(incident.c.id.in_(tied))
        .order_by(incident.c.occurred_at.desc(), incident.c.id.desc())
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def standing(conn: Connection) -> str:
    """A short text that changes with every change to an incident."""
    # Every change writes into the timeline, which is append-only.
    return str(conn.execute(select(func.count()).select_from(incident_entry)).scalar_one())


def _words(row: Mapping[str, Any]) -> str:
    facts = row["facts"] or {}
    near = (facts.get("nearest") or {}).get("name") or ""
    return fold(" ".join((row["code"], row["summary"], row["place_text"], near)))


def find(
    rows: Sequence[dict[str, Any]], text: str, *, also: Mapping[int, str] | None = None
) -> list[dict[str, Any]]:
    """The rows that hold every word of `text`; diacritics and case do not count.

    `also` adds words to a row by its id, such as the name of its commune.
    """
    wanted = fold(text).split()
    more = also or {}
    return [
        row
        for row in rows
        if all(word in f"{_words(row)} {fold(more.get(row['id'], ''))}" for word in wanted)
    ]
