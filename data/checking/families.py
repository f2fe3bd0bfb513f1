"""Fire events that became part of others: what was said of them is said of those."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from data.store.batches import in_batches
from data.store.tables import fire_event


def families(conn: Connection, ids: Collection[str]) -> dict[str, set[str]]:
    """Event id → itself and every event that was merged into it, directly or not."""
    found = {own: {own} for own in ids}
    frontier = {own: {own} for own in ids}
    while frontier:
        below: dict[str, set[str]] = {}
        for some in in_batches(sorted(frontier)):
            query = select(fire_event.c.id, fire_event.c.merged_into).where(
                fire_event.c.merged_into.in_(some)
            )
            for child, parent in conn.execute(query):
                below[child] = frontier[parent]
                for own in frontier[parent]:
                    found[own].add(child)
        frontier = below
    return found
