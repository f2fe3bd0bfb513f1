"""From the ground to the paper: the window of a picture on the VN-2000 plane, and pixels in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from data.painting.layers import Bbox
from geo.vn2000 import SON_LA, to_vn2000, to_wgs84

Floats = npt.NDArray[np.float64]
_STEPS = (1, 2, 5)
_LEAST_WIDTH = 1400
_POWERS = [(k, m) for k in range(4) for m in range(4 - k)]
_MANY = 20_000
_GOOD_PIXELS = 0.1


def neat(about: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above `about`."""
    power = 10.0 ** math.floor(math.log10(about))
    return max(step * power for step in _STEPS if step * power <= about * (1 + 1e-9))


@dataclass(frozen=True)
class Polynomial:
    """Pixels as a polynomial of the third degree in degrees: two hundred times as fast as the operation of
    the EPSG registry, for layers of a hundred thousand plots.
    """

    middle: Floats
    scale: Floats
    factors: Floats

    @classmethod
    def fit(cls, degrees: Floats, pixels: Floats) -> Polynomial:
        """The best one for these points (n, 2)."""
        middle, scale = degrees.mean(axis=0), np.ptp(degrees, axis=0) / 2
        x, y = ((degrees - middle) / scale).T
        terms = np.column_stack([x**k * y**m for k, m in _POWERS])
        return cls(middle, scale, np.asarray(np.linalg.lstsq(terms, pixels, rcond=None)[0]))

    def of(self, degrees: Floats) -> Floats:
        """Pixels (n, 2) of longitudes and latitudes (n, 2)."""
        x = (degrees[:, 0] - self.middle[0]) / self.scale[0]
        y = (degrees[:, 1] - self.middle[1]) / self.scale[1]
        found = np.empty_like(degrees)
        for side in (0, 1):
            by = dict(zip(_POWERS, self.factors[:, side], strict=True))
            whole = np.full_like(x, by[3, 0])
            for k in (2, 1, 0):  # Horner: no powers of millions of numbers
                row = np.full_like(x, by[k, 3 - k])
                for m in range(2 - k, -1, -1):
                    row *= y
                    row += by[k, m]
                whole *= x
                whole += row
            found[:, side] = whole
        return found


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
        if len(degrees) > _MANY:
            by = self._polynomial
            if by is not None:
                return by.of(degrees)
        return self._exact(degrees)

    @cached_property
    def _polynomial(self) -> Polynomial | None:
        """The same as a polynomial; None where it is not as good as the eye: on maps of whole countries."""
        west, south, east, north = self.window
        lon, lat = np.meshgrid(np.linspace(west, east, 13), np.linspace(south, north, 13))
        grid = np.column_stack([lon.ravel(), lat.ravel()])
        exact = self._exact(grid)
        found = Polynomial.fit(grid, exact)
        return found if np.abs(found.of(grid) - exact).max() < _GOOD_PIXELS else None

    def _exact(self, degrees: Floats) -> Floats:
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
