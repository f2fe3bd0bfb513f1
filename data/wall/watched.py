"""The fire events that are watched now, each with what is known of it and who goes there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.checking.assignments import assignments_of
from data.checking.settings import CheckingSettings
from data.ledger.settings import ledger_settings
from data.matters.facts import Facts
from data.matters.of_events import of_events
from data.store.tables import fire_event

HERE = ("inside", "near_border")
"""Where an event lies that is ours: beyond the border a pixel is 14 ha wide, so near it counts."""
QUIET_VERDICTS = ("nothing", "permanent_source")
"""What somebody on the ground found who says that nothing burns."""


@dataclass(frozen=True)
class Watched:
    """One open event. `due_at`: when an answer from the ground is due."""

    row: dict[str, Any]
    facts: Facts
    assignment: dict[str, Any] | None
    due_at: datetime

    @property
    def here(self) -> bool:
        """Whether it is ours to watch: in the area or at its border, and no source that is always warm."""
        return self.facts.place in HERE and not self.facts.permanent

    @property
    def verdict(self) -> str | None:
        """Kind of the verdict that speaks; None: nobody has looked."""
        found: str | None = self.facts.told.get("verdict")
        return found

    @property
    def burning(self) -> bool:
        """Whether it counts as burning: nobody on the ground has said that nothing burns."""
        return self.here and self.verdict not in QUIET_VERDICTS


def watched_events(conn: Connection, settings: CheckingSettings) -> list[Watched]:
    """Every fire event that is still watched, the latest seen first."""
    live = (fire_event.c.merged_into.is_(None), fire_event.c.detections > 0, fire_event.c.closed_at.is_(None))
    query = select(fire_event).where(*live).order_by(fire_event.c.last_seen.desc(), fire_event.c.id)
    rows = [dict(row) for row in conn.execute(query).mappings()]
    ids = [row["id"] for row in rows]
    known = {each.ref: each for each in of_events(conn, ids, close_hours=ledger_settings(conn).close_hours)}
    assigned = assignments_of(conn, ids)
    found = []
    for row in rows:
        held = assigned.get(row["id"])
        due = held["due_at"] if held else row["known_at"] + timedelta(minutes=settings.due_minutes)
        found.append(Watched(row, known[row["id"]], held, due))
    return found
