"""Which edges of plots fit to another plot's, and which are open: without building anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Indices = NDArray[np.intp]

_LEAST_RING = 1e-12  # square degrees, 0.01 m²: below, rounding could turn the direction of a ring
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xD6E8FEB86659FD93))
_HALF = np.uint64(32)


@dataclass(frozen=True)
class Edges:
    """How the plots of a layer meet.

    first, second: pairs of plots that share an edge, one on each side of it. open: which plots have an edge
    that not exactly one other plot has from its other side; at_open: both ends of each such edge, (k, 2, 2).

    Over a shared edge one plot goes and another comes: as many plots lie on either side. So ground without a
    plot, and ground with more than one, begins and ends at open edges only.
    """

    first: Indices
    second: Indices
    open: NDArray[np.bool_]
    at_open: NDArray[np.float64]

    def beside(self, plots: Indices) -> Indices:
        """The plots that share an edge with one of these."""
        among = np.zeros(len(self.open), dtype=bool)
        among[plots] = True
        return np.concatenate([self.second[among[self.first]], self.first[among[self.second]]])


def _hashed(coordinates: NDArray[np.float64]) -> NDArray[np.uint64]:
    bits = np.ascontiguousarray(coordinates).view(np.uint64)
    mixed: NDArray[np.uint64] = bits[:, 0] * _FACTORS[0]
    mixed ^= mixed >> _HALF
    mixed += bits[:, 1] * _FACTORS[1]
    mixed ^= mixed >> _HALF
    mixed *= _FACTORS[2]
    return mixed ^ (mixed >> _HALF)


def _sides(at: NDArray[np.float64], begin: Indices, size: Indices, hole: NDArray[np.bool_]) -> Any:
    """1 for a ring whose plot is to the left of its edges, -1 to the right, 0 where that is unsure."""
    from_first = at - np.repeat(at[begin], size, axis=0)
    x, y = from_first.T
    twice = np.zeros(len(at))
    twice[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    twice[begin + size - 1] = 0.0  # from the end of a ring to the next one is no edge
    area = np.add.reduceat(twice, begin) / 2
    return np.where(np.abs(area) < _LEAST_RING, 0, np.where((area > 0) ^ hole, 1, -1)).astype(np.int8)


def _rings(shapes: Any) -> tuple[NDArray[np.float64], Indices, Indices, NDArray[np.bool_], Indices]:
    """Coordinates of all rings; of each ring its beginning, its length, whether it is a hole, its plot."""
    _, at, (rings, polygons, *parts) = shapely.to_ragged_array(shapes, include_z=False)
    rings, plots = rings.astype(np.intp), polygons[parts[0]] if parts else polygons
    hole = np.ones(len(rings) - 1, dtype=bool)
    hole[polygons[:-1]] = False
    plot = np.repeat(np.arange(len(shapes)), np.diff(plots))
    return at, rings[:-1], np.diff(rings), hole, plot


def edges_of(shapes: Any) -> Edges:
    """Match the edges of plots.

    Edges match where both ends are the same numbers; an edge that meets two shorter ones is open, as is one
    that more than two plots have, or two plots on the same side.

    Parameters
    ----------
    shapes : array of valid Polygons and MultiPolygons
    """
    is_open: NDArray[np.bool_] = np.zeros(len(shapes), dtype=bool)
    if not len(shapes):
        nobody: Indices = np.empty(0, dtype=np.intp)
        return Edges(nobody, nobody, is_open, np.empty((0, 2, 2)))
    at, begin, size, hole, plot_of_ring = _rings(shapes)
    point = _hashed(at)
    start = np.ones(len(at), dtype=bool)
    start[begin + size - 1] = False
    start[:-1] &= (at[1:] != at[:-1]).any(axis=1)  # a point said twice makes no edge
    start = np.flatnonzero(start)
    ring = np.repeat(np.arange(len(size)), size)[start]
    plot, side = plot_of_ring[ring], _sides(at, begin, size, hole)[ring]
    # An edge and the same edge the other way round differ by their sign; one key for both.
    step = point[start + 1] - point[start]
    back = np.uint64(0) - step
    key = np.minimum(step, back)
    order = np.argsort(key)
    same = key[order[1:]] == key[order[:-1]]
    pair = same.copy()
    pair[1:] &= ~same[:-1]
    pair[:-1] &= ~same[1:]
    one, other = order[:-1][pair], order[1:][pair]
    place = np.ascontiguousarray(at).view(np.complex128)[:, 0]  # both numbers in one: half the time
    (from_one, to_one), (from_other, to_other) = (
        (place[start[which]], place[start[which] + 1]) for which in (one, other)
    )
    sides, owner = side[one] * side[other], (plot[one], plot[other])
    fits = (from_one == to_other) & (to_one == from_other) & (sides == 1)
    fits |= (from_one == from_other) & (to_one == to_other) & (sides == -1)
    fits &= owner[0] != owner[1]
    alone = np.ones(len(start), dtype=bool)
    alone[one[fits]] = alone[other[fits]] = False
    is_open[plot[alone]] = True
    ends = np.stack([at[start[alone]], at[start[alone] + 1]], axis=1)
    return Edges(owner[0][fits], owner[1][fits], is_open, ends)
