"""Briefings: what the wall showed at 07:00 and 17:00, frozen, kept, and signed by the duty officer.

The watch takes them; a person who may sign can ask for one at any time. What is stored is never changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data.access import permit
from data.agencies.reading import agencies_at
from data.casework.documents.words import SHORT_BLANK
from data.casework.files import held_file, local_folder
from data.casework.files import keep as keep_file
from data.events.regrouping import WATCH
from data.journal import append
from data.patrols.papers.words import ROLES
from data.profile import Profile
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import briefing, briefing_signature, detection, fire_event, incident, wall_alarm_entry
from data.wall.acting import By, person_of
from data.wall.errors import BriefingRefused, BriefingUnknown
from data.wall.picture import picture_of
from data.wall.situation import whole
from data.wall.watched import HERE
from geo.areas import Areas

RECORD_KIND = "briefing"
SIGN = "briefings.sign"
"""A line of `data/access/roles.csv`: who signs may also ask for one out of turn."""
TIMES: Mapping[str, time] = {"morning": time(7), "evening": time(17)}
"""When they are taken, local: when the day's and the night's shift take over."""
LATE = timedelta(hours=3)
"""A watch that comes back later than this takes none: it would tell of another time of the day."""
LISTED = 30
"""Decisions that are kept one by one, the most pressing first; the rest is kept as numbers."""
LONGEST_REMARK = 1000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Installed:
    """The part of an installation that a briefing is made of (`data.wall.situation.Installation`)."""

    profile: Profile
    areas: Areas
    drill: bool


def folder(*, drill: bool) -> Path:
    """Where the pictures lie, beside the database."""
    return local_folder("briefings", drill=drill)


def due(conn: Connection, now: datetime, zone: tzinfo) -> tuple[date, str] | None:
    """(local day, kind) of the briefing that should have been taken by now and was not; None: nothing is
    due."""
    local = now.astimezone(zone)
    for kind, at in TIMES.items():
        began = datetime.combine(local.date(), at, zone)
        if began <= local < began + LATE:
            same = (briefing.c.day == local.date()) & (briefing.c.kind == kind)
            if conn.execute(select(briefing.c.id).where(same)).first() is None:
                return local.date(), kind
    return None


def missed(conn: Connection, now: datetime, zone: tzinfo, *, days: int = 3) -> list[tuple[date, str]]:
    """(local day, kind) of briefings of the last days that nobody took in time, the newest first; none before
    the first one that was ever taken here."""
    c = briefing.c
    first = conn.execute(select(func.min(c.taken_at))).scalar()
    if first is None:
        return []
    today = now.astimezone(zone).date()
    there = {
        tuple(row) for row in conn.execute(select(c.day, c.kind).where(c.day >= today - timedelta(days)))
    }
    found = []
    for step in range(days + 1):
        day = today - timedelta(days=step)
        for kind, at in reversed(list(TIMES.items())):
            began = datetime.combine(day, at, zone)
            if first < began and began + LATE <= now and (day, kind) not in there:
                found.append((day, kind))
    return found


def period_from(at: datetime, zone: tzinfo) -> datetime:
    """When the period began that a briefing tells of: at the hour of briefings before the last half hour."""
    local = at.astimezone(zone)
    days = (local.date() - timedelta(days=1), local.date())
    hours = [datetime.combine(day, each, zone) for day in days for each in TIMES.values()]
    return max(each for each in hours if each <= local - timedelta(minutes=30))


def _period(conn: Connection, since: datetime, now: datetime) -> dict[str, Any]:
    d, e, i, a = detection.c, fire_event.c, incident.c, wall_alarm_entry.c
    seen = (d.time_utc >= since, d.time_utc < now, d.superseded.is_(False), d.location.in_(HERE))
    begun = (e.first_seen >= since, e.first_seen < now, e.merged_into.is_(None), e.detections > 0,
             e.permanent.is_(False))  # fmt: skip
    known = (i.known_at >= since, i.known_at < now, i.merged_into.is_(None))

    def count(table: Any, *wanted: Any) -> int:
        return int(conn.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one())

    def acts(act: str) -> int:
        return count(wall_alarm_entry, a.act == act, a.at >= since, a.at < now)

    return {
        "from": since.isoformat(),
        "to": now.isoformat(),
        "hotspots": count(detection, *seen),
        "events": count(fire_event, *begun),
        "incidents": count(incident, *known),
        "alarms": acts("raised") + acts("again"),
        "acknowledged": acts("acknowledged"),
    }


def _names(conn: Connection, here: Installed, now: datetime) -> dict[str, dict[str, str]]:
    """Names as they were: who reads it in two years must not look them up anew."""
    rows = agencies_at(conn, now.astimezone(here.profile.tz).date())
    said = {
        row["agency_id"]: row["name"] or f"{ROLES.get(row['role'], '')} {SHORT_BLANK}".strip() for row in rows
    }
    communes = here.areas.communes
    return {"agencies": said, "communes": dict(zip(communes["area_id"], communes["name"], strict=True))}


def content_of(conn: Connection, here: Installed, now: datetime) -> dict[str, Any]:
    """What is frozen: the situation (`data.wall.situation.whole`) without what only a map needs, and
    ``period, names, left`` (decisions that are not listed)."""
    found = whole(conn, here, now=now)
    rows = found["decisions"]
    return found | {
        "decisions": rows[:LISTED],
        "left": max(0, len(rows) - LISTED),
        "map": {"incidents": found["map"]["incidents"], "patrols": found["map"]["patrols"]},
        "period": _period(conn, period_from(now, here.profile.tz), now),
        "names": _names(conn, here, now),
    }


def _painted(engine: Engine, here: Installed, now: datetime) -> bytes | None:
    try:
        return picture_of(engine, here, now)
    except SQLAlchemyError:
        raise
    except Exception:
        _log.exception("the briefing's map could not be painted; the briefing is kept without it")
        return None


def _store(
    conn: Connection, kind: str, day: date, now: datetime, content: Any, picture: Path | None, actor: str
) -> int:
    row = {"day": day, "kind": kind, "taken_at": now, "content": content, "actor": actor}
    row |= {"picture": picture and picture.name, "picture_sha256": picture and picture.stem}
    return int(conn.execute(insert(briefing).returning(briefing.c.id), row).scalar_one())


def _journal(
    conn: Connection, own: int, action: str, at: datetime, actor: str, origin: str, **after: Any
) -> None:
    append(
        conn,
        at=at,
        actor=actor,
        origin=origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(own),
        after=after,
    )


def brief(
    engine: Engine, here: Installed, now: datetime, *, fence: Callable[[Connection], None] = lambda conn: None
) -> int | None:
    """Take the briefing that is due at `now` (clock of facts), and return its id; None: none is.

    Painted first, then stored in one transaction: killed in between, the next round takes it.
    """
    with reading(engine) as conn:
        wanted = due(conn, now, here.profile.tz)
        content = content_of(conn, here, now) if wanted else None
    if wanted is None:
        return None
    picture = _painted(engine, here, now)
    file = keep_file(folder(drill=here.drill), picture, ".png") if picture else None
    with writing(engine) as conn:
        fence(conn)
        serialise(conn)
        if due(conn, now, here.profile.tz) != wanted:
            return None
        day, kind = wanted
        own = _store(conn, kind, day, now, content, file, WATCH)
        _journal(conn, own, "created", now, WATCH, "watch", kind=kind)
    return own


def ask(engine: Engine, here: Installed, by: By) -> int:
    """Take one now, out of turn, and return its id.

    Raises
    ------
    data.access.Denied
    """
    with reading(engine) as conn:
        permit(by.who, SIGN, conn=conn)
        content = content_of(conn, here, by.now)
    picture = _painted(engine, here, by.now)
    file = keep_file(folder(drill=here.drill), picture, ".png") if picture else None
    with writing(engine) as conn:
        serialise(conn)
        permit(by.who, SIGN, conn=conn)
        day = by.now.astimezone(here.profile.tz).date()
        own = _store(conn, "asked", day, by.now, content, file, by.who.name)
        _journal(conn, own, "created", by.now, by.who.name, by.origin, kind="asked")
    return own


def sign(conn: Connection, briefing_id: int, remark: str, by: By) -> None:
    """The duty officer puts the name to a briefing, with what there is to add. It cannot be taken back;
    others may sign as well.

    Raises
    ------
    data.access.Denied, BriefingUnknown
    BriefingRefused
        `problem`: briefing_signed_already, briefing_remark_too_long.
    """
    serialise(conn)
    permit(by.who, SIGN, conn=conn)
    if conn.execute(select(briefing.c.id).where(briefing.c.id == briefing_id)).first() is None:
        raise BriefingUnknown(id=briefing_id)
    name, said = person_of(conn, by.who), remark.strip()
    if any(each["name"] == name for each in signatures(conn, [briefing_id]).get(briefing_id, [])):
        raise BriefingRefused(problem="briefing_signed_already")
    if len(said) > LONGEST_REMARK:
        raise BriefingRefused(problem="briefing_remark_too_long")
    row = {"briefing_id": briefing_id, "signed_at": by.now, "name": name, "agency_id": by.who.agency_id}
    conn.execute(insert(briefing_signature), row | {"remark": said, "actor": by.who.name})
    _journal(conn, briefing_id, "signed", by.now, by.who.name, by.origin, name=name, remark=said)


def signatures(conn: Connection, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Briefing → who signed it, the first first."""
    c = briefing_signature.c
    query = select(briefing_signature).where(c.briefing_id.in_(ids)).order_by(c.id)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["briefing_id"], []).append(dict(row))
    return found


def latest(conn: Connection, *, most: int = 60) -> list[dict[str, Any]]:
    """The newest first, each with its ``signatures``."""
    query = select(briefing).order_by(briefing.c.taken_at.desc(), briefing.c.id.desc()).limit(most)
    rows = [dict(row) for row in conn.execute(query).mappings()]
    signed = signatures(conn, [row["id"] for row in rows])
    return [row | {"signatures": signed.get(row["id"], [])} for row in rows]


def briefing_of(conn: Connection, briefing_id: int) -> dict[str, Any]:
    """One briefing with its ``signatures``.

    Raises
    ------
    BriefingUnknown
    """
    row = conn.execute(select(briefing).where(briefing.c.id == briefing_id)).mappings().first()
    if row is None:
        raise BriefingUnknown(id=briefing_id)
    return dict(row) | {"signatures": signatures(conn, [briefing_id]).get(briefing_id, [])}


def picture_bytes(row: Mapping[str, Any], *, drill: bool) -> bytes | None:
    """The map as it was painted; None where there was none, or the file is gone or is another."""
    if row["picture"] is None:
        return None
    return held_file(folder(drill=drill), row["picture"], row["picture_sha256"])
