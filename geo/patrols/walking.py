"""What a track proves: how far and how long, on which days and where, what is missing and what looks odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.communes import Areas
from geo.locate import NEAR_BORDER_M
from geo.patrols.again import Earlier, again, twice
from geo.patrols.days import Day, days_of
from geo.patrols.limits import Limits
from geo.patrols.looks import looks
from geo.patrols.points import Points, moment
from geo.patrols.steps import COUNTED, TWICE, Steps, Window, known_times, steps_of
from geo.vn2000 import SON_LA

__all__ = ["Gap", "Walk", "Window", "walk"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Gap:
    """Between two points: too far to be joined, or too long silent. `seconds` None: times are missing."""

    start: datetime | None
    end: datetime | None
    metres: float
    seconds: float | None


@dataclass(frozen=True, eq=False)
class Walk:
    """What of a track counts.

    Attributes
    ----------
    distance_m : float
        Geodesic, inside the window; without jumps, gaps and what is too fast; together with others or not.
    duration_s : float or None
        The time of those steps without gaps; None where the file tells no times.
    days : list of Day
        What counts for the patrol, by local day.
    gaps : list of Gap
        Inside the window.
    findings : list of dict
        ``{code, …}``: see `geo.patrols.findings`.
    """

    distance_m: float
    duration_s: float | None
    days: list[Day]
    gaps: list[Gap]
    findings: list[dict[str, Any]]


def _gaps(points: Points, steps: Steps, limits: Limits) -> list[Gap]:
    silent = np.nan_to_num(steps.seconds) > limits.gap_s
    usable = steps.usable[:-1] & steps.usable[1:]
    back = np.isnan(steps.seconds) & np.isfinite(points.time[:-1]) & np.isfinite(points.time[1:])
    wide = (steps.metres > limits.join_m) & ~back  # a segment that began earlier is no gap
    return [
        Gap(
            moment(points.time[at]),
            moment(points.time[at + 1]),
            round(float(steps.metres[at]), 1),
            None if np.isnan(steps.seconds[at]) else float(steps.seconds[at]),
        )
        for at in np.flatnonzero(usable & (wide | silent))
    ]


def _rested(steps: Steps, limits: Limits) -> Steps:
    """The steps without the time of gaps: nobody knows what happened in it."""
    return replace(steps, seconds=np.where(steps.seconds > limits.gap_s, np.nan, steps.seconds))


def _elsewhere(days: Sequence[Day], present: str) -> list[dict[str, Any]]:
    parts = [part for day in days for part in day.parts]
    out = sum(part["metres"] for part in parts if part["eras"][present] is None)
    if not out:
        return []
    everything = out >= sum(part["metres"] for part in parts)
    return [{"code": "all_elsewhere" if everything else "elsewhere", "metres": round(out, 1)}]


def walk(
    points: Points,
    areas: Areas,
    tz: tzinfo,
    *,
    now: datetime,
    window: Window | None = None,
    earlier: Sequence[Earlier] = (),
    limits: Limits | None = None,
    near_border_m: float = NEAR_BORDER_M,
    epsg: int = SON_LA,
) -> Walk:
    """Judge a track for a patrol.

    Parameters
    ----------
    points : at least one
    areas : whose communes the metres are counted by
    tz : whose days
    now : when the file came; later points cannot be true
    window : of the patrol; None counts all
    earlier : other tracks of the same patrol that are counted already
    """
    limits = limits or Limits()
    steps = steps_of(points, window, now, limits)
    findings = looks(points, steps)
    doubled = twice(points, steps.at, steps.state == COUNTED, limits)
    steps = replace(steps, state=np.where(doubled, np.int8(TWICE), steps.state))
    if doubled.any():
        findings.append({"code": "twice_in_file", "metres": round(float(steps.metres[doubled].sum()), 1)})
    gaps = _gaps(points, steps, limits)
    steps = _rested(steps, limits)
    counted = steps.state == COUNTED
    together = np.zeros(len(counted), dtype=bool)
    own = np.flatnonzero(counted)
    lon, lat = ((values[own] + values[own + 1]) / 2 for values in (points.lon, points.lat))
    together[own] = again(lon, lat, steps.at[own], earlier, limits, epsg=epsg)
    if together.any():
        findings.append({"code": "walked_together", "metres": round(float(steps.metres[together].sum()), 1)})
    days = days_of(points, steps, together, areas, tz, near_border_m=near_border_m, epsg=epsg)
    findings += _elsewhere(days, areas.present_era)
    if not days:
        findings.append({"code": "nothing_counted"})
    timed = bool(np.isfinite(known_times(points)).any())
    return Walk(
        distance_m=round(float(steps.metres[counted].sum()), 1),
        duration_s=round(float(np.nansum(steps.seconds[counted])), 1) if timed else None,
        days=days,
        gaps=gaps,
        findings=findings,
    )
