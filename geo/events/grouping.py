"""Group detections into fire events."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from geo import permanent
from geo.events.constraints import Apart, constrained_components
from geo.events.recurrence import recurrences
from geo.events.space import Ints, Rule, points_of
from geo.events.summary import COLUMNS, summarise

#: FEEDS.md, "Grouping in the literature": FEDS 0.7 km / 5 days, SMHI 0.8 km / 6 h, spotoroo 3 km / 24 h.
LINK_KM = 1.0
LINK_HOURS = 30.0
CLOSE_HOURS = 48.0
#: No source: one burning season of a slope is December to April, and a place that burns again within two
#: months is worth the same look; after that it is another fire.
RECURRENCE_DAYS = 60.0
_NEEDED = (
    "detection_id",
    "time_utc",
    "satellite",
    "latitude",
    "longitude",
    "scan_km",
    "track_km",
    "frp_mw",
    "confidence",
)


@dataclass(frozen=True)
class Grouping:
    """Fire events and who belongs to them.

    Attributes
    ----------
    events : DataFrame
        One row per event, in order of (first_seen, event_id), columns `COLUMNS`: times UTC; satellites a
        tuple of codes; frp in MW, NaN when never given; strength strong|weak with its reason code; latitude,
        longitude the mean of the members; hull in EPSG:4326 around the members' footprints, area_ha of it
        geodesic; closed is None when no `now` was given; recurrence_of an event_id or None; permanent a flag,
        never a reason to drop.
    members : Series
        event_id of each detection that is not superseded, indexed by detection_id.
    """

    events: pd.DataFrame
    members: pd.Series


def _check(detections: pd.DataFrame, now: datetime | None) -> None:
    missing = [name for name in _NEEDED if name not in detections]
    if missing:
        raise ValueError(f"detections lack the columns {', '.join(missing)}")
    if now is not None and now.tzinfo is None:
        raise ValueError("now must be an aware datetime")


def _in_canonical_order(detections: pd.DataFrame) -> pd.DataFrame:
    if "superseded" in detections:
        detections = detections.loc[~detections["superseded"].to_numpy(dtype=bool)]
    time = detections["time_utc"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    # The ids are ordered only where they must decide, as sorting strings is slow.
    order = np.argsort(time, kind="stable")
    ids = detections["detection_id"].to_numpy(object)
    return detections.iloc[order[np.lexsort((_rank(ids[order]), time[order]))]]


def _rank(ids: np.ndarray) -> Ints:
    rank = np.empty(len(ids), np.int64)
    order = np.argsort(ids, kind="stable")
    rank[order] = np.arange(len(ids))
    repeated = ids[order][1:] == ids[order][:-1]
    if np.any(repeated):
        raise ValueError(f"detection_id {ids[order][1:][repeated][0]} occurs more than once")
    return rank


def _number_by_first_member(label: Ints) -> Ints:
    """Number the components in the order in which they are met."""
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def group(
    detections: pd.DataFrame,
    *,
    link_km: float = LINK_KM,
    link_hours: float = LINK_HOURS,
    close_hours: float = CLOSE_HOURS,
    recurrence_days: float = RECURRENCE_DAYS,
    forced_apart: Iterable[Apart | Collection[str]] = (),
    forced_together: Iterable[Collection[str]] = (),
    now: datetime | None = None,
) -> Grouping:
    """Fire events: connected components over pairs of detections.

    Two detections belong together when their distance ≤ max(link_km, half the sum of their max(scan, track))
    and their times differ by ≤ link_hours. The order of the rows does not matter: the same detections give
    the same events with the same ids. Superseded rows are left out.

    Parameters
    ----------
    detections : DataFrame
        The table of `geo.hotspots.read`. A bool column `permanent`, when there is one, is taken instead of
        `permanent.flag`, which needs 30 days of rows to be right.
    close_hours : an event is closed when nothing was seen for this long before `now`
    recurrence_days : an event in the place of an earlier one is linked to it when it starts within so many
    days
        after the earlier one's last detection
    forced_apart, forced_together : a person's splits and merges; see `constraints`
    now : aware; without it `closed` is None

    Raises
    ------
    ValueError
        A column is missing, a detection_id occurs twice, `now` is naive, or a threshold is not positive.
    """
    _check(detections, now)
    rule = Rule.of(link_km, link_hours)
    rows = _in_canonical_order(detections)
    if rows.empty:
        return _nothing()
    points = points_of(rows)
    ids = pd.Index(rows["detection_id"].to_numpy(object))
    label = _number_by_first_member(constrained_components(points, ids, rule, forced_together, forced_apart))
    flagged = rows["permanent"].to_numpy(dtype=bool) if "permanent" in rows else permanent.flag(rows)
    by_event = np.argsort(label, kind="stable")
    members = rows.iloc[by_event]
    events = summarise(members, label[by_event], flagged[by_event], close_hours, now)
    first, last = (
        events[name].to_numpy(dtype="datetime64[us]").astype(np.int64) for name in ("first_seen", "last_seen")
    )
    earlier = recurrences(points, label, first, last, link_km, recurrence_days)
    names = events["event_id"].to_numpy(object)
    events["recurrence_of"] = pd.Series(
        [names[each] if each >= 0 else None for each in earlier], dtype=object, index=events.index
    )
    membership = pd.Series(names[label], index=ids.rename("detection_id"), name="event_id")
    ordered = events.sort_values(["first_seen", "event_id"], ignore_index=True)
    return Grouping(ordered[list(COLUMNS)], membership)


def _nothing() -> Grouping:
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    kinds: dict[str, Any] = {"detections": "int64", "passes": "int64", "permanent": bool}
    kinds |= dict.fromkeys(["max_frp_mw", "sum_frp_mw", "latitude", "longitude", "area_ha"], "float64")
    kinds |= dict.fromkeys(["first_seen", "last_seen"], "datetime64[us, UTC]")
    index = pd.Index([], dtype=object, name="detection_id")
    return Grouping(empty.astype(kinds), pd.Series([], index=index, dtype=object, name="event_id"))
