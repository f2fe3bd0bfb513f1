"""What changed between what a person saw and what is stored, so that a reviewer can judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from data.checking.standing import Standing
from data.store.tables import journal


def _since(conn: Connection, event_id: str, versions: int) -> dict[str, list[Any]]:
    """Field → [before, after] over the last `versions` changes of an event, as the journal has them."""
    query = (
        select(journal.c.before, journal.c.after)
        .where(journal.c.record_kind == "fire_event", journal.c.record_id == event_id)
        .order_by(journal.c.id.desc())
        .limit(max(versions, 0))
    )
    changed: dict[str, list[Any]] = {}
    for before, after in reversed(list(conn.execute(query))):
        for name, value in (after or {}).items():
            if before and name in before:
                changed[name] = [changed.get(name, [before[name]])[0], value]
    return {name: pair for name, pair in changed.items() if pair[0] != pair[1]}


def conflict_of(
    conn: Connection,
    asked: str,
    event: Mapping[str, Any],
    standing: Standing,
    *,
    seen_version: int | None,
    seen_verdict_id: int | None,
    kind: str,
    corrects_id: int | None,
    draft_id: str,
) -> dict[str, Any] | None:
    """What a person did not know when they gave a verdict of `kind`; None: nothing.

    ``seen_version``, ``version`` and ``fields`` {name: [before, after]}: the event changed. ``merged_into``:
    the event that was asked about (`asked`) is part of another. ``verdicts`` [{id, kind, observed_at}]:
    others count, say something else, and came after the one that was seen.
    """
    found: dict[str, Any] = {}
    if asked != event["id"]:
        found["merged_into"] = event["id"]
    elif seen_version is not None and seen_version != event["version"]:
        found |= {"seen_version": seen_version, "version": event["version"]}
        found["fields"] = _since(conn, event["id"], event["version"] - seen_version)
    others = [
        {"id": row["id"], "kind": row["kind"], "observed_at": row["observed_at"].isoformat()}
        for row in standing.rows
        if row["counts"]
        and row["kind"] != kind
        and row["id"] != corrects_id
        and row["draft_id"] != draft_id
        and row["id"] > (seen_verdict_id or 0)
    ]
    if others:
        found["verdicts"] = others
    return found or None
