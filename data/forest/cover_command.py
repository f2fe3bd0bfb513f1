"""`python -m data forest --from worldcover|osm`: tree cover into force, with no question to be answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from data.forest.activating import activate
from data.forest.cover import LABEL_VI, stage_cover
from data.forest.layers import Layer
from data.profile import Profile
from geo.areas import load_areas

ORIGIN = "command line"


def _teller(say: Callable[[str], object]) -> Callable[[str, int, int], None]:
    """Progress in lines: each tenth of each step once."""
    told: set[tuple[str, int]] = set()

    def tell(step: str, done: int, of: int) -> None:
        tenth = 10 * done // of if of else 10
        if (step, tenth) not in told:
            told.add((step, tenth))
            say(f"{step}: {10 * tenth} %")

    return tell


def fill_with_cover(
    source: str,
    engine: Engine,
    profile: Profile,
    *,
    now: datetime,
    actor: str,
    say: Callable[[str], object],
    refresh: bool = False,
) -> Layer:
    """Fetch tree cover, bring it into force, and say so. An inventory in force goes on counting before it.

    Raises
    ------
    GeoError
        As `data.forest.cover.stage_cover`; the forest layer stays as it is.
    """
    areas = load_areas(profile.areas_dir)
    staged = stage_cover(
        source,
        engine,
        profile,
        areas=areas,
        now=now,
        actor=actor,
        refresh=refresh,
        progress=_teller(say),
    )
    layer = activate(engine, staged, now=now, actor=actor, origin=ORIGIN)
    say(f"{layer.name}: {layer.plots} plots, {layer.area_ha or 0:.0f} ha, in force ({LABEL_VI})")
    say(f"source: {layer.source_name}; {layer.attribution}")
    return layer
