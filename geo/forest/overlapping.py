"""Ground that two plots both claim is counted once: each of k plots over a spot gets 1/k of it.

All of it is done on the pieces of plots (`ForestIndex.pieces`): those of one plot never overlap.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

from geo.forest.index import Floats, ForestIndex, Geometries, Ints, polygonal

TOLERATED_M2 = 100.0
"""Inventories give hectares with two decimals, and neighbours drawn apart overlap by slivers everywhere; what
is under 0.01 ha is at most a thousandth of a pixel, and only scaled down where it makes a sum pass 1."""
_DEGREE_M = 111_320.0  # only for telling a sliver from an overlap


def _bounds_overlap_m2(bounds: Floats, one: Ints, other: Ints) -> Floats:
    low, high = np.maximum(bounds[one, :2], bounds[other, :2]), np.minimum(bounds[one, 2:], bounds[other, 2:])
    side = np.maximum(high - low, 0.0) * _DEGREE_M
    return np.asarray(side[:, 0] * side[:, 1] * np.cos(np.radians(low[:, 1])))


def overlaps_among(index: ForestIndex, pieces: Ints) -> Ints:
    """Pairs of the given pieces that share more ground than `TOLERATED_M2`, shape (2, k)."""
    shapes = index.pieces[pieces]
    pairs = STRtree(shapes).query(shapes)
    pairs = pieces[pairs[:, pairs[0] < pairs[1]]]
    pairs = pairs[:, index.plot[pairs[0]] != index.plot[pairs[1]]]
    pairs = pairs[:, _bounds_overlap_m2(index.bounds, *pairs) > TOLERATED_M2]
    # Neighbours fill a layer and do not overlap: told apart without building their common ground.
    pairs = pairs[:, shapely.relate_pattern(index.pieces[pairs[0]], index.pieces[pairs[1]], "T********")]
    common = shapely.area(shapely.intersection(index.pieces[pairs[0]], index.pieces[pairs[1]]))
    squeeze = np.cos(np.radians(index.bounds[pairs[0], 1]))
    found: Ints = pairs[:, common * squeeze * _DEGREE_M**2 > TOLERATED_M2]
    return found


def _split(shapes: Geometries, box: shapely.Polygon) -> Floats:
    """Share of the box for each shape, where common ground is split evenly; shape (n,)."""
    pieces = polygonal(shapely.intersection(shapes, box))  # where they only touch, lines come along
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(shapely.boundary(pieces))]))
    over, face = STRtree(faces).query(pieces, predicate=None)
    holds = shapely.contains_xy(
        pieces[over], *shapely.get_coordinates(shapely.point_on_surface(faces[face])).T
    )
    over, face = over[holds], face[holds]
    times = np.bincount(face, minlength=len(faces))
    weights = shapely.area(faces[face]) / times[face]
    return np.asarray(np.bincount(over, weights=weights, minlength=len(shapes)) / shapely.area(box))


def counted_once(
    index: ForestIndex, boxes: Geometries, box: Ints, piece: Ints, share: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Shares (k,) of the pairs `box`, `piece`, lessened where plots overlap under the same box.

    What rounding and slivers leave above 1 for a box is scaled down to 1.
    """
    found = share.copy()
    one, other = overlaps_among(index, np.unique(piece))
    if len(one):
        clashing = np.flatnonzero(np.isin(piece, np.union1d(one, other)))
        for pixel in np.unique(box[clashing]):
            here = clashing[box[clashing] == pixel]
            both = np.isin(one, piece[here]) & np.isin(other, piece[here])
            here = here[np.isin(piece[here], np.union1d(one[both], other[both]))]
            if len(here):
                found[here] = _split(index.pieces[piece[here]], boxes[pixel])
    total = np.bincount(box, weights=found, minlength=len(boxes))
    return np.asarray(found / np.maximum(total, 1.0)[box])
