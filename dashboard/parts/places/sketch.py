"""A small drawing of the area with the points and lines of a file: what lies elsewhere is seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import shapely

from dashboard.parts.html import html
from dashboard.services import services

WIDTH = 560
_PAD = 0.04
_MOST_POINTS = 3000


def _path(shape: shapely.Geometry, at: np.ndarray, scale: np.ndarray) -> str:
    drawn = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior] if isinstance(part, shapely.Polygon) else [part]
        for ring in rings:
            places = (shapely.get_coordinates(ring) - at) * scale
            drawn.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in places))
    return "".join(drawn)


def show(
    points: np.ndarray, doubtful: np.ndarray, lines: Sequence[shapely.Geometry], description: str
) -> None:
    """Draw it.

    Parameters
    ----------
    points : ndarray (n, 2)
        Longitude and latitude.
    doubtful : ndarray of bool (n,)
        Points drawn as outside.
    lines : geometries in EPSG:4326
    description : str
        The same in words, for those who do not see it.
    """
    areas = services().areas
    outlines = areas.of_era(areas.present_era).geometry.to_numpy()
    west, south, east, north = areas.bounds
    if len(points):
        (west, south), (east, north) = (
            np.minimum(points.min(axis=0), [west, south]),
            np.maximum(points.max(axis=0), [east, north]),
        )
    pad = _PAD * max(east - west, north - south)
    narrow = np.cos(np.radians((south + north) / 2))
    size = WIDTH / ((east - west + 2 * pad) * narrow)
    scale, at = np.array([size * narrow, -size]), np.array([west - pad, north + pad])
    height = (north - south + 2 * pad) * size
    drawn = "".join(
        f'<path class="land" d="{_path(shapely.simplify(one, 0.003), at, scale)}Z"/>' for one in outlines
    )
    tolerance = (east - west) / 400
    drawn += "".join(
        f'<path class="line" d="{_path(shapely.simplify(one, tolerance), at, scale)}"/>' for one in lines
    )
    step = max(1, len(points) // _MOST_POINTS)
    for (lon, lat), out in zip(points[::step], doubtful[::step], strict=True):
        x, y = (np.array([lon, lat]) - at) * scale
        drawn += f'<circle class="{"out" if out else "in"}" cx="{x:.0f}" cy="{y:.0f}" r="3.5"/>'
    html(
        f'<svg class="cl-sketch" role="img" aria-label="{escape(description, quote=True)}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}">{drawn}</svg>'
    )
