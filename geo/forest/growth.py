"""How much forest an event has reached, pass by pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo import passes
from geo.events.footprints import area_ha
from geo.forest.index import ForestIndex
from geo.forest.states import FOREST_GROUPS
from geo.hotspots import footprint_polygons

COLUMNS = ("time", "satellite", "detections", "ground_ha", "forest_ha", "forest_share")


def _forest_in(ground: Any, index: ForestIndex, forest_groups: Sequence[str]) -> Any:
    """The forest on some ground, overlapping plots counted once."""
    near = index.tree.query(ground, predicate="intersects")
    forest = near[np.isin(index.groups[index.plot[near]].astype(str), list(forest_groups))]
    met = shapely.intersection(shapely.union_all(index.pieces[forest]), ground)
    parts = shapely.get_parts(met)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])


def event_growth(
    detections: pd.DataFrame, index: ForestIndex, *, forest_groups: Sequence[str] = FOREST_GROUPS
) -> pd.DataFrame:
    """One row per satellite pass over one event, in order of time; the same passes as `geo.events.growth`.

    Parameters
    ----------
    detections : DataFrame
        The members of the event (superseded rows are left out).
    index : ForestIndex
        The forest layer of that time.
    forest_groups : sequence of str
        State groups that count as forest.

    Returns
    -------
    DataFrame
        time (UTC, the pass's first detection), satellite, detections, ground_ha (under all footprints so
        far), forest_ha (forest on that ground), forest_share (the one over the other). Areas are geodesic and
        never shrink; the share may. A footprint is a pixel, not burned ground.
    """
    if "superseded" in detections:
        detections = detections.loc[~detections["superseded"].to_numpy(dtype=bool)]
    number = passes.pass_number(detections)
    footprints = footprint_polygons(detections)
    rows: list[tuple[Any, ...]] = []
    covered, ground_ha, forest_ha = shapely.Polygon(), 0.0, 0.0
    for each in range(int(number.max()) + 1 if len(number) else 0):
        mine = detections.loc[number == each]
        ground = shapely.union_all(footprints[number == each])
        new = shapely.difference(ground, covered)
        covered = shapely.union(covered, ground)
        ground_ha += area_ha(new)
        forest_ha += area_ha(_forest_in(new, index, forest_groups))
        share = min(forest_ha / ground_ha, 1.0) if ground_ha else 0.0
        first = mine.loc[mine["time_utc"].idxmin()]
        rows.append((first["time_utc"], first["satellite"], len(mine), ground_ha, forest_ha, share))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["time"] = pd.to_datetime(table["time"], utc=True).astype("datetime64[us, UTC]")
    return table
