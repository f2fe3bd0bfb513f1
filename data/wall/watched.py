"""The fire events that are watched now, each with what is known of it and who goes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.checking.assignments import assignments_of
from data.checking.settings import CheckingSettings
from data.checking.standing import NOTHING, standings
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
    """One open event. `due_at`: when an answer from the ground is due. `quiet_since`: when somebody there saw
    that nothing burns, or burns any more; None: nobody said so."""

    row: dict[str, Any]
    facts: Facts
    assignment: dict[str, Any] | None
    due_at: datetime
    quiet_since: datetime | None = None

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
    def flared(self) -> bool:
        """Whether a satellite has seen it after somebody there had said that it was out."""
        return self.quiet_since is not None and self.row["last_seen"] > self.quiet_since

    @property
    def answered(self) -> bool:
        """Whether somebody there has said what it is, and no satellite has seen it since it was out."""
        return self.verdict is not None and not self.flared

    @property
    def burning(self) -> bool:
        """Whether it counts as burning: nobody on the ground has said that nothing burns, or not lately."""
        quiet = self.verdict in QUIET_VERDICTS or self.quiet_since is not None
        return self.here and (self.flared or not quiet)


def _quiet_since(speaks: Mapping[str, Any] | None) -> datetime | None:
    if speaks is None or not (speaks["kind"] == "nothing" or speaks["is_out"]):
        return None
    found: datetime = speaks["out_at"] or speaks["observed_at"]
    return found


def watched_events(conn: Connection, settings: CheckingSettings) -> list[Watched]:
    """Every fire event that is still watched, the latest seen first."""
    live = (fire_event.c.merged_into.is_(None), fire_event.c.detections > 0, fire_event.c.closed_at.is_(None))
    query = select(fire_event).where(*live).order_by(fire_event.c.last_seen.desc(), fire_event.c.id)
    rows = [dict(row) for row in conn.execute(query).mappings()]
    ids = [row["id"] for row in rows]
    known = {each.ref: each for each in of_events(conn, ids, close_hours=ledger_settings(conn).close_hours)}
    assigned, said = assignments_of(conn, ids), standings(conn, ids)
    answer = timedelta(minutes=settings.due_minutes)
    found = []
    for row in rows:
        held = assigned.get(row["id"])
        due = held["due_at"] if held else row["known_at"] + answer
        quiet = _quiet_since(said.get(row["id"], NOTHING).speaks)
        if quiet is not None and row["last_seen"] > quiet:
            due = max(due, row["last_seen"] + answer)
        found.append(Watched(row, known[row["id"]], held, due, quiet))
    return found
