"""What cannot be in the rows of agencies and focal points, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from data.agencies.rows import AGENCY, FOCAL_POINT, Kind, overlap


def _rows(conn: Connection, kind: Kind) -> list[dict[str, Any]]:
    found = conn.execute(select(kind.table).order_by(kind.table.c.id))
    return [dict(each._mapping) for each in found]


def find_faults(conn: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """References that lead nowhere, and two rows of one record that hold on the same days."""
    rows = {kind: _rows(conn, kind) for kind in (AGENCY, FOCAL_POINT)}
    known = {kind: {row[kind.stable] for row in found} for kind, found in rows.items()}
    references = (
        (AGENCY, "parent_id", AGENCY),
        (FOCAL_POINT, "agency_id", AGENCY),
        (FOCAL_POINT, "stand_in_id", FOCAL_POINT),
    )
    for kind, column, target in references:
        for row in rows[kind]:
            if row[column] is not None and row[column] not in known[target]:
                params = {"table": kind.name, "id": row["id"], "column": column, "value": row[column]}
                yield "agency_dangling", params
    for kind, found in rows.items():
        for n, row in enumerate(found):
            for other in found[n + 1 :]:
                if row[kind.stable] == other[kind.stable] and overlap(row, other):
                    params = {"table": kind.name, "value": row[kind.stable]}
                    yield "agency_twice", params | {"id": row["id"], "other": other["id"]}
