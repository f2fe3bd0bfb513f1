"""How far it is from a pixel's edge to the nearest forest."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import STRtree

from geo.bearing import distance_m_and_bearing
from geo.forest.index import Floats, Geometries


class NearestForest:
    """The plots of forest, laid out to find the nearest one.

    Degrees of longitude are shortened as they are at the layer's middle, so that the nearest on this plane
    is the nearest on the ground (over half a degree the scale moves by 0.3 %); the distance is geodesic.
    """

    def __init__(self, forest: Geometries) -> None:
        south, north = shapely.total_bounds(forest)[[1, 3]] if len(forest) else (0.0, 0.0)
        middle = (south + north) / 2
        self._scale = np.array([np.cos(np.radians(middle)), 1.0])
        self._tree = STRtree(self._plane(forest))

    def _plane(self, geometries: Geometries) -> Geometries:
        found: Geometries = shapely.transform(geometries, lambda degrees: degrees * self._scale)
        return found

    def metres(self, boxes: Geometries) -> Floats:
        """Shape (n,); 0 where a box touches forest, NaN where the layer has none."""
        found = np.full(len(boxes), np.nan)
        if not len(self._tree) or not len(boxes):
            return found
        flat = self._plane(boxes)
        pixel, plot = self._tree.query_nearest(flat, all_matches=False)
        between = shapely.shortest_line(flat[pixel], self._tree.geometries[plot])
        ends = shapely.get_coordinates(between).reshape(-1, 2, 2) / self._scale
        found[pixel], _ = distance_m_and_bearing(ends[:, 0, 1], ends[:, 0, 0], ends[:, 1, 1], ends[:, 1, 0])
        return found
