"""WGS84 ↔ VN-2000, the coordinates on Vietnamese forest maps and land papers.

The names say which number is which, because letters do not: on Vietnamese maps **X is the northing and Y the
easting**, the reverse of what a programmer expects. So nothing here is called x or y except
`vietnamese_x_y`, which makes the pair to print, and swapped numbers are refused.

Sơn La uses EPSG:9206 (TM-3, central meridian 104°00'). Without its datum shift points move 223 m, so the
operation is taken from the EPSG registry (seven parameters, about 1 m) and pinned: never through PROJ.4
strings, which drop the shift, and never a "ballpark" operation, which PROJ may choose outside Vietnam.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from pyproj.enums import TransformDirection
from pyproj.transformer import Transformer, TransformerGroup

SON_LA = 9206
"""TM-3, central meridian 104°00', for Sơn La province."""

KNOWN = {9206: "VN-2000 / TM-3 104-00", 3405: "VN-2000 / UTM 48N", 5897: "VN-2000 / TM-3 105-00"}
"""The VN-2000 planes that occur in Sơn La's files."""

# Vietnam lies between 8°N and 24°N and within 300 km of any of its central meridians, whose false easting is
# 500 km: its eastings are below 800 km and its northings above it (800 km is the northing of 7°15'N).
_LEAST_NORTHING_M = 800_000.0


class Plane(NamedTuple):
    """Plane coordinates in metres: `easting` (Vietnamese Y) and `northing` (Vietnamese X)."""

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]


class Geographic(NamedTuple):
    """WGS84 (EPSG:4326) in degrees."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


class VietnameseXY(NamedTuple):
    """The pair as printed in Vietnam, in metres: `x` is the northing, `y` the easting."""

    x: Any
    y: Any


@lru_cache(maxsize=16)
def transformer(crs: int | str) -> Transformer:
    """Return the pinned operation from WGS84 (lon, lat) to a plane (easting, northing): always in that order.

    Parameters
    ----------
    crs : int or str
        EPSG number or any other authority text of a projected CRS, e.g. `9206` or `"EPSG:9206"`.

    Raises
    ------
    ValueError
        If the CRS is geographic, or PROJ knows no operation with a datum shift.
    """
    plane = CRS.from_user_input(crs)
    if not plane.is_projected:
        raise ValueError(f"'crs' should be a projected CRS in metres, got {plane.name}")
    group = TransformerGroup(4326, plane, always_xy=True, allow_ballpark=False)
    if not group.transformers:
        raise ValueError(f"'crs' {plane.name} has no known operation from WGS84")
    return group.transformers[0]


def _degrees(values: ArrayLike, name: str, limit: float) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype="float64")
    if not np.all(np.abs(numbers) <= limit):  # also false for NaN
        got = _first_bad(numbers, limit)
        raise ValueError(f"'{name}' should be degrees between {-limit:g} and {limit:g}, got {got}")
    return numbers


def _first_bad(numbers: NDArray[np.float64], limit: float) -> float:
    flat = numbers.ravel()
    return float(flat[~(np.abs(flat) <= limit)][0])


def to_vn2000(lon: ArrayLike, lat: ArrayLike, epsg: int = SON_LA) -> Plane:
    """Return VN-2000 plane coordinates of WGS84 points.

    Parameters
    ----------
    lon, lat : array_like
        Degrees, EPSG:4326, of equal shape. Longitude first.
    epsg : int, default 9206
        One of `KNOWN`, or another projected CRS.

    Returns
    -------
    Plane
        `(easting, northing)` in metres, arrays of the input's shape. To print X and Y: `vietnamese_x_y`.

    Raises
    ------
    ValueError
        If a coordinate is NaN or out of range; the message names the argument.
    """
    lon, lat = _degrees(lon, "lon", 180.0), _degrees(lat, "lat", 90.0)
    easting, northing = transformer(epsg).transform(lon, lat)
    return Plane(np.asarray(easting), np.asarray(northing))


def to_wgs84(easting: ArrayLike, northing: ArrayLike, epsg: int = SON_LA) -> Geographic:
    """Return the WGS84 points of VN-2000 plane coordinates.

    Parameters
    ----------
    easting, northing : array_like
        Metres, of equal shape. Easting (Vietnamese Y) first.
    epsg : int, default 9206
        One of `KNOWN`, or another projected CRS.

    Returns
    -------
    Geographic
        `(lon, lat)` in degrees, EPSG:4326.

    Raises
    ------
    ValueError
        If a number is not finite, or the two look swapped (easting above and northing below 800 km).
    """
    easting, northing = np.asarray(easting, dtype="float64"), np.asarray(northing, dtype="float64")
    for name, metres in (("easting", easting), ("northing", northing)):
        if not np.all(np.isfinite(metres)):
            raise ValueError(f"'{name}' should be finite metres")
    if epsg in KNOWN and np.any((northing < _LEAST_NORTHING_M) & (easting > _LEAST_NORTHING_M)):
        raise ValueError("'easting' and 'northing' look swapped: in Vietnam X is the northing, Y the easting")
    lon, lat = transformer(epsg).transform(easting, northing, direction=TransformDirection.INVERSE)
    return Geographic(np.asarray(lon), np.asarray(lat))


def vietnamese_x_y(plane: Plane) -> VietnameseXY:
    """Return the pair as printed in Vietnam: X the northing, Y the easting, in metres."""
    return VietnameseXY(x=plane.northing, y=plane.easting)
