"""From a mask of pixels to outlines: in squares of about 2 km, so that no plot is a whole district.

Tree cover hangs together over a whole valley; one polygon with ten thousand clearings could neither be
searched nor drawn. Within each square the steps of the pixels are smoothed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes
from rasterio.transform import Affine

from geo.landcover.window import local_only

SQUARE_DEGREES = 0.02
"""About 2.1 × 2.2 km, 460 ha: five to ten large satellite pixels."""

SMOOTHING = 1.5
"""Of a pixel (15 m): corners of less than its square's area are cut off or filled (Visvalingam and Whyatt).
Three times fewer vertices; a pixel of a satellite is 375 m wide."""

MOST_CHANGE = 0.01
"""A square whose tree cover would grow or shrink by more than 1 % keeps the outlines of its pixels."""

Polygons = NDArray[np.object_]


def _smooth(outlines: Polygons, step: float) -> Polygons:
    """The outlines of a square without steps, and with the same area within `MOST_CHANGE`."""
    found: Polygons = shapely.coverage_simplify(outlines, SMOOTHING * step)
    before, after = shapely.area(outlines).sum(), shapely.area(found).sum()
    good = shapely.is_valid(found).all() and not shapely.is_empty(found).any()
    return found if good and abs(after - before) <= MOST_CHANGE * before else outlines


def _strip(mask: NDArray[np.bool_], transform: Affine, across: int) -> dict[int, list[shapely.Polygon]]:
    """The outlines in a row of squares, by the number of the square.

    Pixels touch by their sides (4-connected): with corners counted GDAL draws rings that cross themselves.
    """
    numbers = np.arange(mask.shape[1], dtype=np.int32) // across
    # A copy: GDAL crashes on numpy's repeated rows.
    squares = np.ascontiguousarray(np.broadcast_to(numbers, mask.shape))
    found: dict[int, list[shapely.Polygon]] = defaultdict(list)
    for shape, square in shapes(squares, mask=mask, connectivity=4, transform=transform):
        shell, *holes = shape["coordinates"]
        found[int(square)].append(shapely.Polygon(shell, holes))
    return found


def outlines(
    mask: NDArray[np.bool_],
    transform: Affine,
    *,
    square_degrees: float = SQUARE_DEGREES,
    progress: Callable[[int, int], object] | None = None,
) -> Iterator[Polygons]:
    """Yield the outlines of a mask, one row of squares after the other, from north to south.

    The squares lie side by side on the window's own grid; their outlines neither overlap nor reach outside.

    Parameters
    ----------
    mask : ndarray of bool, (rows, columns)
    transform : Affine
        From columns and rows to degrees EPSG:4326, north up, square pixels.
    square_degrees : float
    progress : callable, optional
        Told rows of pixels done and in all.

    Yields
    ------
    ndarray of Polygon
        Valid, EPSG:4326. Total area within 1 % of the mask's.
    """
    step = transform.a
    across = max(1, round(square_degrees / step))
    height = mask.shape[0]
    for top in range(0, height, across):
        part = mask[top : top + across]
        here = Affine(step, 0, transform.c, 0, -step, transform.f - top * step)
        with local_only():
            squares = _strip(part, here, across)
        smooth = [_smooth(np.array(squares[n], dtype=object), step) for n in sorted(squares)]
        if smooth:
            yield np.concatenate(smooth)
        if progress is not None:
            progress(min(top + across, height), height)
