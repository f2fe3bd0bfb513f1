"""What every change to an incident needs: the right to make it, the version that was seen, a line in the
timeline, an entry in the journal, and the ledger's word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from data.access import Actor, permit
from data.errors import refuse_stale
from data.incidents.errors import IncidentInvalid, IncidentUnknown
from data.incidents.reading import RECORD_KIND, incident_by_id
from data.journal import append
from data.ledger import knowing
from data.store.lock import serialise
from data.store.tables import incident, incident_entry

ACTION = "incidents.record"
SCREEN = "screen:incidents"


@dataclass(frozen=True)
class By:
    """Who acts, and when."""

    who: Actor
    now: datetime
    screen: str = SCREEN


def held(
    conn: Connection,
    incident_id: int,
    by: By,
    seen_version: int | None,
    *,
    action: str = ACTION,
    merged_too: bool = False,
) -> dict[str, Any]:
    """The incident, if the actor may change it and it is still as they saw it (None: whatever it is now).

    Raises
    ------
    data.access.Denied, IncidentUnknown, ConflictError
    IncidentInvalid
        `problem` merged_away: it became part of another, where changes go; not with `merged_too`.
    """
    serialise(conn)
    found = incident_by_id(conn, incident_id)
    if found is None:
        raise IncidentUnknown(id=incident_id)
    permit(by.who, action, {"agency_id": found["agency_id"]}, conn=conn)
    refuse_stale(RECORD_KIND, found["code"], seen_version, found["version"])
    if found["merged_into"] is not None and not merged_too:
        raise IncidentInvalid(problem="merged_away")
    return found


def write(conn: Connection, found: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Store values of the incident as its next version."""
    conn.execute(
        update(incident).where(incident.c.id == found["id"]).values(**values, version=found["version"] + 1)
    )


def entry(conn: Connection, incident_id: int, by: By, kind: str, text: str, **more: Any) -> int:
    """Append a line to the timeline and return its number."""
    row = {
        "incident_id": incident_id,
        "at": by.now,
        "happened_at": more.pop("happened_at", by.now),
        "kind": kind,
        "text": text,
        "actor": by.who.name,
    } | more
    return int(conn.execute(insert(incident_entry).returning(incident_entry.c.id), row).scalar_one())


def journalled(
    conn: Connection,
    incident_id: int,
    by: By,
    action: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reason: str | None = None,
) -> None:
    """Append an entry about the incident to the journal."""
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(incident_id),
        reason=reason,
        before=before,
        after=after,
    )


def known(conn: Connection, incident_id: int, by: By) -> None:
    """Whoever must be told of it is owed from this transaction on."""
    origin = by.who.from_where(by.screen)
    knowing.know_incident(conn, incident_id, now=by.now, actor=by.who.name, origin=origin)
