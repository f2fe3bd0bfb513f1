"""In which communes drawn ground lies, on every map; measured in the plane of the areas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.communes import Areas
from geo.locate import NEAR_BORDER_M
from geo.outline_index import EraIndex, outline_index
from geo.zones.measures import is_route

LEAST_SHARE = 0.05
"""A commune with less of the ground is only touched by how it was drawn: outlines are sure to about 300 m. No
text sets it; ours."""


def _plane(shape: Any, areas: Areas) -> Any:
    to_metres = outline_index(areas).to_metres

    def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_metres.transform(lonlat[:, 0], lonlat[:, 1]))

    return shapely.transform(shape, project)


def _ground(area: Any, route: Any, strip_m: float) -> Any:
    """Square metres of areas and of the strips along routes."""
    return shapely.area(area) + shapely.length(route) * strip_m


def _lying_in(area: Any, route: Any, strip_m: float, era: EraIndex) -> list[str]:
    outlines = era.metres.geometries
    inside = _ground(shapely.intersection(outlines, area), shapely.intersection(outlines, route), strip_m)
    least = LEAST_SHARE * float(np.sum(inside))
    order = [n for n in np.argsort(-inside, kind="stable") if inside[n] > 0 and inside[n] >= least]
    if not order:
        nearest = era.metres.query_nearest(
            shapely.union_all([area, route]), max_distance=NEAR_BORDER_M, all_matches=False
        )
        order = list(nearest)
    return [str(era.ids[n]) for n in order]


def communes_of(shapes: Iterable[Any], areas: Areas, *, strip_m: float) -> dict[str, list[str]]:
    """Return era → ids of the communes in which shapes lie, those with most of the ground first.

    Ground that several shapes share counts once. Where nothing lies in any commune it is the nearest one
    within 300 m, else none.

    Parameters
    ----------
    shapes : (Multi)Polygons and (Multi)LineStrings, EPSG:4326
    areas : Areas
    strip_m : float
        How broad the ground along a line is: what is seen to both sides.
    """
    every = [_plane(each, areas) for each in shapes]
    area = shapely.union_all([each for each in every if not is_route(each)])
    route = shapely.union_all([each for each in every if is_route(each)])
    if not every:
        return {era: [] for era in areas.eras}
    index = outline_index(areas)
    return {era: _lying_in(area, route, strip_m, index.eras[era]) for era in areas.eras}
