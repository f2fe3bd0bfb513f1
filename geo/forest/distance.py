"""How far it is from a pixel's edge to the nearest forest."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import STRtree

from geo.forest.index import Floats, Geometries
from geo.hotspots.footprint import metres_per_degree


def _scaled(geometries: Geometries, east: float, north: float) -> Geometries:
    found: Geometries = shapely.transform(geometries, lambda degrees: degrees * [east, north])
    return found


class NearestForest:
    """Plots of forest in metres on a plane that is true at the layer's middle.

    The nearest plot is looked for on that plane; the distance is then measured with the lengths of a degree
    where the pixel lies, so that it is right to about a metre in a kilometre.
    """

    def __init__(self, forest: Geometries, latitude: float) -> None:
        east, north = metres_per_degree(np.array([latitude]))
        self.scale = float(east[0]), float(north[0])
        self.forest = forest
        self.tree = STRtree(_scaled(forest, *self.scale))

    def metres(self, boxes: Geometries) -> Floats:
        """Shape (n,); 0 where a box touches forest, NaN where the layer has none."""
        found = np.full(len(boxes), np.nan)
        if not len(self.forest) or not len(boxes):
            return found
        pixel, plot = self.tree.query_nearest(_scaled(boxes, *self.scale), all_matches=False)
        between = shapely.shortest_line(_scaled(boxes[pixel], *self.scale), self.tree.geometries[plot])
        ends = shapely.get_coordinates(between).reshape(-1, 2, 2) / self.scale
        east, north = metres_per_degree(ends[:, :, 1].mean(axis=1))
        step = ends[:, 1] - ends[:, 0]
        found[pixel] = np.hypot(step[:, 0] * east, step[:, 1] * north)
        return found
