"""Take zones out of a file: GeoJSON, KML, KMZ, GPX, GeoPackage, or a zipped Shapefile.

What a file does not say is not guessed: without a coordinate system a person is asked. A track of a GPX is a
route; only one that this program wrote as an outline (type ``zone``) is an area again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.forest.crs import to_wgs84
from geo.forest.layer_file import LayerInfo, open_layers, read_batches
from geo.forest.text import decode, detect
from geo.names import fold
from geo.search.gpx_reading import parsed
from geo.zones.drawn import joined
from geo.zones.errors import ZoneFileInvalid
from geo.zones.measures import AREAS, LINES

LIMIT_MB = 16
"""A plan of a whole province's zones has a few megabytes."""
MOST_ZONES = 500
"""More than a district can patrol: most likely the forest inventory, which is loaded elsewhere."""
GPX_ZONE = "zone"
_NAMES = ("name", "ten", "ten khu vuc", "khu vuc", "label", "title", "ten vung")
_SAID = {
    "kind": ("kind", "loai"),
    "season": ("season", "mua"),
    "priority": ("priority", "uu tien"),
    "notes": ("notes", "ghi chu", "description"),
    "code": ("code", "ma"),
}
_COLUMN_OF = {title: name for name, titles in _SAID.items() for title in titles} | dict.fromkeys(
    _NAMES, "name"
)


@dataclass(frozen=True)
class FileZone:
    """One zone of a file: `number` counts the file's features from 1; `said` holds the columns that are known
    (kind, season, priority, notes, code) as text; `walked` is a recorded track, not a drawn line.
    """

    number: int
    name: str
    shape: Any
    said: Mapping[str, str] = field(default_factory=dict)
    walked: bool = False


@dataclass(frozen=True)
class ZoneFile:
    """What a file holds, EPSG:4326. `points`: features that are only points; `empty`: without a shape."""

    zones: tuple[FileZone, ...]
    points: int = 0
    empty: int = 0


def closed(line: Any) -> Any:
    """The lines of a route as rings, the gap between end and beginning closed by a straight line."""
    return joined([shapely.Polygon(part.coords) for part in shapely.get_parts(line) if len(part.coords) > 2])


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())[:500]


def _flat(shape: Any) -> Iterator[Any]:
    """Collections taken apart."""
    if shape is None or shape.is_empty:
        return
    if shape.geom_type == "GeometryCollection":
        for part in shapely.get_parts(shape):
            yield from _flat(part)
    else:
        yield shapely.force_2d(shape)


def _texts(table: gpd.GeoDataFrame) -> Iterator[str]:
    for name in table.columns.drop("geometry"):
        yield from (value for value in table[name] if isinstance(value, str))


def _plain(value: object, encoding: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        return decode(value, encoding)
    except UnicodeDecodeError:
        return value


def _rows(info: LayerInfo, epsg: int | None) -> Iterator[tuple[Any, dict[str, str]]]:
    plane = info.epsg if info.epsg is not None else epsg
    if plane is None:
        raise ZoneFileInvalid(problem="zone_file_no_crs")
    for batch in read_batches(info, size=MOST_ZONES):
        encoding = detect(_texts(batch))
        shapes = to_wgs84(batch.geometry.to_numpy(), plane)
        columns = {name: _COLUMN_OF.get(fold(str(name))) for name in batch.columns.drop("geometry")}
        for shape, row in zip(shapes, batch.drop(columns="geometry").to_dict("records"), strict=True):
            said = {
                known: text
                for name, known in columns.items()
                if known and (text := _text(_plain(row[name], encoding)))
            }
            yield shape, said


def _of_layers(data: bytes, name: str, epsg: int | None) -> Iterator[tuple[Any, dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="canhlua-zones-") as folder:
        file = Path(folder) / Path(name.replace("\\", "/")).name
        file.write_bytes(data)
        for info in open_layers(file, Path(folder)):
            yield from _rows(info, epsg)


def _rings(segments: list[np.ndarray]) -> Any:
    """Areas again from the rings that this program wrote: a ring inside another is its hole."""
    found: Any = shapely.Polygon()
    for points in segments:
        if len(points) > 3:
            found = shapely.symmetric_difference(found, shapely.Polygon(points))
    return found


def _of_gpx(data: bytes, name: str) -> Iterator[tuple[Any, dict[str, str], bool]]:
    file = parsed(data, name)
    for track in file.tracks:
        segments = [
            np.array([(point.longitude, point.latitude) for point in segment.points])
            for segment in track.segments
            if len(segment.points) > 1
        ]
        said = {"name": _text(track.name), "notes": _text(track.description)}
        if track.type == GPX_ZONE:
            yield _rings(segments), said, False
        elif segments:
            yield joined(map(shapely.LineString, segments)), said, True
    for route in file.routes:
        if len(route.points) > 1:
            line = shapely.LineString([(point.longitude, point.latitude) for point in route.points])
            yield line, {"name": _text(route.name), "notes": _text(route.description)}, False
    for point in file.waypoints:
        yield shapely.Point(point.longitude, point.latitude), {}, False


def read_zones(data: bytes, name: str, *, epsg: int | None = None) -> ZoneFile:
    """Read a file; shapes come as they are in it (they may cross themselves: see `checked`).

    Parameters
    ----------
    name
        The file's name; its ending says the format.
    epsg
        For a file that does not say its coordinate system; never overrules the file.

    Raises
    ------
    ZoneFileInvalid
        `problem`: zone_file_empty, zone_file_large, zone_file_no_crs, zone_file_no_shape, zone_file_many.
    geo.forest.errors.ForestError, geo.search.errors.SearchError
        The file is damaged, dangerous, or of another kind.
    """
    if not data.strip():
        raise ZoneFileInvalid(problem="zone_file_empty")
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise ZoneFileInvalid(problem="zone_file_large")
    rows: Iterator[tuple[Any, dict[str, str], bool]]
    if name.lower().endswith(".gpx"):
        rows = _of_gpx(data, name)
    else:
        rows = ((shape, said, False) for shape, said in _of_layers(data, name, epsg))
    zones: list[FileZone] = []
    points = empty = 0
    for number, (shape, said, walked) in enumerate(rows, start=1):
        parts = list(_flat(shape))
        title = said.pop("name", "")
        for kinds in (AREAS, LINES):
            mine = [part for part in parts if part.geom_type in kinds]
            if mine:
                zones.append(FileZone(number, title, joined(mine), said, walked))
        points += any(part.geom_type in ("Point", "MultiPoint") for part in parts)
        empty += not parts
        if len(zones) > MOST_ZONES:
            raise ZoneFileInvalid(problem="zone_file_many")
    if not zones:
        raise ZoneFileInvalid(problem="zone_file_no_shape")
    return ZoneFile(tuple(zones), points, empty)
