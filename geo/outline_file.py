"""Outlines from a file: GeoJSON, zipped or plain Shapefile, GeoPackage, in any known coordinate system."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

from geo.errors import (
    OutlineCrsContradicted,
    OutlineCrsMissing,
    OutlineCrsUnknown,
    OutlineSourceUnreadable,
)

MOST_BYTES = 500_000_000
"""Unpacked size above which a zip file is not opened; all communes of Vietnam take a tenth of it."""

_WGS84 = CRS.from_epsg(4326)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise OutlineSourceUnreadable(source=path.name, reason=f"it is no zip file: {error}") from error
    if size > MOST_BYTES:
        reason = f"it unpacks to {size} bytes; at most {MOST_BYTES} are accepted"
        raise OutlineSourceUnreadable(source=path.name, reason=reason)


def _layer(path: Path, wanted: str | None) -> str:
    names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if wanted is not None and wanted not in names:
        reason = f"it has no layer {wanted}; its layers: {', '.join(names)}"
        raise OutlineSourceUnreadable(source=path.name, reason=reason)
    if wanted is None and len(names) != 1:
        reason = f"it has {len(names)} layers; name one with --layer: {', '.join(names)}"
        raise OutlineSourceUnreadable(source=path.name, reason=reason)
    return wanted or names[0]


def _stated_crs(table: gpd.GeoDataFrame, path: Path) -> CRS | None:
    """Return the CRS that the file itself states; GDAL gives a GeoJSON that states none WGS84."""
    if path.suffix.lower() in {".geojson", ".json"}:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        if document.get("crs") is None:
            return None
    return None if table.crs is None else CRS.from_user_input(table.crs)


def _crs(table: gpd.GeoDataFrame, path: Path, given: str | None) -> CRS:
    stated = _stated_crs(table, path)
    if given is not None:
        try:
            named = CRS.from_user_input(given)
        except CRSError as error:
            raise OutlineCrsUnknown(source=path.name, crs=given) from error
        if stated is not None and not named.equals(stated, ignore_axis_order=True):
            raise OutlineCrsContradicted(source=path.name, stated=stated.name, given=named.name)
        return named
    if stated is not None:
        return stated
    if table.crs is None or not _are_degrees(table):
        raise OutlineCrsMissing(source=path.name)
    return _WGS84  # RFC 7946: a GeoJSON that states none is in WGS84


def _are_degrees(table: gpd.GeoDataFrame) -> bool:
    west, south, east, north = table.total_bounds
    return bool(max(-west, east) <= 180 and max(-south, north) <= 90)


def _to_wgs84(geometries: Any, crs: CRS, path: Path) -> Any:
    # A ballpark operation would silently drop the datum shift, 223 m for VN-2000.
    ways = TransformerGroup(_WGS84, crs, always_xy=True, allow_ballpark=False).transformers
    if not ways:
        raise OutlineCrsUnknown(source=path.name, crs=crs.name)

    def unproject(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(
            ways[0].transform(places[:, 0], places[:, 1], direction=TransformDirection.INVERSE)
        )

    return shapely.transform(shapely.force_2d(geometries), unproject)


def read_outlines(path: Path, *, crs: str | None = None, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read outlines in EPSG:4326 with all their fields.

    Parameters
    ----------
    path : Path
    crs : str, optional
        For a file that states none, e.g. "EPSG:9206". Never guessed, and never overrules the file.
    layer : str, optional
        Needed where the file has more than one.

    Raises
    ------
    OutlineSourceUnreadable, OutlineCrsMissing, OutlineCrsUnknown, OutlineCrsContradicted
    """
    if not path.exists():
        raise OutlineSourceUnreadable(source=path.name, reason="there is no such file")
    if path.suffix.lower() == ".zip":
        _check_zip(path)
    try:
        table = gpd.read_file(path, layer=_layer(path, layer))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError) as error:
        raise OutlineSourceUnreadable(source=path.name, reason=f"{error}") from error
    if not isinstance(table, gpd.GeoDataFrame) or table.empty or table.geometry.isna().all():
        raise OutlineSourceUnreadable(source=path.name, reason="it has no feature with a geometry")
    outlines = _to_wgs84(table.geometry.to_numpy(), _crs(table, path, crs), path)
    return table.drop(columns=table.geometry.name).set_geometry(gpd.GeoSeries(outlines, crs=_WGS84))
