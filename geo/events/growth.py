"""How an event grew from pass to pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo import passes
from geo.events.footprints import area_ha
from geo.hotspots import footprint_polygons

COLUMNS = ("time", "satellite", "detections", "frp_mw", "new_area_ha", "hull_ha")


def growth(detections: pd.DataFrame) -> pd.DataFrame:
    """One row per satellite pass over one event, in order of time.

    Parameters
    ----------
    detections : DataFrame
        The members of the event (superseded rows are left out).

    Returns
    -------
    DataFrame
        time (UTC, the pass's first detection), satellite, detections, frp_mw (sum of what was given; NaN when
        nothing was), new_area_ha (ground under the footprints of this pass and of none before it), hull_ha
        (convex hull of all footprints so far). Areas are geodesic. A footprint is a pixel, not burned ground.
    """
    if "superseded" in detections:
        detections = detections.loc[~detections["superseded"].to_numpy(dtype=bool)]
    number = passes.pass_number(detections)
    footprints = footprint_polygons(detections)
    rows = []
    covered = shapely.Polygon()
    for each in range(int(number.max()) + 1 if len(number) else 0):
        mine = detections.loc[number == each]
        ground = shapely.union_all(footprints[number == each])
        new = area_ha(shapely.difference(ground, covered))
        covered = shapely.union(covered, ground)
        frp = mine["frp_mw"].to_numpy(np.float64)
        rows.append(
            (
                mine["time_utc"].min(),
                mine["satellite"].iloc[0],
                len(mine),
                float(np.nansum(frp)) if np.isfinite(frp).any() else np.nan,
                new,
                area_ha(shapely.convex_hull(covered)),
            )
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["time"] = pd.to_datetime(table["time"], utc=True).astype("datetime64[us, UTC]")
    return table
