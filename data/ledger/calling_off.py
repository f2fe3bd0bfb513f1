"""A matter that is called off, or comes back: its duties follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.ledger.entries import entries_of, entry, settle, write
from data.ledger.matching import Row
from data.ledger.states import counting
from data.store.batches import in_batches
from data.store.tables import duty, fire_event, matter, matter_fact


def of_matter(conn: Connection, matter_id: int, *conditions: Any) -> list[dict[str, Any]]:
    """The duties of a matter that meet the conditions, in the order of their ids."""
    query = select(duty).where(duty.c.matter_id == matter_id, *conditions).order_by(duty.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def called_off(conn: Connection, matters: Collection[int]) -> dict[int, str]:
    """Those of the matters that are called off by what is known last → the reason. A fire event that became
    part of another is not: its duties are owed there."""
    found: dict[int, str] = {}
    for some in in_batches(set(matters)):
        query = (
            select(matter.c.id, matter_fact.c.reason)
            .join(matter_fact, matter_fact.c.id == matter.c.fact_id)
            .outerjoin(fire_event, (matter.c.kind == "fire_event") & (fire_event.c.id == matter.c.ref))
            .where(
                matter.c.id.in_(some),
                matter_fact.c.state == "withdrawn",
                fire_event.c.merged_into.is_(None),
            )
        )
        found |= {row.id: row.reason or "" for row in conn.execute(query)}
    return found


def withdraw_all(conn: Connection, matter_id: int, reason: str, *, now: datetime, actor: str) -> list[int]:
    """The matter was called off: its duties are withdrawn with the reason. Returns them."""
    ids = [row["id"] for row in of_matter(conn, matter_id, duty.c.status != "withdrawn")]
    write(conn, [entry(own, "withdrawn", now, actor, text=reason) for own in ids])
    settle(conn, ids)
    return ids


def last_of(entries: Sequence[Row], kind: str) -> Row | None:
    """The last entry of a kind that still counts."""
    return next((each for each in reversed(counting(entries)) if each["kind"] == kind), None)


def reinstate_all(conn: Connection, matter_id: int, *, now: datetime, actor: str) -> list[int]:
    """The matter is one again: its withdrawals are revoked, and each duty is what its history says."""
    rows = of_matter(conn, matter_id, duty.c.status == "withdrawn", duty.c.moved_to.is_(None))
    every = entries_of(conn, [row["id"] for row in rows])
    last = {row["id"]: last_of(every[row["id"]], "withdrawn") for row in rows}
    write(
        conn,
        [
            entry(own, "revoked", now, actor, corrects_id=each["id"])
            for own, each in last.items()
            if each is not None
        ],
    )
    settle(conn, list(last))
    return list(last)
