"""Read decisions and recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import action_item

RECORD_KIND = "action_item"


def item_of(conn: Connection, item_id: int) -> dict[str, Any] | None:
    """One of them, or None."""
    row = conn.execute(select(action_item).where(action_item.c.id == item_id)).mappings().first()
    return None if row is None else dict(row)


def items_of(conn: Connection, source_kind: str, source_id: int) -> list[dict[str, Any]]:
    """Those of a meeting or an inspection, in the order of writing; cancelled ones too."""
    query = select(action_item).where(
        action_item.c.source_kind == source_kind, action_item.c.source_id == source_id
    )
    return [dict(row) for row in conn.execute(query.order_by(action_item.c.id)).mappings()]


def open_items(conn: Connection, *, owner_agency_id: str | None = None) -> list[dict[str, Any]]:
    """What is still to be done, the earliest due first; of one agency where it is named."""
    query = select(action_item).where(action_item.c.status == "open")
    if owner_agency_id is not None:
        query = query.where(action_item.c.owner_agency_id == owner_agency_id)
    return [
        dict(row) for row in conn.execute(query.order_by(action_item.c.due_on, action_item.c.id)).mappings()
    ]


def overdue(item: Mapping[str, Any], today: date) -> bool:
    """Whether it is open and its last day (local) has passed."""
    return item["status"] == "open" and bool(item["due_on"] < today)
