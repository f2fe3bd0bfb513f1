"""What was walked beside somebody who was counted already: two recorders on one walk are one walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.bearing import distance_m_and_bearing
from geo.patrols.limits import Limits
from geo.patrols.points import Floats, Points
from geo.search.plane import to_metres
from geo.vn2000 import SON_LA

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Earlier:
    """What was counted before: unbroken pieces, as rows of longitude, latitude, seconds since 1970 (NaN)."""

    pieces: Sequence[Floats]


def _ordered(piece: Floats) -> Floats | None:
    """A piece by time; None where it has no times."""
    known = piece[np.isfinite(piece[:, 2])]
    return known[np.argsort(known[:, 2], kind="stable")] if len(known) > 1 else None


def beside(lon: Floats, lat: Floats, at: Floats, pieces: Sequence[Floats], limits: Limits) -> Bools:
    """Which points were, at their moment, within `join_m` of where a piece was at that moment."""
    found = np.zeros(len(lon), dtype=bool)
    for piece in pieces:
        ordered = _ordered(piece)
        if ordered is None:
            continue
        times = ordered[:, 2]
        within = np.flatnonzero((at >= times[0]) & (at <= times[-1]) & ~found)
        if not len(within):
            continue
        there = [np.interp(at[within], times, ordered[:, column]) for column in (0, 1)]
        metres, _ = distance_m_and_bearing(lat[within], lon[within], there[1], there[0])
        found[within] = metres <= limits.join_m
    return found


def _in_sight(lon: Floats, lat: Floats, pieces: Sequence[Floats], limits: Limits, epsg: int) -> Bools:
    """Which points lie within `visibility_m` of any piece, whenever that was."""
    lines: list[Any] = [
        shapely.LineString(each[:, :2] if len(each) > 1 else np.repeat(each[:, :2], 2, axis=0))
        for each in pieces
    ]
    tree = shapely.STRtree(to_metres(np.array(lines, dtype=object), epsg))
    points = to_metres(shapely.points(lon, lat), epsg)
    found = np.zeros(len(lon), dtype=bool)
    found[tree.query(points, predicate="dwithin", distance=limits.visibility_m)[0]] = True
    return found


def again(
    lon: Floats, lat: Floats, at: Floats, earlier: Sequence[Earlier], limits: Limits, *, epsg: int = SON_LA
) -> Bools:
    """Which steps (by their middle, `at` NaN where the file tells no times) are in an earlier track already.

    With times on both sides: who was within `join_m` of an earlier track at the same moment walked together
    with it. Without times on either side only the place can tell: what lies in sight of the earlier track.
    """
    pieces = [piece for each in earlier for piece in each.pieces if len(piece)]
    if not pieces or not len(lon):
        return np.zeros(len(lon), dtype=bool)
    timed = [piece for piece in pieces if np.isfinite(piece[:, 2]).any()]
    if not np.isfinite(at).any():
        return _in_sight(lon, lat, pieces, limits, epsg)
    untimed = [piece for piece in pieces if not np.isfinite(piece[:, 2]).any()]
    found = beside(lon, lat, at, timed, limits)
    return found | _in_sight(lon, lat, untimed, limits, epsg) if untimed else found


def twice(points: Points, at: Floats, counted: Bools, limits: Limits) -> Bools:
    """Which counted steps stand in an earlier segment of their own file already, by time and place."""
    found = np.zeros(len(counted), dtype=bool)
    numbers = np.unique(points.segment)
    if len(numbers) < 2 or not np.isfinite(at).any():
        return found
    whole = np.column_stack([points.lon, points.lat, points.time])
    lon, lat = (points.lon[:-1] + points.lon[1:]) / 2, (points.lat[:-1] + points.lat[1:]) / 2
    before: list[Floats] = []
    for number in numbers:
        own = np.flatnonzero((points.segment[:-1] == number) & counted)
        found[own] = beside(lon[own], lat[own], at[own], before, limits)
        before.append(whole[points.segment == number])
    return found
