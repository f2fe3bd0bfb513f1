"""What does not look right about a track: its times, its speeds, where it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from geo.patrols.points import Floats, Points, moment
from geo.patrols.steps import FAST, OUTSIDE, Steps, known_times

_ENOUGH = 20
"""Fewer steps than these are even by chance."""
_EVEN = 0.02
"""A receiver's noise alone spreads speeds by more than a tenth; times filled in by a program do not."""

Finding = dict[str, Any]


def _iso(seconds: float) -> str | None:
    found: datetime | None = moment(seconds)
    return None if found is None else found.isoformat(timespec="seconds")


def _metres(of: Floats) -> float:
    return round(float(of.sum()), 1)


def _about_times(points: Points) -> list[Finding]:
    has = np.isfinite(points.time)
    if not has.any():
        return [{"code": "no_times"}]
    if not np.isfinite(known_times(points)).any():
        return [{"code": "same_second", "at": _iso(points.time[has][0])}]
    found: list[Finding] = []
    if not has.all():
        found.append({"code": "some_times", "points": int(has.sum()), "of": len(points)})
    order = np.diff(points.time[has])
    same = np.diff(points.segment[has]) == 0  # a second track of the file may begin before the first ended
    if back := int(((order < 0) & same).sum()):
        found.append({"code": "times_backwards", "points": back})
    return found


def _about_steps(points: Points, steps: Steps) -> list[Finding]:
    """Times that look filled in: every step as long as the others, or at the same speed."""
    ok = points.joined & np.isfinite(steps.seconds) & (steps.seconds > 0)
    seconds, metres = steps.seconds[ok], steps.metres[ok]
    if len(seconds) < _ENOUGH:
        return []
    found: list[Finding] = []
    if (seconds == seconds[0]).all():
        found.append({"code": "equal_steps", "seconds": float(seconds[0])})
    moving = metres > 1.0
    if moving.sum() >= _ENOUGH and moving.mean() > 0.9:
        kmh = metres[moving] / seconds[moving] * 3.6
        low, middle, high = np.percentile(kmh, [5, 50, 95])
        if high - low < _EVEN * middle:
            found.append({"code": "even_speed", "kmh": round(float(middle), 1)})
    return found


def _about_counting(points: Points, steps: Steps) -> list[Finding]:
    found: list[Finding] = []
    if steps.future.any():
        latest = _iso(np.nanmax(points.time))
        found.append({"code": "future_times", "points": int(steps.future.sum()), "latest": latest})
    out = ~steps.inside & ~steps.future
    if out.any():
        times = points.time[out]
        has = np.isfinite(times).any()
        found.append(
            {
                "code": "outside_window",
                "metres": _metres(steps.metres[(steps.state == OUTSIDE) & points.joined]),
                "first": _iso(np.nanmin(times)) if has else None,
                "last": _iso(np.nanmax(times)) if has else None,
            }
        )
    fast = steps.state == FAST
    if fast.any():
        kmh = steps.kmh[fast]
        known = kmh[np.isfinite(kmh)]
        found.append(
            {
                "code": "too_fast",
                "kmh": round(float(known.max()), 1) if len(known) else None,
                "metres": _metres(steps.metres[fast]),
                "at": _iso(steps.at[np.argmax(fast)]),
            }
        )
    return found


def looks(points: Points, steps: Steps) -> list[Finding]:
    """Findings (`geo.patrols.findings`) that the file's own points give."""
    return _about_times(points) + _about_steps(points, steps) + _about_counting(points, steps)
