"""How much ground one detection stands for: a pixel, not a point."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

_EQUATOR_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563


def _metres_per_degree(latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres per degree of longitude and of latitude on the WGS84 ellipsoid."""
    squared = _FLATTENING * (2 - _FLATTENING)
    sine = np.sin(np.radians(latitude))
    prime_vertical = _EQUATOR_M / np.sqrt(1 - squared * sine**2)
    meridian = prime_vertical * (1 - squared) / (1 - squared * sine**2)
    return np.radians(prime_vertical * np.cos(np.radians(latitude))), np.radians(meridian)


def uncertainty_m(detections: pd.DataFrame) -> np.ndarray:
    """Radius (n,) in metres within which the fire lies: max(scan, track) / 2 (FEEDS, "Dialects")."""
    return np.maximum(detections["scan_km"].to_numpy(), detections["track_km"].to_numpy()) / 2 * 1000


def footprint_polygons(detections: pd.DataFrame) -> np.ndarray:
    """Pixels as shapely polygons (n,) in WGS84 longitude, latitude.

    A rectangle of scan (east–west) by track (north–south) about the point. The satellite's track is inclined
    to the meridian by some 10°, which the files do not tell; at a pole the rectangle is cut at ±180°.
    """
    latitude, longitude = detections["latitude"].to_numpy(), detections["longitude"].to_numpy()
    per_longitude, per_latitude = _metres_per_degree(latitude)
    with np.errstate(divide="ignore"):
        half_width = detections["scan_km"].to_numpy() * 500 / np.maximum(per_longitude, 1e-9)
    half_height = detections["track_km"].to_numpy() * 500 / per_latitude
    west, east = np.maximum(longitude - half_width, -180), np.minimum(longitude + half_width, 180)
    south, north = np.maximum(latitude - half_height, -90), np.minimum(latitude + half_height, 90)
    polygons: np.ndarray = shapely.box(west, south, east, north)
    return polygons
