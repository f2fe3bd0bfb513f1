"""Detections as points in space and time, in the shape that linking needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: WGS84: equatorial radius in km and first eccentricity squared.
_RADIUS_KM = 6378.137
_ECCENTRICITY_2 = 6.69437999014e-3
_HOUR_US = 3_600_000_000


@dataclass(frozen=True)
class Points:
    """n detections: `xyz` (n, 3) km, earth-centred on the WGS84 ellipsoid; `latitude`, `longitude` in degrees
    (longitude in -180 … 180); `time_us` int64 µs since 1970 UTC; `size_km` the longer side of the pixel.

    The straight line between two points of the ellipsoid is shorter than the geodesic by d²/24R²: 1 mm at
    5 km, 0.01 % at 300 km, at every latitude and across the 180th meridian.
    """

    xyz: Floats
    latitude: Floats
    longitude: Floats
    time_us: Ints
    size_km: Floats

    def __len__(self) -> int:
        return len(self.time_us)

    def take(self, index: Ints | Bools) -> Points:
        """The points at `index`."""
        return Points(
            np.asfortranarray(self.xyz[index]),
            self.latitude[index],
            self.longitude[index],
            self.time_us[index],
            self.size_km[index],
        )


@dataclass(frozen=True)
class Rule:
    """Two detections are linked when their distance ≤ max(link_km, half the sum of their pixels) and their
    times differ by ≤ link_us (FEEDS.md, "Grouping"; day passes lie up to 25 h 42 min apart).

    `link_us` None: time does not matter.
    """

    link_km: float
    link_us: int | None

    @classmethod
    def of(cls, link_km: float, link_hours: float) -> Rule:
        """The rule from a person's units; ValueError names the argument that is not a positive number."""
        for name, value in (("link_km", link_km), ("link_hours", link_hours)):
            if not (np.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a positive number, got {value!r}")
        return cls(float(link_km), round(link_hours * _HOUR_US))


def distance_km(a: Points, i: Ints, b: Points, j: Ints) -> Floats:
    """Distance between a[i] and b[j], km."""
    total = np.zeros(len(i))
    for axis in range(3):
        away = a.xyz[:, axis].take(i)
        away -= b.xyz[:, axis].take(j)
        away *= away
        total += away
    return np.sqrt(total)


def reach_km(a: Points, i: Ints, b: Points, j: Ints, rule: Rule) -> Floats:
    """Up to which distance a[i] and b[j] are linked, km."""
    return np.maximum(rule.link_km, (a.size_km.take(i) + b.size_km.take(j)) / 2)


def linked(a: Points, i: Ints, b: Points, j: Ints, rule: Rule) -> Bools:
    """Which of the pairs (a[i], b[j]) are linked; the same for (b[j], a[i])."""
    near: Bools = distance_km(a, i, b, j) <= reach_km(a, i, b, j, rule)
    if rule.link_us is not None:
        near &= np.abs(a.time_us.take(i) - b.time_us.take(j)) <= rule.link_us
    return near


def points_of(detections: pd.DataFrame) -> Points:
    """Points of detections (columns time_utc, latitude, longitude, scan_km, track_km), in their order."""
    latitude = detections["latitude"].to_numpy(np.float64)
    longitude = (detections["longitude"].to_numpy(np.float64) + 180.0) % 360.0 - 180.0
    phi, lam = np.radians(latitude), np.radians(longitude)
    normal = _RADIUS_KM / np.sqrt(1 - _ECCENTRICITY_2 * np.sin(phi) ** 2)
    xyz = np.empty((len(latitude), 3), order="F")
    xyz[:, 0] = normal * np.cos(phi) * np.cos(lam)
    xyz[:, 1] = normal * np.cos(phi) * np.sin(lam)
    xyz[:, 2] = normal * (1 - _ECCENTRICITY_2) * np.sin(phi)
    time_us = detections["time_utc"].dt.as_unit("us").dt.tz_localize(None).to_numpy().astype(np.int64)
    size = np.maximum(detections["scan_km"].to_numpy(np.float64), detections["track_km"].to_numpy(np.float64))
    return Points(xyz, latitude, longitude, time_us, size)
