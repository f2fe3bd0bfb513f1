"""Which plot's class shows at each pixel of a web map: a small number per pixel, 0 where there is no plot.

A number tells function and state group together, so that one picture serves every colouring.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from PIL import Image, ImageDraw

from geo.forest import mercator
from geo.forest.index import Floats, ForestIndex, Ints
from geo.forest.states import FUNCTIONS, GROUPS

Cells = npt.NDArray[np.uint8]
GROUP_CLASSES, FUNCTION_CLASSES = (*GROUPS, "unknown"), (*FUNCTIONS, "unknown")
CLASSES = 1 + len(GROUP_CLASSES) * len(FUNCTION_CLASSES)
OUTLINE = 128  # added to a class where the pixel shows the plot's edge
OUTLINE_ZOOM = 15  # 4.4 m per pixel: a plot of 1 ha is 20 pixels wide


def _numbers(values: npt.NDArray[Any], names: tuple[str, ...]) -> Ints:
    number = pd.Index(names).get_indexer(pd.Index(values, dtype=object))
    return np.where(number < 0, len(names) - 1, number)


def plot_classes(index: ForestIndex) -> Cells:
    """Class of each plot, 1 to `CLASSES` - 1, shape (n,); made once per layer."""
    if "classes" in index.made:
        return np.asarray(index.made["classes"])
    none = np.full(len(index), None, dtype=object)
    function = _numbers(none if index.functions is None else index.functions, FUNCTION_CLASSES)
    found = 1 + function * len(GROUP_CLASSES) + _numbers(index.groups, GROUP_CLASSES)
    index.made["classes"] = found.astype(np.uint8)
    return np.asarray(index.made["classes"])


def rings(shapes: npt.NDArray[Any]) -> tuple[Floats, Ints, Ints, npt.NDArray[np.bool_]]:
    """Vertices (v, 2), where each ring begins and the last ends (r + 1), its shape (r), is it outer (r)."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    first = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(rings))])
    outer = np.diff(part, prepend=-1) > 0
    return shapely.get_coordinates(rings), first, shape[part], outer


def _pixels(degrees: Floats, zoom: int, left: int, top: int) -> Any:
    """Vertices in pixels of a window, (v, 2); four-byte floats are what Pillow reads without a list."""
    x, y = mercator.world(degrees[:, 0], degrees[:, 1])
    size = mercator.TILE * 2**zoom
    return np.column_stack([x * size - left - 0.5, y * size - top - 0.5]).astype(np.float32)


def _here(index: ForestIndex, zoom: int, left: int, top: int, width: int, height: int) -> Ints:
    """Pieces about a window, the largest first so that none hides a smaller one that lies in it."""
    size = mercator.TILE * 2**zoom
    west, north = mercator.degrees((left - 1) / size, (top - 1) / size)
    east, south = mercator.degrees((left + width + 1) / size, (top + height + 1) / size)
    found = index.tree.query(shapely.box(west, south, east, north))
    return np.asarray(found[np.lexsort((index.keys[index.plot[found]], -index.area[found]))])


def cells(index: ForestIndex, zoom: int, left: int, top: int, width: int, height: int) -> Cells:
    """Paint a window of the world's pixels at a zoom.

    Parameters
    ----------
    zoom : int
        Of the map.
    left, top : int
        North-western pixel of the window, from the north-western corner of the world.
    width, height : int
        Pixels.

    Returns
    -------
    array of uint8, shape (height, width)
        From `OUTLINE_ZOOM` on with outlines (class + `OUTLINE`). Holes show what lies in them.
    """
    picture = Image.new("L", (width, height))
    pieces = _here(index, zoom, left, top, width, height)
    if not len(pieces):
        return np.asarray(picture)
    number = plot_classes(index)
    draw = ImageDraw.Draw(picture)
    degrees, first, shape, outer = rings(index.pieces[pieces])
    points, ink = _pixels(degrees, zoom, left, top), number[index.plot[pieces]]
    for ring in range(len(outer)):
        at = points[first[ring] : first[ring + 1]]
        draw.polygon(at, fill=int(ink[shape[ring]]) if outer[ring] else 0)
    if zoom >= OUTLINE_ZOOM:
        plots = np.unique(index.plot[pieces])
        degrees, first, shape, outer = rings(index.geometries[plots])
        points, ink = _pixels(degrees, zoom, left, top), number[plots]
        for ring in range(len(outer)):
            draw.line(points[first[ring] : first[ring + 1]], fill=int(ink[shape[ring]]) + OUTLINE)
    return np.array(picture)
