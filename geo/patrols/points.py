"""The points of a track file as columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.bearing import distance_m_and_bearing
from geo.search.gpx_reading import LONGEST_STEP_M, Track

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """Points in the order of their file.

    Attributes
    ----------
    lon, lat : ndarray
        Degrees, WGS84.
    time : ndarray
        Seconds since 1970 UTC; NaN where the file tells none.
    segment : ndarray of int
        Number of the segment (of GPX) or track (of KML): others are not joined to it.
    """

    lon: Floats
    lat: Floats
    time: Floats
    segment: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.lon)

    @cached_property
    def step_m(self) -> Floats:
        """Geodesic metres from each point to the next, whatever segment it is of; one fewer than points."""
        return distance_m_and_bearing(self.lat[:-1], self.lon[:-1], self.lat[1:], self.lon[1:])[0]

    @cached_property
    def joined(self) -> NDArray[np.bool_]:
        """Whether each point and the next are of one segment."""
        return self.segment[:-1] == self.segment[1:]


def moment(seconds: float) -> datetime | None:
    """Seconds since 1970 as UTC; None for NaN."""
    return datetime.fromtimestamp(float(seconds), UTC) if np.isfinite(seconds) else None


def _line(at: Floats) -> shapely.Geometry:
    return shapely.LineString(at if len(at) > 1 else np.repeat(at, 2, axis=0))


def as_track(points: Points) -> Track:
    """The same as `geo.search.read_gpx` gives: what a stored file is known by, whoever walked it and why."""
    whole = points.joined & (points.step_m <= LONGEST_STEP_M)
    cuts = np.flatnonzero(~whole) + 1
    pieces = np.split(np.column_stack([points.lon, points.lat]), cuts)
    times = points.time[np.isfinite(points.time)]
    odd = {
        "no_times": not len(times),
        "some_times": 0 < len(times) < len(points),
        "times_backwards": bool((np.diff(times) < 0).any()),
        "broken": bool((points.joined & ~whole).any()),
    }
    return Track(
        line=shapely.MultiLineString([_line(each) for each in pieces]),
        points=len(points),
        started_at=moment(times.min()) if len(times) else None,
        ended_at=moment(times.max()) if len(times) else None,
        length_m=float(points.step_m[whole].sum()),
        findings=tuple(code for code, met in odd.items() if met),
    )
