"""Changes to an incident: each is permitted, journalled and in the timeline, and none overwrites what nobody
saw. The timeline is append-only (triggers): a correction is a new entry that names the one it corrects.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from data.access import permit
from data.clock import require_aware
from data.errors import EventUnknown
from data.events import aliases_of, find_event
from data.incidents.errors import IncidentInvalid, StatusNotNext
from data.incidents.ground import tell_event
from data.incidents.numbering import next_number
from data.incidents.reading import whole
from data.incidents.states import FIRST, STATES, follows
from data.incidents.writing import ACTION, By, entry, held, journalled, known, write
from data.ledger import knowing
from data.store.tables import (
    INCIDENT_FIELDS,
    INCIDENT_KINDS,
    incident,
    incident_entry,
    incident_event,
)


@dataclass(frozen=True)
class Incident:
    """What a person says of an incident. Degrees WGS84 (both or neither); moments aware."""

    kind: str
    field: str
    summary: str
    occurred_at: datetime
    known_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    place_text: str = ""
    area_ha: float | None = None
    agency_id: str | None = None


def _checked(wanted: Incident, now: datetime) -> dict[str, Any]:
    row = asdict(replace(wanted, summary=wanted.summary.strip(), place_text=wanted.place_text.strip()))
    if wanted.kind not in INCIDENT_KINDS or wanted.field not in INCIDENT_FIELDS:
        raise IncidentInvalid(problem="incident_kind_unknown")
    if not row["summary"]:
        raise IncidentInvalid(problem="summary_missing")
    if (wanted.latitude is None) != (wanted.longitude is None):
        raise IncidentInvalid(problem="half_a_point")
    if max(require_aware(wanted.occurred_at), require_aware(wanted.known_at)) > now:
        raise IncidentInvalid(problem="in_the_future")
    if wanted.known_at < wanted.occurred_at:
        raise IncidentInvalid(problem="known_before_it_happened")
    if wanted.area_ha is not None and not (math.isfinite(wanted.area_ha) and wanted.area_ha >= 0):
        raise IncidentInvalid(problem="area_impossible")
    return row


def create(conn: Connection, wanted: Incident, place: Mapping[str, Any], by: By, tz: tzinfo) -> int:
    """Begin an incident and return its id; `place` is what `place_facts` found for its point.

    Raises
    ------
    Denied, IncidentInvalid
    """
    permit(by.who, ACTION, {"agency_id": wanted.agency_id}, conn=conn)
    row = _checked(wanted, by.now) | dict(place)
    row |= next_number(conn, incident, "VV", by.now, tz)
    row |= {"status": FIRST, "actor": by.who.name, "created_at": by.now, "version": 1}
    made = int(conn.execute(insert(incident).returning(incident.c.id), row).scalar_one())
    entry(conn, made, by, "created", row["summary"], happened_at=wanted.occurred_at, status_to=FIRST)
    journalled(conn, made, by, "created", None, {name: row[name] for name in row if name != "facts"})
    known(conn, made, by)
    return made


def set_status(
    conn: Connection, incident_id: int, status: str, by: By, *, seen_version: int, reason: str = ""
) -> None:
    """Go on to the next status.

    Raises
    ------
    Denied, IncidentUnknown, ConflictError
    StatusNotNext
        The table of states has no such step.
    IncidentInvalid
        A reason is needed (a false alarm) and missing.
    """
    found = held(conn, incident_id, by, seen_version)
    if status not in follows(found["status"], found["kind"]):
        raise StatusNotNext(status_from=found["status"], status_to=status)
    if STATES[status].reasoned and not reason.strip():
        raise IncidentInvalid(problem="reason_missing")
    write(conn, found, {"status": status})
    entry(conn, incident_id, by, "status", reason.strip(), status_from=found["status"], status_to=status)
    journalled(
        conn,
        incident_id,
        by,
        "status",
        {"status": found["status"]},
        {"status": status},
        reason.strip() or None,
    )
    known(conn, incident_id, by)


def last_step(conn: Connection, incident_id: int) -> dict[str, Any] | None:
    """The last step that was not taken back already; None where there is none."""
    query = (
        select(incident_entry)
        .where(incident_entry.c.incident_id == incident_id, incident_entry.c.status_to.is_not(None))
        .where(incident_entry.c.kind.in_(("status", "undone")))
        .order_by(incident_entry.c.id)
    )
    steps: list[dict[str, Any]] = []
    for row in conn.execute(query).mappings():
        if row["kind"] == "status":
            steps.append(dict(row))
        elif steps:
            steps.pop()
    return steps[-1] if steps else None


def undo_status(conn: Connection, incident_id: int, by: By, *, seen_version: int) -> None:
    """Take the last status back; the timeline keeps both.

    Raises
    ------
    Denied, IncidentUnknown, ConflictError
    IncidentInvalid
        There is no step to take back.
    """
    found = held(conn, incident_id, by, seen_version)
    step = last_step(conn, incident_id)
    if step is None:
        raise IncidentInvalid(problem="nothing_to_undo")
    write(conn, found, {"status": step["status_from"]})
    entry(
        conn,
        incident_id,
        by,
        "undone",
        "",
        status_from=found["status"],
        status_to=step["status_from"],
        corrects_id=step["id"],
    )
    journalled(conn, incident_id, by, "undone", {"status": found["status"]}, {"status": step["status_from"]})
    known(conn, incident_id, by)


def edit(
    conn: Connection,
    incident_id: int,
    wanted: Incident,
    place: Mapping[str, Any],
    by: By,
    *,
    seen_version: int,
) -> None:
    """Mend what is said of an incident.

    Raises
    ------
    Denied, IncidentUnknown, ConflictError
    IncidentInvalid
        Something impossible, or nothing differs.
    """
    found = held(conn, incident_id, by, seen_version)
    row = _checked(wanted, by.now) | dict(place)
    after = {name: value for name, value in row.items() if found[name] != value}
    if not set(after) - {"facts"}:
        raise IncidentInvalid(problem="nothing_changed")
    write(conn, found, after)
    shown = sorted(set(after) - {"facts"})
    entry(conn, incident_id, by, "edited", ", ".join(shown))
    journalled(conn, incident_id, by, "edited", {n: found[n] for n in shown}, {n: after[n] for n in shown})
    known(conn, incident_id, by)


def note(
    conn: Connection,
    incident_id: int,
    text: str,
    by: By,
    *,
    happened_at: datetime | None = None,
    corrects: int | None = None,
) -> int:
    """Write a line into the timeline; with `corrects` it corrects an earlier entry, which stays.

    Raises
    ------
    Denied, IncidentUnknown
    IncidentInvalid
        No text, a time in the future, or the corrected entry is another incident's.
    """
    held(conn, incident_id, by, None)
    moment = require_aware(happened_at) if happened_at else by.now
    if not text.strip():
        raise IncidentInvalid(problem="text_missing")
    if moment > by.now:
        raise IncidentInvalid(problem="in_the_future")
    if corrects is not None:
        owner = select(incident_entry.c.incident_id).where(incident_entry.c.id == corrects)
        if conn.execute(owner).scalar() not in whole(conn, incident_id):
            raise IncidentInvalid(problem="entry_unknown")
    kind = "note" if corrects is None else "correction"
    made = entry(conn, incident_id, by, kind, text.strip(), happened_at=moment, corrects_id=corrects)
    journalled(conn, incident_id, by, kind, None, {"entry": made, "text": text.strip()})
    return made


def add_call(conn: Connection, incident_id: int, code: str, happened_at: datetime, by: By) -> None:
    """Say in the timeline that a call belongs to the incident; not who called."""
    held(conn, incident_id, by, None)
    entry(conn, incident_id, by, "call", "", happened_at=happened_at, reference=code)


def link_event(conn: Connection, incident_id: int, event_id: str, by: By) -> None:
    """Say that a fire event (any id that it was known by) is this incident; saying it twice changes nothing.
    Its duties follow the incident's, and the timeline tells what was found there.

    Raises
    ------
    Denied, IncidentUnknown, EventUnknown
    """
    held(conn, incident_id, by, None)
    event = find_event(conn, event_id)
    if event is None:
        raise EventUnknown(event_id=event_id)
    # Between a look at the screen and the click it may have become part of another.
    event_id = event["id"]
    key = {"incident_id": incident_id, "event_id": event_id}
    there = select(incident_event.c.event_id).filter_by(**key)
    if conn.execute(there).first() is not None:
        return
    conn.execute(insert(incident_event), key | {"since": by.now, "actor": by.who.name})
    entry(conn, incident_id, by, "event", "", reference=event_id)
    journalled(conn, incident_id, by, "event", None, {"event_id": event_id})
    tell_event(conn, incident_id, event_id, by)
    knowing.place_event(conn, event_id, now=by.now, actor=by.who.name)


def unlink_event(conn: Connection, incident_id: int, event_id: str, by: By) -> None:
    """Take back that a fire event is this incident, under every id that it was tied by; the timeline keeps
    both, and the event's own duties count again.

    Raises
    ------
    Denied, IncidentUnknown
    IncidentInvalid
        They do not belong together (any more).
    """
    held(conn, incident_id, by, None)
    ids = [event_id, *aliases_of(conn, event_id)]
    own = whole(conn, incident_id)
    tied = incident_event.c.incident_id.in_(own) & incident_event.c.event_id.in_(ids)
    gone = sorted(conn.execute(select(incident_event.c.event_id).where(tied)).scalars())
    if not gone:
        raise IncidentInvalid(problem="event_not_tied")
    conn.execute(delete(incident_event).where(tied))
    for each in gone:
        entry(conn, incident_id, by, "undone", "", reference=each)
        journalled(conn, incident_id, by, "undone", {"event_id": each}, None)
    knowing.place_event(conn, event_id, now=by.now, actor=by.who.name)
