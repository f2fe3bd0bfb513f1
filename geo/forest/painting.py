"""Map tiles of a forest layer.

From zoom 13 on a tile is painted from its plots (a few hundred). Smaller zooms are made from one picture of
the whole layer at zoom 12 (36 m per pixel), each from the next larger by the majority of four pixels: 100,000
plots are drawn once, not once per tile, and a small wood does not come and go by the luck of one sample. A
tile takes some milliseconds, so none is kept here; browsers keep them.
"""

from __future__ import annotations

import io
import threading
from functools import cached_property

import numpy as np
from PIL import Image

from geo.forest import mercator
from geo.forest.cells import Cells, cells
from geo.forest.index import ForestIndex
from geo.forest.mercator import TILE, is_tile
from geo.forest.palette import COLOURINGS, classes_to_colours, palette

__all__ = ["COLOURINGS", "Painter", "is_tile", "painter"]

WHOLE_ZOOM = 12
MOST_PIXELS = 1 << 25  # of the picture of the whole layer: 32 MB, a province at zoom 12


def _majority(fine: Cells) -> Cells:
    """Each two by two pixels as one: the number that most of them have; if even, the north-western one's."""
    four = np.stack([fine[0::2, 0::2], fine[0::2, 1::2], fine[1::2, 0::2], fine[1::2, 1::2]])
    votes = np.stack([(four == one).sum(axis=0) for one in four])
    return np.asarray(np.take_along_axis(four, votes.argmax(axis=0)[None], axis=0)[0])


def _png(colours: Cells, colouring: str) -> bytes:
    picture = Image.frombytes("P", (TILE, TILE), colours.tobytes())
    picture.putpalette(palette(colouring))
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=0)
    return out.getvalue()


class Painter:
    """Paints the tiles of one layer; threads may share it."""

    def __init__(self, index: ForestIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._small: dict[tuple[str, int], Cells] = {}

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        """West, north, east, south of the layer on the map of the world, 0 to 1."""
        bounds = self._index.bounds
        x, y = mercator.world(bounds[:, [0, 2]], bounds[:, [3, 1]])
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    def _tiles(self, zoom: int) -> tuple[int, int, int, int]:
        """First column and row, one past the last of each, of the tiles that the layer reaches."""
        west, north, east, south = (int(side * 2**zoom) for side in self._bounds)
        return west, north, east + 1, south + 1

    @cached_property
    def whole_zoom(self) -> int:
        """At which the picture of the whole layer is made."""
        for zoom in range(WHOLE_ZOOM, 0, -1):
            west, north, east, south = self._tiles(zoom)
            if (east - west) * (south - north) * TILE**2 <= MOST_PIXELS:
                return zoom
        return 0

    @cached_property
    def _whole(self) -> Cells:
        zoom = self.whole_zoom
        west, north, east, south = (side * TILE for side in self._tiles(zoom))
        return cells(self._index, zoom, west, north, east - west, south - north)

    def _whole_colours(self, colouring: str, zoom: int) -> Cells:
        """The whole layer at a zoom up to `whole_zoom`, in tiles of which none is cut."""
        if (colouring, zoom) not in self._small:
            if zoom == self.whole_zoom:
                found = classes_to_colours(colouring)[self._whole]
            else:
                west, north, east, south = self._tiles(zoom)
                fine_west, fine_north, _, _ = self._tiles(zoom + 1)
                finer = self._whole_colours(colouring, zoom + 1)
                left, top = (fine_west - 2 * west) * TILE, (fine_north - 2 * north) * TILE
                both = np.zeros((2 * (south - north) * TILE, 2 * (east - west) * TILE), dtype=np.uint8)
                both[top : top + finer.shape[0], left : left + finer.shape[1]] = finer
                found = _majority(both)
            self._small[colouring, zoom] = found
        return self._small[colouring, zoom]

    def prepare(self) -> None:
        """Make the pictures of the whole layer now, not at the first tile."""
        if len(self._index.pieces):
            with self._lock:
                for colouring in COLOURINGS:
                    self._whole_colours(colouring, min(8, self.whole_zoom))

    def paint(self, colouring: str, zoom: int, x: int, y: int) -> bytes | None:
        """One tile as PNG with a palette, 256 × 256, transparent where there is no plot; None: all of it is.

        Raises
        ------
        ValueError
            If there is no such colouring or tile.
        """
        if colouring not in COLOURINGS:
            raise ValueError(f"'colouring' should be one of {COLOURINGS}, got {colouring!r}")
        if not is_tile(zoom, x, y):
            raise ValueError(f"there is no tile {zoom}/{x}/{y}")
        if not len(self._index.pieces):
            return None
        west, north, east, south = self._tiles(zoom)
        if not (west <= x < east and north <= y < south):
            return None
        if zoom <= self.whole_zoom:
            with self._lock:
                whole = self._whole_colours(colouring, zoom)
            top, left = (y - north) * TILE, (x - west) * TILE
            colours = whole[top : top + TILE, left : left + TILE]
        else:
            colours = classes_to_colours(colouring)[cells(self._index, zoom, x * TILE, y * TILE, TILE, TILE)]
        return _png(np.ascontiguousarray(colours), colouring) if colours.any() else None


def painter(index: ForestIndex) -> Painter:
    """The painter of a layer, kept with it."""
    found: Painter = index.made.setdefault("painter", Painter(index))
    return found
