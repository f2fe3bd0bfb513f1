"""Who draws, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.access import Actor

ACTION = "zones.edit"
"""A line of `data/access/roles.csv`."""


@dataclass(frozen=True)
class By:
    """`now` on the clock of facts: in a drill the scenario's."""

    who: Actor
    now: datetime
    screen: str = "screen:planning"

    @property
    def origin(self) -> str:
        """The journal's origin."""
        return self.who.from_where(self.screen)
