"""The corners of a zone that a person can copy by hand: few of them, and how far they are from the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from geo.vn2000 import SON_LA, to_vn2000

MOST = 12
"""A table of twelve rows stands beside its map on one sheet."""
MOST_PARTS = 4
_GROWS = 1.3


class Part(NamedTuple):
    """Corners of one piece: (X north, Y east) in metres, VN-2000, clockwise from the north for an area, in
    the order of walking for a route. `closed`: an area."""

    points: Sequence[tuple[float, float]]
    closed: bool


class Corners(NamedTuple):
    """`off_m`: how far the true line goes from the one through the corners, 0 where all are listed;
    `total`: corners of the shape; `parts_left_out`: smaller pieces that are not listed."""

    parts: Sequence[Part]
    total: int
    off_m: float
    parts_left_out: int


def _line(part: Any) -> Any:
    return shapely.LineString(part.exterior.coords) if part.geom_type == "Polygon" else part


def _fewer(line: Any, most: int) -> tuple[Any, float]:
    """The line with at most so many points, and how far it now goes from where it went."""
    found, tolerance = line, 1.0
    while shapely.get_num_coordinates(found) > most:
        found = line.simplify(tolerance, preserve_topology=False)
        tolerance *= _GROWS
    if found is line:
        return line, 0.0
    return found, float(shapely.distance(shapely.points(shapely.get_coordinates(line)), found).max())


def _ordered(points: Any, closed: bool) -> list[tuple[float, float]]:
    """(X, Y) from easting and northing."""
    if closed:
        points = points[:-1]
        following = np.roll(points, -1, axis=0)
        turn = (points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum()
        points = points[::-1] if turn > 0 else points
        points = np.roll(points, -int(points[:, 1].argmax()), axis=0)
    return [(float(northing), float(easting)) for easting, northing in points]


def corners(shape: Any, *, most: int = MOST, epsg: int = SON_LA) -> Corners:
    """The corners of a zone on the VN-2000 plane.

    Parameters
    ----------
    shape
        (Multi)Polygon or (Multi)LineString, EPSG:4326. Clearings inside are not listed.
    most
        Of one piece, at least 4.
    """

    def plane(degrees: Any) -> Any:
        found = to_vn2000(degrees[:, 0], degrees[:, 1], epsg)
        return np.column_stack([found.easting, found.northing])

    pieces = [each for each in shapely.get_parts(shape) if not each.is_empty]
    lines = [shapely.transform(_line(each), plane) for each in pieces]
    closed = [each.geom_type == "Polygon" for each in pieces]
    total = sum(
        int(shapely.get_num_coordinates(line)) - ring for line, ring in zip(lines, closed, strict=True)
    )
    order = sorted(range(len(lines)), key=lambda at: -lines[at].length)[:MOST_PARTS]
    parts, off = [], 0.0
    for at in sorted(order):
        fewer, far = _fewer(lines[at], most + closed[at])
        parts.append(Part(_ordered(shapely.get_coordinates(fewer), closed[at]), closed[at]))
        off = max(off, far)
    return Corners(parts, total, off, len(lines) - len(parts))
