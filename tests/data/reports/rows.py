"""Hand-made rows: whatever a column must have and a test does not care about is filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import shapely
from sqlalchemy import JSON, Boolean, Connection, Date, Table, Text, insert
from sqlalchemy.types import String

from data.store.types import Geometry, UtcDateTime

MARCH_12 = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
_FILLERS: tuple[tuple[Any, Any], ...] = (
    (UtcDateTime, MARCH_12),
    (Date, date(2027, 3, 12)),
    (Geometry, shapely.box(103.6, 21.7, 103.61, 21.71)),
    (Boolean, False),
    (JSON, []),
)
_numbers = count(1)


def _filler(column: Any) -> Any:
    for kind, value in _FILLERS:
        if isinstance(column.type, kind):
            return value
    number = next(_numbers)
    return f"x{number}" if isinstance(column.type, String | Text) else number


def put(conn: Connection, table: Table, **values: Any) -> Any:
    """Insert a row and return its primary key."""
    row = dict(values)
    for column in table.columns:
        if column.name in row or column.nullable or column.server_default is not None:
            continue
        if not column.primary_key or isinstance(column.type, String | Text):
            row[column.name] = _filler(column)
    return conn.execute(insert(table).returning(next(iter(table.primary_key.columns))), row).scalar_one()
