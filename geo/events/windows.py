"""Find, for every point, the points that may be near it: sorted strips instead of a tree.

Points are put into strips of equal latitude and time and sorted by longitude inside each strip. What may be
near a point is then a few runs of the sorted order, found by binary search. The number of candidates is known
before any of them is written out, so memory stays bounded however dense the fire is; and for the sparse
points of a real season this is several times faster than a k-d tree of three or four dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.events.space import Floats, Ints, Points

#: One degree of a meridian on WGS84 is never shorter; one of the equator never longer.
_KM_PER_DEGREE_LEAST = 110.57
#: Slack against rounding and against the sphere that the width of a window is computed on.
_SLACK = 1.01
_LONGITUDE_STEPS = 1_000_000
_LONGITUDE_RANGE = 1080 * _LONGITUDE_STEPS
#: strips per axis, so that strip, row and longitude fit into one int64 (2^16 · 2^15 · 2^31)
_MOST_TIME_STRIPS = 1 << 16
_LEAST_ROW_DEGREES = 180 / (1 << 15)
#: Candidates written out at a time (about 100 MB with everything that is computed from them).
AT_A_TIME = 1_000_000


@dataclass(frozen=True)
class Run:
    """For the points `query`: the candidates are `order[start:stop]` of the windows that gave this run."""

    query: Ints
    start: Ints
    stop: Ints


def _half_width(latitude: Floats, km: float) -> Floats:
    """Degrees of longitude that `km` can span at a latitude: all of them at a pole."""
    angle = _SLACK * km / _KM_PER_DEGREE_LEAST
    ratio = np.sin(np.radians(min(angle, 90.0))) / np.maximum(np.cos(np.radians(latitude)), 1e-12)
    if ratio.max(initial=0.0) < 0.1:
        # arcsin x < 1.002 x
        return ratio * (np.degrees(1.002) * _SLACK)
    inside = (np.abs(latitude) + angle < 90.0) & (ratio < 1.0)
    return np.where(inside, np.degrees(np.arcsin(np.minimum(ratio, 1.0))) * _SLACK, 180.0)


class Windows:
    """Strips over some points, to be asked for what lies within at most `km` and `us` of others.

    Parameters
    ----------
    points : Points
    members : which of them to look among
    km : the radius that will usually be asked for (sets the height of a row)
    us : the largest time difference, µs; None when time does not matter
    most_km : the largest radius that will ever be asked for; `km` when not given
    """

    def __init__(
        self, points: Points, members: Ints, km: float, us: int | None, most_km: float | None = None
    ) -> None:
        self._points = points
        self._row_degrees = max(_SLACK * km / _KM_PER_DEGREE_LEAST, _LEAST_ROW_DEGREES)
        self._rows = int(180.0 / self._row_degrees) + 3
        time = points.time_us
        self._first = int(time.min()) if len(time) else 0
        span = (int(time.max()) - self._first if len(time) else 0) + 1
        self._strip_us = span if us is None else max(us, -(-span // _MOST_TIME_STRIPS), 1)
        self._timeless = us is None
        order, longitude = self._with_ghosts(members, max(km, most_km or 0.0))
        key = self._key(order, longitude)
        place = np.argsort(key, kind="stable")
        self._key_ended = np.append(key[place], np.iinfo(np.int64).max)
        self._key_sorted = self._key_ended[:-1]
        self.order = order[place]

    def _with_ghosts(self, members: Ints, km: float) -> tuple[Ints, Floats]:
        """Points near the 180th meridian appear a second time, a full turn away."""
        longitude = self._points.longitude[members]
        farthest = np.abs(self._points.latitude).max(initial=0.0)
        if np.abs(longitude).max(initial=0.0) < 180.0 - _half_width(np.array([farthest]), km)[0]:
            return members, longitude
        width = _half_width(self._points.latitude[members], km)
        west, east = longitude < width - 180.0, longitude > 180.0 - width
        if not (west.any() or east.any()):
            return members, longitude
        return (
            np.concatenate([members, members[west], members[east]]),
            np.concatenate([longitude, longitude[west] + 360.0, longitude[east] - 360.0]),
        )

    def _strips(self, index: Ints) -> tuple[Ints, Ints]:
        row = ((self._points.latitude[index] + 90.0) / self._row_degrees).astype(np.int64) + 1
        strip = (self._points.time_us[index] - self._first) // self._strip_us + 1
        return strip, row

    def _key(self, index: Ints, longitude: Floats) -> Ints:
        strip, row = self._strips(index)
        return (strip * self._rows + row) * _LONGITUDE_RANGE + _steps(longitude)

    def among_themselves(self, km: float) -> Iterator[Run]:
        """Every pair of the members that may lie within `km` (≤ the windows' km), once."""
        here = np.arange(len(self.order))
        width = _half_width(self._points.latitude[self.order], km)
        reach = (width * _LONGITUDE_STEPS).astype(np.int64) + 1
        low, high = self._key_sorted - reach, self._key_sorted + reach
        yield self._upto(self.order, here + 1, high)
        later = [] if self._timeless else [(1, -1), (1, 0), (1, 1)]
        for strips, rows in [(0, 1), *later]:
            yield self._shifted(self.order, low, high, strips, rows)

    def around(self, query: Ints, km: float) -> Iterator[Run]:
        """For each point of `query`: the members that may lie within `km`."""
        middle = self._key(query, self._points.longitude[query])
        width = _half_width(self._points.latitude[query], km)
        reach = (width * _LONGITUDE_STEPS).astype(np.int64) + 1
        rows_away = int(np.ceil(_SLACK * km / _KM_PER_DEGREE_LEAST / self._row_degrees))
        rows_away = min(rows_away, self._rows)
        for strips in (0,) if self._timeless else (-1, 0, 1):
            for rows in range(-rows_away, rows_away + 1):
                yield self._shifted(query, middle - reach, middle + reach, strips, rows)

    def _shifted(self, query: Ints, low: Ints, high: Ints, strips: int, rows: int) -> Run:
        shift = (strips * self._rows + rows) * _LONGITUDE_RANGE
        return self._upto(query, np.searchsorted(self._key_sorted, low + shift), high + shift)

    def _upto(self, query: Ints, start: Ints, high: Ints) -> Run:
        """The run from `start` to the last key ≤ `high`; most queries find nothing, which needs no search."""
        some: Ints = np.flatnonzero(self._key_ended[start] <= high)
        start = start[some]
        return Run(query[some], start, np.searchsorted(self._key_sorted, high[some], side="right"))


def _steps(longitude: Floats) -> Ints:
    return ((longitude + 540.0) * _LONGITUDE_STEPS).astype(np.int64)


def spell_out(run: Run, order: Ints, most: int = AT_A_TIME) -> Iterator[tuple[Ints, Ints]]:
    """The pairs of a run as index arrays (i, j), about `most` at a time (a single query is never cut)."""
    count = run.stop - run.start
    ends = np.cumsum(count)
    done = 0
    while done < len(count):
        before = int(ends[done - 1]) if done else 0
        upto = max(int(np.searchsorted(ends, before + most, side="right")), done + 1)
        counts = count[done:upto]
        total = int(counts.sum())
        first = np.repeat(run.start[done:upto] - (ends[done:upto] - counts - before), counts)
        yield np.repeat(run.query[done:upto], counts), order[first + np.arange(total)]
        done = upto
