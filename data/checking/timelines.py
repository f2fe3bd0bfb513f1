"""The timeline of an incident tells what was found on the ground; not who found it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from data.access import permit
from data.checking.act import By
from data.incidents.errors import IncidentUnknown
from data.incidents.reading import incident_by_id
from data.store.tables import incident_entry

_ACTION = "incidents.record"


def verdicts_told(conn: Connection, incident_id: int) -> set[int]:
    """Ids of the verdicts that a timeline tells of."""
    told = select(incident_entry.c.reference).where(
        incident_entry.c.incident_id == incident_id, incident_entry.c.kind == "verdict"
    )
    return {int(reference) for reference in conn.execute(told).scalars()}


def add_verdict(
    conn: Connection, incident_id: int, verdict_id: int, text: str, happened_at: datetime, by: By
) -> None:
    """Write an entry of kind ``verdict`` whose `reference` is the verdict's id. The verdict itself is
    journalled; the caller holds the queue of writers.

    Raises
    ------
    data.access.Denied, data.incidents.errors.IncidentUnknown
    """
    found = incident_by_id(conn, incident_id)
    if found is None:
        raise IncidentUnknown(id=incident_id)
    permit(by.who, _ACTION, {"agency_id": found["agency_id"]}, conn=conn)
    row = {
        "incident_id": incident_id,
        "at": by.now,
        "happened_at": happened_at,
        "kind": "verdict",
        "text": text,
        "reference": str(verdict_id),
        "actor": by.who.name,
    }
    conn.execute(insert(incident_entry), row)
