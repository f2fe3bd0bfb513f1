"""Shapes as a small drawing, north up: two versions of one zone one above the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import shapely

from dashboard.parts.html import html

_SIDE, _EDGE = 220, 8
"""Pixels: the longer side, and the margin around."""
_SIMPLER = 400
"""Corners in all that are worth drawing at this size."""


def _path(part: Any, place: Any) -> str:
    rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    end = "Z" if part.geom_type == "Polygon" else ""
    return "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*place(x, y)) for x, y in ring.coords) + end for ring in rings
    )


def show(shapes: Sequence[tuple[Any, str]], name: str) -> None:
    """Draw shapes (EPSG:4326), the last on top. Each comes with its class: new, old, theirs."""
    drawn = [(shape, look) for shape, look in shapes if shape is not None and not shape.is_empty]
    if not drawn:
        return
    west, south, east, north = shapely.total_bounds([shape for shape, _look in drawn])
    narrow = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * narrow, north - south
    scale = _SIDE / max(wide, high, 1e-9)

    def place(x: float, y: float) -> tuple[float, float]:
        return _EDGE + (x - west) * narrow * scale, _EDGE + (north - y) * scale

    paths = []
    for shape, look in drawn:
        if shapely.get_num_coordinates(shape) > _SIMPLER:
            shape = shapely.simplify(shape, max(high, wide) / _SIDE / 2)
        way = "line" if shape.geom_type.endswith("LineString") else "area"
        outline = "".join(_path(part, place) for part in shapely.get_parts(shape))
        paths.append(f'<path class="{look} {way}" fill-rule="evenodd" d="{outline}"/>')
    width, height = 2 * _EDGE + wide * scale, 2 * _EDGE + high * scale
    html(
        f'<svg class="cl-zonesketch" role="img" aria-label="{escape(name, quote=True)}" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}">{"".join(paths)}</svg>'
    )
