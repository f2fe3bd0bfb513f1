"""What was walked on each local day: its lines, and its metres and seconds in each commune of every map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.communes import Areas
from geo.locate import locate
from geo.patrols.points import Floats, Points
from geo.patrols.steps import COUNTED, FAST, TWICE, Steps, filled, known_times
from geo.search.plane import to_metres
from geo.vn2000 import SON_LA

_CELL = 1000.0
"""Communes are looked up for cells of a thousandth of a degree, some 100 m: outlines are true to 300 m."""
_KEEP_M = 1.0
"""Stored lines leave out vertices that move them by less: receivers are true to some 5 m."""
_KEEP_S = 60.0
"""… but never more than a minute of them, so that one can tell where somebody was when."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Day:
    """One local day of one track.

    Attributes
    ----------
    day : date or None
        None where the file tells no times.
    line : MultiLineString
        WGS84; thinned (see the module), one line per unbroken piece.
    times : list of float or None
        Seconds since 1970 of the vertices of all pieces, in order.
    metres, seconds : float
        What counts for the patrol: without what was walked together with an earlier track.
    parts : list of dict
        ``{eras: {"2021": id or None, …}, metres, seconds}``, by commune; None: outside of all communes.
    """

    day: date | None
    line: Any
    times: list[float | None]
    metres: float
    seconds: float
    parts: list[dict[str, Any]]


def _local_days(at: Floats, tz: tzinfo) -> NDArray[np.int64]:
    """Days since 1970 on the local clock; -1 where there is no time."""
    known = np.isfinite(at)
    found = np.full(len(at), -1, dtype=np.int64)
    local = pd.to_datetime(at[known], unit="s", utc=True).tz_convert(tz).tz_localize(None)
    found[known] = (local.normalize() - pd.Timestamp(0)) // pd.Timedelta(days=1)
    return found


def _communes(lon: Floats, lat: Floats, areas: Areas, near_border_m: float) -> pd.DataFrame:
    cells = np.column_stack([np.round(lon * _CELL), np.round(lat * _CELL)])
    unique, which = np.unique(cells, axis=0, return_inverse=True)
    found = locate(unique[:, 1] / _CELL, unique[:, 0] / _CELL, areas, near_border_m=near_border_m)
    ids = found[[f"commune_{era}_id" for era in areas.eras]]
    return ids.iloc[which.ravel()].reset_index(drop=True)


def _parts(
    chosen: NDArray[np.intp], points: Points, steps: Steps, areas: Areas, near_border_m: float
) -> list[dict[str, Any]]:
    if not len(chosen):
        return []
    lon = (points.lon[chosen] + points.lon[chosen + 1]) / 2
    lat = (points.lat[chosen] + points.lat[chosen + 1]) / 2
    table = _communes(lon, lat, areas, near_border_m)
    columns = list(table.columns)
    table["metres"] = steps.metres[chosen]
    table["seconds"] = np.nan_to_num(steps.seconds[chosen])
    sums = table.groupby(columns, dropna=False, sort=False)[["metres", "seconds"]].sum().reset_index()
    return [
        {
            "eras": {era: _text(row[f"commune_{era}_id"]) for era in areas.eras},
            "metres": round(float(row["metres"]), 1),
            "seconds": round(float(row["seconds"]), 1),
        }
        for row in sums.to_dict("records")
    ]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _kept(at: Floats, epsg: int) -> NDArray[np.intp]:
    """Which vertices of a piece (longitude, latitude, seconds) are stored."""
    if len(at) < 3:
        return np.arange(len(at))
    plane = shapely.get_coordinates(to_metres(shapely.LineString(at[:, :2]), epsg))
    slim = shapely.get_coordinates(shapely.simplify(shapely.LineString(plane), _KEEP_M))
    keep = np.zeros(len(at), dtype=bool)
    keep[[0, -1]] = True
    wanted = {tuple(each) for each in slim}
    keep |= np.fromiter((tuple(each) in wanted for each in plane), dtype=bool, count=len(plane))
    if np.isfinite(at[:, 2]).all():
        minute = np.floor((at[:, 2] - at[0, 2]) / _KEEP_S)
        keep[1:] |= np.diff(minute) > 0
    return np.flatnonzero(keep)


def _pieces(on: Bools, points: Points, lonely: NDArray[np.intp]) -> list[Floats]:
    """Runs of chosen steps as rows of longitude, latitude, seconds; and points that stand alone."""
    whole = np.column_stack([points.lon, points.lat, points.time])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    runs = [whole[first : last + 1] for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return runs + [whole[[each]] for each in lonely]


def _line_of(pieces: Sequence[Floats], epsg: int) -> tuple[Any, list[float | None]]:
    lines, times = [], []
    for piece in pieces:
        thin = piece[_kept(piece, epsg)]
        thin = np.repeat(thin, 2, axis=0) if len(thin) == 1 else thin
        lines.append(shapely.LineString(thin[:, :2]))
        times += [None if np.isnan(each) else round(float(each), 1) for each in thin[:, 2]]
    return shapely.MultiLineString(lines), times


def days_of(
    points: Points,
    steps: Steps,
    together: Bools,
    areas: Areas,
    tz: tzinfo,
    *,
    near_border_m: float,
    epsg: int = SON_LA,
) -> list[Day]:
    """Split what counts by local day; each step belongs to the day and the commune of its middle.

    `together`: steps that were walked beside an earlier track: they are part of the lines, not of the sums.
    """
    drawn = (steps.state == COUNTED) | (steps.state == TWICE)
    day_of_step = _local_days(steps.at, tz)
    touched = np.zeros(len(points), dtype=bool)
    busy = drawn | (steps.state == FAST)  # the end of a jump is no place where somebody was
    touched[:-1] |= busy
    touched[1:] |= busy
    lonely = np.flatnonzero(steps.usable & ~touched)
    day_of_point = _local_days(filled(known_times(points)), tz)
    found = []
    for number in np.union1d(day_of_step[drawn], day_of_point[lonely]):
        own = drawn & (day_of_step == number)
        pieces = _pieces(own, points, lonely[day_of_point[lonely] == number])
        line, times = _line_of(pieces, epsg)
        chosen = np.flatnonzero(own & (steps.state == COUNTED) & ~together)
        parts = _parts(chosen, points, steps, areas, near_border_m)
        day = None if number < 0 else date(1970, 1, 1) + timedelta(days=int(number))
        metres = round(float(steps.metres[chosen].sum()), 1)
        seconds = round(float(np.nansum(steps.seconds[chosen])), 1)
        found.append(Day(day, line, times, metres, seconds, parts))
    return found
