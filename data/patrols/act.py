"""Who plans, when, and on which screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.access import Actor

PLAN, FOLLOW = "patrols.plan", "patrols.follow"
"""Lines of `data/access/roles.csv`."""


@dataclass(frozen=True)
class By:
    """`now` on the clock of facts (a drill's is the scenario's); in a `drill` invented numbers are good."""

    who: Actor
    now: datetime
    screen: str = "screen:planning"
    drill: bool = False

    @property
    def origin(self) -> str:
        """The journal's origin."""
        return self.who.from_where(self.screen)
