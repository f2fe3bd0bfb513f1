"""Web Mercator (EPSG:3857) as web maps cut it: zooms, tiles of 256 pixels, counted from the north-west."""

from __future__ import annotations

import numpy as np

from geo.forest.index import Floats

TILE = 256
DEEPEST = 19


def world(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Place on the map of the world, 0 to 1 eastwards and southwards."""
    rise = np.log(np.tan(np.pi / 4 + np.radians(np.clip(latitude, -85.05, 85.05)) / 2))
    return np.asarray(longitude) / 360 + 0.5, 0.5 - rise / (2 * np.pi)


def degrees(x: float, y: float) -> tuple[float, float]:
    """The inverse of `world`: longitude, latitude."""
    latitude = np.degrees(2 * np.arctan(np.exp((0.5 - y) * 2 * np.pi)) - np.pi / 2)
    return (x - 0.5) * 360, float(latitude)


def is_tile(zoom: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return 0 <= zoom <= DEEPEST and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom
