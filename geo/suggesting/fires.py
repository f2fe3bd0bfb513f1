"""Past fires on the grid: which fire was seen in which cell, and what that comes to.

A fire event counts once in a cell however many hotspots it has there: hotspots are never counted as fires.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.suggesting.fire_years import fire_year, years_of
from geo.suggesting.grid import NOWHERE, Floats, Grid
from geo.suggesting.rules import Rules

_AROUND = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]


@dataclass(frozen=True)
class PastFires:
    """
    fires : DataFrame, one row per fire
        fire_id, year (fire year), season (bool: in the burning season), verdict, counts_for (0 to 1).
    met : DataFrame
        cell, fire (position in `fires`), inside (True: seen in the cell, False: only in a cell around it);
        each pair once.
    value : of each cell, 0 to 1; shape (n,)
    sum : of what the fires count for; shape (n,)
    full : the sum from which on the value is 1
    """

    fires: pd.DataFrame
    met: pd.DataFrame
    value: Floats
    sum: Floats
    full: float

    def counted(self, cells: npt.ArrayLike) -> pd.DataFrame:
        """Fires of some ground, each once: year, season, verdict, inside, around (numbers of fires).

        Inside: seen in one of the cells; around: only beside them. The latest year first.
        """
        met = self.met[np.isin(self.met["cell"].to_numpy(), np.asarray(cells))]
        inside = met.groupby("fire")["inside"].any()
        rows = self.fires.loc[inside.index, ["year", "season", "verdict"]].assign(inside=inside.to_numpy())
        rows["around"] = ~rows["inside"]
        table = rows.groupby(["year", "season", "verdict"], as_index=False)[["inside", "around"]].sum()
        order = ["year", "season", "inside", "verdict"]
        table = table.sort_values(order, ascending=[False, False, False, True])
        return table.reset_index(drop=True)

    def in_cells(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """How many fires were seen in each cell, and how many only around it; shape (n,) each."""
        cell, inside = self.met["cell"].to_numpy(), self.met["inside"].to_numpy(bool)
        size = len(self.value)
        return np.bincount(cell[inside], minlength=size), np.bincount(cell[~inside], minlength=size)


def _pairs(seen_row: Any, seen_column: Any, fire: Any, grid: Grid) -> pd.DataFrame:
    """Each (cell, fire) once, also of the cells around."""
    span = np.int64(len(grid) or 1)
    # One per place and fire first: a fire has many hotspots, and each place has nine cells to tell.
    places = pd.DataFrame({"row": seen_row, "column": seen_column, "fire": fire}).drop_duplicates()
    row, column, own = (places[name].to_numpy(np.int64) for name in places)
    cells, fires, inside = [], [], []
    for down, right in _AROUND:
        cell = grid.cell_at(row + down, column + right)
        known = cell != NOWHERE
        cells.append(cell[known])
        fires.append(own[known])
        inside.append(np.full(int(known.sum()), down == right == 0))
    cell, own, within = np.concatenate(cells), np.concatenate(fires), np.concatenate(inside)
    key, which = np.unique(own * span + cell, return_inverse=True)
    return pd.DataFrame(
        {"cell": key % span, "fire": key // span, "inside": np.bincount(which, weights=within) > 0}
    )


def past_fires(
    seen: pd.DataFrame, fires: pd.DataFrame, grid: Grid, rules: Rules, now: datetime, tz: tzinfo
) -> PastFires:
    """Lay past fires over the grid.

    Parameters
    ----------
    seen : DataFrame
        fire_id, latitude, longitude (degrees WGS84): where each fire was seen, a row per hotspot (or the
        place that people told); any order, repeats change nothing.
    fires : DataFrame
        fire_id (unique), time (aware, UTC), verdict (a key of `rules.verdicts`).
    now : datetime
        Aware. Fires of fire years before the `rules.seasons` last ones, and later than `now`, do not count.
    tz : tzinfo
        In which months are counted.

    Raises
    ------
    ValueError
        A verdict that the rules do not know.
    """
    unknown = set(fires["verdict"].unique()) - set(rules.verdicts)
    if unknown:
        raise ValueError(f"'verdict' should be of {', '.join(rules.verdicts)}, got {sorted(unknown)[0]!r}")
    year, season = years_of(fires["time"], rules, tz)
    age = fire_year(now, rules, tz) - year
    known = (age >= 0) & (age < rules.seasons) & (fires["time"] <= now).to_numpy()
    weight = fires["verdict"].map(rules.verdicts).to_numpy(np.float64)
    weight = weight * rules.fades ** np.maximum(age, 0) * np.where(season, 1.0, rules.off_season)
    table = pd.DataFrame(
        {
            "fire_id": fires["fire_id"].to_numpy(),
            "year": year,
            "season": season,
            "verdict": fires["verdict"].to_numpy(),
            "counts_for": weight,
        }
    )[known].reset_index(drop=True)
    fire = pd.Index(table["fire_id"]).get_indexer(pd.Index(seen["fire_id"]))
    row, column = grid.numbers_of(seen["longitude"].to_numpy(), seen["latitude"].to_numpy())
    met = _pairs(row[fire >= 0], column[fire >= 0], fire[fire >= 0], grid)
    each = table["counts_for"].to_numpy()[met["fire"].to_numpy()]
    each = each * np.where(met["inside"], 1.0, rules.around)
    total: Floats = np.bincount(met["cell"], weights=each, minlength=len(grid)).astype(np.float64)
    any_fire = total[total > 0]
    full = float(np.quantile(any_fire, 1 - rules.full_cells)) if len(any_fire) else 0.0
    full = max(full, rules.full_fires)
    return PastFires(table, met, np.minimum(total / full, 1.0), total, full)
