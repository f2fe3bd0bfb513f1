"""The announced danger level as it was known when something was recorded: again by the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.store.tables import danger_level, journal


class LevelsThen:
    """Announcements, with the entries of the journal by which they began and stopped counting."""

    def __init__(self, conn: Connection) -> None:
        rows = {str(row["id"]): dict(row) for row in conn.execute(select(danger_level)).mappings()}
        about = select(journal.c.id, journal.c.record_id, journal.c.action).where(
            journal.c.record_kind == "danger_level"
        )
        began: dict[str, int] = {}
        ended: dict[str, int] = {}
        for number, own, action in conn.execute(about.order_by(journal.c.id)):
            (began if action == "announced" else ended).setdefault(own, number)
        self._by_commune: dict[str, list[tuple[int, int | None, dict[str, Any]]]] = {}
        for own, row in rows.items():
            entry = (began.get(own, 0), ended.get(own), row)
            self._by_commune.setdefault(row["commune_id"], []).append(entry)

    def highest(self, communes: Iterable[str], moment: datetime | None, journal_count: int) -> int | None:
        """The highest level that counted in any of the communes; None where none did."""
        if moment is None:
            return None
        found = []
        for commune in set(communes):
            counting = [
                (row["valid_from"], row["id"], row["level"])
                for began, ended, row in self._by_commune.get(commune, ())
                if began <= journal_count
                and (ended is None or ended > journal_count)
                and row["valid_from"] <= moment < row["valid_to"]
            ]
            if counting:
                found.append(max(counting)[2])
        return max(found, default=None)
