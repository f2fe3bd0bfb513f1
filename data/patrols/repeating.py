"""The same patrol again, weekly or monthly: each is a patrol of its own, changed and cancelled by itself."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime, time, tzinfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from sqlalchemy import Connection

from data.patrols.act import By
from data.patrols.errors import PatrolInvalid
from data.patrols.planning import cancel, plan_patrol
from data.patrols.reading import patrols_of_series
from data.patrols.settings import PatrolSettings
from data.patrols.states import follows
from data.patrols.wanted import Plan, refuse_first
from data.patrols.writing import held
from data.store.tables import REPEATS
from geo.communes import Areas


def occurrences(
    starts_at: datetime, ends_at: datetime, repeat: str, until: date, tz: tzinfo, *, most: int
) -> list[tuple[datetime, datetime]]:
    """The windows of a patrol that is repeated, the first one included, by the local wall clock.

    Parameters
    ----------
    repeat
        One of `REPEATS`: the same weekday of every week, or the same day of every month. Where a month has no
        such day it is its last one.
    until
        The last local day on which one may begin.
    most
        More are refused.

    Raises
    ------
    PatrolInvalid
        `problem`: repeat_unknown, repeat_ends_before, repeats_too_many.
    """
    first = starts_at.astimezone(tz).replace(tzinfo=None)
    span = ends_at.astimezone(tz).replace(tzinfo=None) - first
    refuse_first({"repeat_unknown": repeat not in REPEATS, "repeat_ends_before": until < first.date()})
    last = datetime.combine(until, time.max)
    if repeat == "week":
        rule = rrule(WEEKLY, dtstart=first, until=last, count=None)
    else:
        days = list(range(min(first.day, 28), first.day + 1))
        rule = rrule(MONTHLY, dtstart=first, until=last, bymonthday=days, bysetpos=-1)
    found = []
    for start in rule:
        found.append((start.replace(tzinfo=tz), (start + span).replace(tzinfo=tz)))
        if len(found) > most:
            raise PatrolInvalid(problem="repeats_too_many", what=str(most))
    return found


def plan_series(
    conn: Connection,
    plan: Plan,
    repeat: str,
    until: date,
    by: By,
    settings: PatrolSettings,
    tz: tzinfo,
    areas: Areas,
) -> list[int]:
    """Store a patrol and its repetitions as one series; returns their ids in order.

    Raises
    ------
    As `plan_patrol` and `occurrences`; nothing is stored then.
    """
    windows = occurrences(plan.starts_at, plan.ends_at, repeat, until, tz, most=int(settings.most_repeats))
    series = secrets.token_hex(8)
    return [
        plan_patrol(
            conn, replace(plan, starts_at=first, ends_at=last), by, settings, tz, areas,
            series_id=series, repeat=repeat,
        )
        for first, last in windows
    ]  # fmt: skip


def cancel_following(
    conn: Connection, patrol_id: int, by: By, *, seen_version: int, reason: str
) -> list[int]:
    """Call off a patrol and those of its series that begin later and have not begun; returns their ids.

    Raises
    ------
    As `data.patrols.planning.cancel`; nothing is stored then.
    """
    found = held(conn, patrol_id, by, seen_version)
    cancel(conn, patrol_id, by, seen_version=seen_version, reason=reason)
    gone = [patrol_id]
    for each in patrols_of_series(conn, found["series_id"] or ""):
        later = each["starts_at"] > found["starts_at"]
        if later and follows(each["status"], "cancelled"):
            cancel(conn, each["id"], by, seen_version=each["version"], reason=reason)
            gone.append(each["id"])
    return gone
