"""One row per fire event, from its members."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import numpy as np
import pandas as pd

from geo import passes
from geo.events.footprints import areas_ha, hulls
from geo.events.identity import event_ids
from geo.events.space import Bools, Ints

#: Columns of `Grouping.events`, in order.
COLUMNS = (
    "event_id",
    "first_seen",
    "last_seen",
    "detections",
    "satellites",
    "passes",
    "max_frp_mw",
    "sum_frp_mw",
    "strength",
    "strength_reason",
    "latitude",
    "longitude",
    "hull",
    "area_ha",
    "closed",
    "recurrence_of",
    "permanent",
)
#: Reason codes of a strength, strongest first; the first that holds is given. FEEDS.md: strong is two
#: satellites or two passes, or nominal or high confidence. Low confidence is about 16 % of day rows: kept,
#: and marked weak.
STRENGTH_REASONS = {
    "two_satellites": "strong",
    "two_passes": "strong",
    "confident": "strong",
    "single_low": "weak",
}


def _distinct(label: Ints, value: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Distinct (label, value) pairs, and how many distinct values each of `count` labels has."""
    base = int(value.max()) + 1
    owner, which = np.divmod(np.unique(label * base + value), base)
    return owner, which, np.bincount(owner, minlength=count)


def _mean_longitude(longitude: np.ndarray, start: Ints, size: Ints) -> np.ndarray:
    """Mean relative to the event's first member, so that an event over the 180th meridian has one."""
    reference = np.repeat(longitude[start], size)
    away = (longitude - reference + 180.0) % 360.0 - 180.0
    mean = longitude[start] + np.add.reduceat(away, start) / size
    return (mean + 180.0) % 360.0 - 180.0


def summarise(
    members: pd.DataFrame, label: Ints, permanent: Bools, close_hours: float, now: datetime | None
) -> pd.DataFrame:
    """The events table without recurrence_of.

    Parameters
    ----------
    members : detections sorted by (label, time, id)
    label : number of the event of each member, 0 … m - 1, sorted
    permanent : the members' flags
    """
    start = np.flatnonzero(np.r_[True, np.diff(label) != 0])
    size = np.diff(np.r_[start, len(label)])
    count = len(start)
    code, names = pd.factorize(members["satellite"], sort=True)
    owner, which, satellites = _distinct(label, code.astype(np.int64), count)
    first_name = np.searchsorted(owner, np.arange(count + 1))
    name = names.to_numpy(object)[which]
    pass_count = _distinct(label, passes.pass_number(members), count)[2]
    confident = np.maximum.reduceat(members["confidence"].isin(["nominal", "high"]).to_numpy(), start)
    choices = [satellites >= 2, pass_count >= 2, confident]
    reason = np.select(choices, list(STRENGTH_REASONS)[:3], default="single_low").astype(object)
    frp = members["frp_mw"].to_numpy(np.float64)
    given = np.add.reduceat(np.isfinite(frp).astype(np.int64), start) > 0
    when = members["time_utc"]
    last_seen = when.iloc[np.r_[start[1:], len(label)] - 1].reset_index(drop=True)
    first_seen = when.iloc[start].reset_index(drop=True)
    days = np.datetime_as_string(first_seen.to_numpy(dtype="datetime64[D]")).tolist()
    hull = hulls(members, label, count)
    largest = np.maximum.reduceat(np.where(np.isfinite(frp), frp, -np.inf), start)
    closed = pd.Series(np.full(count, None, dtype=object))
    if now is not None:
        silent = pd.Timestamp(now) - last_seen
        closed = (silent >= pd.Timedelta(hours=close_hours)).astype(object)
    latitude, longitude = (members[axis].to_numpy(np.float64) for axis in ("latitude", "longitude"))
    return pd.DataFrame(
        {
            "event_id": event_ids(members["detection_id"].iloc[start].tolist(), days),
            "first_seen": first_seen,
            "last_seen": last_seen,
            "detections": size.astype(np.int64),
            "satellites": [tuple(name[a:b]) for a, b in pairwise(first_name)],
            "passes": pass_count.astype(np.int64),
            "max_frp_mw": np.where(given, largest, np.nan),
            "sum_frp_mw": np.where(given, np.add.reduceat(np.nan_to_num(frp), start), np.nan),
            "strength": pd.Series(reason).map(STRENGTH_REASONS),
            "strength_reason": reason,
            "latitude": np.add.reduceat(latitude, start) / size,
            "longitude": _mean_longitude(longitude, start, size),
            "hull": hull,
            "area_ha": areas_ha(hull),
            "closed": closed,
            # More than half of the pixels: a factory at the edge does not make a forest fire a permanent
            # source.
            "permanent": np.add.reduceat(permanent.astype(np.int64), start) * 2 > size,
        }
    )
