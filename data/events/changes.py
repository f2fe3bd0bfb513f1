"""What a re-run changes in a stored event, and the journal's word for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import shapely

from data.journal import Entry

FIELDS = (
    "content_id",
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
    "closed_at",
    "recurrence_of",
    "permanent",
    "merged_into",
)
"""What a re-run decides about an event; the rest is identity and bookkeeping."""


def closed_at(last_seen: datetime, close_hours: float, now: datetime) -> datetime | None:
    """When the silence after `last_seen` became long enough; None while it is not."""
    silent = last_seen + timedelta(hours=close_hours)
    return silent if silent <= now else None


def fields_of(
    group: Mapping[str, Any], recurrence_of: str | None, close_hours: float, now: datetime
) -> dict[str, Any]:
    """The `FIELDS` of one row of `Grouping.events`, as they are stored."""
    first, last = (pd.Timestamp(group[name]).to_pydatetime() for name in ("first_seen", "last_seen"))
    frp = {name: float(group[name]) for name in ("max_frp_mw", "sum_frp_mw")}
    return {
        "content_id": group["event_id"],
        "first_seen": first,
        "last_seen": last,
        "detections": int(group["detections"]),
        "satellites": list(group["satellites"]),
        "passes": int(group["passes"]),
        **{name: None if math.isnan(value) else value for name, value in frp.items()},
        "strength": group["strength"],
        "strength_reason": group["strength_reason"],
        "latitude": float(group["latitude"]),
        "longitude": float(group["longitude"]),
        "hull": group["hull"],
        "area_ha": float(group["area_ha"]),
        "closed_at": closed_at(last, close_hours, now),
        "recurrence_of": recurrence_of,
        "permanent": bool(group["permanent"]),
        "merged_into": None,
    }


def _same(one: Any, other: Any) -> bool:
    # A mean or an area may differ in the last bit with the number of rows that were computed together.
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, shapely.Geometry) and isinstance(other, shapely.Geometry):
        return bool(shapely.equals_exact(one.normalize(), other.normalize(), 1e-9))
    return bool(one == other)


def differing(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """The names of the fields of `wanted` that are not as stored."""
    return [name for name in wanted if not _same(stored[name], wanted[name])]


def _action(
    stored: Mapping[str, Any], wanted: Mapping[str, Any], into: Sequence[str], absorbed: Sequence[str]
) -> str:
    if stored["merged_into"] is not None or not stored["detections"]:
        return "restored"
    if into:
        return "split"
    if absorbed or wanted["detections"] > stored["detections"]:
        return "grown"
    if stored["closed_at"] is None and wanted["closed_at"] is not None:
        return "closed"
    if stored["closed_at"] is not None and wanted["closed_at"] is None:
        return "reopened"
    return "changed"


def entry_of(
    event_id: str,
    stored: Mapping[str, Any] | None,
    wanted: Mapping[str, Any],
    *,
    into: Sequence[str] = (),
    absorbed: Sequence[str] = (),
    reason: str | None = None,
) -> Entry:
    """The journal's entry for a new event (`stored` None) or a changed one: only the fields that differ.

    `into`: the events that took some of its detections; `absorbed`: the events that became part of it.
    """
    names = [name for name in (wanted if stored is None else differing(stored, wanted)) if name != "hull"]
    after = {name: wanted[name] for name in names}
    after |= {name: list(ids) for name, ids in (("into", into), ("absorbed", absorbed)) if ids}
    if stored is None:
        return Entry("created", "fire_event", event_id, None, after, reason)
    before = {name: stored[name] for name in names}
    return Entry(_action(stored, wanted, into, absorbed), "fire_event", event_id, before, after, reason)
