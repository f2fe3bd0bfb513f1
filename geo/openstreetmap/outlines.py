"""Administrative boundaries from OpenStreetMap."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from geo.errors import OutlineSourceUnreadable
from geo.openstreetmap.errors import OverpassUnreadable
from geo.openstreetmap.overpass import features

ADMIN_LEVELS = ("6", "8")
"""Communes in Vietnam: level 8 under districts (until 2025-06-30), 6 where they were raised since."""


def outlines_from_osm(
    box: tuple[float, float, float, float],
    *,
    overpass_url: str | None = None,
    admin_levels: Sequence[str] = ADMIN_LEVELS,
    timeout_s: float = 180.0,
) -> gpd.GeoDataFrame:
    """Fetch administrative boundaries that meet a box, whole.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, degrees EPSG:4326.
    overpass_url : str, optional
        Default: CANHLUA_OVERPASS_URL, else `geo.openstreetmap.OVERPASS_URL`.
    admin_levels : sequence of str
    timeout_s : float, default 180

    Returns
    -------
    GeoDataFrame
        EPSG:4326, one row per boundary, OpenStreetMap's tags as columns.

    Raises
    ------
    PackageMissing
        If osmnx is not installed.
    Unreachable
        If the server cannot be reached, is too busy, or answers with an error status.
    OutlineSourceUnreadable
        If the answer is no Overpass answer or has no boundary.
    """
    tags = {"admin_level": list(admin_levels)}
    try:
        table = features(box, tags, overpass_url=overpass_url, timeout_s=timeout_s, clip=False)
    except OverpassUnreadable as error:
        raise OutlineSourceUnreadable(
            source=error.params["source"], reason=error.params.get("reason", "it knows none there")
        ) from error
    table = table[table.geom_type.isin(["Polygon", "MultiPolygon"])].reset_index(drop=True)
    if "boundary" in table:
        table = table[table["boundary"] == "administrative"].reset_index(drop=True)
    if table.empty:
        raise OutlineSourceUnreadable(
            source=overpass_url or "OpenStreetMap", reason="it has no closed administrative boundary there"
        )
    return table
