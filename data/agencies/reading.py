"""Read agencies and focal points as they were on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from data.agencies.rows import AGENCY, FOCAL_POINT, Kind, valid_on
from data.store.tables import AGENCY_ROLES
from geo.alphabet import sort_key

_TOP_DOWN = ("province", "area", "commune", "village")


def _rows(conn: Connection, kind: Kind) -> list[dict[str, Any]]:
    found = conn.execute(select(kind.table).order_by(kind.table.c.id))
    return [dict(each._mapping) for each in found]


def agencies_at(conn: Connection, day: date, *, commune: str | None = None) -> list[dict[str, Any]]:
    """The agencies of a day: by force, from the province down, in the order of the Vietnamese alphabet.

    With `commune` (an area id) those that work there; an agency of the province works everywhere unless its
    communes are entered.
    """

    def there(row: dict[str, Any]) -> bool:
        if commune is None:
            return True
        return row["level"] == "province" if row["communes"] is None else commune in row["communes"]

    rows = [row for row in _rows(conn, AGENCY) if valid_on(row, day) and there(row)]
    rows.sort(
        key=lambda row: (
            AGENCY_ROLES.index(row["role"]),
            _TOP_DOWN.index(row["level"]),
            row["kind"],
            sort_key(row["name"] or ""),
            row["id"],
        )
    )
    return rows


def focal_points_at(conn: Connection, day: date, agency_id: str | None = None) -> list[dict[str, Any]]:
    """The focal points of a day, of all agencies or of one, in the order in which they were entered."""
    rows = [row for row in _rows(conn, FOCAL_POINT) if valid_on(row, day)]
    return [row for row in rows if agency_id in (None, row["agency_id"])]


def all_rows(conn: Connection, kind: Kind, stable_id: str) -> list[dict[str, Any]]:
    """Every row of one record, whenever it holds, the latest first."""
    rows = [row for row in _rows(conn, kind) if row[kind.stable] == stable_id]
    return sorted(rows, key=lambda row: (row["valid_from"] or date.min, row["id"]), reverse=True)
