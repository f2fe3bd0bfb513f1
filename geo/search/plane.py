"""Shapes between degrees (WGS84, longitude and latitude) and metres in a VN-2000 plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo.vn2000 import to_vn2000, to_wgs84


def to_metres(shape: Any, epsg: int) -> Any:
    """A shape, or an array of them, in metres; true to 1:4,000 within 1.5° of the plane's meridian."""

    def project(at: np.ndarray) -> np.ndarray:
        plane = to_vn2000(at[:, 0], at[:, 1], epsg)
        return np.column_stack([plane.easting, plane.northing])

    return shapely.transform(shape, project)


def to_degrees(shape: Any, epsg: int) -> Any:
    """A shape, or an array of them, back in degrees."""

    def project(at: np.ndarray) -> np.ndarray:
        point = to_wgs84(at[:, 0], at[:, 1], epsg)
        return np.column_stack([point.lon, point.lat])

    return shapely.transform(shape, project)


def polygonal(shape: Any) -> Any:
    """The surfaces of a shape as one polygon or multipolygon; empty where there are none."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.Polygon()
