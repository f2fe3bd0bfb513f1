"""Forest as OpenStreetMap's people drew it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.openstreetmap.errors import OverpassEmpty
from geo.openstreetmap.overpass import Box, features

TAGS: dict[str, bool | str | list[str]] = {"landuse": ["forest"], "natural": ["wood"]}


def forest_from_osm(
    box: Box, *, overpass_url: str | None = None, timeout_s: float = 180.0
) -> NDArray[np.object_]:
    """Fetch the forest in a box: `landuse=forest` and `natural=wood`, areas only.

    Returns
    -------
    ndarray of Polygon
        Valid, EPSG:4326, cut at the box. Areas that overlap or touch are joined, so nothing counts twice.

    Raises
    ------
    PackageMissing, OverpassUnreachable, OverpassBusy, OverpassUnreadable
        As `geo.openstreetmap.overpass.features`.
    OverpassEmpty
        If there is no such area.
    """
    table = features(box, TAGS, overpass_url=overpass_url, timeout_s=timeout_s)
    shapes: Any = table.geometry.to_numpy()
    areas = shapely.get_parts(shapely.union_all(shapes[shapely.get_dimensions(shapes) == 2]))
    found: NDArray[np.object_] = areas[shapely.get_type_id(areas) == shapely.GeometryType.POLYGON]
    if not len(found):
        raise OverpassEmpty(source=overpass_url or "OpenStreetMap")
    return found
