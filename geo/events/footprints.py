"""Shape and size on the ground of what several detections cover together."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

from geo.events.space import Floats, Ints
from geo.hotspots import footprint_polygons

_WGS84 = Geod(ellps="WGS84")
_HECTARE_M2 = 10_000.0
Geometries = npt.NDArray[Any]


def hulls(detections: pd.DataFrame, label: Ints, count: int) -> Geometries:
    """Convex hull (EPSG:4326) of the footprints of each of `count` groups; `label` (n) must be sorted."""
    corners = shapely.get_coordinates(footprint_polygons(detections))
    per_pixel = len(corners) // max(len(detections), 1)
    # A line through all corners has the hull of the corners, and is built without a point object each.
    together = shapely.linestrings(corners, indices=np.repeat(label, per_pixel), out=np.empty(count, object))
    found: Geometries = shapely.orient_polygons(shapely.convex_hull(together))
    return found


def area_ha(geometry: Any) -> float:
    """Area of one polygon or multipolygon (longitude, latitude) on the WGS84 ellipsoid, hectares."""
    if shapely.is_empty(geometry):
        return 0.0
    return abs(float(_WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))[0])) / _HECTARE_M2


def areas_ha(polygons: Geometries) -> Floats:
    """`area_ha` of many polygons without holes."""
    coordinates, owner = shapely.get_coordinates(polygons, return_index=True)
    ends = np.searchsorted(owner, np.arange(len(polygons) + 1))
    longitude, latitude = coordinates[:, 0], coordinates[:, 1]
    area = _WGS84.polygon_area_perimeter
    found = [area(longitude[start:stop], latitude[start:stop])[0] for start, stop in pairwise(ends)]
    return np.abs(np.array(found, dtype=np.float64)) / _HECTARE_M2
