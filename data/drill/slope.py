"""The invented ground of the drill: one slope that repeats itself every 8 km towards the north-east.

From the valley up: water, fields, young ground, planted, then natural forest. Forest and fires stand on it.
"""

from __future__ import annotations

import numpy as np

from data.drill.scene import Scene
from geo.vn2000 import to_vn2000

EPSG = 9206
WATER, FIELD, YOUNG, PLANTED, NATURAL, RICH = -9.0, -1.0, 0.0, 0.2, 0.6, 0.9
"""Height from which on the ground is so."""
_SLOPE_M, _EDGE_M, _WAVE_M = 8000.0, 600.0, 5000.0


def start_of(scene: Scene) -> tuple[float, float]:
    """Easting and northing where the first fire of the story begins."""
    first = scene.fires[0].stages[0]
    at = to_vn2000([first.longitude], [first.latitude])
    return float(at.easting[0]), float(at.northing[0])


def height(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """−1 (valley) to about 1 (ridge), by metres from the start of the burn."""
    uphill, across = (east + north) / np.sqrt(2), (north - east) / np.sqrt(2)
    wave = np.sin(2 * np.pi * (uphill - _EDGE_M) / _SLOPE_M)
    return np.asarray(wave + 0.12 * np.sin(2 * np.pi * across / _WAVE_M))


def height_at(scene: Scene, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """The same by degrees WGS84."""
    at, start = to_vn2000(longitude, latitude), start_of(scene)
    return height(np.asarray(at.easting) - start[0], np.asarray(at.northing) - start[1])
