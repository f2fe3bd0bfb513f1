"""Write what a re-run found, in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from data.events.changes import FIELDS
from data.store.batches import in_batches
from data.store.tables import detection, event_member, fire_event, fire_event_alias


def insert_events(conn: Connection, events: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
    """Store new events."""
    kept = {"known_at": now, "updated_at": now, "version": 1}
    rows = [{"id": name, **fields, **kept} for name, fields in events.items()]
    if rows:
        # In order of time: an event can only take up an earlier one.
        conn.execute(insert(fire_event), sorted(rows, key=lambda row: (row["first_seen"], row["id"])))


def update_events(conn: Connection, events: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
    """Store the fields of known events as a new version of each."""
    if not events:
        return
    statement = (
        update(fire_event)
        .where(fire_event.c.id == bindparam("which"))
        .values(
            {
                **{
                    fire_event.c[name]: bindparam(f"new_{name}", type_=fire_event.c[name].type)
                    for name in FIELDS
                },
                fire_event.c.updated_at: now,
                fire_event.c.version: fire_event.c.version + 1,
            }
        )
    )
    rows = [
        {"which": which, **{f"new_{name}": fields[name] for name in FIELDS}}
        for which, fields in sorted(events.items())
    ]
    conn.execute(statement, rows)


def retire_event(conn: Connection, which: str, fields: Mapping[str, Any], now: datetime) -> None:
    """Store that an event was merged into another, or that nothing current is left of it."""
    statement = update(fire_event).where(fire_event.c.id == which)
    conn.execute(statement.values(**fields, updated_at=now, version=fire_event.c.version + 1))


def move_members(conn: Connection, target: Mapping[str, str], leaving: Iterable[str]) -> None:
    """Store the event of each detection in `target`; those `leaving`, or with another event, leave theirs."""
    which = event_member.c.detection_id == bindparam("which")
    names = sorted({*leaving, *target})
    if names:
        conn.execute(delete(event_member).where(which), [{"which": name} for name in names])
    if target:
        rows = [{"detection_id": name, "event_id": event} for name, event in sorted(target.items())]
        conn.execute(insert(event_member), rows)


def add_aliases(conn: Connection, wanted: Mapping[str, str], now: datetime) -> None:
    """Store that the keys mean the events; an alias that means one already keeps its meaning."""
    known: set[str] = set()
    for some in in_batches(wanted):
        query = select(fire_event_alias.c.alias).where(fire_event_alias.c.alias.in_(some))
        known |= set(conn.execute(query).scalars())
    rows = [
        {"alias": alias, "event_id": event, "since": now}
        for alias, event in sorted(wanted.items())
        if alias not in known
    ]
    if rows:
        conn.execute(insert(fire_event_alias), rows)


def drop_aliases(conn: Connection, ids: Iterable[str]) -> None:
    """Store that restored events answer to their own ids again."""
    for some in in_batches(ids):
        conn.execute(delete(fire_event_alias).where(fire_event_alias.c.alias.in_(some)))


def events_named(conn: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of the ids that are some event's own, live or retired."""
    found: set[str] = set()
    for some in in_batches(ids):
        found |= set(conn.execute(select(fire_event.c.id).where(fire_event.c.id.in_(some))).scalars())
    return found


def flag_permanent(conn: Connection, rows: pd.DataFrame) -> None:
    """Store the permanent-source flags (`flagged`) that differ from those stored (`permanent`)."""
    changed = rows.loc[rows["flagged"] != rows["permanent"]]
    if len(changed):
        statement = update(detection).where(detection.c.id == bindparam("which"))
        pairs = zip(changed["detection_id"], changed["flagged"].tolist(), strict=True)
        conn.execute(
            statement.values(permanent=bindparam("flag")), [{"which": a, "flag": b} for a, b in pairs]
        )
