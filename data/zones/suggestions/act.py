"""Who acts on suggestions, when, and on which screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.access import Actor

ACTION = "zones.edit"
"""The line of `data/access/roles.csv`."""


@dataclass(frozen=True)
class By:
    """`now` on the clock of facts (a drill's is the scenario's)."""

    who: Actor
    now: datetime
    screen: str = "screen:planning"

    @property
    def origin(self) -> str:
        """The journal's origin."""
        return self.who.from_where(self.screen)
