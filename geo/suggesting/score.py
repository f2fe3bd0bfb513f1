"""The score of each cell: the weighted mean of what is known about it, every part kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.suggesting.fires import PastFires, past_fires
from geo.suggesting.grid import Floats, Grid
from geo.suggesting.ground import days_since, falling
from geo.suggesting.rules import PARTS, Rules

ABSENT, NO_WEIGHT = "absent", "no_weight"
"""Why a part is left out of a run: nothing is known of it anywhere, or somebody gave it no weight."""


@dataclass(frozen=True)
class Known:
    """What is known of the ground; None: nothing, and that part is left out, never counted as 0.

    Attributes
    ----------
    seen, fires : DataFrame or None
        As `past_fires` takes them.
    forest : DataFrame or None
        share, field_m: of `forest_on`.
    villages : DataFrame or None
        village, village_m: of `villages_near`.
    levels : commune (area id) → announced danger level, 1 to 5; a commune that is absent: nobody said.
    patrolled : sequence or None
        As `days_since` takes it; None: no patrol was ever recorded.
    """

    seen: pd.DataFrame | None = None
    fires: pd.DataFrame | None = None
    forest: pd.DataFrame | None = None
    villages: pd.DataFrame | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    patrolled: Sequence[tuple[Any, datetime]] | None = None


@dataclass(frozen=True)
class Scored:
    """
    grid : Grid
    parts : DataFrame
        One row per cell, one column per part that counts in this run, 0 to 1; NaN where it is not known.
    score : shape (n,), 0 to 1; NaN where none of the parts is known.
    counts : DataFrame
        What each part counted, one row per cell: fires, fires_around, forest_share, village, village_m,
        field_m, level, patrol_days (inf: never). Columns of parts that are left out are NaN.
    left_out : part → why (`ABSENT`, `NO_WEIGHT`)
    past : PastFires or None
    """

    grid: Grid
    parts: pd.DataFrame
    score: Floats
    counts: pd.DataFrame
    left_out: Mapping[str, str]
    past: PastFires | None

    def weights(self, rules: Rules) -> dict[str, float]:
        """What each part that counts is worth, summing to 1."""
        names = [str(name) for name in self.parts]
        total = sum(rules.weights[name] for name in names)
        return {name: rules.weights[name] / total for name in names}


def weighted_mean(parts: pd.DataFrame, weights: Mapping[str, float]) -> Floats:
    """Mean over the parts that are known of a row, NaN where none is; shape (n,), 0 to 1.

    A part that is not known of one cell takes no side there: its weight goes to the others.
    """
    values = parts.to_numpy(np.float64)
    weight = np.array([weights[str(name)] for name in parts], dtype=np.float64)
    known = ~np.isnan(values)
    total = (known * weight).sum(axis=1)
    summed = np.where(known, values * weight, 0.0).sum(axis=1)
    return np.divide(summed, total, out=np.full(len(parts), np.nan), where=total > 0)


def _levels(grid: Grid, levels: Mapping[str, int]) -> Floats:
    return np.array([levels.get(str(each), np.nan) for each in grid.commune], dtype=np.float64)


def _values(counts: pd.DataFrame, past: PastFires | None, rules: Rules) -> dict[str, npt.NDArray[np.float64]]:
    unknown = np.full(len(counts), np.nan)
    days = counts["patrol_days"].to_numpy()
    return {
        "fires": unknown if past is None else past.value,
        "forest": counts["forest_share"].to_numpy(),
        "villages": falling(counts["village_m"].to_numpy(), rules.village_near_m, rules.village_far_m),
        "fields": falling(counts["field_m"].to_numpy(), rules.field_near_m, rules.field_far_m),
        "danger": (counts["level"].to_numpy() - 1) / 4,
        "patrols": np.minimum(days / rules.patrol_days, 1.0),
    }


def score(grid: Grid, known: Known, rules: Rules, now: datetime, tz: tzinfo) -> Scored:
    """Score every cell.

    Parameters
    ----------
    now : datetime
        Aware: what ages are counted from.
    tz : tzinfo
        In which months, and so seasons, are counted.
    """
    size = len(grid)
    past = None
    if known.seen is not None and known.fires is not None:
        past = past_fires(known.seen, known.fires, grid, rules, now, tz)
    inside, around = (np.nan, np.nan) if past is None else past.in_cells()
    forest, villages = known.forest, known.villages
    counts = pd.DataFrame(
        {
            "fires": inside,
            "fires_around": around,
            "forest_share": np.nan if forest is None else forest["share"].to_numpy(),
            "village": None if villages is None else villages["village"].to_numpy(),
            "village_m": np.nan if villages is None else villages["village_m"].to_numpy(),
            "field_m": np.nan if forest is None else forest["field_m"].to_numpy(),
            "level": _levels(grid, known.levels),
            "patrol_days": np.nan if known.patrolled is None else days_since(grid, known.patrolled, now),
        },
        index=pd.RangeIndex(size),
    )
    values = _values(counts, past, rules)
    left_out = {}
    for name in PARTS:
        if not rules.weights.get(name, 0.0) > 0:
            left_out[name] = NO_WEIGHT
        elif np.isnan(values[name]).all():
            left_out[name] = ABSENT
    parts = pd.DataFrame({name: values[name] for name in PARTS if name not in left_out})
    parts = parts.reindex(pd.RangeIndex(size))
    return Scored(grid, parts, weighted_mean(parts, rules.weights), counts, left_out, past)
