"""How far and which way: geodesic distance and bearing between points, and the eight winds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
"""The eight winds clockwise from north; each covers 45° about its own direction."""

_WGS84 = Geod(ellps="WGS84")


def distance_m_and_bearing(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the geodesic distance from the first to the second points and the bearing at the first.

    Parameters
    ----------
    lat1, lon1, lat2, lon2 : array_like
        Degrees, EPSG:4326; shapes that broadcast together.

    Returns
    -------
    distance_m : ndarray
        Metres on the WGS84 ellipsoid.
    bearing : ndarray
        Degrees clockwise from true north, 0 ≤ bearing < 360; 0 where the points coincide.
    """
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype="float64") for value in (lon1, lat1, lon2, lat2)))
    from_lon, from_lat, to_lon, to_lat = (np.ravel(array) for array in arrays)
    forward, _, distance = _WGS84.inv(from_lon, from_lat, to_lon, to_lat)
    bearing = np.where(distance == 0, 0.0, np.mod(forward, 360.0))
    shape = arrays[0].shape
    # The remainder of a tiny negative angle rounds to 360 itself.
    return np.reshape(distance, shape), np.reshape(np.where(bearing >= 360.0, 0.0, bearing), shape)


def bearing_8(degrees: float) -> str:
    """Return the wind ("N", "NE", …) nearest to a bearing; halfway (22.5°) counts clockwise."""
    if not np.isfinite(degrees):
        raise ValueError(f"'degrees' should be a finite bearing, got {degrees}")
    return WINDS[int(np.floor((degrees % 360.0) / 45.0 + 0.5)) % 8]
