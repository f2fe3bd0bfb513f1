"""Where somebody has been and where nobody: the area as a grid, each cell with the last day it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.search.plane import to_degrees, to_metres
from geo.vn2000 import SON_LA

CELL_M = 500.0
"""As wide as one looks from a ridge path, and as the grid that zones are suggested on."""
_DAY_ZERO = date(1970, 1, 1)
_NEVER = np.iinfo(np.int32).min


@dataclass(frozen=True, eq=False)
class Visits:
    """Cells of `CELL_M` whose middle lies in the area.

    `boxes`: their squares, metres of the plane `epsg`. `last`: days since 1970-01-01 of the last visit, the
    least int32 where there was none.
    """

    boxes: NDArray[np.object_]
    last: NDArray[np.int32]
    epsg: int

    def days_ago(self, today: date) -> NDArray[np.float64]:
        """Days since each cell was seen; infinite where nobody came. Never negative."""
        number = (today - _DAY_ZERO).days
        return np.where(self.last == _NEVER, np.inf, np.maximum(number - self.last.astype("float64"), 0))

    def joined(self, which: NDArray[np.bool_]) -> Any:
        """The chosen cells as one shape, degrees WGS84; empty where there are none."""
        if not which.any():
            return shapely.Polygon()
        return to_degrees(shapely.union_all(self.boxes[which]), self.epsg)


def cells(area: Any, *, cell_m: float = CELL_M, epsg: int = SON_LA) -> NDArray[np.object_]:
    """The squares of the grid whose middle lies in `area` (polygons, WGS84), in metres of the plane."""
    plane = to_metres(area, epsg)
    west, south, east, north = np.floor(np.array(plane.bounds) / cell_m)
    columns, rows = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    left, low = columns.ravel() * cell_m, rows.ravel() * cell_m
    shapely.prepare(plane)
    inside = shapely.contains_xy(plane, left + cell_m / 2, low + cell_m / 2)
    left, low = left[inside], low[inside]
    boxes: NDArray[np.object_] = shapely.box(left, low, left + cell_m, low + cell_m)
    return boxes


def visits(
    area: Any,
    walked: Iterable[tuple[date, Any]],
    visibility_m: float,
    *,
    cell_m: float = CELL_M,
    epsg: int = SON_LA,
) -> Visits:
    """Return when each cell was last within sight of somebody's way.

    Parameters
    ----------
    area : polygons, WGS84
    walked : pairs of a local day and lines, WGS84
    visibility_m : float
        Metres to either side of a line.
    """
    boxes = cells(area, cell_m=cell_m, epsg=epsg)
    return Visits(boxes, _last(boxes, walked, visibility_m, epsg), epsg)


def last_seen(
    shapes: Iterable[Any], walked: Iterable[tuple[date, Any]], visibility_m: float, *, epsg: int = SON_LA
) -> list[date | None]:
    """The last day on which some of each shape (WGS84) was within sight of somebody's way; None: on none."""
    planes = to_metres(np.array(list(shapes), dtype=object), epsg)
    return [
        None if number == _NEVER else _DAY_ZERO + timedelta(days=int(number))
        for number in _last(planes, walked, visibility_m, epsg)
    ]


def _last(
    planes: NDArray[np.object_], walked: Iterable[tuple[date, Any]], visibility_m: float, epsg: int
) -> NDArray[np.int32]:
    last = np.full(len(planes), _NEVER, dtype=np.int32)
    pairs = [(day, line) for day, line in walked if not shapely.is_empty(line)]
    if len(planes) and pairs:
        lines = to_metres(np.array([line for _, line in pairs], dtype=object), epsg)
        line, shape = shapely.STRtree(planes).query(lines, predicate="dwithin", distance=visibility_m)
        days = np.array([(day - _DAY_ZERO).days for day, _ in pairs], dtype=np.int32)
        np.maximum.at(last, shape, days[line])
    return last
