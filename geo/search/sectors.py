"""Cut a search into strips of equal area, one for each member of a team."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely import affinity

from geo.search.plane import polygonal, to_degrees, to_metres
from geo.vn2000 import SON_LA

MOST_SECTORS = 30
_EQUAL = 1e-6
"""Sectors differ by no more than this share."""
_HALVINGS = 40
"""Each halves what is unknown of a cut: 40 leave less than a tenth of a millimetre of 20 km."""


def _direction(shape: Any) -> float:
    """The direction of the longer side, degrees from east; a square is cut from west to east."""
    around = shapely.oriented_envelope(shape)
    if around.geom_type != "Polygon":
        return 0.0
    corners = shapely.get_coordinates(around)
    sides = np.diff(corners[:3], axis=0)
    lengths = np.hypot(*sides.T)
    if np.isclose(lengths[0], lengths[1], rtol=1e-6):
        flat = np.abs(sides[:, 1]) / lengths
        side = sides[int(np.argmin(flat))]
    else:
        side = sides[int(np.argmax(lengths))]
    angle = float(np.degrees(np.arctan2(side[1], side[0])))
    return (angle + 90.0) % 180.0 - 90.0


def _strip(shape: Any, west: float, east: float) -> Any:
    _, south, _, north = shape.bounds
    return polygonal(shapely.intersection(shape, shapely.box(west, south - 1, east, north + 1)))


def _reached(shape: Any, area: float) -> float:
    """The easting west of which `area` of the shape lies."""
    west, _, east, _ = shape.bounds
    start = west - 1
    for _ in range(_HALVINGS):
        middle = (west + east) / 2
        if shapely.area(_strip(shape, start, middle)) < area:
            west = middle
        else:
            east = middle
    return (west + east) / 2


def _cut(shape: Any, area: float) -> float:
    """Where to cut; between two parts in the middle, so that neither is grazed."""
    return (_reached(shape, area * (1 - _EQUAL)) + _reached(shape, area * (1 + _EQUAL))) / 2


def sectors(shape: shapely.Geometry, count: int, *, epsg: int = SON_LA) -> list[shapely.Geometry]:
    """Return `count` sectors of equal area: strips across the longer side, from the west or south on.

    Parameters
    ----------
    shape : Polygon or MultiPolygon
        WGS84. A part of its own may be cut, or two parts may share a sector: a strip can be a MultiPolygon.
    count : int
        1 to `MOST_SECTORS`.

    Raises
    ------
    ValueError
        `count` is out of range, or the shape is empty.
    """
    if not 1 <= count <= MOST_SECTORS:
        raise ValueError(f"'count' should be 1 to {MOST_SECTORS}, got {count}")
    if shapely.area(shape) <= 0:
        raise ValueError("'shape' should have an area")
    plane = to_metres(shape, epsg)
    angle, about = _direction(plane), plane.centroid
    turned = affinity.rotate(plane, -angle, origin=about)
    share = shapely.area(turned) / count
    west, _, east, _ = turned.bounds
    cuts = [west - 1, *(_cut(turned, share * number) for number in range(1, count)), east + 1]
    strips = [_strip(turned, cuts[k], cuts[k + 1]) for k in range(count)]
    back = [affinity.rotate(strip, angle, origin=about) for strip in strips]
    return [shapely.orient_polygons(to_degrees(strip, epsg)) for strip in back]
