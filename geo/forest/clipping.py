"""How much of a box each polygon covers, without building the cut-out shapes.

By Green's theorem the area of a polygon inside a box is the sum, over the polygon's edges, of the integral of
x, held within the box, along the part of the edge between the box's bottom and top. It is arithmetic on
arrays: no geometry is made, and no ring can make it fail.
"""

from __future__ import annotations

import numpy as np

from geo.forest.index import Edges, Floats, Ints

_AT_ONCE = 1 << 17  # edges per step: the work arrays then stay in the processor's cache
_SMALLEST = 1e-12  # a share that rounding alone can make


def _integral(u0: Floats, v0: Floats, u1: Floats, v1: Floats) -> Floats:
    """∫ min(max(u, 0), 1) dv along each edge, where 0 ≤ v ≤ 1; shape (e,)."""
    below, above = np.clip(v0, 0.0, 1.0), np.clip(v1, 0.0, 1.0)
    rise = above - below
    crosses = rise != 0
    slope = (u1 - u0) / np.where(crosses, v1 - v0, 1.0)
    first, second = u0 + slope * (below - v0), u0 + slope * (above - v0)
    held, held_too = np.clip(first, 0.0, 1.0), np.clip(second, 0.0, 1.0)
    run = second - first
    beyond = np.maximum(second, 1.0) - np.maximum(first, 1.0)
    whole = (held_too - held) * (held_too + held) / 2 + beyond
    mean = np.where(run != 0, whole / np.where(run != 0, run, 1.0), held)
    return np.where(crosses, rise * mean, 0.0)


def _step(edges: Edges, polygon: Ints, box: Floats) -> Floats:
    count = edges.count[polygon]
    ends = np.cumsum(count)
    pair = np.repeat(np.arange(len(polygon)), count)
    edge = np.arange(len(pair)) + (edges.start[polygon] - ends + count)[pair]
    at = edges.vertex[edge]
    west, south = box[pair, 0], box[pair, 1]
    wide = 1 / np.maximum(box[:, 2] - box[:, 0], 1e-12)
    high = 1 / np.maximum(box[:, 3] - box[:, 1], 1e-12)
    wide, high = wide[pair], high[pair]
    part = _integral(
        (edges.x[at] - west) * wide,
        (edges.y[at] - south) * high,
        (edges.x[at + 1] - west) * wide,
        (edges.y[at + 1] - south) * high,
    )
    return np.asarray(np.bincount(pair, weights=part, minlength=len(polygon)), dtype=np.float64)


def shares_of_boxes(edges: Edges, polygon: Ints, boxes: Floats) -> Floats:
    """Share of each box that its polygon covers, shape (k,), 0 to 1.

    Parameters
    ----------
    edges : Edges
        Of polygons with outer rings anticlockwise and holes clockwise.
    polygon : array of int, shape (k,)
        Which polygon.
    boxes : array of float, shape (k, 4)
        West, south, east, north, in the unit of the polygons.
    """
    found = np.zeros(len(polygon))
    done = np.cumsum(edges.count[polygon])
    start = 0
    while start < len(polygon):
        before = done[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(done, before + _AT_ONCE)))
        found[start:stop] = _step(edges, polygon[start:stop], boxes[start:stop])
        start = stop
    found[found < _SMALLEST] = 0.0
    return np.minimum(found, 1.0)
