"""From the ground to the paper: the window of a picture on the VN-2000 plane, and pixels in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from data.painting.layers import Bbox
from geo.vn2000 import SON_LA, to_vn2000, to_wgs84

Floats = npt.NDArray[np.float64]
_STEPS = (1, 2, 5)
_LEAST_WIDTH = 1400


def neat(about: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above `about`."""
    power = 10.0 ** math.floor(math.log10(about))
    return max(step * power for step in _STEPS if step * power <= about * (1 + 1e-9))


@dataclass(frozen=True)
class Frame:
    """The map's part of a picture: grid north is up, a metre is as long across as down.

    Attributes
    ----------
    left, top, width, height
        Pixels of the picture.
    west, north
        Easting and northing of the top left corner, metres.
    metres
        Per pixel.
    """

    left: int
    top: int
    width: int
    height: int
    west: float
    north: float
    metres: float
    epsg: int = SON_LA

    @property
    def east(self) -> float:
        """Easting of the right edge."""
        return self.west + self.width * self.metres

    @property
    def south(self) -> float:
        """Northing of the lower edge."""
        return self.north - self.height * self.metres

    def pixels(self, degrees: Floats) -> Floats:
        """Longitude and latitude (n, 2) as pixels of the picture (n, 2)."""
        plane = to_vn2000(degrees[:, 0], degrees[:, 1], self.epsg)
        across = self.left + (plane.easting - self.west) / self.metres
        down = self.top + (self.north - plane.northing) / self.metres
        return np.column_stack([across, down])

    def shape(self, geometry: Any) -> Any:
        """A geometry in pixels, cut to the map and without what no pixel shows."""
        west, south, east, north = self.window
        near = shapely.clip_by_rect(geometry, west, south, east, north)
        if near.is_empty:
            return near
        return shapely.transform(near, self.pixels).simplify(0.4)

    @property
    def window(self) -> Bbox:
        """The map in degrees, and a little more on every side."""
        more = max(self.width, self.height) * self.metres * 0.01
        easting = [self.west - more, self.east + more]
        found = to_wgs84(
            np.array([easting[0], easting[1], easting[1], easting[0]]),
            np.array([self.north + more, self.north + more, self.south - more, self.south - more]),
            self.epsg,
        )
        return float(found.lon.min()), float(found.lat.min()), float(found.lon.max()), float(found.lat.max())

    @property
    def unit(self) -> float:
        """Pixels in which lines and signs are measured: they do not vanish on a small picture."""
        return max(self.width, _LEAST_WIDTH) / 1000

    @property
    def step(self) -> float:
        """Metres between the lines of the grid: four to ten of them across the shorter side."""
        return neat(min(self.width, self.height) * self.metres / 3.5)


def fit(bbox: Bbox, left: int, top: int, width: int, height: int, epsg: int = SON_LA) -> Frame:
    """The frame that shows all of a window of degrees, widened to the shape of the paper."""
    west, south, east, north = bbox
    plane = to_vn2000(np.array([west, east, east, west]), np.array([south, south, north, north]), epsg)
    low_e, high_e = float(plane.easting.min()), float(plane.easting.max())
    low_n, high_n = float(plane.northing.min()), float(plane.northing.max())
    metres = max((high_e - low_e) / width, (high_n - low_n) / height)
    middle_e, middle_n = (low_e + high_e) / 2, (low_n + high_n) / 2
    return Frame(
        left, top, width, height, middle_e - width * metres / 2, middle_n + height * metres / 2, metres, epsg
    )
