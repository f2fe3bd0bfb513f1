"""Open a file of map layers and read it piece by piece, whatever the format."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.forest.archive import LAYERS, PARTS, unpack
from geo.forest.completeness import check_whole
from geo.forest.crs import Stated, identify
from geo.forest.errors import (
    LayerEmpty,
    LayerMissing,
    LayerPartMissing,
    LayerUnreadable,
    LayerWrongType,
)
from geo.forest.signature import check_signature
from geo.forest.text import decode

KNOWN = (".zip", ".gpkg", ".geojson", ".json", ".tab", ".mif", ".kml", ".kmz", ".shp")
"""Endings that are read."""

MOST_LAYERS = 200
_BYTE_TEXT = {"ESRI Shapefile", "MapInfo File"}
# Columns that GDAL's KML reader makes up itself.
_KML_OWN = {
    "timestamp",
    "begin",
    "end",
    "altitudeMode",
    "tessellate",
    "extrude",
    "visibility",
    "drawOrder",
    "icon",
}
_DETAIL = 200


@dataclass(frozen=True)
class LayerInfo:
    """One layer of a file, before anything of it is read.

    Attributes
    ----------
    path : Path
        The file that GDAL opens (inside the work folder where it came in an archive).
    layer : str
        The layer's name in that file.
    driver : str
        GDAL's name of the format.
    features : int
    geometry_type : str
        GDAL's word, such as "Polygon", "MultiPolygon", "3D Polygon", "Point", "Unknown".
    columns : tuple of str
    epsg : int or None
        None: ask. See `geo.forest.crs.Stated`, also for `crs_alternatives`.
    crs_name : str or None
        The name in the file.
    crs_from : "file" or None
    bounds : tuple of float or None
        In the layer's own coordinates; None where the file does not tell quickly.
    declared_encoding : str or None
        What a .cpg file, the DBF or the TAB says; text is read raw whatever it says.
    parts_missing : tuple of str
        Endings of Shapefile parts that did not come, `.shx` (made anew), `.prj` (ask), `.cpg`.
    source : str
        Where it was found, for people: the path in the archive, or the file's name.
    """

    path: Path
    layer: str
    driver: str
    features: int
    geometry_type: str
    columns: tuple[str, ...]
    epsg: int | None
    crs_name: str | None
    crs_from: str | None
    bounds: tuple[float, float, float, float] | None
    declared_encoding: str | None
    parts_missing: tuple[str, ...]
    source: str
    crs_alternatives: tuple[int, ...] = ()
    _folder: Any = field(default=None, repr=False, compare=False)  # removed with the last layer that needs it

    @property
    def label(self) -> str:
        """What tells this layer from the others of the same upload."""
        return self.source if self.layer == Path(self.path).stem else f"{self.source}: {self.layer}"


@contextmanager
def _gdal(name: str) -> Iterator[None]:
    """Turn whatever GDAL raises into a refusal that names the file."""
    try:
        yield
    except (DataSourceError, DataLayerError, RuntimeError, ValueError, OSError, pa.ArrowException) as error:
        detail = " ".join(str(error).split())[:_DETAIL]
        raise LayerUnreadable(name=name, problem="damaged", reason=detail) from error


def _parts(path: Path) -> dict[str, Path]:
    """Return the files that belong to a layer, by small ending."""
    if not path.parent.is_dir():
        return {}
    return {
        one.suffix.lower(): one
        for one in path.parent.iterdir()
        if one.stem.casefold() == path.stem.casefold() and one.is_file()
    }


def _check_parts(path: Path, source: str) -> tuple[str, ...]:
    """Return the parts that are missing and can be missing, or raise LayerPartMissing."""
    main = path.suffix.lower()
    there = _parts(path)
    missing = [part for part in PARTS.get(main, ()) if part not in there]
    needed = {".shp": (".dbf",), ".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}.get(main, ())
    for part in needed:
        if part in missing:
            raise LayerPartMissing(name=source, part=part)
    return tuple(missing) if main == ".shp" else ()


def _dbf_charset(path: Path) -> str | None:
    there = _parts(path)
    if ".cpg" in there:
        return there[".cpg"].read_text(encoding="ascii", errors="replace").strip()[:20] or None
    with there[".dbf"].open("rb") as file:
        code = file.read(30)[29:]
    return {b"\x03": "cp1252", b"\x57": "cp1252", b"\x13": "cp932"}.get(code)


def _tab_charset(path: Path) -> str | None:
    head = path.read_bytes()[:600].decode("latin-1")
    for line in head.splitlines():
        words = line.replace('"', " ").split()
        lower = [word.casefold() for word in words]
        if "charset" in lower and lower.index("charset") + 1 < len(words):
            return words[lower.index("charset") + 1]
    return None


def _declared(path: Path, driver: str) -> str | None:
    if driver == "ESRI Shapefile":
        return _dbf_charset(path)
    return _tab_charset(path) if driver == "MapInfo File" else "UTF-8"


def _stated(path: Path, driver: str, info: dict[str, Any]) -> Stated:
    stated = identify(info["crs"], loses_datum=driver == "MapInfo File")
    if driver != "GeoJSON" or stated.epsg != 4326:
        return stated
    bounds = info.get("total_bounds")
    # A GeoJSON that names no system is given WGS84 by GDAL; metres in it say otherwise.
    if bounds is not None and np.isfinite(bounds).all() and not _are_degrees(tuple(bounds)):
        return Stated(None, None)
    return stated


def _are_degrees(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90


def _info(path: Path, layer: str, source: str, missing: tuple[str, ...], folder: Any) -> LayerInfo:
    with _gdal(source):
        info = pyogrio.read_info(
            path,
            layer=layer,
            encoding="UTF-8",
            force_feature_count=True,
            force_total_bounds=path.suffix.lower() in (".geojson", ".json"),
        )
    driver = str(info["driver"])
    stated = _stated(path, driver, info)
    bounds = info.get("total_bounds")
    known_bounds = bounds is not None and np.isfinite(np.asarray(bounds, dtype=float)).all()
    return LayerInfo(
        path=path,
        layer=layer,
        driver=driver,
        features=max(0, int(info["features"])),
        geometry_type=str(info["geometry_type"]),
        columns=tuple(_columns(info["fields"], driver)),
        epsg=stated.epsg,
        crs_name=stated.name,
        crs_from="file" if stated.epsg is not None else None,
        bounds=tuple(map(float, bounds)) if known_bounds else None,  # type: ignore[arg-type]
        declared_encoding=_declared(path, driver),
        parts_missing=missing,
        source=source,
        crs_alternatives=stated.alternatives,
        _folder=folder,
    )


def _columns(names: Any, driver: str) -> list[str]:
    return [str(name) for name in names if driver not in ("KML", "LIBKML") or name not in _KML_OWN]


def _open(path: Path, source: str, folder: Any) -> list[LayerInfo]:
    """Return the layers of one unpacked file; those without geometry are none."""
    check_signature(path, source)
    missing = _check_parts(path, source)
    wanted = check_whole(path, _parts(path), source)
    if ".shx" in missing:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
    try:
        with _gdal(source):
            listed = pyogrio.list_layers(path)
        names = [str(name) for name, kind in listed if kind is not None][:MOST_LAYERS]
        found = [_info(path, name, source, missing, folder) for name in names]
    finally:
        if ".shx" in missing:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})
    there = sum(one.features for one in found)
    if wanted is not None and (there < wanted or (there > wanted and path.suffix.lower() == ".mif")):
        raise LayerUnreadable(name=source, problem="breaks_off", reason=f"{there} shapes for {wanted} rows")
    return found


def open_layers(path: Path, workdir: Path | None = None) -> list[LayerInfo]:
    """Return the map layers in a file, for a person to choose from where there is more than one.

    Parameters
    ----------
    path : Path
        .zip (with Shapefiles, GeoPackages, GeoJSON, MapInfo or KML, in any folder), .gpkg, .geojson, .json,
        .tab, .mif, .kml, .kmz or .shp with its parts beside it.
    workdir : Path, optional
        Where an archive is unpacked. By default a temporary folder that lives as long as the layers returned.

    Raises
    ------
    LayerWrongType, LayerUnreadable, LayerPartMissing, LayerEmpty
        For the file; in an archive with several layers for the first that is refused only if none is left.
    ArchiveBroken, ArchiveEncrypted, ArchiveUnsafePath, ArchiveBomb, ArchiveWithoutLayer, LayerTooLarge
    """
    suffix = path.suffix.lower()
    if suffix not in KNOWN:
        raise LayerWrongType(name=path.name, kind=suffix or "?", known=list(KNOWN))
    if not path.is_file():
        raise LayerUnreadable(name=path.name, problem="not_there", reason="there is no such file")
    if suffix in LAYERS:
        found = _open(path, path.name, None)
    else:
        # The folder goes with the last LayerInfo that refers to it.
        folder = tempfile.TemporaryDirectory(prefix="canhlua-layer-") if workdir is None else None
        found = _open_archive(path, Path(folder.name) if folder else workdir or path.parent, folder)
    if not found:
        raise LayerEmpty(name=path.name, layer="–")
    return found


def _open_archive(path: Path, place: Path, folder: Any) -> list[LayerInfo]:
    found: list[LayerInfo] = []
    refused: list[Exception] = []
    for member in unpack(path, place):
        try:
            found += _open(member.path, member.shown, folder)
        except (LayerUnreadable, LayerPartMissing) as error:
            refused.append(error)
    if not found and refused:
        raise refused[0]
    return found


def _text(column: pa.ChunkedArray | pa.Array, as_bytes: bool) -> np.ndarray:
    """Return text values as raw `str`: of a byte format one letter for each byte; None stays."""
    if as_bytes:
        column = column.cast(pa.binary(), safe=False)
    coded = column.dictionary_encode()  # every different value is read once, and is one object
    different = coded.dictionary.to_pylist()
    found = np.empty(len(different) + 1, dtype=object)
    found[:-1] = [one.decode("latin-1") for one in different] if as_bytes else different
    return found[coded.indices.fill_null(len(different)).to_numpy()]


def _geometries(wkb: Any) -> tuple[np.ndarray, list[int], list[int]]:
    """Return geometries, and the places of those that had to be closed or could not be read at all."""
    raw = np.array(wkb.to_pylist(), dtype=object)
    geometries = shapely.from_wkb(raw, on_invalid="ignore")
    missing = np.flatnonzero(shapely.is_missing(geometries))
    lost = missing[[raw[place] is not None for place in missing]] if len(missing) else missing
    closed, unreadable = [], []
    for place in lost:
        try:
            geometries[place] = shapely.from_wkb(raw[place], on_invalid="fix")
            closed.append(int(place))
        except shapely.errors.ShapelyError:
            unreadable.append(int(place))
    return geometries, closed, unreadable


def _frame(batch: pa.RecordBatch, info: LayerInfo, wkb: str, first: int) -> gpd.GeoDataFrame:
    number = pd.RangeIndex(first, first + batch.num_rows)
    columns: dict[str, Any] = {}
    for name in info.columns:
        if name not in batch.schema.names:
            continue
        values = batch.column(name)
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            # As objects: of pandas' own text every value would be made anew for each question.
            columns[name] = pd.Series(_text(values, info.driver in _BYTE_TEXT), index=number, dtype=object)
        else:
            columns[name] = np.asarray(values.to_pandas())
    geometries, closed, unreadable = _geometries(batch.column(wkb))
    frame = gpd.GeoDataFrame(
        pd.DataFrame(columns, index=number),
        geometry=gpd.GeoSeries(geometries, index=number),
    )
    frame.attrs |= {
        "closed": [first + one for one in closed],
        "unreadable": [first + one for one in unreadable],
    }
    return frame


def _decoded(raw: object, encoding: str) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return decode(raw, encoding)
    except UnicodeDecodeError:
        return raw


def read_batches(
    info: LayerInfo, *, size: int = 5000, encoding: str | None = None
) -> Iterator[gpd.GeoDataFrame]:
    """Read a layer in pieces, in the order of the file.

    Parameters
    ----------
    info : LayerInfo
    size : int
        Features in a piece.
    encoding : str, optional
        One of `geo.forest.text.ENCODINGS`. By default text stays raw (see there), for `geo.forest.plots` to
        decode.

    Yields
    ------
    GeoDataFrame
        The layer's columns and `geometry` (in its own coordinates, as it stands, no CRS set), indexed by the
        feature's position in the file from 0. `attrs["closed"]`: features whose rings were closed while
        reading, `attrs["unreadable"]`: features whose geometry no reader understands (None in `geometry`).

    Raises
    ------
    LayerUnreadable
        Also in the middle of the file, where it breaks off.
    LayerMissing
        If the layer is no longer there.
    """
    first = 0
    if not info.path.is_file():
        raise LayerMissing(name=info.source, layer=info.layer, layers=[])
    with (
        _gdal(info.source),
        pyogrio.raw.open_arrow(
            info.path, layer=info.layer, encoding="UTF-8", batch_size=size, use_pyarrow=True
        ) as (meta, reader),
    ):
        wkb = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            frame = _frame(batch, info, wkb, first)
            if encoding is not None:
                for name in frame.columns.drop("geometry"):
                    if not pd.api.types.is_numeric_dtype(frame[name]):  # text is object or pandas' own
                        decoded = [_decoded(one, encoding) for one in frame[name]]
                        frame[name] = pd.Series(decoded, index=frame.index, dtype=object)
            first += len(frame)
            yield frame
    if first < info.features:
        detail = f"{first} of {info.features} features"
        raise LayerUnreadable(name=info.source, problem="breaks_off", reason=detail)
