"""The day: announced levels, counts, the 24-hour figure, who is on duty, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, func, select

from data.danger_levels.reading import NOBODY_SAID, levels_at
from data.duty_shifts.reading import forgotten, on_duty
from data.incidents.states import BURNING, FIRES, OPEN
from data.ledger.figures import count_all
from data.ledger.months import month_of
from data.ledger.standing_of_matters import overdue_count
from data.profile import Profile
from data.store.tables import detection, fire_event, incident, meeting, patrol
from data.wall.watched import HERE, Watched
from geo.areas import Areas

SEASON = (12, 4)
"""First and last month of the burning season (DOMAIN 8): December to April."""


def season_start(day: date) -> date | None:
    """The 1 December in which the season of a day began; None out of season."""
    first, last = SEASON
    if day.month >= first:
        return date(day.year, first, 1)
    return date(day.year - 1, first, 1) if day.month <= last else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _hotspots(conn: Connection, start: datetime, end: datetime) -> int:
    c = detection.c
    query = select(func.count()).select_from(detection)
    wanted = (c.time_utc >= start, c.time_utc < end, c.superseded.is_(False), c.location.in_(HERE))
    return int(conn.execute(query.where(*wanted)).scalar_one())


def _events(conn: Connection, start: datetime) -> int:
    c = fire_event.c
    query = select(func.count()).select_from(fire_event)
    wanted = (c.first_seen >= start, c.merged_into.is_(None), c.detections > 0, c.permanent.is_(False))
    return int(conn.execute(query.where(*wanted)).scalar_one())


def _incidents(conn: Connection, statuses: Sequence[str]) -> int:
    c = incident.c
    wanted = (c.kind.in_(FIRES), c.status.in_(statuses), c.merged_into.is_(None))
    return int(conn.execute(select(func.count()).select_from(incident).where(*wanted)).scalar_one())


def counts(
    conn: Connection, watched: Sequence[Watched], now: datetime, zone: tzinfo
) -> dict[str, int | str | None]:
    """Numbers of the day and the season. Hotspots are never counted as fires: both are told.

    ``season_from`` is None out of season, and so are its counts.
    """
    local = now.astimezone(zone).date()
    today, tomorrow = _midnight(local, zone), _midnight(local + timedelta(days=1), zone)
    begins = season_start(local)
    season = None if begins is None else _midnight(begins, zone)
    burning = [each for each in watched if each.burning]
    return {
        "hotspots_today": _hotspots(conn, today, tomorrow),
        "events_today": _events(conn, today),
        "events_season": None if season is None else _events(conn, season),
        "hotspots_season": None if season is None else _hotspots(conn, season, tomorrow),
        "season_from": None if begins is None else begins.isoformat(),
        "events_open": len(burning),
        "events_in_forest": sum(each.facts.forest == "inside" for each in burning),
        "events_near_forest": sum(each.facts.forest == "near" for each in burning),
        "events_unverified": sum(not each.answered for each in burning),
        "incidents_open": _incidents(conn, OPEN),
        "incidents_burning": _incidents(conn, BURNING),
        "duties_overdue": overdue_count(conn, now),
    }


def levels(conn: Connection, areas: Areas, now: datetime) -> list[dict[str, Any]]:
    """Each present commune with what counts there; ``level`` None: nobody announced one, or it ran out."""
    standing = levels_at(conn, now)
    return [
        {
            "commune": row["area_id"],
            "name": row["name"],
            "level": standing.get(row["area_id"], NOBODY_SAID).level,
            "state": standing.get(row["area_id"], NOBODY_SAID).state,
        }
        for row in areas.of_era(areas.present_era).to_dict("records")
    ]


def figure24(conn: Connection, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """The 24-hour figure of this local month so far."""
    month = month_of(now, zone)
    count = count_all(conn, month, now)
    late = count.buckets["late"] + count.buckets["overdue"]
    return {"month": month.text, "share": count.share, "counted": count.due, "late": late}


def shifts(conn: Connection, now: datetime) -> list[dict[str, Any]]:
    """Who is on duty: agency, name, telephone; ``forgotten``: the shift should have ended."""
    return [
        {
            "agency": agency_id,
            "name": each["name"],
            "phone": each["phone"],
            "until": each["until"].isoformat(),
            "forgotten": forgotten(each, now),
        }
        for agency_id, rows in on_duty(conn).items()
        for each in rows
    ]


def coming(conn: Connection, now: datetime, *, most: int = 3) -> list[dict[str, Any]]:
    """The next meetings and patrols, the first first."""
    held = select(meeting.c.starts_at, meeting.c.code, meeting.c.kind, meeting.c.venue).where(
        meeting.c.starts_at > now, meeting.c.status == "planned"
    )
    out = select(patrol.c.starts_at, patrol.c.code, patrol.c.kind, patrol.c.meeting_place).where(
        patrol.c.starts_at > now, patrol.c.status.in_(("planned", "assigned"))
    )
    found = [
        {"kind": kind, "at": row[0].isoformat(), "code": row[1], "subkind": row[2], "where": row[3]}
        for kind, query, column in (
            ("meeting", held, meeting.c.starts_at),
            ("patrol", out, patrol.c.starts_at),
        )
        for row in conn.execute(query.order_by(column).limit(most))
    ]
    return sorted(found, key=lambda each: (each["at"], each["code"]))[:most]


def day(
    conn: Connection, profile: Profile, areas: Areas, watched: Sequence[Watched], now: datetime
) -> dict[str, Any]:
    """All of it."""
    return {
        "levels": levels(conn, areas, now),
        "counts": counts(conn, watched, now, profile.tz),
        "figure24": figure24(conn, now, profile.tz),
        "on_duty": shifts(conn, now),
        "next": coming(conn, now),
    }
