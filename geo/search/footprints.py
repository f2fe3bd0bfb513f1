"""Where the fire can be that a satellite saw: the pixel on the ground, and how well its place is known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely

from geo.hotspots import footprint_polygons
from geo.search.plane import to_degrees, to_metres
from geo.vn2000 import SON_LA

POSITION_ERROR_M = 150.0
"""Twice the 70 m (one sigma, nadir) by which VIIRS pixels are misplaced, rounded up: Wolfe et al. 2013,
doi:10.1002/jgrd.50873. MODIS lies within 50 m (Wolfe et al. 2002, doi:10.1016/S0034-4257(02)00085-8)."""

_CORNER = 4
"""Points on a quarter of a rounded corner: off by 2 % of the buffer, 3 m at 150 m."""


def _rounded(detections: pd.DataFrame, error_m: float, epsg: int) -> Any:
    if not error_m >= 0:
        raise ValueError(f"'error_m' should be 0 m or more, got {error_m}")
    pixels = to_metres(footprint_polygons(detections), epsg)
    return shapely.buffer(pixels, error_m, quad_segs=_CORNER) if error_m else pixels


def search_area(
    detections: pd.DataFrame, *, error_m: float = POSITION_ERROR_M, epsg: int = SON_LA
) -> shapely.Geometry:
    """Return where to search for one fire: the union of its pixels, each widened by the error of position.

    Parameters
    ----------
    detections : DataFrame
        Columns latitude, longitude (degrees WGS84), scan_km, track_km.
    error_m : float
        Metres by which each rectangle is widened, with rounded corners.
    epsg : int
        The plane in which it is widened.

    Returns
    -------
    Polygon or MultiPolygon
        WGS84; pixels that do not touch stay parts of their own. Empty without detections.

    Raises
    ------
    ValueError
        `error_m` is negative or NaN.
    """
    if detections.empty:
        return shapely.Polygon()
    union = shapely.union_all(_rounded(detections, error_m, epsg))
    shape: shapely.Geometry = shapely.orient_polygons(to_degrees(union, epsg))
    return shape


def search_areas(
    detections: pd.DataFrame, *, error_m: float = POSITION_ERROR_M, epsg: int = SON_LA
) -> dict[str, shapely.Geometry]:
    """Return `search_area` of each event, by the column `event_id`; rows of no event are left out."""
    grouped = detections.dropna(subset=["event_id"]).groupby("event_id", sort=True)
    return {str(own): search_area(rows, error_m=error_m, epsg=epsg) for own, rows in grouped}
