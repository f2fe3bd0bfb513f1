"""What lies under and around each cell: forest, the nearest village, the nearest field, the last patrol."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from geo.forest.distance import NearestForest
from geo.forest.index import ForestIndex
from geo.forest.shares import shares
from geo.place_names import nearest
from geo.suggesting.grid import Floats, Grid

FIELDS = ("farmland",)
"""State groups that are fields."""


def falling(metres: Floats, near_m: float, far_m: float) -> Floats:
    """1 up to `near_m`, 0 from `far_m` on, even in between; NaN stays NaN."""
    slope: Floats = np.clip((far_m - metres) / max(far_m - near_m, 1e-9), 0.0, 1.0)
    return slope


def _within(grid: Grid, index: ForestIndex, bounds: tuple[float, float, float, float] | None) -> Any:
    """Cells that the layer reaches: their middle lies in its box."""
    if bounds is None:
        return np.zeros(len(grid), dtype=bool)
    west, south, east, north = bounds
    lon, lat = grid.middle
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def forest_on(
    grid: Grid,
    index: ForestIndex,
    forest_groups: Sequence[str],
    bounds: tuple[float, float, float, float] | None,
) -> pd.DataFrame:
    """Lay the cells over a forest layer.

    The shares are those of the cell's middle ± half a side along the meridian: the plane is turned by 0.1°
    against it here, which moves a corner by one metre.

    Parameters
    ----------
    index : ForestIndex
        The layer; the answer is kept with it, so that a second question costs nothing.
    forest_groups
        State groups that count as forest.
    bounds
        West, south, east, north of the layer, degrees: beyond them nothing is known.

    Returns
    -------
    DataFrame
        One row per cell: share (of the cell that is forest, 0 to 1; NaN beyond the layer), field_m (from the
        cell's edge to the nearest field, 0 in it; NaN where the layer knows no fields or does not reach).
    """
    name = f"cells of {grid.crs} {grid.side_m:g} {id(grid)} {' '.join(sorted(forest_groups))}"
    if name in index.made:
        kept, of_grid = index.made[name]
        if of_grid is grid:
            return kept.copy()
    lon, lat = grid.middle
    side = np.full(len(grid), grid.side_m / 1000)
    pixels = pd.DataFrame({"latitude": lat, "longitude": lon, "scan_km": side, "track_km": side})
    groups = index.groups[index.plot] if len(index) else np.array([], dtype=object)
    fields = index.pieces[np.isin(groups.astype(str), FIELDS)]
    if len(index) and len(grid):
        summary, _ = shares(pixels, index, forest_groups=tuple(forest_groups), near_m=0.0)
        share = summary["forest"].to_numpy()
    else:
        share = np.zeros(len(grid))
    table = pd.DataFrame({"share": share, "field_m": NearestForest(fields).metres(grid.degrees)})
    table[~_within(grid, index, bounds)] = np.nan
    index.made[name] = table, grid
    return table.copy()


def villages_near(grid: Grid, places: pd.DataFrame) -> pd.DataFrame:
    """The nearest village of each cell's middle: village (name or None), village_m (NaN without any).

    Parameters
    ----------
    places
        Columns of `geo.place_names.COLUMNS`; rows of other kinds than village are passed over.
    """
    villages = places[places["kind"] == "village"].reset_index(drop=True)
    if villages.empty or not len(grid):
        return pd.DataFrame({"village": pd.Series([None] * len(grid), dtype=object), "village_m": np.nan})
    lon, lat = grid.middle
    found = nearest(lat, lon, villages)
    return pd.DataFrame({"village": found["name"].to_numpy(object), "village_m": found["distance_m"]})


def days_since(grid: Grid, patrolled: Sequence[tuple[Any, datetime]], now: datetime) -> Floats:
    """Days since somebody was last in each cell; inf: never. Shape (n,).

    Parameters
    ----------
    patrolled
        Where (polygons for at least half a cell, or lines, degrees WGS84) and when (aware), in any order.
        What is later than `now` does not count.
    """
    days = np.full(len(grid), np.inf)
    for shape, when in patrolled:
        if when <= now and len(grid):
            under = grid.under([shape])
            days[under] = np.minimum(days[under], (now - when).total_seconds() / 86_400)
    return days
