"""What a picture shows, and how each kind of it looks: one table for shapes, one for signs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import shapely

from geo.forest.index import ForestIndex

Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees WGS84."""
Colour = tuple[int, int, int]


class Style(NamedTuple):
    """`width` in units of 1/1000 of the picture's width; `fill` is how much of the colour covers the ground;
    `dash` in widths of the line, 0: none; `casing` is a light rim that keeps it apart from forest."""

    colour: Colour
    width: float
    fill: float = 0.0
    dash: int = 0
    casing: bool = True


class Sign(NamedTuple):
    """`size` is its diameter in units of 1/1000 of the picture's width."""

    form: Literal["dot", "ring", "diamond", "flag", "square"]
    colour: Colour
    size: float


STYLES = {
    "commune": Style((61, 90, 72), 1.6, casing=False),
    "zone": Style((11, 87, 208), 3.0, fill=0.12),
    "route": Style((11, 87, 208), 3.4),
    "area": Style((106, 76, 160), 2.4, fill=0.10, dash=3),
    "burned": Style((163, 15, 45), 2.4, fill=0.22),
    "track": Style((29, 43, 34), 1.8, dash=2),
    "river": Style((95, 159, 192), 1.8, casing=False),
    "water": Style((95, 159, 192), 1.0, fill=0.45, casing=False),
    "road": Style((168, 146, 122), 1.4, casing=False),
}
"""Fire's own reds are for what burned and for hotspots, as on the screen's map."""
SIGNS = {
    "hotspot_new": Sign("dot", (163, 15, 45), 9.0),
    "hotspot": Sign("dot", (238, 106, 31), 7.5),
    "hotspot_old": Sign("dot", (116, 128, 140), 6.0),
    "event": Sign("ring", (163, 15, 45), 18.0),
    "incident": Sign("diamond", (163, 15, 45), 15.0),
    "meeting": Sign("flag", (11, 87, 208), 17.0),
    "place": Sign("square", (47, 74, 58), 4.5),
}


@dataclass(frozen=True)
class Shapes:
    """`style` is a key of `STYLES`; `shapes` are (geometry in WGS84, its label or ""). `legend` "": none."""

    style: str
    shapes: Sequence[tuple[Any, str]]
    legend: str = ""


@dataclass(frozen=True)
class Points:
    """`sign` is a key of `SIGNS`; `points` are (longitude, latitude, label or "")."""

    sign: str
    points: Sequence[tuple[float, float, str]]
    legend: str = ""


@dataclass(frozen=True)
class Layers:
    """Drawn in this order: forest, shapes, points. Labels of the last come first where there is little room.

    `lines` are told below the map: whose outlines these are, as of when, what is missing.
    """

    forest: ForestIndex | None = None
    shapes: Sequence[Shapes] = ()
    points: Sequence[Points] = ()
    lines: Sequence[str] = field(default=())


_DEGREE_M = 111_320.0


def around(shapes: Iterable[Any], *, least_m: float = 2000.0, margin: float = 0.12) -> Bbox | None:
    """The window about some geometries in WGS84; None where there is nothing.

    Parameters
    ----------
    least_m
        A window is at least so wide and high: a single point gets its surroundings.
    margin
        Share of its size that is left free on each side.
    """
    found = [each for each in shapes if each is not None and not each.is_empty]
    if not found:
        return None
    west, south, east, north = (float(each) for each in shapely.total_bounds(found))
    lon, lat = (west + east) / 2, (south + north) / 2
    per_m = 1 / _DEGREE_M / math.cos(math.radians(lat))
    half_width = max((east - west) * (0.5 + margin), least_m / 2 * per_m)
    half_height = max((north - south) * (0.5 + margin), least_m / 2 / _DEGREE_M)
    return lon - half_width, lat - half_height, lon + half_width, lat + half_height
