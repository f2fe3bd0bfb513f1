"""Ids for groups that no stored event claims: a retired id taken up again, or a fresh one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from data.events.matching import fresh_id
from data.store.batches import in_batches
from data.store.tables import fire_event, fire_event_alias


def _retired(conn: Connection, content_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Group → the event that it was when that was merged away or lost its detections; the first known."""
    found: dict[str, Mapping[str, Any]] = {}
    for some in in_batches(content_ids):
        query = select(fire_event).where(
            fire_event.c.content_id.in_(some),
            or_(fire_event.c.merged_into.is_not(None), fire_event.c.detections == 0),
        )
        for row in conn.execute(query.order_by(fire_event.c.known_at, fire_event.c.id)):
            found.setdefault(row.content_id, dict(row._mapping))
    return found


def _taken(conn: Connection, content_ids: Sequence[str]) -> set[str]:
    taken: set[str] = set()
    for some in in_batches(content_ids):
        for column in (fire_event.c.id, fire_event_alias.c.alias):
            taken |= set(conn.execute(select(column).where(column.in_(some))).scalars())
    return taken


def _fresh(conn: Connection, content_id: str, taken: set[str]) -> str:
    while True:
        name = fresh_id(content_id, taken)
        # Only numbered ids can still be in use: the content ids themselves were asked for together.
        if name == content_id or name not in _taken(conn, [name]):
            return name
        taken.add(name)


def name_groups(
    conn: Connection, content_ids: Sequence[str]
) -> tuple[dict[str, str], dict[str, Mapping[str, Any]]]:
    """Give each group (a content id that no stored event claims) the id of an event.

    A group that begins with the detection with which a merged or emptied event began is that event again.

    Returns
    -------
    Event id per content id, and the stored rows of the events that are taken up again, by their id.
    """
    retired = _retired(conn, content_ids)
    taken = _taken(conn, content_ids)
    names = {content: event["id"] for content, event in retired.items()}
    for content in content_ids:
        if content not in names:
            names[content] = _fresh(conn, content, taken)
            taken.add(names[content])
    return names, {event["id"]: event for event in retired.values()}
