"""The timeline of an incident tells what was found on the ground and what a second person said of it; not who
found it.

An entry of kind ``verdict`` whose `reference` is the verdict's id; of its review, the id and the decision
(``12/confirmed``), with the reason as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from data.checking.standing import NOTHING, standings
from data.incidents.writing import By, entry
from data.store.tables import incident_entry


def tell_verdict(conn: Connection, incident_id: int, row: Mapping[str, Any], by: By) -> None:
    """Write that a verdict (its row) was given; the caller holds the queue of writers and the right."""
    own, text = str(row["id"]), row["description"]
    entry(conn, incident_id, by, "verdict", text, happened_at=row["observed_at"], reference=own)


def tell_review(
    conn: Connection, incident_id: int, verdict_id: int, review: Mapping[str, Any], by: By
) -> None:
    """Write that a verdict was confirmed or returned; as `tell_verdict`."""
    said = f"{verdict_id}/{review['decision']}"
    entry(conn, incident_id, by, "verdict", review["reason"], happened_at=review["at"], reference=said)


def tell_event(conn: Connection, incident_id: int, event_id: str, by: By) -> None:
    """Bring the verdicts of a fire event and their reviews into the timeline, but those that it has."""
    told = select(incident_entry.c.reference).where(
        incident_entry.c.incident_id == incident_id, incident_entry.c.kind == "verdict"
    )
    there = set(conn.execute(told).scalars())
    for row in standings(conn, [event_id]).get(event_id, NOTHING).rows:
        if str(row["id"]) not in there:
            tell_verdict(conn, incident_id, row, by)
        review = row["review"]
        if review is not None and f"{row['id']}/{review['decision']}" not in there:
            tell_review(conn, incident_id, row["id"], review, by)
