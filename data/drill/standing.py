"""Where a drill stands, as one row of the `setting` table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from data.drill.clock import ScenarioClock
from data.store.tables import setting

KEY = "drill"


@dataclass(frozen=True)
class Standing:
    """The clock, the scenario time of the last round, a jump's target, and whether the drill has opened."""

    clock: ScenarioClock
    played: datetime
    target: datetime | None
    ready: bool

    def with_clock(self, clock: ScenarioClock) -> Standing:
        return replace(self, clock=clock)

    def with_played(self, moment: datetime) -> Standing:
        return replace(self, played=moment)

    def with_target(self, moment: datetime | None) -> Standing:
        return replace(self, target=moment)

    def as_json(self) -> dict[str, Any]:
        return {
            "clock": self.clock.as_json(),
            "played": self.played.isoformat(),
            "target": self.target.isoformat() if self.target else None,
            "ready": self.ready,
        }


def load_standing(conn: Connection) -> Standing | None:
    """Read it; None before a drill has begun."""
    value = conn.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    if value is None:
        return None
    return Standing(
        ScenarioClock.from_json(value["clock"]),
        _moment(value["played"]),
        _moment(value["target"]) if value["target"] else None,
        bool(value["ready"]),
    )


def save_standing(conn: Connection, standing: Standing) -> None:
    """Write it over what stood there."""
    conn.execute(delete(setting).where(setting.c.key == KEY))
    conn.execute(insert(setting).values(key=KEY, value=standing.as_json()))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
