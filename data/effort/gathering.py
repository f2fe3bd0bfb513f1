"""What was done in a period, patrol by patrol: who was there, what was walked on which day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.effort.rows import days_of, latest, tracks_of
from data.presence import Presence, presences
from data.store.batches import in_batches
from data.store.tables import patrol, patrol_checkin, patrol_member, patrol_track, patrol_track_day
from geo.patrols import DOUBTS


@dataclass(frozen=True, eq=False)
class Piece:
    """What one track adds on one local day. `doubtful`: somebody should ask about the track."""

    day: date
    metres: float
    seconds: float
    parts: list[dict[str, Any]]
    line: Any
    doubtful: bool

    @property
    def month(self) -> str:
        """YYYY-MM on the local clock."""
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True, eq=False)
class Work:
    """One patrol that took place.

    `agencies`: who was there by check-in or by a track of their own; the lead where neither tells. `on`: the
    local day on which it began. `stays`: (agency, local day, seconds) from check-in to check-out;
    `open_stays`: people of whom nobody said that they came back: their time is not counted.
    """

    id: int
    code: str
    kind: str
    on: date
    agencies: tuple[str, ...]
    joint: bool
    pieces: list[Piece] = field(default_factory=list)
    stays: list[tuple[str, date, float]] = field(default_factory=list)
    open_stays: int = 0

    @property
    def month(self) -> str:
        return f"{self.on:%Y-%m}"


def _midnight(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day, time(), tz).astimezone(UTC)


def by_day(start: datetime, end: datetime, tz: tzinfo) -> Iterator[tuple[date, float]]:
    """A span of time as (local day, seconds)."""
    while start < end:
        day = start.astimezone(tz).date()
        stop = min(end, _midnight(day + timedelta(days=1), tz))
        yield day, (stop - start).total_seconds()
        start = stop


def _ids(conn: Connection, since: date, until: date, tz: tzinfo) -> set[int]:
    """Patrols that may have done something on these days."""
    first, end = _midnight(since, tz), _midnight(until + timedelta(days=1), tz)
    planned = select(patrol.c.id).where(patrol.c.starts_at < end, patrol.c.ends_at >= first)
    came = patrol_checkin.c.happened_at
    checked = select(patrol_checkin.c.patrol_id).where(came < end, came >= first)
    walked = (
        select(patrol_track.c.patrol_id)
        .join(patrol_track_day, patrol_track_day.c.patrol_track_id == patrol_track.c.id)
        .where(patrol_track_day.c.day >= since, patrol_track_day.c.day <= until)
    )
    return {own for query in (planned, checked, walked) for own in conn.execute(query).scalars()}


def _members(conn: Connection, ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in in_batches(sorted(ids)):
        query = select(patrol_member.c.id, patrol_member.c.agency_id)
        for row in conn.execute(query.where(patrol_member.c.patrol_id.in_(some))):
            found[row.id] = row.agency_id
    return found


def _there(presence: Presence, tracks: Collection[Mapping[str, Any]], members: Mapping[int, str]) -> set[str]:
    by_track = {members[row["member_id"]] for row in tracks if row["member_id"] in members}
    return by_track | {each.agency_id for each in presence.present if each.counts}


def _work(
    plan: Mapping[str, Any], presence: Presence, tracks: list[dict[str, Any]],
    days: Mapping[int, list[dict[str, Any]]], members: Mapping[int, str], tz: tzinfo,
) -> Work | None:  # fmt: skip
    pieces = [
        Piece(
            day["day"], day["metres"], day["seconds"], day["parts"], day["line"],
            any(each["code"] in DOUBTS for each in row["findings"]),
        )
        for row in tracks for day in days[row["id"]]
    ]  # fmt: skip
    there = _there(presence, [row for row in tracks if days[row["id"]]], members)
    if not pieces and not there:
        return None  # only planned, as far as anybody said
    came = presence.started_at
    known = [piece.day for piece in pieces] + ([came.astimezone(tz).date()] if came else [])
    stays, still_out = [], 0
    for person in presence.present:
        still_out += person.out_there
        for stay in person.stays:
            spans = by_day(stay.in_at, stay.out_at, tz) if stay.out_at else ()
            stays += [(person.agency_id, day, seconds) for day, seconds in spans]
    return Work(
        id=plan["id"],
        code=plan["code"],
        kind=plan["kind"],
        on=min(known),
        agencies=tuple(sorted(there or {plan["lead_agency_id"]})),
        joint=presence.joint,
        pieces=pieces,
        stays=stays,
        open_stays=still_out,
    )


def gather(conn: Connection, since: date, until: date, tz: tzinfo) -> list[Work]:
    """The patrols of which something took place on the local days from `since` to `until`, both included;
    what they did on other days is left out. By their first day and number."""
    ids = _ids(conn, since, until, tz)
    plans = {}
    for some in in_batches(sorted(ids)):
        for row in conn.execute(select(patrol).where(patrol.c.id.in_(some))).mappings():
            plans[row["id"]] = dict(row)
    presence, members = presences(conn, ids), _members(conn, ids)
    tracks: dict[int, list[dict[str, Any]]] = {own: [] for own in ids}
    for track in tracks_of(conn, ids):
        if track["set_aside"] is None:
            tracks[track["patrol_id"]].append(track)
    days = days_of(conn, [row["id"] for rows in tracks.values() for row in rows])
    found = []
    for own, plan in plans.items():
        work = _work(plan, presence[own], tracks[own], days, members, tz)
        if work is not None:
            pieces = [piece for piece in work.pieces if since <= piece.day <= until]
            stays = [stay for stay in work.stays if since <= stay[1] <= until]
            if pieces or stays or since <= work.on <= until:
                found.append(replace(work, pieces=pieces, stays=stays))
    return sorted(found, key=lambda each: (each.on, each.id))


def walked_lines(conn: Connection, since: date, until: date) -> list[tuple[date, Any]]:
    """The local day and the line (WGS84) of whatever was walked on these days and is not set aside."""
    current = latest().where(patrol_track.c.set_aside.is_(None)).subquery()
    query = (
        select(patrol_track_day.c.day, patrol_track_day.c.line)
        .join(current, current.c.id == patrol_track_day.c.patrol_track_id)
        .where(patrol_track_day.c.day >= since, patrol_track_day.c.day <= until)
        .order_by(patrol_track_day.c.id)
    )
    return [(row.day, row.line) for row in conn.execute(query)]
