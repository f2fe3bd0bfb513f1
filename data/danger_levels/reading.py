"""Which level counts where: what was announced, what has run out, and what nobody has said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data.store.tables import danger_level

ANNOUNCED, EXPIRED, UNKNOWN = "announced", "expired", "unknown"


@dataclass(frozen=True)
class Standing:
    """`state` is announced, expired (`row` is the last that counted) or unknown; `coming` begins later."""

    state: str
    row: Mapping[str, Any] | None = None
    coming: Mapping[str, Any] | None = None

    @property
    def level(self) -> int | None:
        """The level that counts; None where none does."""
        return self.row["level"] if self.state == ANNOUNCED and self.row is not None else None


NOBODY_SAID = Standing(UNKNOWN)


def _standing(rows: list[Mapping[str, Any]], moment: datetime) -> Standing:
    def latest(row: Mapping[str, Any]) -> tuple[datetime, int]:
        return row["valid_from"], row["id"]

    begun = [row for row in rows if row["valid_from"] <= moment]
    counting = [row for row in begun if moment < row["valid_to"]]
    coming = min((row for row in rows if row["valid_from"] > moment), key=latest, default=None)
    if counting:
        return Standing(ANNOUNCED, max(counting, key=latest), coming)
    if begun:
        return Standing(EXPIRED, max(begun, key=lambda row: (row["valid_to"], row["id"])), coming)
    return Standing(UNKNOWN, None, coming)


def levels_at(conn: Connection, moment: datetime) -> dict[str, Standing]:
    """Commune (area id) → what counts at a moment; a commune that is not in it was never spoken of."""
    query = select(danger_level).where(danger_level.c.ended_at.is_(None)).order_by(danger_level.c.id)
    by_commune: dict[str, list[Mapping[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        by_commune.setdefault(row["commune_id"], []).append(dict(row))
    return {commune: _standing(rows, moment) for commune, rows in by_commune.items()}


def newest_id(conn: Connection, commune: str) -> int | None:
    """The last row about a commune, whether it counts or not: whoever announces names the one they saw."""
    query = select(func.max(danger_level.c.id)).where(danger_level.c.commune_id == commune)
    found: int | None = conn.execute(query).scalar_one()
    return found


def history(conn: Connection, commune: str | None = None, *, most: int = 200) -> list[dict[str, Any]]:
    """Every row, ended ones too, the newest first."""
    query = select(danger_level).order_by(danger_level.c.id.desc()).limit(most)
    if commune is not None:
        query = query.where(danger_level.c.commune_id == commune)
    return [dict(row) for row in conn.execute(query).mappings()]


def announcement(conn: Connection, row_id: int) -> dict[str, Any] | None:
    """One row, or None."""
    found = conn.execute(select(danger_level).where(danger_level.c.id == row_id)).mappings().first()
    return None if found is None else dict(found)
