"""From each point to the next: how far, how long, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from geo.bearing import distance_m_and_bearing
from geo.patrols.limits import Limits
from geo.patrols.points import Floats, Points

COUNTED, FUTURE, OUTSIDE, BROKEN, FAST, TWICE = range(6)
"""Why a step counts, or does not: the first reason that holds, in the order FUTURE … TWICE."""
_SPEED_OVER_S = 30.0
"""Speed is taken over half a minute: a receiver's noise of 5 m makes 18 km/h within one second."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Window:
    """When the patrol was out: aware moments, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, eq=False)
class Steps:
    """One entry for each pair of neighbours of a file.

    `state`: COUNTED or why not. `seconds`: NaN where an end has no time, or the step goes back in time.
    `kmh`: of the half minute that begins with the step, or of the step; NaN where it is not known.
    `at`: middle of its time, filled from neighbours; NaN where the file tells no times.
    `usable`: for each point, whether it lies inside the window and not in the future.
    """

    state: NDArray[np.int8]
    metres: Floats
    seconds: Floats
    kmh: Floats
    at: Floats
    usable: Bools
    inside: Bools
    future: Bools


def known_times(points: Points) -> Floats:
    """The times, or none at all where they tell nothing: all points bear the same moment."""
    known = points.time[np.isfinite(points.time)]
    if len(known) > 1 and known.min() == known.max():
        return np.full(len(points), np.nan)
    return points.time


def filled(time: Floats) -> Floats:
    """Each point's time, or that of the last point before it that has one, or of the first that has one."""
    has = np.isfinite(time)
    if not has.any():
        return time
    last = np.maximum.accumulate(np.where(has, np.arange(len(time)), -1))
    return time[np.where(last < 0, np.argmax(has), last)]


def _fast(points: Points, time: Floats, seconds: Floats, limits: Limits) -> tuple[Bools, Floats]:
    """Which steps are too fast, and the speed of each."""
    metres = points.step_m
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(metres > limits.visibility_m, metres / seconds * 3.6, np.nan)
    own = np.where((metres > limits.visibility_m) & (seconds == 0), np.inf, own)
    kmh, fast = own.copy(), own > limits.max_speed_kmh
    for number in np.unique(points.segment):
        of = np.flatnonzero(points.segment == number)
        moments = time[of]
        if len(of) < 3 or not np.all(np.diff(moments) >= 0):  # also false for NaN
            continue
        ends = np.searchsorted(moments, moments + _SPEED_OVER_S)
        starts = np.flatnonzero((ends < len(of)) & (ends > np.arange(len(of)) + 1))
        ends = ends[starts]
        took = moments[ends] - moments[starts]
        near = took <= limits.gap_s
        starts, ends, took = starts[near], ends[near], took[near]
        speed = _straight_m(points, of[starts], of[ends]) / took * 3.6
        kmh[of[starts]] = np.fmax(kmh[of[starts]], speed)
        begun = np.zeros(len(of) + 1)
        too = speed > limits.max_speed_kmh
        np.add.at(begun, starts[too], 1)
        np.add.at(begun, ends[too], -1)
        fast[of[:-1]] |= (np.cumsum(begun) > 0)[: len(of) - 1]
    return fast, kmh


def _straight_m(points: Points, first: NDArray[np.intp], last: NDArray[np.intp]) -> Floats:
    return distance_m_and_bearing(points.lat[first], points.lon[first], points.lat[last], points.lon[last])[0]


def steps_of(points: Points, window: Window | None, now: datetime, limits: Limits) -> Steps:
    """Judge every step but for what was walked twice (see `geo.patrols.again`)."""
    time = known_times(points)
    whole = filled(time)
    future = whole > now.timestamp() + limits.future_s
    inside = np.ones(len(points), dtype=bool)
    if window is not None and np.isfinite(whole).any():
        inside = (whole >= window.start.timestamp()) & (whole <= window.end.timestamp())
    seconds = np.diff(time)
    seconds = np.where(seconds >= 0, seconds, np.nan)
    fast, kmh = _fast(points, time, seconds, limits)
    broken = ~points.joined | (points.step_m > limits.join_m)

    def either(of_points: Bools) -> Bools:
        return of_points[:-1] | of_points[1:]

    state = np.select(
        [either(future), either(~inside), broken, fast], [FUTURE, OUTSIDE, BROKEN, FAST], COUNTED
    ).astype(np.int8)
    at = (whole[:-1] + whole[1:]) / 2
    return Steps(state, points.step_m, seconds, kmh, at, inside & ~future, inside, future)
