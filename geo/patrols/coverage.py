"""How much of a zone was seen by those who walked: tracks widened by how far one sees, cut with the zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.search.plane import to_metres
from geo.vn2000 import SON_LA

_CORNER = 8
"""Points on a quarter circle: the area of a round end is 0.6 % too small."""
_PIECE = 64
"""Vertices that are widened together. A long line that crosses itself over and over is widened far faster in
pieces; what they see is the same, for neighbours share a vertex."""


class Coverage(NamedTuple):
    """`share` 0 to 1 of the zone's area, or of a route's length; `amount` square metres, or metres, seen."""

    share: float
    amount: float


def _cut(lines: Any) -> NDArray[np.object_]:
    """The lines in pieces of at most `_PIECE` steps."""
    parts: NDArray[np.object_] = np.atleast_1d(shapely.get_parts(np.atleast_1d(lines)))
    pieces: list[Any] = []
    for part in parts:
        if shapely.get_num_coordinates(part) <= _PIECE + 1:
            pieces.append(part)
            continue
        at = shapely.get_coordinates(part)
        starts = range(0, len(at) - 1, _PIECE)
        ends = np.repeat(np.arange(len(starts)), [min(_PIECE, len(at) - 1 - start) + 1 for start in starts])
        which = np.concatenate([np.arange(start, min(start + _PIECE, len(at) - 1) + 1) for start in starts])
        pieces.extend(shapely.linestrings(at[which], indices=ends))
    return np.array(pieces, dtype=object)


def _widened(plane: Any, visibility_m: float) -> Any:
    return shapely.union_all(shapely.buffer(_cut(plane), visibility_m, quad_segs=_CORNER))


def seen(lines: Iterable[Any], visibility_m: float, *, epsg: int = SON_LA) -> Any:
    """What lies within `visibility_m` of any of the lines (WGS84): polygons in metres of the plane `epsg`.

    Raises
    ------
    ValueError
        `visibility_m` is not above 0.
    """
    if not visibility_m > 0:
        raise ValueError(f"'visibility_m' should be above 0 m, got {visibility_m}")
    walked = np.array([line for line in lines if not shapely.is_empty(line)], dtype=object)
    return _widened(to_metres(walked, epsg), visibility_m) if len(walked) else shapely.Polygon()


def _measured(plane: Any) -> tuple[bool, float]:
    """Whether it is a route, and its area or length."""
    route = bool(shapely.get_dimensions(plane) == 1)
    whole = float(shapely.length(plane) if route else shapely.area(plane))
    if not whole > 0:
        raise ValueError("'zone' should have an area, or be a line with a length")
    return route, whole


def _of(plane: Any, near: Any, route: bool, whole: float) -> Coverage:
    both = shapely.intersection(plane, near)
    amount = float(shapely.length(both) if route else shapely.area(both))
    return Coverage(min(max(amount / whole, 0.0), 1.0), min(amount, whole))


def coverage(lines: Iterable[Any], zone: Any, visibility_m: float, *, epsg: int = SON_LA) -> Coverage:
    """Return how much of a zone or route lies within sight of the lines; what was seen twice counts once.

    Parameters
    ----------
    lines
        Lines or points, WGS84. None gives 0.
    zone : (Multi)Polygon, or (Multi)LineString for a route
        WGS84.
    visibility_m : float
        Metres to either side, in the plane `epsg`.

    Raises
    ------
    ValueError
        `visibility_m` is not above 0, or the zone has neither area nor length.
    """
    plane = to_metres(zone, epsg)
    route, whole = _measured(plane)
    return _of(plane, seen(lines, visibility_m, epsg=epsg), route, whole)


def _together(plane: Any, near: Any, both: Any, route: bool, whole: float) -> Coverage:
    """What several tracks saw of one zone. Pieces of a line that lie on each other are told apart by the last
    digit of their ends, so a route is cut once more; surfaces are joined as they are."""
    if route:
        return _of(plane, shapely.union_all(near), route, whole)
    amount = min(float(shapely.area(shapely.union_all(both))), whole)
    return Coverage(amount / whole, amount)


def coverages(
    tracks: Sequence[Any], zones: Sequence[Any], visibility_m: float, *, epsg: int = SON_LA
) -> tuple[NDArray[np.float64], list[Coverage]]:
    """Return the share of each zone that each track saw, and what all tracks together saw of each zone.

    Parameters as for `coverage`; each track may be several lines in one geometry.

    Returns
    -------
    shares : ndarray, (tracks, zones)
    together : list of Coverage, one for each zone
    """
    planes = to_metres(np.array(zones, dtype=object), epsg)
    measured = [_measured(each) for each in planes]
    near = np.array([seen([each], visibility_m, epsg=epsg) for each in tracks], dtype=object)
    shares = np.zeros((len(near), len(planes)))
    if not len(near):
        return shares, [Coverage(0.0, 0.0)] * len(planes)
    shapely.prepare(near)
    track, zone = STRtree(near).query(planes, predicate="intersects")[::-1]
    both = shapely.intersection(planes[zone], near[track])
    routes = np.array([route for route, _ in measured])
    wholes = np.array([whole for _, whole in measured])
    amounts = np.where(routes[zone], shapely.length(both), shapely.area(both))
    shares[track, zone] = np.clip(amounts / wholes[zone], 0.0, 1.0)
    together = [
        _together(plane, near[track[zone == number]], both[zone == number], *measured[number])
        for number, plane in enumerate(planes)
    ]
    return shares, together
