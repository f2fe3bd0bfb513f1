"""What lies under each hotspot: shares of its pixel by state group, plots touched, how far the forest is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from geo.forest.clipping import shares_of_boxes
from geo.forest.distance import NearestForest
from geo.forest.index import Floats, ForestIndex, Geometries, Ints
from geo.forest.overlapping import counted_once
from geo.forest.states import FOREST_GROUPS, GROUPS
from geo.hotspots import footprint_polygons

__all__ = ["SHARES", "ForestIndex", "shares"]

SHARES = (*GROUPS, "unknown", "uncovered")
"""Columns that sum to 1: the state groups, plots whose state is not known, ground under no plot."""


def _touched_pieces(index: ForestIndex, boxes: Geometries) -> tuple[Ints, Ints, Floats]:
    """Box, piece and share of the box, shape (k,) each, for every piece with ground in a box."""
    box, piece = index.tree.query(boxes)
    bounds = shapely.bounds(boxes)
    mine, theirs = bounds[box], index.bounds[piece]
    whole = (theirs[:, :2] >= mine[:, :2]).all(axis=1) & (theirs[:, 2:] <= mine[:, 2:]).all(axis=1)
    share = np.empty(len(box))
    share[whole] = (index.area[piece[whole]] / shapely.area(boxes)[box[whole]]).clip(0, 1)
    share[~whole] = shares_of_boxes(index.edges, piece[~whole], mine[~whole])
    some = share > 0
    return box[some], piece[some], share[some]


def _named(index: ForestIndex) -> np.ndarray:
    """Column of `SHARES` that each piece counts for, shape (k,)."""
    known = np.isin(index.groups.astype(str), GROUPS)
    return np.where(known, index.groups.astype(str), "unknown")[index.plot]


def _nearest_forest(index: ForestIndex, forest_groups: Sequence[str]) -> NearestForest:
    """Made once per layer and choice of groups, kept with the layer."""
    chosen = "nearest " + " ".join(sorted(forest_groups))
    if chosen not in index.made:
        index.made[chosen] = NearestForest(index.pieces[np.isin(_named(index), list(forest_groups))])
    found: NearestForest = index.made[chosen]
    return found


def _touched_plots(index: ForestIndex, box: Ints, piece: Ints, share: Floats) -> pd.DataFrame:
    pairs, of = np.unique(box * len(index) + index.plot[piece], return_inverse=True)
    box, key = pairs // max(len(index), 1), index.keys[pairs % max(len(index), 1)]
    share = np.minimum(np.bincount(of, weights=share, minlength=len(pairs)), 1.0)
    order = np.lexsort((key, -share, box))
    return pd.DataFrame({"detection": box[order], "key": key[order], "share": share[order]})


def shares(
    detections: pd.DataFrame,
    index: ForestIndex,
    *,
    near_m: float = 300.0,
    forest_groups: Sequence[str] = FOREST_GROUPS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay each detection's footprint over the plots of a layer.

    Parameters
    ----------
    detections : DataFrame
        latitude, longitude (WGS84), scan_km, track_km; n rows.
    index : ForestIndex
        The layer.
    near_m : float
        How far from a pixel's edge forest counts as near (a pixel is 14 ha or more, and forest maps are drawn
        to some metres: the same 300 m as for borders).
    forest_groups : sequence of str
        State groups that count as forest.

    Returns
    -------
    summary : DataFrame
        n rows, RangeIndex in the order of the detections. One share per column of `SHARES`, summing to 1.
        Ground under k plots counts 1/k for each, so overlapping plots never give more than 1. forest: sum
        over `forest_groups`. in_forest: "inside" (some of the footprint is forest), "near" (none is, but
        forest lies within `near_m` of the footprint's edge), "outside". forest_distance_m: from the
        footprint's edge to the nearest forest, 0 inside, NaN where the layer holds none.
    touched : DataFrame
        detection (position in the input), key (of the plot), share (of the footprint that lies in the plot,
        whole even where plots overlap); by detection, the largest share first.
    """
    boxes = footprint_polygons(detections)
    count, group = len(boxes), pd.Index(SHARES).get_indexer(pd.Index(_named(index)))
    box, piece, share = _touched_pieces(index, boxes)
    once = counted_once(index, boxes, box, piece, share)
    cells = np.bincount(box * len(SHARES) + group[piece], weights=once, minlength=count * len(SHARES))
    table = cells.reshape(count, len(SHARES))
    table[:, -1] = np.maximum(1 - table.sum(axis=1), 0.0)
    summary = pd.DataFrame(table, columns=list(SHARES))
    summary["forest"] = summary[list(forest_groups)].sum(axis=1)
    inside = summary["forest"].to_numpy() > 0
    away = np.zeros(count)
    if not inside.all():
        away[~inside] = _nearest_forest(index, forest_groups).metres(boxes[~inside])
    summary["in_forest"] = np.select([inside, away <= near_m], ["inside", "near"], "outside")
    summary["forest_distance_m"] = away
    return summary, _touched_plots(index, box, piece, share)
