"""Agencies as they were known when something was recorded: the journal, read backwards.

A person may mend an agency's row later; what was owed then is judged by what was known then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import agency, journal

_DAYS = ("valid_from", "valid_to")


def _past(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and isinstance(value, str) else value


class AgenciesThen:
    """The rows of `agency` at any length of the journal."""

    def __init__(self, conn: Connection) -> None:
        rows = {row["id"]: dict(row) for row in conn.execute(select(agency)).mappings()}
        about = select(journal).where(journal.c.record_kind == "agency").order_by(journal.c.id)
        changes = [dict(row) for row in conn.execute(about).mappings()]
        self._ids = [each["id"] for each in changes]
        # states[n]: after the first n changes.
        self._states: list[dict[int, dict[str, Any]]] = [rows]
        for change in reversed(changes):
            rows = dict(rows)
            own = int(change["record_id"])
            if change["action"] == "created":
                rows.pop(own, None)
            elif own in rows:
                before = {n: _past(n, v) for n, v in (change["before"] or {}).items() if n in agency.c}
                rows[own] = rows[own] | before
            self._states.append(rows)
        self._states.reverse()
        self._days: dict[tuple[int, date], list[Mapping[str, Any]]] = {}

    def state(self, journal_count: int) -> int:
        """Which of the states was known after so many entries of the journal."""
        return bisect_right(self._ids, journal_count)

    def on(self, state: int, day: date) -> list[Mapping[str, Any]]:
        """The rows of that state that hold on a day."""
        key = (state, day)
        if key not in self._days:
            self._days[key] = [
                row
                for row in self._states[state].values()
                if (row["valid_from"] is None or row["valid_from"] <= day)
                and (row["valid_to"] is None or day < row["valid_to"])
            ]
        return self._days[key]
