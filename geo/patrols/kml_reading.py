"""What was walked according to a KML: ``gx:Track`` with its times, or bare lines."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from geo.patrols.errors import TrackFileInvalid

Part = NDArray[np.float64]
"""Rows of longitude, latitude, seconds since 1970 (NaN: no time)."""


def unpacked(data: bytes, name: str, limit_mb: int) -> bytes:
    """The KML inside of a KMZ; anything else as it is.

    Raises
    ------
    TrackFileInvalid
        `problem`: track_kind_unknown, track_damaged, track_too_large.
    """
    if not data.startswith(b"PK\x03\x04"):
        return data
    most = limit_mb * 1024 * 1024
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [each for each in archive.infolist() if each.filename.lower().endswith(".kml")]
            if not inside:
                raise TrackFileInvalid(name=name, problem="track_kind_unknown")
            with archive.open(inside[0]) as file:
                found = file.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise TrackFileInvalid(name=name, problem="track_damaged") from error
    if len(found) > most:
        raise TrackFileInvalid(name=name, problem="track_too_large")
    return found


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _seconds(text: str | None) -> float:
    try:
        time = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return np.nan
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _track(element: ElementTree.Element) -> Part:
    """A ``gx:Track``: its n-th ``when`` is of its n-th ``gx:coord``."""
    whens = [_seconds(each.text) for each in element if _tag(each) == "when"]
    coords = [(each.text or "").split() for each in element if _tag(each) == "coord"]
    whens += [np.nan] * (len(coords) - len(whens))
    rows = [(float(at[0]), float(at[1]), when) for at, when in zip(coords, whens, strict=False) if at]
    return np.array(rows, dtype="float64").reshape(-1, 3)


def _line(element: ElementTree.Element) -> Part:
    texts = [each.text or "" for each in element if _tag(each) == "coordinates"]
    rows = [tuple(map(float, at.split(",")[:2])) for text in texts for at in text.split()]
    return np.array([(lon, lat, np.nan) for lon, lat in rows], dtype="float64").reshape(-1, 3)


def read_kml(data: bytes, name: str) -> list[Part]:
    """The tracks of a KML, or its lines where it has none; `data` has passed `safe_root`.

    Raises
    ------
    TrackFileInvalid
        `problem`: track_damaged, track_absent, track_point_impossible.
    """
    try:
        elements = list(ElementTree.fromstring(data).iter())  # noqa: S314 -- no document type: see `safe_root`
        parts = [_track(each) for each in elements if _tag(each) == "Track"]
        if not any(map(len, parts)):
            parts = [_line(each) for each in elements if _tag(each) == "LineString"]
    except (ElementTree.ParseError, ValueError, IndexError, LookupError) as error:
        raise TrackFileInvalid(name=name, problem="track_damaged") from error
    parts = [each for each in parts if len(each)]
    if not parts:
        raise TrackFileInvalid(name=name, problem="track_absent")
    whole = np.concatenate(parts)
    if not (np.all(np.abs(whole[:, 0]) <= 180) and np.all(np.abs(whole[:, 1]) <= 90)):  # false for NaN
        raise TrackFileInvalid(name=name, problem="track_point_impossible")
    return parts
