"""Whose duties does a fire event have: its own, an incident's that a person said it is, or those of the event
that it became part of?

Worked out from the records each time one of them changes, so that every order of the same changes ends in
the same place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, cast, select

from data.ledger.merging import merge, restore
from data.ledger.raising import survivors
from data.matters.recording import matters_of
from data.store.batches import in_batches
from data.store.tables import fire_event, incident_event, matter


def _merged_into(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """Event → the event that it became part of, for these and for all that they lead to or came from."""
    found: dict[str, str] = {}
    ahead, behind = set(ids), set(ids)
    while ahead or behind:
        pairs: set[tuple[str, str]] = set()
        columns = select(fire_event.c.id, fire_event.c.merged_into).where(
            fire_event.c.merged_into.is_not(None)
        )
        for some in in_batches(ahead):
            pairs |= {(a, b) for a, b in conn.execute(columns.where(fire_event.c.id.in_(some)))}
        for some in in_batches(behind):
            pairs |= {(a, b) for a, b in conn.execute(columns.where(fire_event.c.merged_into.in_(some)))}
        new = {pair for pair in pairs if pair[0] not in found}
        found |= dict(new)
        # What is met on the way has a past of its own.
        ahead = {into for _, into in new}
        behind = {event for event, _ in new} | {into for _, into in new}
    return found


def _incidents(conn: Connection, ids: Collection[str]) -> dict[str, list[tuple[datetime, int, int]]]:
    """Event → (since, incident, its matter) of the incidents that it was said to be, the first in front."""
    found: dict[str, list[tuple[datetime, int, int]]] = {}
    for some in in_batches(set(ids)):
        query = (
            select(
                incident_event.c.event_id, incident_event.c.since, incident_event.c.incident_id, matter.c.id
            )
            .join(matter, matter.c.ref == cast(incident_event.c.incident_id, String))
            .where(incident_event.c.event_id.in_(some), matter.c.kind == "incident")
        )
        for event_id, since, incident_id, own in conn.execute(query):
            found.setdefault(event_id, []).append((since, incident_id, own))
    return {event_id: sorted(each) for event_id, each in found.items()}


def _live(event_id: str, into: Mapping[str, str]) -> str:
    while event_id in into:
        event_id = into[event_id]
    return event_id


class _Places:
    """The matter that the duties of each event belong to."""

    def __init__(self, conn: Connection, ids: Collection[str]) -> None:
        self._into = _merged_into(conn, ids)
        self.ids = sorted({*ids, *self._into, *self._into.values()})
        self._links = _incidents(conn, self.ids)
        self.matters: dict[str, dict[str, Any]] = matters_of(conn, "fire_event", self.ids)
        self._parts: dict[str, list[str]] = {}
        for each in self._into:
            self._parts.setdefault(_live(each, self._into), []).append(each)

    def order(self) -> Iterable[str]:
        """Events that are there by themselves first: others follow them."""
        return sorted(self.ids, key=lambda each: (each in self._into, each))

    def of(self, event_id: str) -> int | None:
        """What a person said of the event itself; else what it became part of; else what a person said of its
        parts; else its own matter. None where that is none."""
        if event_id in self._links:
            return self._links[event_id][0][2]
        if event_id in self._into:
            return self.of(self._into[event_id])
        parts = [link for part in self._parts.get(event_id, ()) for link in self._links.get(part, ())]
        if parts:
            return min(parts)[2]
        return self.matters[event_id]["id"] if event_id in self.matters else None


def align(conn: Connection, event_ids: Collection[str], *, now: datetime, actor: str) -> None:
    """Let the duties of these events, of those that they became part of and of their own parts, be where they
    belong; doing it again changes nothing.

    The caller holds the queue of writers.
    """
    places = _Places(conn, event_ids)
    every = list(places.matters.values())
    roots = survivors(conn, every)
    for event_id in places.order():
        own = places.matters.get(event_id)
        wanted = places.of(event_id)
        if own is None or wanted is None or roots[own["id"]] == wanted:
            continue
        found = roots[own["id"]]
        if found != own["id"]:
            restore(conn, own["id"], now=now, actor=actor)
        if wanted != own["id"]:
            merge(conn, own["id"], wanted, now=now, actor=actor)
        roots = survivors(conn, every)
