"""Heat that is there day after day: factories, kilns, flares. Flagged, never dropped (FEEDS.md)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.events.candidates import links_between
from geo.events.space import Bools, Ints, Points, Rule, points_of

#: FEEDS.md: ≥ 4 of 7 days in a 0.02° cell …
CELL_DEGREES = 0.02
CELL_DAYS = 4
CELL_SPAN = 7
#: … or ≥ 5 in 30 days in 400 m.
NEAR_KM = 0.4
NEAR_DAYS = 5
NEAR_SPAN = 30

#: Local days: Vietnam has one time zone without summer time.
_LOCAL_US = 7 * 3_600_000_000
_DAY_US = 24 * 3_600_000_000
#: Points asked about at a time: bounds memory where thousands of pixels lie within 400 m.
_AT_A_TIME = 20_000


def _in_window(place: Ints, day: Ints, least: int, span: int) -> Bools:
    """For distinct rows sorted by (place, day): which are one of ≥ `least` days of a place within `span`."""
    inside = np.zeros(len(place), bool)
    if len(place) < least:
        return inside
    last = slice(least - 1, None)
    start = slice(None, len(place) - least + 1)
    full = (place[last] == place[start]) & (day[last] - day[start] < span)
    for step in range(least):
        inside[step : len(place) - least + 1 + step] |= full
    return inside


def _by_cell(points: Points, day: Ints) -> Bools:
    rows = np.floor(points.latitude / CELL_DEGREES).astype(np.int64)
    columns = np.floor(points.longitude / CELL_DEGREES).astype(np.int64)
    cells = np.stack([rows * 100_000 + columns, day], axis=1)
    distinct, number = np.unique(cells, axis=0, return_inverse=True)
    return _in_window(distinct[:, 0], distinct[:, 1], CELL_DAYS, CELL_SPAN)[number.ravel()]


def _by_distance(points: Points, day: Ints) -> Bools:
    """≥ 5 distinct days, the detection's own among them, within 30 days and 400 m of the detection."""
    # The pixel's size plays no part here, and any two times of day on days 29 apart must be found.
    bare = Points(points.xyz, points.latitude, points.longitude, day * _DAY_US, np.zeros(len(points)))
    rule = Rule(NEAR_KM, (NEAR_SPAN - 1) * _DAY_US)
    everything = np.arange(len(points))
    flagged = np.zeros(len(points), bool)
    base = int(day.min())
    spread = int(day.max()) - base + 1
    for begin in range(0, len(points), _AT_A_TIME):
        query = everything[begin : begin + _AT_A_TIME]
        seen: Ints = np.empty(0, np.int64)
        for i, j in links_between(bare, query, everything, rule):
            seen = np.union1d(seen, i * spread + day[j] - base)
        point, on = np.divmod(seen, spread)
        member = _in_window(point, on, NEAR_DAYS, NEAR_SPAN)
        own = on == day[point] - base
        flagged[point[member & own]] = True
    return flagged


def flag(detections: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which detections (n) look like a permanent source of heat.

    A detection is flagged when its own local day (UTC+7) is one of ≥ 4 distinct days within 7 in its 0.02°
    cell, or one of ≥ 5 distinct days within 30 on which something was seen within 400 m of it. Detections of
    all satellites count together; superseded rows neither count nor are flagged. A large forest fire that
    burns four days is flagged too: the flag asks for a look, it decides nothing.
    """
    flagged = np.zeros(len(detections), bool)
    current = np.ones(len(detections), bool)
    if "superseded" in detections:
        current = ~detections["superseded"].to_numpy(dtype=bool)
    if not current.any():
        return flagged
    points = points_of(detections.loc[current])
    day = (points.time_us + _LOCAL_US) // _DAY_US
    flagged[current] = _by_cell(points, day) | _by_distance(points, day)
    return flagged
