"""Tracks in metres from a corner in Quỳnh Nhai, whose figures one can compute in the head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from geo.areas import load_areas
from geo.communes import Areas
from geo.patrols import Points
from geo.search.plane import to_degrees
from geo.vn2000 import SON_LA

EAST, NORTH = 464_807.98, 2_394_242.22  # DOMAIN.md, section 2
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2027, 3, 12, 1, 0, tzinfo=UTC)
"""08:00 in Vietnam."""
LATER = datetime(2027, 3, 20, tzinfo=UTC)


@cache
def areas() -> Areas:
    return load_areas(Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai" / "areas")


def degrees(rows: Sequence[tuple[float, float]]) -> np.ndarray:
    at = np.array(rows, dtype="float64") + np.array([EAST, NORTH])
    return shapely.get_coordinates(to_degrees(shapely.multipoints(at), SON_LA))


def points(*segments: Sequence[tuple[float, float, float | None]], start: datetime = START) -> Points:
    """Segments of (metres east, metres north, seconds after `start` or None)."""
    rows = [row for segment in segments for row in segment]
    at = degrees([(east, north) for east, north, _ in rows])
    times = [np.nan if after is None else start.timestamp() + after for *_, after in rows]
    number = np.repeat(np.arange(len(segments)), [len(each) for each in segments])
    return Points(at[:, 0], at[:, 1], np.array(times, dtype="float64"), number)


def straight(
    metres: float, seconds: float, count: int = 11, *, north: float = 0.0, after: float = 0.0
) -> list[tuple[float, float, float | None]]:
    """A walk to the east in `count` points."""
    share = np.linspace(0, 1, count)
    return [(float(metres * s), north, float(after + seconds * s)) for s in share]


def rectangle(width: float, height: float, east: float = 0.0, north: float = 0.0) -> shapely.Geometry:
    box = shapely.box(EAST + east, NORTH + north, EAST + east + width, NORTH + north + height)
    return to_degrees(box, SON_LA)


def line(*at: tuple[float, float]) -> shapely.Geometry:
    return shapely.LineString(degrees(at))
