"""Say where points are: commune on every map, inside or outside, how far from the border, next to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.communes import Areas
from geo.outline_index import EraIndex, OutlineIndex, outline_index

NEAR_BORDER_M = 300.0
"""A pixel is 14–62 ha and the outlines are generalised to about ±300 m: nearer, the border is unsure."""

_FAR_DEGREES = 0.2  # beyond it (20 km) the border is asked node by node; far above any `near_border_m`
_MOST_NEAR_BORDER_M = 10_000.0
_NOWHERE = -1

_Indices = NDArray[np.intp]
_Metres = NDArray[np.float64]


def _degrees(values: ArrayLike, name: str, limit: float) -> NDArray[np.float64]:
    try:
        numbers = np.asarray(values, dtype="float64")
    except (TypeError, ValueError):
        raise ValueError(f"'{name}' should be an array of degrees, got {type(values).__name__}") from None
    if numbers.ndim != 1:
        raise ValueError(f"'{name}' should have one dimension, got {numbers.ndim}")
    bad = ~(np.abs(numbers) <= limit)  # true for NaN
    if bad.any():
        first = int(np.argmax(bad))
        raise ValueError(
            f"'{name}' should be degrees between {-limit:g} and {limit:g}, got {numbers[first]} at {first}"
        )
    return numbers


def _choose(size: int, point: _Indices, commune: _Indices, preferred: _Indices) -> _Indices:
    """Return one commune per point out of pairs: the preferred one if it is among them, else the first."""
    chosen = np.full(size, _NOWHERE, dtype=np.intp)
    chosen[point] = commune
    if len(point) > np.count_nonzero(chosen != _NOWHERE):  # a point on a common border: more than one pair
        order = np.argsort(-commune, kind="stable")
        chosen[point[order]] = commune[order]
        wanted = commune == preferred[point]
        chosen[point[wanted]] = commune[wanted]
    return chosen


def _place(
    era: EraIndex, lonlat: Any, plane: Any, preferred: _Indices, reach_m: float | None
) -> tuple[_Indices, NDArray[np.bool_], _Metres]:
    """Return per point: commune (own or nearest, none beyond `reach_m`), whether inside, metres."""
    size = len(lonlat)
    point, holder = era.degrees.query(lonlat, predicate="intersects")
    commune = _choose(size, point, holder, preferred)
    inside = commune != _NOWHERE
    distance = np.zeros(size)
    out = np.flatnonzero(~inside)
    in_sliver = out[era.slivers.query(lonlat[out], predicate="intersects")[0]]
    inside[in_sliver] = True
    outside = np.flatnonzero(~inside)
    for points, limit in ((in_sliver, None), (outside, reach_m)):
        (point, nearest), metres = era.metres.query_nearest(
            plane[points], max_distance=limit, return_distance=True
        )
        commune[points] = _choose(len(points), point, nearest, preferred[points])
        distance[points[point]] = metres
    distance[in_sliver] = 0.0
    return commune, inside, distance


def _border_m(index: OutlineIndex, plane: Any) -> _Metres:
    distance = np.empty(len(plane))
    (point, _), metres = index.border.query_nearest(plane, return_distance=True, all_matches=False)
    distance[point] = metres
    return distance


def _neighbour(era: EraIndex, plane: Any, own: _Indices, near_m: float) -> _Indices:
    """Return the nearest commune other than `own` within `near_m`, or none."""
    neighbour = np.full(len(own), _NOWHERE, dtype=np.intp)
    point, commune = era.metres.query(plane, predicate="dwithin", distance=near_m)
    other = commune != own[point]
    point, commune = point[other], commune[other]
    metres = shapely.distance(plane[point], era.metres.geometries[commune])
    order = np.lexsort((-commune, -metres))  # the last one written stays: nearest, then first
    neighbour[point[order]] = commune[order]
    return neighbour


def _named(values: NDArray[np.object_], chosen: _Indices) -> pd.Series:
    """Return values by index, None for nowhere; of object dtype, so that None stays None."""
    with_none: NDArray[np.object_] = np.array([*values, None], dtype=object)
    return pd.Series(with_none[chosen], dtype="object")


def locate(
    latitude: ArrayLike, longitude: ArrayLike, areas: Areas, *, near_border_m: float = NEAR_BORDER_M
) -> pd.DataFrame:
    """Locate points on every map of the areas.

    Parameters
    ----------
    latitude, longitude : array_like, one dimension, equal length
        Degrees, EPSG:4326.
    areas : Areas
    near_border_m : float, default 300
        From 0 to 10,000 m; see `NEAR_BORDER_M` for the source of 300.

    Returns
    -------
    DataFrame
        One row per point in the order of the input, RangeIndex. For every era of the areas

        - commune_{era}, commune_{era}_id : str or None. The commune that holds the point; outside, the
          nearest one of that era if it is within `near_border_m`, else None.

        and for the present era

        - nearest_commune : str. The commune that holds the point, or the nearest one however far.
        - distance_m : float. To the nearest commune, 0 inside.
        - border_m : float. To the outer border of all communes together, from either side.
        - location : str. `near_border` if `border_m` ≤ `near_border_m`, else `inside` or `outside`.
        - neighbour_{era} : str or None. The nearest other commune within `near_border_m`.

        Text columns have object dtype. Distances are metres in the plane `areas.crs_metres` up to 20 km from
        the areas, and arcs over the ellipsoid beyond (within 0.5 %).

    Raises
    ------
    ValueError
        If a coordinate is NaN or out of range, lengths differ, or `near_border_m` is out of range; the
        message names the argument.

    Notes
    -----
    Holes of less than 10 ha between generalised outlines are filled: a point there is inside the nearest
    commune. A point on the common border of two communes belongs to the first in file order, on the later map
    to the successor of that one, so that both maps always agree with the crosswalk.
    """
    lat, lon = _degrees(latitude, "latitude", 90.0), _degrees(longitude, "longitude", 180.0)
    if len(lat) != len(lon):
        raise ValueError(
            f"'latitude' and 'longitude' should have equal length, got {len(lat)} and {len(lon)}"
        )
    if not 0 <= near_border_m <= _MOST_NEAR_BORDER_M:
        raise ValueError(f"'near_border_m' should be from 0 to {_MOST_NEAR_BORDER_M:g}, got {near_border_m}")
    index = outline_index(areas)
    size = len(lat)
    communes = {era: np.full(size, _NOWHERE, dtype=np.intp) for era in areas.eras}
    nearest, neighbour = np.empty(size, dtype=np.intp), np.full(size, _NOWHERE, dtype=np.intp)
    inside, distance, border = np.zeros(size, dtype=bool), np.empty(size), np.empty(size)

    west, south, east, north = index.box
    close = (np.abs(lon - (west + east) / 2) <= (east - west) / 2 + _FAR_DEGREES) & (
        np.abs(lat - (south + north) / 2) <= (north - south) / 2 + _FAR_DEGREES
    )
    away = np.flatnonzero(~close)
    nearest[away], distance[away] = index.far.nearest(lon[away], lat[away])
    border[away] = distance[away]

    here = np.flatnonzero(close)
    lonlat = shapely.points(lon[here], lat[here])
    plane = shapely.points(*index.to_metres.transform(lon[here], lat[here]))
    preferred = np.full(len(here), _NOWHERE, dtype=np.intp)
    for era in areas.eras:
        present = era == areas.present_era
        reach_m = None if present else max(near_border_m, 1.0)
        found, within, metres = _place(index.eras[era], lonlat, plane, preferred, reach_m)
        if present:
            nearest[here], inside[here], distance[here] = found, within, metres
        found = np.where(metres <= near_border_m, found, _NOWHERE)
        communes[era][here] = found
        preferred = np.append(index.eras[era].successor, _NOWHERE)[found]
    border[here] = np.where(inside[here], 0.0, distance[here])
    indoors = np.flatnonzero(inside[here])
    border[here[indoors]] = _border_m(index, plane[indoors])

    now = index.eras[areas.present_era]
    asked = np.flatnonzero(distance[here] <= near_border_m)
    neighbour[here[asked]] = _neighbour(now, plane[asked], nearest[here[asked]], near_border_m)

    columns: dict[str, Any] = {}
    for era in areas.eras:
        columns[f"commune_{era}"] = _named(index.eras[era].names, communes[era])
        columns[f"commune_{era}_id"] = _named(index.eras[era].ids, communes[era])
    kinds = np.array(["outside", "inside", "near_border"], dtype=object)
    columns |= {
        "nearest_commune": _named(now.names, nearest),
        "distance_m": distance,
        "border_m": border,
        "location": pd.Series(
            kinds[np.where(border <= near_border_m, 2, inside.astype(int))], dtype="object"
        ),
        f"neighbour_{areas.present_era}": _named(now.names, neighbour),
    }
    return pd.DataFrame(columns)
