"""The coordinate system of a layer: what the file says, where each candidate would put it, and to WGS84.

Never through PROJ.4 strings and never by a "ballpark" operation: both drop the datum shift of VN-2000, which
moves points by 200 m.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError
from pyproj.transformer import Transformer, TransformerGroup

from geo.communes import Areas
from geo.forest.errors import LayerCrsUnknown

CANDIDATES = (9206, 3405, 5897, 4326)
"""Offered where a file is silent: VN-2000 of Sơn La (TM-3 104°), VN-2000 UTM 48N, TM-3 105°, WGS84."""

_TM3 = (9205, 9206, 9207, 9208, 5897, 9209, 9210, 9211, 9212, 9213, 9214, 9215, 9216, 5899, 5898, 9217, 9218)
_VN2000 = (*_TM3, 3405, 3406, 4756)
# EPSG:6960, the same seven numbers that MapInfo and QGIS write into files (signs of the rotations differ).
_SHIFT_M = (-191.90441429, -39.30318279, -111.45032835)
_VN2000_NAMES = ("vietnam2000", "vn2000", "dvietnam2000", "hanoi2000")
_NEAR_SHIFT_M = 0.01
_SAMPLE = 400


@dataclass(frozen=True)
class Stated:
    """What a file says of its coordinate system.

    Attributes
    ----------
    epsg : int or None
        None: it says nothing, or nothing that can be trusted. Then a person is asked.
    name : str or None
        The name that the file gives.
    alternatives : tuple of int
        Systems with the same plane and another datum, where the file's format or program is known to lose the
        datum of VN-2000 (a MapInfo table that GDAL or QGIS wrote). Not empty: a person is asked.
    """

    epsg: int | None
    name: str | None
    alternatives: tuple[int, ...] = ()


@dataclass(frozen=True)
class Placement:
    """Where a candidate would put the layer.

    Attributes
    ----------
    epsg : int
    bounds_wgs84 : tuple of float
        West, south, east, north of the sample, degrees.
    points : ndarray (n, 2)
        Longitude and latitude of the sample's geometries, for the map.
    inside_share : float
        Share, 0 to 1, of the sample inside the areas' bounding box.
    """

    epsg: int
    bounds_wgs84: tuple[float, float, float, float]
    points: NDArray[np.float64]
    inside_share: float


def _plane(crs: CRS) -> tuple[Any, ...]:
    """Return projection method and parameters, without datum: equal planes compare equal."""
    operation = crs.coordinate_operation
    if operation is None:
        return (crs.is_geographic,)
    values = {
        one.name.casefold(): round(float(one.value) * (one.unit_conversion_factor or 1.0), 9)
        for one in operation.params
    }
    return operation.method_name.casefold(), tuple(sorted(values.items()))


@lru_cache(maxsize=1)
def _planes_of_vn2000() -> dict[tuple[Any, ...], int]:
    return {_plane(CRS.from_epsg(epsg)): epsg for epsg in reversed(_VN2000)}


def _is_vn2000(crs: CRS) -> bool:
    """Say whether a CRS has VN-2000's datum, by name or by its shift."""
    if crs.is_bound:
        operation = crs.coordinate_operation
        values = [one.value for one in operation.params][:3] if operation is not None else []
        if len(values) == 3 and np.allclose(values, _SHIFT_M, atol=_NEAR_SHIFT_M):
            return True
        crs = crs.source_crs or crs
    datum = "" if crs.datum is None else "".join(c for c in crs.datum.name.casefold() if c.isalnum())
    return datum in _VN2000_NAMES


def _is_wgs84(crs: CRS) -> bool:
    return crs.datum is not None and "1984" in crs.datum.name and not crs.is_bound


def _has_no_datum(crs: CRS) -> bool:
    # PROJ would take any datum on the same ellipsoid for a match.
    return crs.datum is None or crs.datum.name.casefold().startswith(("unknown", "not specified", "unnamed"))


def identify(text: str | None, *, loses_datum: bool = False) -> Stated:
    """Return what a CRS text (WKT, EPSG:…) of a file means.

    Parameters
    ----------
    text : str or None
    loses_datum : bool
        The format loses VN-2000's datum when written by GDAL or QGIS (MapInfo): WGS84 in it may mean VN-2000.
    """
    if not text:
        return Stated(None, None)
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return Stated(None, None)
    base = (crs.source_crs or crs) if crs.is_bound else crs
    twin = _planes_of_vn2000().get(_plane(base))
    if twin is not None and _is_vn2000(crs):
        return Stated(twin, crs.name)
    stated = None if _has_no_datum(base) else base.to_epsg()
    if crs.is_bound and stated is None:
        return Stated(None, crs.name)
    if twin is not None and stated is None and _has_no_datum(base):
        return Stated(None, crs.name, (twin,))
    if twin is not None and base.is_projected and _is_wgs84(crs) and (loses_datum or stated is None):
        # WGS84 in a plane that only VN-2000 uses, or in a format that cannot tell them apart.
        return Stated(stated, crs.name, (twin,))
    return Stated(stated if stated is not None and _way(stated, quiet=True) else None, crs.name)


@lru_cache(maxsize=32)
def _ways(epsg: int) -> tuple[Transformer, ...]:
    try:
        target = CRS.from_epsg(epsg)
        if target.is_geocentric or target.is_vertical or target.is_engineering:
            return ()
        return tuple(TransformerGroup(4326, target, always_xy=True, allow_ballpark=False).transformers)
    except CRSError:
        return ()


def _way(epsg: int, *, quiet: bool = False) -> Transformer | None:
    ways = _ways(epsg)
    if not ways and not quiet:
        raise LayerCrsUnknown(crs=f"EPSG:{epsg}")
    return ways[0] if ways else None


def crs_name(epsg: int) -> str:
    """Return the registry's name of a system, or raise LayerCrsUnknown."""
    try:
        return str(CRS.from_epsg(epsg).name)
    except CRSError as error:
        raise LayerCrsUnknown(crs=f"EPSG:{epsg}") from error


def degrees(coordinates: NDArray[np.float64], epsg: int) -> NDArray[np.float64]:
    """Return coordinates (n, 2: easting and northing, or longitude and latitude) as WGS84 lon, lat.

    What the system cannot place becomes infinite.

    Raises
    ------
    LayerCrsUnknown
        If PROJ knows no operation with a datum shift.
    """
    way = _way(epsg)
    if epsg == 4326 or way is None:
        return coordinates
    return np.column_stack(
        way.transform(coordinates[:, 0], coordinates[:, 1], direction=TransformDirection.INVERSE)
    )


def to_wgs84(geometries: Any, epsg: int) -> NDArray[np.object_]:
    """Return geometries in EPSG:4326 (lon, lat; two dimensions).

    Raises
    ------
    LayerCrsUnknown
    """
    flat = np.asarray(geometries, dtype=object)
    if (shapely.has_z(flat) | shapely.has_m(flat)).any():
        flat = shapely.force_2d(flat)
    _way(epsg)
    moved: NDArray[np.object_] = shapely.transform(flat, lambda places: degrees(places, epsg))
    return moved


def _sample(geometries: Any) -> NDArray[np.float64]:
    array = np.asarray(geometries, dtype=object)
    bounds = shapely.bounds(array[np.linspace(0, len(array) - 1, min(len(array), _SAMPLE)).astype(int)])
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    finite: NDArray[np.float64] = middle[np.isfinite(middle).all(axis=1)]
    return finite


def placements(geometries: Any, areas: Areas, candidates: Sequence[int] = CANDIDATES) -> list[Placement]:
    """Return where each candidate would put a layer; those that cannot place it at all are left out.

    Parameters
    ----------
    geometries : array of shapely geometries
        Of the layer, untouched; at most 400 spread over it are looked at.
    areas : Areas
    candidates : sequence of int
        EPSG numbers.

    Returns
    -------
    list of Placement
        In the order of the candidates. Several may lie inside: VN-2000 and UTM on WGS84 are 200 m apart.
    """
    west, south, east, north = areas.bounds
    sample = _sample(geometries) if len(geometries) else np.empty((0, 2))
    found = []
    for epsg in dict.fromkeys(candidates):
        points = degrees(sample, epsg)
        points = points[np.isfinite(points).all(axis=1)]
        points = points[(np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)]
        if not len(points):
            continue
        lon, lat = points[:, 0], points[:, 1]
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        bounds = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
        found.append(Placement(epsg, bounds, points, float(inside.sum()) / len(sample)))
    return found
