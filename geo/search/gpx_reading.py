"""Read a GPX of somebody who was there: any program's, whole or in pieces, with or without times."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

import gpxpy
import gpxpy.gpx
import numpy as np
import shapely

from geo.bearing import distance_m_and_bearing
from geo.search.errors import GpxPointImpossible, GpxTooLarge, GpxUnreadable, GpxUnsafe, GpxWithoutTrack

LIMIT_MB = 20
LIMIT_POINTS = 200_000
LONGEST_STEP_M = 500.0
"""Two points farther apart are not joined: a recorder that slept saw nothing between (it writes every few
seconds; even a motorbike at 60 km/h that is recorded every 30 s makes 500 m)."""

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Track:
    """What was walked.

    Attributes
    ----------
    line : MultiLineString
        WGS84, one line per unbroken piece; a single point is a line that stays where it is.
    points : int
    started_at, ended_at : datetime or None
        UTC; None where the file tells no time.
    length_m : float
        Over the ellipsoid, pieces only.
    findings : tuple of str
        no_times, some_times (points without a time among others), broken (pieces too far apart to be
        joined), times_backwards.
    """

    line: Any
    points: int
    started_at: datetime | None
    ended_at: datetime | None
    length_m: float
    findings: tuple[str, ...]


def _refuse_doctype(*_: object) -> None:
    raise GpxUnsafe()


def safe_root(data: bytes, name: str) -> str:
    """The name of the outermost element, after one pass that understands nothing but refuses what is no XML,
    or declares a document type.

    Raises
    ------
    GpxUnreadable, GpxUnsafe
    """
    parser = expat.ParserCreate()
    first: list[str] = []
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, _attributes: first.append(tag) if not first else None
    try:
        parser.Parse(data, True)
    except GpxUnsafe:
        raise GpxUnsafe(name=name) from None
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise GpxUnreadable(name=name, reason=str(error)) from None
    return first[0].rpartition(":")[2]


def _text(data: bytes) -> str:
    declared = _DECLARED.match(data)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if wide else (declared[1].decode() if declared else "utf-8")
    text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    return _DECLARATION.sub("", text, count=1)


def _parse(data: bytes, name: str, limit_mb: int) -> gpxpy.gpx.GPX:
    if len(data) > limit_mb * 1024 * 1024:
        raise GpxTooLarge(name=name, limit_mb=limit_mb, limit_points=LIMIT_POINTS)
    if not data.strip():
        raise GpxUnreadable(name=name, reason="0 byte")
    if (root := safe_root(data, name)) != "gpx":
        raise GpxUnreadable(name=name, reason=f"<{root[:40]}>")
    try:
        return gpxpy.parse(_text(data))
    except (gpxpy.gpx.GPXException, ValueError, LookupError, TypeError, AttributeError) as error:
        raise GpxUnreadable(name=name, reason=str(error)[:120]) from None


def _pieces(points: list[gpxpy.gpx.GPXTrackPoint]) -> list[np.ndarray]:
    """Longitude, latitude of the points, cut where the next is too far."""
    at = np.array([(point.longitude, point.latitude) for point in points], dtype="float64")
    if len(at) < 2:
        return [at]
    metres, _ = distance_m_and_bearing(at[:-1, 1], at[:-1, 0], at[1:, 1], at[1:, 0])
    return np.split(at, np.flatnonzero(metres > LONGEST_STEP_M) + 1)


def _check_points(points: list[gpxpy.gpx.GPXTrackPoint], name: str) -> None:
    for point in points:
        lat, lon = point.latitude, point.longitude
        if not (abs(lat) <= 90 and abs(lon) <= 180):  # true for NaN, and for swapped numbers of Vietnam
            raise GpxPointImpossible(
                name=name,
                latitude=lat if math.isfinite(lat) else None,
                longitude=lon if math.isfinite(lon) else None,
            )


def _times(points: list[gpxpy.gpx.GPXTrackPoint]) -> list[datetime]:
    found = [point.time for point in points if point.time is not None]
    return [moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in found]


def _length_m(lines: list[np.ndarray]) -> float:
    steps = [distance_m_and_bearing(at[:-1, 1], at[:-1, 0], at[1:, 1], at[1:, 0])[0].sum() for at in lines]
    return float(sum(steps))


def read_segments(data: bytes, name: str, *, limit_mb: int = LIMIT_MB) -> list[list[gpxpy.gpx.GPXTrackPoint]]:
    """The points of all segments of all tracks of a GPX, each of them on Earth; at least one point.

    Raises
    ------
    GpxTooLarge, GpxUnreadable, GpxUnsafe, GpxWithoutTrack, GpxPointImpossible
    """
    file = _parse(data, name, limit_mb)
    segments = [segment.points for track in file.tracks for segment in track.segments if segment.points]
    points = [point for segment in segments for point in segment]
    if not points:
        raise GpxWithoutTrack(name=name, waypoints=len(file.waypoints), routes=len(file.routes))
    if len(points) > LIMIT_POINTS:
        raise GpxTooLarge(name=name, limit_mb=limit_mb, limit_points=LIMIT_POINTS)
    _check_points(points, name)
    return segments


def read_gpx(data: bytes, name: str) -> Track:
    """Return what a GPX file says was walked: the points of all segments of all tracks.

    Waypoints and routes are left out: they tell where somebody wanted to go. A time without a zone is UTC, as
    GPX 1.1 has it.

    Raises
    ------
    GpxTooLarge, GpxUnreadable, GpxUnsafe, GpxWithoutTrack, GpxPointImpossible
    """
    segments = read_segments(data, name)
    points = [point for segment in segments for point in segment]
    pieces = [piece for segment in segments for piece in _pieces(segment)]
    times = _times(points)
    findings = {
        "no_times": not times,
        "some_times": 0 < len(times) < len(points),
        "times_backwards": times != sorted(times),
        "broken": len(pieces) > len(segments),
    }
    lines = [shapely.LineString(piece if len(piece) > 1 else np.repeat(piece, 2, axis=0)) for piece in pieces]
    return Track(
        line=shapely.MultiLineString(lines),
        points=len(points),
        started_at=min(times, default=None),
        ended_at=max(times, default=None),
        length_m=_length_m(pieces),
        findings=tuple(code for code, met in findings.items() if met),
    )


def parsed(data: bytes, name: str) -> gpxpy.gpx.GPX:
    """The whole document of a GPX file, for those who want more than what was walked.

    Raises
    ------
    GpxTooLarge, GpxUnreadable, GpxUnsafe
    """
    return _parse(data, name, LIMIT_MB)
