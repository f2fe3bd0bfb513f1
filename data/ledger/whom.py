"""Whom to call at a receiver: its focal points and whoever signed on there, who answers now first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data.agencies.reaching import VIETNAM, reachable
from data.agencies.reading import focal_points_at
from data.clock import require_aware
from data.duty_shifts import on_duty

BY_HAND = ("call", "visit", "radio", "paper", "zalo", "sms")
"""Channels that a person tells by; the rest the program does itself."""
_RANK = {"on_duty": 0, "stand_in": 1, "hours_not_stated": 2, "shift": 3, "off_duty": 4, "no_channel": 5}


@dataclass(frozen=True)
class Contact:
    """A person to tell.

    key
        Of this list: the focal point's id, or ``shift:<id>``.
    reason
        Of `data.agencies.reaching.Reach`, or "shift": signed on as on duty, not a focal point.
    phones
        E.164, the first to call first.
    """

    key: str
    focal_point_id: str | None
    name: str
    rank: str
    phones: tuple[str, ...]
    channels: tuple[str, ...]
    reason: str

    @property
    def answers(self) -> bool:
        """Whether somebody answers there now, as far as is known."""
        return self.reason in ("on_duty", "hours_not_stated", "stand_in", "shift")


def _of_point(point: Mapping[str, Any], reason: str) -> Contact:
    channels = point["channels"] or []
    numbers = [each["address"] for each in channels if each["kind"] in ("call", "zalo", "sms")]
    kinds = [each["kind"] for each in channels if each["kind"] in BY_HAND]
    return Contact(
        key=point["focal_point_id"],
        focal_point_id=point["focal_point_id"],
        name=point["name"] or "",
        rank=point["rank"] or "",
        phones=tuple(dict.fromkeys([*numbers, *(point["phones"] or [])])),
        channels=tuple(dict.fromkeys(kinds)),
        reason=reason,
    )


def _at(
    own: Sequence[Mapping[str, Any]], every: Mapping[str, Mapping[str, Any]], now: datetime, zone: ZoneInfo
) -> list[Contact]:
    """The focal points of one agency, and those of others that stand in for them now."""
    listed = {each["focal_point_id"] for each in own}
    found = []
    for point in own:
        reach = reachable(point, now, every, zone=zone)
        # Reached through somebody else: they are off duty themselves.
        found.append(_of_point(point, "off_duty" if reach.reason == "stand_in" else reach.reason))
        if reach.stand_in_id is not None and reach.stand_in_id not in listed:
            listed.add(reach.stand_in_id)
            found.append(_of_point(every[reach.stand_in_id], "stand_in"))
    return found


def _of_shift(shift: Mapping[str, Any]) -> Contact:
    phones = (shift["phone"],) if shift["phone"] else ()
    return Contact(
        f"shift:{shift['id']}", None, shift["name"], "", phones, ("call",) if phones else (), "shift"
    )


def contacts(
    conn: Connection, now: datetime, *, zone: ZoneInfo = VIETNAM, agencies: Sequence[str] | None = None
) -> dict[str, list[Contact]]:
    """Agency → whom to call there, those that answer now first; agencies without anybody are left out."""
    day = require_aware(now).astimezone(zone).date()
    points = focal_points_at(conn, day)
    every = {point["focal_point_id"]: point for point in points}
    by_agency: dict[str, list[dict[str, Any]]] = {}
    for point in points:
        if agencies is None or point["agency_id"] in agencies:
            by_agency.setdefault(point["agency_id"], []).append(point)
    found = {own: _at(some, every, now, zone) for own, some in by_agency.items()}
    for own, shifts in on_duty(conn).items():
        known = {(each.name, phone) for each in found.get(own, []) for phone in each.phones}
        new = [each for each in shifts if (each["name"], each["phone"]) not in known]
        if new and (agencies is None or own in agencies):
            found.setdefault(own, []).extend(_of_shift(each) for each in new)
    for some in found.values():
        some.sort(key=lambda each: _RANK.get(each.reason, 6))
    return found
