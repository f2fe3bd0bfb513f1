"""How large a zone is, how long a route: on the ellipsoid of WGS84, never in degrees or in a map's plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import Geod

from geo.forest.ellipsoid import area_ha as _areas

_WGS84 = Geod(ellps="WGS84")
AREAS, LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")


def is_route(shape: Any) -> bool:
    """Whether a shape is lines: a way to go, not an area."""
    return shape is not None and shape.geom_type in LINES


def area_ha(shape: Any) -> float:
    """Hectares of polygons in EPSG:4326; 0 for lines and for nothing."""
    return float(_areas(np.array([shape], dtype=object))[0])


def length_m(shape: Any) -> float:
    """Geodesic metres of lines, or of all the rings of polygons; EPSG:4326."""
    if shape is None or shape.is_empty:
        return 0.0
    total = 0.0
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            total += float(_WGS84.line_length(*np.asarray(ring.coords)[:, :2].T))
    return total


def vertices(shape: Any) -> int:
    """Corners of a shape: the closing point of a ring is no corner of its own."""
    if shape is None or shape.is_empty:
        return 0
    rings = sum(1 + len(part.interiors) for part in shapely.get_parts(shape) if part.geom_type == "Polygon")
    return int(shapely.get_num_coordinates(shape)) - rings
