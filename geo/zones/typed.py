"""A zone typed corner by corner, for whoever cannot or does not want to draw: one point a line, as people
write coordinates (degrees, minutes and seconds, VN-2000 with X to the north).
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

import numpy as np
import shapely

from geo.coordinates import Box, Reading, read_coordinates
from geo.place_errors import PointUnreadable
from geo.vn2000 import SON_LA, to_vn2000
from geo.zones.errors import LinesInvalid

MOST_LINES = 5_000
_NUMBERED = re.compile(r"^\s*(?:[A-Za-zĐđ]{0,3}\d{1,4})\s*[.):;\t]\s+|^\s*\d{1,4}\t+|^\s*\d{1,4}\s*[;|]\s*")
_APART = "---"
"""Between two parts of a zone, or an outline and the next."""


def _readings(line: str, box: Box, epsg: int) -> list[Reading]:
    """Every way to understand a line, with or without a running number before it; those that lie here, then
    those in the written order, first.
    """
    found: list[Reading] = []
    for text in dict.fromkeys((line, _NUMBERED.sub("", line))):
        with contextlib.suppress(PointUnreadable):
            found += read_coordinates(text, box, epsg=epsg)
    return sorted(found, key=lambda each: (not each.inside, each.swapped))


def _point(line: str, number: int, box: Box, epsg: int) -> tuple[float, float]:
    found = _readings(line, box, epsg)
    if not found:
        raise LinesInvalid(problem="lines_unreadable", line=number)
    if found[0].swapped:
        raise LinesInvalid(problem="lines_swapped", line=number)
    return found[0].longitude, found[0].latitude


def from_lines(text: str, box: Box, *, route: bool = False, epsg: int = SON_LA) -> Any:
    """The polygon (or, with `route`, the line) whose corners the lines name, in their order.

    Empty lines count for nothing; a line ``---`` begins another part. A first corner that is named again at
    the end closes the ring and is no corner of its own.

    Parameters
    ----------
    box
        West, south, east, north of the country around, EPSG:4326: of two readings the one in it counts.
    epsg
        The plane that metres are read in.

    Raises
    ------
    LinesInvalid
        `problem`: lines_unreadable, lines_swapped, lines_few (three corners for an area, two for a route),
        lines_many; `line` counts from 1.
    """
    parts: list[list[tuple[float, float]]] = [[]]
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise LinesInvalid(problem="lines_many", line=MOST_LINES)
    for number, line in enumerate(lines, start=1):
        if line.strip().startswith(_APART):
            parts.append([])
        elif line.strip():
            parts[-1].append(_point(line, number, box, epsg))
    found = [part for part in parts if part]
    least = 2 if route else 3
    if not found or any(len(set(part)) < least for part in found):
        raise LinesInvalid(problem="lines_few", line=len(lines))
    shapes = [shapely.LineString(part) if route else shapely.Polygon(part) for part in found]
    if len(shapes) == 1:
        return shapes[0]
    return shapely.multilinestrings(shapes) if route else shapely.multipolygons(shapes)


def as_lines(shape: Any, *, epsg: int | None = None) -> str:
    """The corners of a shape as `from_lines` reads them: latitude, longitude; with `epsg` X, Y of VN-2000.

    To about a metre, as they are read. Holes are left out: they cannot be typed.
    """
    said = []
    for part in shapely.get_parts(shape):
        points = np.asarray(part.exterior.coords[:-1] if part.geom_type == "Polygon" else part.coords)[:, :2]
        if epsg is None:
            said.append("\n".join(f"{lat:.5f}, {lon:.5f}" for lon, lat in points))
        else:
            plane = to_vn2000(points[:, 0], points[:, 1], epsg)
            rows = zip(plane.northing, plane.easting, strict=True)
            said.append("\n".join(f"{north:.1f}; {east:.1f}" for north, east in rows))
    return f"\n{_APART}\n".join(said)
