"""A few drawable zones from the cells that score highest.

Cells grow into a zone from the best one outwards, the best neighbour first and the near before the far, so
that a zone is one compact piece with straight sides that a person can redraw. A zone is exactly its cells.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from geo.suggesting.grid import NOWHERE, Floats, Grid, Ints
from geo.suggesting.rules import Rules

Bools = npt.NDArray[np.bool_]
_SIDES = ((-1, 0), (0, -1), (0, 1), (1, 0))
_COMPACT = 0.5
"""A cell as far from a zone's first one as a full zone is wide must score this much of itself more to be
taken before a near one: without it zones follow a valley for miles, and nobody walks them in a day."""
_TIES = 1.5
"""So many times the chosen share may share one score before it is said that the score tells nothing apart."""


@dataclass(frozen=True)
class Suggested:
    """`cells`: positions in the grid, ascending. `shape`: degrees WGS84. `score`: mean over the cells."""

    cells: Ints
    shape: Any
    score: float


def best(score: Floats, allowed: Bools, rules: Rules) -> Bools:
    """Which cells belong to the best `rules.chosen` of the ground; equal scores are taken or left together.

    The share is of all cells with a score, so that ground which is left out (it is a zone already) is not
    made up for by worse ground.
    """
    known = ~np.isnan(score)
    if not known.any():
        return np.zeros(len(score), dtype=bool)
    wanted = int(np.ceil(known.sum() * rules.chosen))
    cut = np.sort(score[known])[-wanted]
    found = known & (score >= cut)
    if found.sum() > _TIES * wanted:
        found = known & (score > cut)
    return found & allowed & (score > 0)


def _neighbours(grid: Grid) -> Ints:
    """The four neighbours of each cell, `NOWHERE` where there is none; shape (n, 4)."""
    return np.column_stack([grid.cell_at(grid.row + down, grid.column + right) for down, right in _SIDES])


def _grow(seed: int, free: Bools, score: Floats, grid: Grid, beside: Ints, most: int) -> list[int]:
    width = np.sqrt(most)
    region: list[int] = []
    waiting = [(-float(score[seed]), seed)]
    met = {seed}
    while waiting and len(region) < most:
        _, cell = heapq.heappop(waiting)
        region.append(cell)
        for each in beside[cell]:
            if each != NOWHERE and free[each] and each not in met:
                met.add(int(each))
                far = np.hypot(grid.row[each] - grid.row[seed], grid.column[each] - grid.column[seed])
                heapq.heappush(waiting, (-float(score[each]) * (1 - _COMPACT * far / width), int(each)))
    return region


def _filled(region: list[int], allowed: Bools, score: Floats, grid: Grid) -> list[int]:
    """The region with the cells that it encloses, if all of a hole may be taken."""
    row, column = grid.row[region], grid.column[region]
    first = row.min() - 1, column.min() - 1
    box = np.zeros((row.max() - first[0] + 2, column.max() - first[1] + 2), dtype=bool)
    box[row - first[0], column - first[1]] = True
    holes, count = ndimage.label(ndimage.binary_fill_holes(box) & ~box)
    found = list(region)
    for number in range(1, count + 1):
        down, right = np.nonzero(holes == number)
        cells = grid.cell_at(down + first[0], right + first[1])
        if (cells != NOWHERE).all() and allowed[cells].all() and not np.isnan(score[cells]).any():
            found += [int(each) for each in cells]
    return found


def suggest(grid: Grid, score: Floats, rules: Rules, allowed: Bools | None = None) -> list[Suggested]:
    """Turn the best cells into zones, the highest mean score first.

    Parameters
    ----------
    score : shape (n,), NaN where nothing is known
    allowed : shape (n,), optional
        False: ground that must not be proposed (it is a zone already, or was refused).

    Returns
    -------
    list of Suggested
        At most `rules.most_zones`, none that touch in a cell, each connected by sides and of `least_ha` to
        `most_ha` (enclosed cells may add to it). Empty when no score stands out.
    """
    may = np.ones(len(grid), dtype=bool) if allowed is None else allowed
    free = best(score, may, rules)
    least = max(1, int(np.ceil(rules.least_ha / rules.cell_ha)))
    most = max(least, int(rules.most_ha / rules.cell_ha))
    beside = _neighbours(grid)
    regions: list[list[int]] = []
    # Of equal scores the first in the grid's order: the same run gives the same zones.
    for seed in np.lexsort((np.arange(len(grid)), -np.nan_to_num(score, nan=-1.0))):
        if not free[seed]:
            continue
        region = _grow(int(seed), free, score, grid, beside, most)
        free[region] = False
        if len(region) >= least:
            region = _filled(region, may & ~_taken(regions, len(grid)), score, grid)
            free[region] = False
            regions.append(region)
    found = [_zone(region, score, grid) for region in regions]
    found.sort(key=lambda each: (-each.score, each.cells[0]))
    return found[: rules.most_zones]


def _taken(regions: list[list[int]], size: int) -> Bools:
    taken = np.zeros(size, dtype=bool)
    for region in regions:
        taken[region] = True
    return taken


def _zone(region: list[int], score: Floats, grid: Grid) -> Suggested:
    cells = np.sort(np.array(region, dtype=np.int64))
    outline = shapely.simplify(shapely.union_all(grid.plane[cells]), 0.0)
    shape = shapely.orient_polygons(grid.to_degrees(shapely.normalize(outline)))
    return Suggested(cells, shape, float(np.mean(score[cells])))
