"""What the score of a cell is made of: its parts, their weights and spans. All is shown with every score.

No regulation and no study of this district gives these numbers; each is ours, with its reason, until a
deployment says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PARTS = ("fires", "forest", "villages", "fields", "danger", "patrols")
"""In the order in which they are shown."""

NOT_VERIFIED, INCIDENT = "not_verified", "incident"
"""What a past fire counts as when nobody answered, and when people reported it and no satellite saw it."""

WEIGHTS = MappingProxyType(
    {"fires": 0.35, "forest": 0.20, "villages": 0.10, "fields": 0.15, "danger": 0.10, "patrols": 0.10}
)
"""What burned says most of what will burn; then what there is to lose. Fields beside forest go before
villages because burning that escapes is the main cause here. Danger and patrols shift, they do not decide."""

VERDICTS = MappingProxyType(
    {
        "forest_fire": 1.0,
        INCIDENT: 1.0,
        "burning_not_allowed": 0.8,
        "fire_other": 0.5,
        NOT_VERIFIED: 0.5,
        "burning_allowed": 0.3,
        "nothing": 0.0,
        "permanent_source": 0.0,
    }
)
"""How much of a fire each counts for. Most hotspots that nobody went to were fires of some kind; unlawful
burning is the early warning of fire that escapes; a place where nothing burned is no reason to go."""


@dataclass(frozen=True)
class Rules:
    """
    side_m
        Of a cell: about one satellite pixel (375 to 1000 m); a finer grid would show what was not measured.
    weights
        Part → weight; only their ratio matters, 0 leaves a part out.
    verdicts
        What a past fire was → how much it counts, 0 to 1.
    seasons
        How many fire years are looked at, the present one included.
    season_from, season_to
        First and last month of the burning season, both included.
    fades
        Each fire year counts for this much of the one after it.
    off_season
        How much a fire outside the season counts: hardly any of those spreads.
    around
        How much a fire in one of the eight cells around counts: it may come over, and a pixel is not exact.
    full_fires
        So many fires (after all the weights) make the part 1: a forest fire of this season in the cell.
        Where there is more fire, more:
    full_cells
        of the cells that met any fire, this share has the part 1. A fixed number would call a whole district
        full after five seasons, and tell nothing apart.
    village_near_m, village_far_m
        People start fires where they go daily: 1 up to `near`, 0 from `far` on, even in between.
    field_near_m, field_far_m
        The same from fields, where burning starts. A cell that holds a field is 0 m from it.
    patrol_days
        Ground where nobody has been for so long, or ever, has the part 1.
    chosen
        This share of the ground, the best of it, is turned into zones: nobody can walk everywhere.
    least_ha, most_ha
        A smaller zone is not worth a team; a larger one (3 by 3 km) is more than a team walks in a day.
    most_zones
        So many are proposed at a time: as many as a planner will look at.
    refused_days
        Ground that a planner refused is not proposed again for so long: about a season.
    outside_m
        How far a cell may reach over the outline of the area, which is generalised to about 300 m.
    """

    side_m: float = 500.0
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    verdicts: Mapping[str, float] = field(default_factory=lambda: VERDICTS)
    seasons: int = 5
    season_from: int = 12
    season_to: int = 4
    fades: float = 0.8
    off_season: float = 0.5
    around: float = 0.5
    full_fires: float = 1.0
    full_cells: float = 0.05
    village_near_m: float = 1000.0
    village_far_m: float = 5000.0
    field_near_m: float = 0.0
    field_far_m: float = 2000.0
    patrol_days: float = 30.0
    chosen: float = 0.1
    least_ha: float = 100.0
    most_ha: float = 1000.0
    most_zones: int = 8
    refused_days: float = 120.0
    outside_m: float = 300.0

    @property
    def cell_ha(self) -> float:
        """Of one cell, in the plane."""
        return self.side_m**2 / 10_000
