"""Who changes an agency, a focal point or a plan, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.access import Actor


@dataclass(frozen=True)
class Act:
    """`screen` is what the journal calls the origin; in a `drill` invented telephone numbers are good."""

    now: datetime
    who: Actor
    screen: str = "screen:agencies"
    drill: bool = False

    @property
    def origin(self) -> str:
        """Where from, for the journal."""
        return self.who.from_where(self.screen)
