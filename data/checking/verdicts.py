"""Store what a person found on the ground: once, however often it is sent, and never over somebody else's.

A verdict decides no duty: "nothing found" and "permanent source" withdraw nothing (a person does that at the
desk), the ledger only learns that the place was looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from data.access import Actor, decide, permit
from data.checking.act import VERDICT, By
from data.checking.assigning import answered
from data.checking.conflicts import conflict_of
from data.checking.errors import VerdictInvalid, VerdictUnknown
from data.checking.families import families
from data.checking.saying import Verdict, row_of
from data.checking.searched import searched
from data.checking.settings import CheckingSettings
from data.checking.standing import NOTHING, standings
from data.clock import require_aware
from data.errors import EventUnknown
from data.events.reading import find_event
from data.events.writing import events_named
from data.incidents.ground import tell_verdict
from data.incidents.writing import ACTION as TIMELINE
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise
from data.store.tables import incident, incident_event, verdict

__all__ = [
    "Recorded",
    "Verdict",
    "incidents_told",
    "of_draft",
    "record",
    "verdict_by_id",
    "verdict_of",
    "without_person",
]

RECORD_KIND = "verdict"
PERSON = ("name", "phone")
_NOT_JOURNALLED = (*PERSON, "latitude", "longitude", "accuracy_m")


@dataclass(frozen=True)
class Recorded:
    """`again`: it was stored before, nothing changed now. `conflict`: see `data.checking.conflicts`.

    `event_id`: as the event is known now. `incidents`: whose timelines tell of it. `offer_incident`: a forest
    fire that is no incident yet. `answered`: the assignment that ended by it.
    """

    id: int
    event_id: str
    again: bool
    conflict: Mapping[str, Any] | None
    incidents: tuple[int, ...] = ()
    offer_incident: bool = False
    answered: int | None = None


def verdict_by_id(conn: Connection, verdict_id: int) -> dict[str, Any] | None:
    """One verdict, or None."""
    row = conn.execute(select(verdict).where(verdict.c.id == verdict_id)).mappings().first()
    return None if row is None else dict(row)


def of_draft(conn: Connection, draft_id: str) -> dict[str, Any] | None:
    """The verdict that was stored under a draft's id, or None: what a browser asks before it forgets."""
    row = conn.execute(select(verdict).where(verdict.c.draft_id == draft_id)).mappings().first()
    return None if row is None else dict(row)


def verdict_of(conn: Connection, event_id: str) -> dict[str, Any] | None:
    """The verdict that speaks for an event, with ``review`` (its last, or None) and ``against`` (ids of
    counting ones that say otherwise); None without any."""
    found = standings(conn, [event_id]).get(event_id, NOTHING)
    return None if found.speaks is None else dict(found.speaks) | {"against": list(found.against)}


def without_person(row: Mapping[str, Any], who: Actor) -> dict[str, Any]:
    """A verdict as `who` may see it: name, phone and place of the observer only for those who check."""
    allowed = decide(who, VERDICT, {"agency_id": row["agency_id"]}).allowed
    return dict(row) if allowed else {name: row[name] for name in row if name not in _NOT_JOURNALLED}


def incidents_told(conn: Connection, event_id: str, by: By) -> list[int]:
    """The incidents that an event belongs to; of those that became part of another, that one.

    Raises
    ------
    data.access.Denied
        Their timelines are not the actor's to write.
    """
    ids = sorted(families(conn, [event_id])[event_id])
    query = select(incident_event.c.incident_id).where(incident_event.c.event_id.in_(ids))
    found, frontier = set(), set(conn.execute(query).scalars())
    while frontier:
        rows = conn.execute(select(incident.c.id, incident.c.merged_into).where(incident.c.id.in_(frontier)))
        steps = {own: into for own, into in rows}
        found |= {own for own, into in steps.items() if into is None}
        frontier = {into for into in steps.values() if into is not None} - found
    for own in found:
        row = conn.execute(select(incident.c.agency_id).where(incident.c.id == own)).one()
        permit(by.who, TIMELINE, {"agency_id": row.agency_id}, conn=conn)
    return sorted(found)


def _again(row: Mapping[str, Any], said: Verdict, by: By) -> Recorded:
    if row["actor"] != by.who.name and row["kind"] != said.kind:
        raise VerdictInvalid(problem="draft_taken")
    return Recorded(row["id"], row["event_id"], True, row["conflict"])


def _correctable(conn: Connection, said: Verdict, event_id: str) -> None:
    if said.corrects_id is None:
        return
    wrong = verdict_by_id(conn, said.corrects_id)
    if wrong is None:
        raise VerdictUnknown(id=said.corrects_id)
    if wrong["event_id"] not in families(conn, [event_id])[event_id]:
        raise VerdictInvalid(problem="corrects_another_event")


def _journal(conn: Connection, made: int, row: Mapping[str, Any], by: By) -> None:
    after = {name: value for name, value in row.items() if name not in _NOT_JOURNALLED and value is not None}
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after=after,
    )


def record(
    conn: Connection,
    said: Verdict,
    by: By,
    settings: CheckingSettings,
    *,
    drill: bool = False,
) -> Recorded:
    """Store a verdict, in the timelines of the event's incidents and in the ledger too.

    What changed since the person looked is kept with it as a conflict; nothing is refused for that.

    Raises
    ------
    data.access.Denied, data.errors.EventUnknown, TrackUnknown, VerdictUnknown
    VerdictInvalid
        `problem`: see `data.checking.saying.row_of`; share_missing; corrects_another_event; draft_taken.
    ObserverSwapped, ObserverElsewhere
    data.agencies.errors.PhoneInvalid, data.agencies.errors.PhoneOld
    """
    serialise(conn)
    permit(by.who, VERDICT, {"agency_id": by.who.agency_id}, conn=conn)
    before = of_draft(conn, said.draft_id)
    if before is not None:
        return _again(before, said, by)
    event = find_event(conn, said.event_id)
    if event is None:
        raise EventUnknown(event_id=said.event_id)
    row = row_of(said, event["hull"], require_aware(by.now), observer_km=settings.observer_km, drill=drill)
    _correctable(conn, said, event["id"])
    row |= searched(
        conn,
        event["id"],
        kind=said.kind,
        stated=said.searched_share,
        track_id=said.track_id,
        observed_at=row["observed_at"],
        settings=settings,
    )
    asked = said.event_id if events_named(conn, [said.event_id]) else event["id"]
    row["conflict"] = conflict_of(
        conn,
        asked,
        event,
        standings(conn, [event["id"]]).get(event["id"], NOTHING),
        seen_version=said.seen_version,
        seen_verdict_id=said.seen_verdict_id,
        kind=said.kind,
        corrects_id=said.corrects_id,
        draft_id=said.draft_id,
    )
    row |= {"event_id": event["id"], "agency_id": by.who.agency_id}
    row |= {"actor": by.who.name, "received_at": by.now}
    made = int(conn.execute(insert(verdict).returning(verdict.c.id), row).scalar_one())
    _journal(conn, made, row, by)
    ended = answered(conn, event["id"], by, row["name"])
    incidents = incidents_told(conn, event["id"], by)
    for each in incidents:
        tell_verdict(conn, each, row | {"id": made}, by.of_incident)
    knowing.know_events(conn, [event["id"]], now=by.now, actor=by.who.name, origin=by.origin)
    offer = said.kind == "forest_fire" and not incidents
    return Recorded(made, event["id"], False, row["conflict"], tuple(incidents), offer, ended)
