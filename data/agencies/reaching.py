"""Who can be reached: by a moment, and by night for the day that comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select

from data.agencies.reading import agencies_at, focal_points_at
from data.agencies.rows import valid_on
from data.clock import require_aware
from data.store.tables import setting

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CHECK_KEY = "agencies.check"
CHECK_HOUR = 2
"""Local hour from which the nightly check runs: between two evenings' calls."""
_STEP = timedelta(minutes=30)

REASONS = ("no_focal_point", "no_channel", "nobody_on_duty", "hours_uncovered")
"""Why an agency cannot be reached; the last is the nightly check's alone."""


@dataclass(frozen=True)
class Reach:
    """`reason`: on_duty, hours_not_stated, stand_in (reachable); not_valid, no_channel, off_duty (not)."""

    reachable: bool
    reason: str
    stand_in_id: str | None = None


@dataclass(frozen=True)
class Unreachable:
    """An agency that nobody can be reached at; `hours` of the day that comes, by the nightly check."""

    agency_id: str
    reason: str
    hours: float | None = None


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def on_duty(hours: Sequence[Mapping[str, Any]], local: datetime) -> bool:
    """Whether a local moment lies in one of the spans; a span past midnight belongs to the day it begins."""
    now, today = local.hour * 60 + local.minute, local.isoweekday()
    yesterday = today - 1 or 7
    for span in hours:
        start, end = _minutes(span["from"]), _minutes(span["to"])
        if start < end:
            if today in span["days"] and start <= now < end:
                return True
        elif (today in span["days"] and now >= start) or (yesterday in span["days"] and now < end):
            return True
    return False


def reachable(
    focal_point: Mapping[str, Any],
    moment: datetime,
    others: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    zone: ZoneInfo = VIETNAM,
) -> Reach:
    """Whether a focal point can be reached at a moment.

    Parameters
    ----------
    others
        Focal points by `focal_point_id`, for the stand-in, who is asked once and not for their own stand-in.

    Notes
    -----
    Where no duty hours are entered the person counts as reachable, and the reason says so.
    """
    local = require_aware(moment, "moment").astimezone(zone)
    if not valid_on(focal_point, local.date()):
        own = Reach(False, "not_valid")
    elif not focal_point["channels"]:
        own = Reach(False, "no_channel")
    elif focal_point["duty_hours"] is None:
        own = Reach(True, "hours_not_stated")
    else:
        on = on_duty(focal_point["duty_hours"], local)
        own = Reach(on, "on_duty" if on else "off_duty")
    stand_in = (others or {}).get(focal_point["stand_in_id"] or "")
    if own.reachable or own.reason == "not_valid" or stand_in is None:
        return own
    if reachable(stand_in, moment, zone=zone).reachable:
        return Reach(True, "stand_in", stand_in["focal_point_id"])
    return own


def _reason(points: list[dict[str, Any]], every: Mapping[str, Any], moment: datetime, zone: ZoneInfo) -> str:
    """Why nobody of these can be reached; "" when somebody can."""
    if not points:
        return "no_focal_point"
    found = [reachable(point, moment, every, zone=zone) for point in points]
    if any(each.reachable for each in found):
        return ""
    return "no_channel" if all(each.reason == "no_channel" for each in found) else "nobody_on_duty"


def unreachable_agencies(
    conn: Connection, moment: datetime, *, zone: ZoneInfo = VIETNAM
) -> list[Unreachable]:
    """The agencies of a moment's day at which nobody can be reached, with the reason, in the page's order."""
    day = require_aware(moment, "moment").astimezone(zone).date()
    points = focal_points_at(conn, day)
    every = {point["focal_point_id"]: point for point in points}
    found = []
    for row in agencies_at(conn, day):
        own = [point for point in points if point["agency_id"] == row["agency_id"]]
        if reason := _reason(own, every, moment, zone):
            found.append(Unreachable(row["agency_id"], reason))
    return found


def coming_day(conn: Connection, now: datetime, *, zone: ZoneInfo = VIETNAM) -> list[Unreachable]:
    """The agencies with hours in the next 24 at which nobody can be reached."""
    missing: dict[str, list[str]] = {}
    for step in range(48):
        for each in unreachable_agencies(conn, now + step * _STEP, zone=zone):
            missing.setdefault(each.agency_id, []).append(each.reason)
    return [
        Unreachable(own, reasons[0] if len(reasons) == 48 else "hours_uncovered", len(reasons) / 2)
        for own, reasons in missing.items()
    ]


def last_check(conn: Connection) -> dict[str, Any] | None:
    """What the last nightly check found: `at` (aware) and `found` (list of `Unreachable`); None before it."""
    value = conn.execute(select(setting.c.value).where(setting.c.key == CHECK_KEY)).scalar()
    if value is None:
        return None
    return {
        "at": datetime.fromisoformat(value["at"]),
        "found": [Unreachable(**each) for each in value["found"]],
    }


def check_due(conn: Connection, now: datetime, *, zone: ZoneInfo = VIETNAM) -> bool:
    """Whether tonight's check has not run: once a local day, from two o'clock on."""
    local, last = now.astimezone(zone), last_check(conn)
    if last is None:
        return True
    return local.hour >= CHECK_HOUR and last["at"].astimezone(zone).date() < local.date()


def check_nightly(conn: Connection, now: datetime, *, zone: ZoneInfo = VIETNAM) -> list[Unreachable]:
    """Look at the day that comes, keep what was found for the page, and return it."""
    found = coming_day(conn, now, zone=zone)
    conn.execute(delete(setting).where(setting.c.key == CHECK_KEY))
    value = {"at": require_aware(now).isoformat(), "found": [vars(each) for each in found]}
    conn.execute(insert(setting).values(key=CHECK_KEY, value=value))
    return found
