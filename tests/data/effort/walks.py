"""Walks as GPX files around the patrol of `tests.data.presence.patrols`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from data.access import LOCAL_ADMIN
from data.effort import Ground, TrackFile, read_file
from data.patrols.act import By
from data.profile import load_profile
from geo.areas import load_areas
from tests.data.presence.patrols import LAT, LON, START

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
DEGREE_M = 103_400.0
"""Metres in a degree of longitude at 21.75° north: cos 21.75° × 111,320 m."""


def ground(folder: Path) -> Ground:
    return Ground(PROFILE, AREAS, folder / "tracks")


def by(now: datetime | None = None) -> By:
    return By(LOCAL_ADMIN, now or START + timedelta(days=1))


def _points(start: datetime | None, metres: float, seconds: float, lat: float, west: float) -> Iterator[str]:
    """Steps of 50 m to the east, short and long in turn as people make them."""
    count = round(metres / 50)
    for number in range(count + 1):
        aside = 8 if number % 2 and number < count else 0
        lon = west + (number * 50 + aside) / DEGREE_M
        moment = None if start is None else start + timedelta(seconds=seconds * number / count + aside / 4)
        time = "" if moment is None else f"<time>{moment:%Y-%m-%dT%H:%M:%SZ}</time>"
        yield f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}">{time}</trkpt>'


def gpx(
    start: datetime | None = START,
    *,
    metres: float = 2000,
    seconds: float = 1800,
    lat: float = LAT,
    west: float = LON - 0.00967,
) -> bytes:
    """A walk to the east through the middle of the zone, or elsewhere."""
    body = "".join(_points(start, metres, seconds, lat, west))
    return (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><trkseg>{body}</trkseg></trk></gpx>"
    ).encode()


def walk(*args: datetime | None, name: str = "a.gpx", **more: float) -> TrackFile:
    return read_file(gpx(*args, **more), name)
