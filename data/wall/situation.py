"""The situation: everything that a wall shows, read once for all walls. Codes and numbers; words are made
above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from data.clock import require_aware
from data.feeds.states import feed_states
from data.profile import Profile
from data.store.tables import feed_run, journal_head, patrol_checkin, patrol_position, wall_alarm_entry
from data.wall import ground
from data.wall.alarms import Alarm, standing_alarms
from data.wall.conditions import conditions
from data.wall.day import day
from data.wall.redaction import redact
from data.wall.sky import sky
from data.wall.states import BELOW
from data.wall.watched import watched_events
from geo.areas import Areas

LATE = ("unverified", "patrol")
"""Kinds of decisions that are late by themselves; a duty is when its deadline is past."""


class Installation(Protocol):
    """The part of the running installation that is asked here."""

    @property
    def profile(self) -> Profile: ...
    @property
    def areas(self) -> Areas: ...
    @property
    def drill(self) -> bool: ...


def standing(conn: Connection) -> str:
    """A short text that changes with everything that is written: what was read before it is old."""
    marks = (
        select(func.max(feed_run.c.id)),
        select(func.max(journal_head.c.hash)),
        select(func.max(wall_alarm_entry.c.id)),
        select(func.max(patrol_checkin.c.id)),
        select(func.max(patrol_position.c.id)),
    )
    return "-".join(str(conn.execute(each).scalar() or 0)[:16] for each in marks)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def decision(alarm: Alarm, now: datetime) -> dict[str, Any]:
    """One alarm. Raised again it has another ``id``: screens tell it anew."""
    each = alarm.condition
    return {
        "id": f"{each.kind}:{each.ref}" + (f"+{alarm.times}" if alarm.times else ""),
        "kind": each.kind,
        "urgency": each.urgency,
        "state": alarm.state,
        "reason": each.reason,
        "facts": dict(each.facts),
        "since": each.since.isoformat(),
        "age_s": max(0, int((now - each.since).total_seconds())),
        "owner": each.owner_id,
        "due_at": _iso(each.due_at),
        "lat": each.latitude,
        "lon": each.longitude,
        "ref": each.ref,
        "acknowledged_by": alarm.told("acknowledged_by"),
        "acknowledged_at": _iso(alarm.told("acknowledged_at")),
        "shelved_until": _iso(alarm.told("shelved_until")),
    }


def whole(conn: Connection, here: Installation, *, now: datetime) -> dict[str, Any]:
    """Everything, for no screen: give it to `redact` first."""
    now, profile = require_aware(now), here.profile
    feeds = feed_states(conn, profile, now)
    watched = watched_events(conn, profile.checking)
    found = standing_alarms(conn, conditions(conn, profile, now, watched), now)
    overhead = sky(conn, profile, now, feeds)
    # What one feed brought just now says nothing of another that brings nothing.
    worst = overhead["feeds"]["worst_file"]
    return {
        "taken_at": now.isoformat(),
        "drill": here.drill,
        "version": standing(conn),
        "decisions": [decision(each, now) for each in found],
        "map": {
            "hotspots": ground.hotspots(conn, now, profile.wall),
            "events": ground.events(conn, watched, now, profile.wall),
            "incidents": ground.incidents(conn, now),
            "zones": ground.zones(conn),
            "patrols": ground.patrols(conn, now, profile.wall),
        },
        "sky": overhead,
        "day": day(conn, profile, here.areas, watched, now),
        "ages": {"decisions": now.isoformat(), "map": worst, "sky": worst, "day": now.isoformat()},
    }


def situation(
    conn: Connection, here: Installation, *, now: datetime, profile: str = "full"
) -> dict[str, Any]:
    """What a screen of a redaction profile may show, JSON-able.

    Parameters
    ----------
    now
        Aware. The clock of facts: in a drill the scenario's.
    profile
        One of `REDACTIONS`.

    Returns
    -------
    dict
        ``taken_at, drill, profile, version``; ``decisions`` (most urgent first: ``id, kind, urgency, state,
        reason, facts, since, age_s, owner, due_at, lat, lon, ref, acknowledged_by, acknowledged_at,
        shelved_until``); ``map`` (see `data.wall.ground`);
        ``sky`` (see `data.wall.sky`); ``day`` (see `data.wall.day`); ``ages`` (panel → time of its data).
        Moments are ISO texts in UTC, places degrees WGS84.
    """
    return redact(whole(conn, here, now=now), profile)


def is_late(each: Mapping[str, Any], now: datetime) -> bool:
    """Whether a decision is late: a deadline is past, or it is late by its kind. What is over or put aside is
    not."""
    if each.get("state") in BELOW:
        return False
    due = datetime.fromisoformat(each["due_at"]) if each["due_at"] else None
    return each["kind"] in LATE or (each["kind"] == "duty" and due is not None and due < now)


def late(decisions: list[Mapping[str, Any]], now: datetime) -> int:
    """How many of the decisions are late."""
    return sum(is_late(each, now) for each in decisions)
