"""Everything that the database knows of the ground, as the score takes it; what is missing stays missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, select

from data.danger_levels.reading import levels_at
from data.effort.rows import counted_lines
from data.forest.index import forest_index
from data.forest.layers import Layer, active_layer
from data.forest.settings import ForestSettings
from data.places.reading import places_at
from data.store.engine import reading
from data.store.tables import (
    patrol,
    patrol_zone,
    zone,
    zone_suggestion,
)
from data.zones.suggestions.past import past_of
from geo.communes import Areas
from geo.suggesting import Grid, Known, Rules, first_moment, forest_on, grid_over, villages_near

WALKED = ("patrol", "key_area", "burn_watch")
"""Kinds of zones in which ground is already taken care of; a firebreak or a route is no ground to walk."""
_MARGIN_DEG = 0.01
"""About 1 km: the cells around the outermost ones count a little."""


@dataclass(frozen=True)
class Gathered:
    """`allowed`: False where a cell is a zone already or was refused lately, shape (n,). `ground`: what went
    into it, in plain numbers for the run's record.
    """

    grid: Grid
    known: Known
    allowed: npt.NDArray[np.bool_]
    ground: dict[str, Any]


def _patrolled(conn: Connection, now: datetime) -> tuple[list[tuple[Any, datetime]], int]:
    """Where patrols went and when: along their tracks, or, without any, in the zones they were sent to."""
    begun = (patrol.c.started_at.is_not(None), patrol.c.started_at <= now, patrol.c.status != "cancelled")
    query = select(patrol.c.id, patrol.c.started_at, patrol.c.returned_at).where(*begun)
    when = {row.id: min(row.returned_at or row.started_at, now) for row in conn.execute(query)}
    shapes = select(patrol_zone.c.patrol_id, zone.c.shape).join(zone, zone.c.id == patrol_zone.c.zone_id)
    tracks = [(own, line) for own, _track, line in counted_lines(conn) if own in when]
    proven = {own for own, _line in tracks}
    sent = [(own, shape) for own, shape in conn.execute(shapes) if own in when and own not in proven]
    return [(shape, when[own]) for own, shape in (*tracks, *sent)], len(when)


def _taken(conn: Connection, grid: Grid, rules: Rules, now: datetime) -> tuple[Any, dict[str, int]]:
    """Cells that must not be proposed, and how many for which reason."""
    zones = conn.execute(
        select(zone.c.shape).where(zone.c.archived_at.is_(None), zone.c.kind.in_(WALKED))
    ).scalars()
    since = now - timedelta(days=rules.refused_days)
    refused = conn.execute(
        select(zone_suggestion.c.shape).where(
            zone_suggestion.c.state == "refused", zone_suggestion.c.decided_at >= since
        )
    ).scalars()
    here = [shape for shape in zones if shape is not None]
    there = list(refused)
    zoned = grid.under(here) if here else np.zeros(len(grid), dtype=bool)
    declined = grid.under(there) if there else np.zeros(len(grid), dtype=bool)
    counts = {"zones": len(here), "zoned_cells": int(zoned.sum()), "refused_cells": int(declined.sum())}
    return ~(zoned | declined), counts


def _forest(engine: Engine, layer: Layer | None, grid: Grid, groups: Sequence[str]) -> Any:
    if layer is None:
        return None
    return forest_on(grid, forest_index(engine, layer.id), groups, layer.bounds)


def gather(
    engine: Engine, areas: Areas, rules: Rules, forest: ForestSettings, now: datetime, tz: tzinfo
) -> Gathered:
    """Read what is known of the ground.

    Parameters
    ----------
    now
        Aware, the clock of facts.
    tz
        In which months are counted.
    """
    grid = grid_over(areas, rules.side_m, rules.outside_m)
    since = first_moment(now, rules, tz)
    west, south, east, north = areas.bounds
    box = west - _MARGIN_DEG, south - _MARGIN_DEG, east + _MARGIN_DEG, north + _MARGIN_DEG
    with reading(engine) as conn:
        past = past_of(conn, since, now, box)
        layer = active_layer(conn, now)
        places = places_at(conn, now.astimezone(tz).date())
        levels = {
            commune: each.level for commune, each in levels_at(conn, now).items() if each.level is not None
        }
        patrolled, patrols = _patrolled(conn, now)
        allowed, taken = _taken(conn, grid, rules, now)
    villages = places[places["kind"] == "village"]
    known = Known(
        seen=None if past is None else past[0],
        fires=None if past is None else past[1],
        forest=_forest(engine, layer, grid, forest.counts_as_forest),
        villages=None if villages.empty else villages_near(grid, villages),
        levels=levels,
        patrolled=patrolled if patrols else None,
    )
    ground = taken | {
        "since": since.isoformat(),
        "hotspots": 0 if past is None else len(past[0]),
        "fires": 0 if past is None else len(past[1]),
        "layer": None if layer is None else layer.name,
        "layer_kind": None if layer is None else layer.kind,
        "villages": len(villages),
        "levels": levels,
        "patrols": patrols,
        "cells": len(grid),
    }
    return Gathered(grid, known, allowed, ground)
