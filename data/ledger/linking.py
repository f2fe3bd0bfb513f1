"""A person said that a fire event is an incident: the event's matter follows the incident's, from the moment
on which both are matters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, String, cast, select

from data.ledger.merging import merge
from data.matters.recording import matters_of
from data.store.batches import in_batches
from data.store.tables import incident_event, matter


def linked_matters(conn: Connection, event_ids: Collection[str]) -> dict[str, list[int]]:
    """Event → matters of the incidents that it was said to be, the first said in front."""
    found: dict[str, list[int]] = {}
    for some in in_batches(set(event_ids)):
        query = (
            select(incident_event.c.event_id, matter.c.id)
            .join(matter, matter.c.ref == cast(incident_event.c.incident_id, String))
            .where(incident_event.c.event_id.in_(some), matter.c.kind == "incident")
            .order_by(incident_event.c.since, incident_event.c.incident_id)
        )
        for event_id, own in conn.execute(query):
            found.setdefault(event_id, []).append(own)
    return found


def follow_links(conn: Connection, event_ids: Collection[str], *, now: datetime, actor: str) -> None:
    """Let the matters of these events that stand alone follow the incident that each was said to be first.

    The caller holds the queue of writers.
    """
    linked = linked_matters(conn, event_ids)
    if not linked:
        return
    matters = matters_of(conn, "fire_event", sorted(linked))
    for event_id, incidents in sorted(linked.items()):
        if event_id in matters:
            merge(conn, matters[event_id]["id"], incidents[0], now=now, actor=actor)
