"""From pixels of tree cover to patches: what is too small for a forest goes, and so do small clearings.

GDAL's sieve is not used: it leaves small patches alone where all their neighbours are small as well.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from geo.forest.ellipsoid import area_ha
from geo.landcover.window import Window
from geo.landcover.worldcover import NO_DATA, TREE_COVER

_ROWS = 512


def pixel_ha(window: Window) -> float:
    """Area of a pixel in the middle of the window, hectares. Within half a degree it varies by 0.4 %."""
    middle = window.north - window.classes.shape[0] / 2 * window.step
    pixel = shapely.box(
        window.west, middle - window.step / 2, window.west + window.step, middle + window.step / 2
    )
    return float(area_ha(np.array([pixel], dtype=object))[0])


def _of_size(mask: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """The part of a mask in patches of at least so many pixels; pixels touch by their sides."""
    labels, count = ndimage.label(mask)  # int32: four bytes a pixel
    sizes = np.zeros(count + 1, dtype=np.int64)
    for top in range(0, len(labels), _ROWS):  # bincount makes int64 of what it is given
        sizes += np.bincount(labels[top : top + _ROWS].ravel(), minlength=count + 1)
    keep = sizes >= least
    keep[0] = False
    kept: NDArray[np.bool_] = keep[labels]
    return kept


def tree_mask(window: Window, smallest_ha: float) -> NDArray[np.bool_]:
    """Return where there is tree cover (class 10).

    Patches under `smallest_ha` are left out, then clearings under `smallest_ha` are filled; pixels that touch
    only at a corner are two patches. Pixels without data are never filled. A patch that the box cuts is
    judged by the part inside.

    Parameters
    ----------
    window : Window
    smallest_ha : float
        Hectares; 0 leaves every pixel as it is.

    Returns
    -------
    ndarray of bool, (rows, columns)
    """
    least = math.ceil(smallest_ha / pixel_ha(window) - 1e-9)
    trees: NDArray[np.bool_] = window.classes == TREE_COVER
    if least <= 1:
        return trees
    trees = _of_size(trees, least)
    if not trees.any():
        return trees
    clearings = ~trees
    clearings &= ~_of_size(clearings, least)
    clearings &= window.classes != NO_DATA
    return trees | clearings
