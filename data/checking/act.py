"""Who acts, when, and on which screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.access import Actor
from data.incidents.writing import By as IncidentBy

CLAIM, VERDICT, REVIEW = "checking.claim", "checking.verdict", "checking.review"
"""Lines of `data/access/roles.csv`."""


@dataclass(frozen=True)
class By:
    """`now` on the clock of facts (a drill's is the scenario's)."""

    who: Actor
    now: datetime
    screen: str = "screen:checking"

    @property
    def origin(self) -> str:
        """The journal's origin."""
        return self.who.from_where(self.screen)

    @property
    def of_incident(self) -> IncidentBy:
        """The same for what is written into the timeline of an incident."""
        return IncidentBy(self.who, self.now, self.screen)
