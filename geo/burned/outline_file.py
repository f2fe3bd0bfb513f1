"""Read an outline that somebody walked or drew: GPX (a walk around, made a ring), GeoJSON, KML, KMZ."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyogrio
import shapely

from geo.bearing import distance_m_and_bearing
from geo.burned.errors import OutlineInvalid

LIMIT_MB = 16
"""A day's track with a point a second has some 8 MB."""
_SIGNS = {"gpx": b"<gpx", "kml": b"<kml"}
_POLYGONS, _LINES = (3, 6), (1, 2, 5)


@dataclass(frozen=True)
class OutlineFile:
    """What a file holds. Degrees WGS84; outlines may still cross themselves (see `checked`).

    kind
        ``gpx``, ``kml`` or ``geojson``.
    walked
        Whether lines were closed into rings: nobody drew an area.
    gap_m
        The widest gap that was closed: from the end of a walk to its beginning; 0 for drawn areas.
    """

    shape: shapely.Geometry
    kind: str
    walked: bool
    gap_m: float


def _unpacked(data: bytes, most: int) -> bytes:
    """The KML inside a KMZ; anything else as it is."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [each for each in archive.infolist() if each.filename.lower().endswith(".kml")]
            if not inside:
                raise OutlineInvalid(problem="outline_file_unknown")
            with archive.open(inside[0]) as file:
                found = file.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise OutlineInvalid(problem="outline_file_unknown") from error
    if len(found) > most:
        raise OutlineInvalid(problem="outline_file_large")
    return found


def _kind(data: bytes) -> str:
    head = data[:4096].lower()
    for kind, sign in _SIGNS.items():
        if sign in head:
            return kind
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "geojson"
    raise OutlineInvalid(problem="outline_file_unknown")


def _geometries(data: bytes, kind: str) -> list[Any]:
    try:
        names = [name for name, _type in pyogrio.list_layers(io.BytesIO(data))]
        found: list[Any] = []
        for number, name in enumerate(names):  # a file in memory has a name of its own each time it is opened
            if kind == "gpx" and name not in ("tracks", "routes"):
                continue  # its points are those of the tracks once more
            _meta, _ids, wkb, _fields = pyogrio.raw.read(io.BytesIO(data), layer=number, columns=[])
            found += [shapely.from_wkb(each) for each in wkb if each is not None]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise OutlineInvalid(problem="outline_file_unknown") from error
    return [shapely.force_2d(each) for each in found]


def _flat(shapes: list[Any]) -> list[Any]:
    """The shapes with collections taken apart."""
    flat: list[Any] = []
    for shape in shapes:
        collected = shapely.get_type_id(shape) == 7
        flat += _flat(list(shapely.get_parts(shape))) if collected else [shape]
    return [shape for shape in flat if not shape.is_empty]


def _ring(line: Any) -> tuple[Any, float]:
    """A walk as an area, and how far its end is from its beginning. Breaks of a track are walked through."""
    points = shapely.get_coordinates(line)
    fresh = np.ones(len(points), dtype=bool)
    fresh[1:] = (points[1:] != points[:-1]).any(axis=1)  # somebody stood still
    points = points[fresh]
    if len(np.unique(points, axis=0)) < 3:
        raise OutlineInvalid(problem="outline_few_points")
    (west, south), (east, north) = points[0], points[-1]
    return shapely.Polygon(points), float(distance_m_and_bearing(south, west, north, east)[0])


def read_outline(data: bytes, *, limit_mb: int = LIMIT_MB) -> OutlineFile:
    """Take the burned area out of a file, judged by its content, never by its name.

    Areas count where there are any; else every track, route or line is closed into a ring.

    Raises
    ------
    OutlineInvalid
        `problem`: outline_file_empty, outline_file_large, outline_file_unknown, outline_absent (only points,
        or nothing), outline_few_points.
    """
    if not data.strip():
        raise OutlineInvalid(problem="outline_file_empty")
    if len(data) > limit_mb * 1024 * 1024:
        raise OutlineInvalid(problem="outline_file_large")
    data = _unpacked(data, limit_mb * 1024 * 1024)
    kind = _kind(data)
    shapes = _flat(_geometries(data, kind))
    areas = [each for each in shapes if shapely.get_type_id(each) in _POLYGONS]
    lines = [each for each in shapes if shapely.get_type_id(each) in _LINES]
    if areas:
        parts = [part for each in areas for part in shapely.get_parts(each)]
        return OutlineFile(shapely.multipolygons(parts), kind, False, 0.0)
    if not lines:
        raise OutlineInvalid(problem="outline_absent")
    rings = [_ring(each) for each in lines]
    return OutlineFile(
        shapely.multipolygons([ring for ring, _gap in rings]), kind, True, max(gap for _ring, gap in rings)
    )
