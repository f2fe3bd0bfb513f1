"""How much of a search was seen by somebody who walked: tracks widened by how far one sees."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from geo.search.plane import to_metres
from geo.vn2000 import SON_LA

_CORNER = 8
"""Points on a quarter circle: the area of a round end is 0.6 % too small."""


def covered_share(
    shape: shapely.Geometry,
    lines: Iterable[shapely.Geometry],
    visibility_m: float,
    *,
    epsg: int = SON_LA,
) -> float:
    """Return the share (0 to 1) of `shape` that lies within `visibility_m` of any of the lines.

    Parameters
    ----------
    shape : Polygon or MultiPolygon
        WGS84.
    lines
        Lines or points, WGS84; what lies twice within sight counts once. None gives 0.
    visibility_m : float
        Metres to either side, in the plane `epsg`.

    Raises
    ------
    ValueError
        `visibility_m` is not above 0, or the shape has no area.
    """
    if not visibility_m > 0:
        raise ValueError(f"'visibility_m' should be above 0 m, got {visibility_m}")
    wanted = to_metres(shape, epsg)
    whole = shapely.area(wanted)
    if not whole > 0:
        raise ValueError("'shape' should have an area")
    walked = [line for line in lines if not shapely.is_empty(line)]
    if not walked:
        return 0.0
    near = shapely.buffer(to_metres(np.array(walked, dtype=object), epsg), visibility_m, quad_segs=_CORNER)
    seen = shapely.area(shapely.intersection(wanted, shapely.union_all(near)))
    return float(min(max(seen / whole, 0.0), 1.0))
