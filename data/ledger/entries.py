"""Write entries of duties, and keep beside them what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from data.ledger.states import Standing, standing_of
from data.store.batches import in_batches
from data.store.tables import duty, duty_entry

_COLUMNS = [column.name for column in duty_entry.c if column.name != "id"]
SHOWN = tuple(Standing.__dataclass_fields__)
"""Columns of `duty` that follow from its entries."""


def entry(duty_id: int, kind: str, at: datetime, actor: str, **more: Any) -> dict[str, Any]:
    """A row of `duty_entry`, not yet written; what is not given is NULL, the text empty."""
    row = dict.fromkeys(_COLUMNS) | {"text": "", "happened_at": at}
    return row | {"duty_id": duty_id, "kind": kind, "at": at, "actor": actor} | more


def write(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Append entries (the caller holds the queue of writers) and return their ids, in order."""
    if not rows:
        return []
    last = conn.execute(select(func.max(duty_entry.c.id))).scalar() or 0
    numbered = [dict(row) | {"id": last + number} for number, row in enumerate(rows, start=1)]
    conn.execute(insert(duty_entry), numbered)
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.setval(func.pg_get_serial_sequence("duty_entry", "id"), numbered[-1]["id"])))
    return [row["id"] for row in numbered]


def entries_of(conn: Connection, duty_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The entries of duties, in the order in which they were written."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for some in in_batches(duty_ids):
        query = select(duty_entry).where(duty_entry.c.duty_id.in_(some)).order_by(duty_entry.c.id)
        for row in conn.execute(query).mappings():
            found[row["duty_id"]].append(dict(row))
    return dict(found)


def settle(conn: Connection, duty_ids: Iterable[int], **more: Any) -> None:
    """Bring the columns that follow from the entries up to them, as a new version; `more` is set too.

    Raises
    ------
    KeyError
        The entries go a way that the table of states does not know: the caller should have refused.
    """
    ids = sorted(set(duty_ids))
    if not ids:
        return
    every = entries_of(conn, ids)
    statement = (
        update(duty)
        .where(duty.c.id == bindparam("which"))
        .values(
            {duty.c[name]: bindparam(f"new_{name}", type_=duty.c[name].type) for name in SHOWN}
            | {duty.c.version: duty.c.version + 1}
            | {duty.c[name]: value for name, value in more.items()}
        )
    )
    conn.execute(
        statement,
        [
            {"which": own}
            | {f"new_{name}": value for name, value in asdict(standing_of(every.get(own, []))).items()}
            for own in ids
        ],
    )
