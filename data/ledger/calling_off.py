"""A matter that is called off, comes back, or was known earlier than was said: its duties follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from data.ledger.entries import entries_of, entry, settle, write
from data.ledger.matching import Row
from data.ledger.states import counting
from data.store.tables import duty, duty_rule


def _of(conn: Connection, matter_id: int, *conditions: Any) -> list[dict[str, Any]]:
    query = select(duty).where(duty.c.matter_id == matter_id, *conditions).order_by(duty.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def withdraw_all(conn: Connection, matter_id: int, reason: str, *, now: datetime, actor: str) -> list[int]:
    """The matter was called off: its duties are withdrawn with the reason. Returns them."""
    ids = [row["id"] for row in _of(conn, matter_id, duty.c.status != "withdrawn")]
    write(conn, [entry(own, "withdrawn", now, actor, text=reason) for own in ids])
    settle(conn, ids)
    return ids


def last_of(entries: Sequence[Row], kind: str) -> Row | None:
    """The last entry of a kind that still counts."""
    return next((each for each in reversed(counting(entries)) if each["kind"] == kind), None)


def reinstate_all(conn: Connection, matter_id: int, *, now: datetime, actor: str) -> list[int]:
    """The matter is one again: its withdrawals are revoked, and each duty is what its history says."""
    rows = _of(conn, matter_id, duty.c.status == "withdrawn", duty.c.moved_to.is_(None))
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


def _minutes(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    ids = {row["rule_row_id"] for row in rows}
    query = select(duty_rule.c.id, duty_rule.c.deadline_minutes).where(duty_rule.c.id.in_(ids))
    return {row.id: row.deadline_minutes for row in conn.execute(query)}


def move_clock(
    conn: Connection, matter_id: int, was: datetime, since: datetime, *, now: datetime, actor: str
) -> list[int]:
    """Somebody mends when the holder knew: duties that ran from `was` run from `since` instead."""
    rows = _of(conn, matter_id, duty.c.started_at == was)
    allowed = _minutes(conn, rows)
    entries = []
    for row in rows:
        deadline = since + timedelta(minutes=allowed[row["rule_row_id"]])
        target = None if row["target_at"] is None else row["target_at"] - was + since
        moved = {"started_at": since, "deadline_at": deadline, "target_at": target}
        conn.execute(update(duty).where(duty.c.id == row["id"]).values(**moved))
        entries.append(entry(row["id"], "moved", now, actor, deadline_at=deadline))
    write(conn, entries)
    ids = [row["id"] for row in rows]
    settle(conn, ids)
    return ids
