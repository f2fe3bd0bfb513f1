"""Read a track file: GPX, KML or KMZ, known by its content and never by its name."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from geo.patrols.errors import TrackFileInvalid
from geo.patrols.kml_reading import Part, read_kml, unpacked
from geo.patrols.points import Points
from geo.search.gpx_reading import LIMIT_POINTS, read_segments, safe_root

LIMIT_MB = 50
"""A day of a point a second with the extras of the wordiest apps (250 bytes a point): 86,400 points, 20 MB;
`LIMIT_POINTS` of them are 50 MB."""


def _seconds(time: datetime | None) -> float:
    if time is None:
        return np.nan
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _gpx(data: bytes, name: str) -> list[Part]:
    segments = read_segments(data, name, limit_mb=LIMIT_MB)
    return [
        np.array([(point.longitude, point.latitude, _seconds(point.time)) for point in each])
        for each in segments
    ]


def _joined(parts: list[Part]) -> Points:
    whole = np.concatenate(parts)
    number = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
    return Points(whole[:, 0], whole[:, 1], whole[:, 2], number)


def read_track_file(data: bytes, name: str) -> Points:
    """Return the points of all tracks in a file.

    GPX: the segments of its tracks; KML: ``gx:Track`` (with times) and, where there is none, lines. Places
    and routes are left out: they tell where somebody wanted to go. A time without a zone is UTC.

    Raises
    ------
    TrackFileInvalid
    geo.search.errors.SearchError
        GpxTooLarge, GpxUnreadable, GpxUnsafe, GpxWithoutTrack, GpxPointImpossible
    """
    if not data.strip():
        raise TrackFileInvalid(name=name, problem="track_empty")
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise TrackFileInvalid(name=name, problem="track_too_large")
    data = unpacked(data, name, LIMIT_MB)
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        raise TrackFileInvalid(name=name, problem="track_kind_unknown")
    root = safe_root(data, name)
    if root == "gpx":
        return _joined(_gpx(data, name))
    if root != "kml":
        raise TrackFileInvalid(name=name, problem="track_kind_unknown")
    parts = read_kml(data, name)
    if sum(map(len, parts)) > LIMIT_POINTS:
        raise TrackFileInvalid(name=name, problem="track_too_large")
    return _joined(parts)
