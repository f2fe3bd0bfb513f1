"""Numbers of a year: 1, 2, 3 … without gaps.

The number is the highest one plus one, taken under the lock that every writer waits for and in the record's
own transaction: what is rolled back takes no number, and records are never deleted, so nothing is skipped.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import Connection, Table, func, select

from data.store.lock import serialise


def next_number(conn: Connection, table: Table, prefix: str, at: datetime, tz: tzinfo) -> dict[str, object]:
    """`code`, `year` and `number` of the next record of `table` at a moment, by the local year."""
    serialise(conn)
    year = at.astimezone(tz).year
    last = conn.execute(select(func.max(table.c.number)).where(table.c.year == year)).scalar() or 0
    return {"code": f"{prefix}-{year}-{last + 1:04d}", "year": year, "number": last + 1}
