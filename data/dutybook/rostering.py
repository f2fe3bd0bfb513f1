"""Put turns on the roster and take them off: each permitted for the own agency, each journalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.agencies.contacts import normal_phone
from data.clock import require_aware
from data.duty_shifts.signing import LONGEST, By
from data.dutybook.errors import RosterInvalid, RosterUnknown
from data.dutybook.roster import clashes, turn_of, turns
from data.errors import refuse_stale
from data.journal import append
from data.store.lock import serialise
from data.store.tables import agency, duty_roster

ACTION = "duty.roster"
RECORD_KIND = "duty_roster"
MOST_WEEKS = 26
"""Half a year: a roster that is written further ahead is written again before it comes true. Our own."""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is at an agency, from when to when (aware); a telephone may be left empty."""

    agency_id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    phone: str = ""


def _journal(conn: Connection, by: By, number: int, action: str, **more: Any) -> None:
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(number),
        **more,
    )


def _row(conn: Connection, wanted: Turn, weeks: int, by: By) -> dict[str, Any]:
    known = select(agency.c.id).where(agency.c.agency_id == wanted.agency_id)
    first, last = require_aware(wanted.starts_at), require_aware(wanted.ends_at)
    name = " ".join(wanted.name.split())
    problems = {
        "shift_agency_unknown": conn.execute(known).first() is None,
        "shift_nameless": not name,
        "roster_backwards": last <= first,
        "shift_too_long": last - first > LONGEST,
        "roster_past": last <= by.now,
        "roster_weeks": not 1 <= weeks <= MOST_WEEKS,
    }
    for problem, there in problems.items():
        if there:
            raise RosterInvalid(problem=problem)
    phone = normal_phone(wanted.phone, drill=by.drill) if wanted.phone.strip() else None
    return {"agency_id": wanted.agency_id, "name": name, "phone": phone, "starts_at": first, "ends_at": last}


def _week_on(moment: datetime, weeks: int, tz: tzinfo) -> datetime:
    """The same local time so many weeks later, whatever the zone's offset does meanwhile."""
    local = moment.astimezone(tz)
    return (local.replace(tzinfo=None) + timedelta(weeks=weeks)).replace(tzinfo=tz)


def add_turns(conn: Connection, wanted: Turn, by: By, tz: tzinfo, *, weeks: int = 1) -> list[int]:
    """Store a turn, and the same one in each of the following weeks; all or none. Returns their ids.

    Raises
    ------
    data.access.Denied
    RosterInvalid
        `problem`: shift_agency_unknown, shift_nameless, roster_backwards, shift_too_long, roster_past,
        roster_weeks, roster_twice (the same person has a turn then already, there or elsewhere).
    data.agencies.errors.PhoneInvalid, PhoneOld
    """
    serialise(conn)
    permit(by.who, ACTION, {"agency_id": wanted.agency_id}, conn=conn)
    first = _row(conn, wanted, weeks, by)
    rows = [
        first | {name: _week_on(first[name], week, tz) for name in ("starts_at", "ends_at")}
        for week in range(weeks)
    ]
    there = turns(conn, rows[0]["starts_at"], rows[-1]["ends_at"])
    if any(clashes([row, other]) for row in rows for other in there):
        raise RosterInvalid(problem="roster_twice")
    kept = {"actor": by.who.name, "created_at": by.now, "version": 1}
    made = []
    for row in rows:
        query = insert(duty_roster).returning(duty_roster.c.id)
        number = int(conn.execute(query, row | kept).scalar_one())
        _journal(conn, by, number, "created", after=row)
        made.append(number)
    return made


def _set(conn: Connection, turn_id: int, by: By, seen_version: int, ended_at: datetime | None) -> None:
    serialise(conn)
    found = turn_of(conn, turn_id)
    if found is None:
        raise RosterUnknown(id=turn_id)
    permit(by.who, ACTION, {"agency_id": found["agency_id"]}, conn=conn)
    refuse_stale(RECORD_KIND, found["name"], seen_version, found["version"])
    if (found["ended_at"] is None) == (ended_at is None):
        raise RosterInvalid(problem="nothing_changed")
    if ended_at is None and any(
        clashes([found, other]) for other in turns(conn, found["starts_at"], found["ends_at"])
    ):
        raise RosterInvalid(problem="roster_twice")
    same = duty_roster.c.id == turn_id
    conn.execute(update(duty_roster).where(same).values(ended_at=ended_at, version=found["version"] + 1))
    before, after = {"ended_at": found["ended_at"]}, {"ended_at": ended_at}
    _journal(conn, by, turn_id, "restored" if ended_at is None else "ended", before=before, after=after)


def take_off(conn: Connection, turn_id: int, by: By, *, seen_version: int) -> None:
    """Take a turn off the roster. Raises data.access.Denied, RosterUnknown, ConflictError, RosterInvalid
    (`problem` nothing_changed)."""
    _set(conn, turn_id, by, seen_version, by.now)


def put_back(conn: Connection, turn_id: int, by: By, *, seen_version: int) -> None:
    """Undo that. Raises as `take_off`; `problem` roster_twice where the person has another turn by now."""
    _set(conn, turn_id, by, seen_version, None)
