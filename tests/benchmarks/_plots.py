"""An invented inventory for measuring: irregular plots that fill the district and share their borders."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

BOX = (103.35, 21.45, 103.90, 22.05)
GROUPS = ("natural", "planted", "not_yet", "farmland", "water", "other")
FUNCTIONS = ("protection", "special_use", "production", "outside")


def _wobble(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Bend straight borders by some 10 m; a function of the place alone, so neighbours stay neighbours."""
    x, y = degrees.T
    east = 0.00009 * np.sin(x * 9e3 + 1.3 * np.sin(y * 7e3))
    north = 0.00009 * np.sin(y * 8e3 + 1.7 * np.sin(x * 6e3))
    return np.round(np.column_stack([x + east, y + north]), 8)


@cache
def polygons(count: int) -> npt.NDArray[Any]:
    """About `count` valid polygons of mostly 2.5 to 5.5 ha with some 40 vertices when `count` is 100,000."""
    random = np.random.default_rng(1)
    west, south, east, north = BOX
    columns = int(np.sqrt(count * 0.85))
    rows = count // columns
    x, y = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    middle = np.column_stack([x.ravel(), y.ravel()])
    middle += random.uniform(-0.45, 0.45, middle.shape) / [columns, rows]
    middle = middle * [east - west, north - south] + [west, south]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(middle), extend_to=shapely.box(*BOX))
    )
    cells = shapely.intersection(cells, shapely.box(*BOX))
    bent = shapely.transform(shapely.segmentize(cells, 0.00028), _wobble)
    found: npt.NDArray[Any] = bent[shapely.is_valid(bent) & (shapely.get_type_id(bent) == 3)]
    return found


def drawn(names: tuple[str, ...], count: int) -> npt.NDArray[Any]:
    """One of the names for each plot, at random."""
    return np.array(names, dtype=object)[np.random.default_rng(3).integers(0, len(names), count)]
