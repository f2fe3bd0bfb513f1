"""Check in and out: by one's own link, by the leader for somebody, or at a desk.

A check-in is stored once by the id that the phone gave it, however often it is sent and however late: a phone
without signal sends it hours later, with the time at which it happened. Nothing is refused because the plan
has changed meanwhile: what happened, happened. A wrong one is corrected by a new one, never changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from data.access import permit
from data.clock import require_aware
from data.journal import append
from data.patrols.act import FOLLOW, By
from data.patrols.errors import PatrolUnknown
from data.patrols.reading import patrol_of
from data.patrols.settings import PatrolSettings
from data.presence.errors import CheckinInvalid
from data.presence.moving import settle
from data.store.lock import serialise
from data.store.tables import CHECKIN_KINDS, patrol_checkin

RECORD_KIND = "patrol_checkin"
LONGEST_NOTE = 1000
LONGEST_DRAFT = 40


@dataclass(frozen=True)
class Checkin:
    """What a phone or a desk says. Moments aware, degrees WGS84 (both or neither).

    `corrects_id`: an earlier check-in of the same member that does not count. Somebody was never there: an
    *out* at the time of the wrong *in*.
    """

    draft_id: str
    patrol_id: int
    member_id: int
    kind: str
    happened_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    note: str = ""
    corrects_id: int | None = None


@dataclass(frozen=True)
class Checked:
    """`again`: it was stored before, nothing changed now. `status`: of the patrol, now."""

    id: int
    again: bool
    status: str


def at_or_before(moment: datetime, now: datetime, minutes: float, *, drill: bool) -> datetime | None:
    """When it happened: a phone's clock may run `minutes` ahead, then it is now; None: it is wrong.

    The clock of a drill jumps: what a phone says of the future is now.
    """
    moment = require_aware(moment)
    if moment > now + timedelta(minutes=minutes) and not drill:
        return None
    return min(moment, now)


def point_problem(latitude: float | None, longitude: float | None) -> str | None:
    """Why this is no point, or None."""
    if (latitude is None) != (longitude is None):
        return "half_a_point"
    if latitude is None or longitude is None:
        return None
    good = math.isfinite(latitude) and math.isfinite(longitude)
    return None if good and abs(latitude) <= 90 and abs(longitude) <= 180 else "point_impossible"


def of_draft(conn: Connection, draft_id: str) -> dict[str, Any] | None:
    """The check-in that was stored under a draft's id, or None."""
    query = select(patrol_checkin).where(patrol_checkin.c.draft_id == draft_id)
    row = conn.execute(query).mappings().first()
    return None if row is None else dict(row)


def _channel(conn: Connection, found: Mapping[str, Any], said: Checkin, by: By, acting_id: int | None) -> str:
    """How it comes, if whoever acts may: their own, a leader's for somebody, or an account's."""
    people = {row["id"]: row for row in (*found["members"], *found["former_members"])}
    if said.member_id not in people:
        raise PatrolUnknown(kind="patrol_member", id=said.member_id)
    if acting_id is None:
        permit(by.who, FOLLOW, {"agency_id": found["agency_id"]}, conn=conn)
        return "desk"
    if acting_id == said.member_id:
        return "link"
    leads = any(row["id"] == acting_id and row["role"] == "leader" for row in found["members"])
    if not leads:
        raise CheckinInvalid(problem="leader_only")
    return "leader"


def _happened(said: Checkin, found: Mapping[str, Any], by: By, settings: PatrolSettings) -> datetime:
    happened = at_or_before(said.happened_at, by.now, settings.phone_ahead_minutes, drill=by.drill)
    if happened is None:
        raise CheckinInvalid(problem="in_the_future")
    if happened < found["starts_at"] - timedelta(hours=settings.earliest_hours):
        raise CheckinInvalid(problem="long_before")
    return happened


def _row(
    conn: Connection, said: Checkin, found: Mapping[str, Any], by: By, settings: PatrolSettings
) -> dict[str, Any]:
    problem = (
        "draft_missing"
        if not said.draft_id.strip() or len(said.draft_id) > LONGEST_DRAFT
        else "choice_unknown"
        if said.kind not in CHECKIN_KINDS
        else "too_long"
        if len(said.note) > LONGEST_NOTE
        else point_problem(said.latitude, said.longitude)
    )
    if problem is None and said.corrects_id is not None:
        query = select(patrol_checkin.c.member_id).where(patrol_checkin.c.id == said.corrects_id)
        if conn.execute(query).scalar() != said.member_id:
            problem = "corrects_another"
    if problem is not None:
        raise CheckinInvalid(problem=problem)
    known = said.accuracy_m is not None and math.isfinite(said.accuracy_m) and said.accuracy_m >= 0
    return {
        "draft_id": said.draft_id.strip(),
        "patrol_id": said.patrol_id,
        "member_id": said.member_id,
        "kind": said.kind,
        "happened_at": _happened(said, found, by, settings),
        "received_at": by.now,
        "latitude": said.latitude,
        "longitude": said.longitude,
        "accuracy_m": said.accuracy_m if known and said.latitude is not None else None,
        "note": said.note.strip(),
        "corrects_id": said.corrects_id,
        "actor": by.who.name,
    }


def _journal(conn: Connection, made: int, row: Mapping[str, Any], by: By) -> None:
    # Where somebody stood is theirs: the journal is kept for ever and read by many.
    told = ("patrol_id", "member_id", "kind", "happened_at", "channel", "note", "corrects_id")
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="created" if row["corrects_id"] is None else "corrected",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after={name: row[name] for name in told if row[name] not in (None, "")},
    )


def check(
    conn: Connection, said: Checkin, by: By, settings: PatrolSettings, *, acting_id: int | None = None
) -> Checked:
    """Store a check-in; the patrol's status follows.

    Parameters
    ----------
    acting_id
        The member by whose link it comes; None: an account acts (``patrols.follow``).

    Raises
    ------
    data.access.Denied, data.patrols.errors.PatrolUnknown
    CheckinInvalid
        `problem`: draft_missing, draft_taken, choice_unknown, half_a_point, point_impossible, too_long,
        in_the_future, long_before, leader_only, corrects_another.
    """
    serialise(conn)
    found = patrol_of(conn, said.patrol_id)
    if found is None:
        raise PatrolUnknown(kind="patrol", id=said.patrol_id)
    channel = _channel(conn, found, said, by, acting_id)
    before = of_draft(conn, said.draft_id.strip())
    if before is not None:
        if (before["member_id"], before["kind"]) != (said.member_id, said.kind):
            raise CheckinInvalid(problem="draft_taken")
        return Checked(before["id"], True, found["status"])
    row = _row(conn, said, found, by, settings) | {"channel": channel}
    made = int(conn.execute(insert(patrol_checkin).returning(patrol_checkin.c.id), row).scalar_one())
    _journal(conn, made, row, by)
    return Checked(made, False, settle(conn, found, by))
