"""Set a meeting's day, move it, cancel it, say that it was missed, take the last step back.

Whoever is invited must be told from the moment that a day is set (`data.matters.of_plans`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.agencies.act import Act
from data.clock import require_aware
from data.incidents.numbering import next_number
from data.journal_pages import entries_about
from data.meetings.errors import MeetingInvalid
from data.meetings.generating import PREFIX
from data.meetings.reading import RECORD_KIND
from data.meetings.states import FIRST, STATES
from data.meetings.writing import ACTION, held, step, store, write
from data.store.lock import serialise
from data.store.tables import agency, meeting

LONGEST = timedelta(days=3)
"""A longer meeting is a slip of the pen."""
_DAYS = ("starts_at", "ends_at", "announced_at", "held_at", "frozen_at")


@dataclass(frozen=True)
class Day:
    """When and where it is held (aware moments), and which agencies are invited (ids)."""

    starts_at: datetime
    ends_at: datetime
    venue: str
    invited: Sequence[str]
    host_agency_id: str | None = None


def _row(conn: Connection, wanted: Day) -> dict[str, Any]:
    starts, ends = require_aware(wanted.starts_at), require_aware(wanted.ends_at)
    guests = sorted(set(wanted.invited))
    named = {*guests, *([wanted.host_agency_id] if wanted.host_agency_id else [])}
    there = set(conn.execute(select(agency.c.agency_id).where(agency.c.agency_id.in_(named))).scalars())
    problems = {
        "meeting_backwards": ends <= starts,
        "meeting_too_long": ends - starts > LONGEST,
        "nobody_invited": not guests,
        "meeting_agency_unknown": named != there,
    }
    for problem, so in problems.items():
        if so:
            raise MeetingInvalid(problem=problem)
    return {
        "starts_at": starts,
        "ends_at": ends,
        "venue": " ".join(wanted.venue.split()),
        "invited": guests,
        "host_agency_id": wanted.host_agency_id,
    }


def set_day(
    conn: Connection, meeting_id: int, wanted: Day, act: Act, *, seen_version: int, reason: str = ""
) -> None:
    """Set or move the day. To move a day that was set needs a reason.

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    MeetingInvalid
        `problem`: not_planned (it was held or cancelled), meeting_backwards, meeting_too_long,
        nobody_invited, meeting_agency_unknown, reason_missing, nothing_changed.
    """
    found = held(conn, meeting_id, act, seen_version)
    if not STATES[found["status"]].plan:
        raise MeetingInvalid(problem="not_planned")
    row = _row(conn, wanted)
    moved = found["starts_at"] is not None and found["starts_at"] != row["starts_at"]
    said = " ".join(reason.split())
    if moved and not said:
        raise MeetingInvalid(problem="reason_missing")
    more: dict[str, Any] = {"announced_at": found["announced_at"] or act.now}
    if moved:
        more["reason"] = said
    write(conn, found, row | more, act, "moved" if moved else "day_set", said or None)


def call_meeting(
    conn: Connection,
    wanted: Day,
    act: Act,
    tz: tzinfo,
    *,
    era: str,
    commune_id: str | None = None,
    why: str,
) -> int:
    """Call an extraordinary meeting, which no plan promises, and return its id. Raises as `set_day`."""
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    said, local = " ".join(why.split()), require_aware(wanted.starts_at).astimezone(tz).date()
    if not said:
        raise MeetingInvalid(problem="reason_missing")
    row = next_number(conn, meeting, PREFIX, act.now, tz) | {
        "kind": "extraordinary",
        "period": f"{local:%Y-%m}",
        "commune_id": commune_id,
        "era": era,
        "due_on": local,
        "venue": "",
        "invited": [],
        "status": FIRST,
        "agenda": [{"kind": "text", "ref": None, "text": said}],
        "minutes": {},
        "agency_id": act.who.agency_id,
    }
    made = store(conn, row, act)
    set_day(conn, made, wanted, act, seen_version=1)
    return made


def cancel(conn: Connection, meeting_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that it will not be held, and why; whoever was told must be told so.

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    MeetingInvalid
        `problem`: step_impossible, reason_missing.
    """
    step(conn, held(conn, meeting_id, act, seen_version), "cancelled", act, reason=reason)


def miss(conn: Connection, meeting_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that it was not held in its time, and why. It may still be held late. Raises as `cancel`."""
    step(conn, held(conn, meeting_id, act, seen_version), "missed", act, reason=reason)


def plan_again(conn: Connection, meeting_id: int, act: Act, *, seen_version: int) -> None:
    """Take back that it was cancelled, missed or held. Raises as `cancel`."""
    found = held(conn, meeting_id, act, seen_version)
    step(conn, found, "planned", act, held_at=None)


def undo(conn: Connection, meeting_id: int, act: Act, *, seen_version: int) -> None:
    """Take the last change of its day back.

    Raises
    ------
    data.access.Denied, MeetingUnknown, data.errors.ConflictError
    MeetingInvalid
        `problem`: nothing_to_undo.
    """
    found = held(conn, meeting_id, act, seen_version)
    last = entries_about(conn, RECORD_KIND, meeting_id)[0]
    if last["action"] not in ("day_set", "moved") or not STATES[found["status"]].plan:
        raise MeetingInvalid(problem="nothing_to_undo")
    values = dict(last["before"])
    for name in _DAYS:
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    write(conn, found, values, act, "undone")


def same_day(conn: Connection, row: dict[str, Any], tz: tzinfo) -> list[dict[str, Any]]:
    """Other meetings of the same local day to which one of its agencies is invited too: a warning."""
    if row["starts_at"] is None:
        return []
    day: date = row["starts_at"].astimezone(tz).date()
    guests = {*row["invited"], row["host_agency_id"]}
    near = (meeting.c.starts_at > row["starts_at"] - timedelta(days=1)) & (
        meeting.c.starts_at < row["starts_at"] + timedelta(days=1)
    )
    query = select(meeting).where(near, meeting.c.id != row["id"], meeting.c.status != "cancelled")
    found = [dict(each) for each in conn.execute(query.order_by(meeting.c.starts_at)).mappings()]
    return [
        each
        for each in found
        if each["starts_at"].astimezone(tz).date() == day
        and guests & ({*each["invited"], each["host_agency_id"]} - {None})
    ]
