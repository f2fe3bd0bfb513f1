"""Sign on, sign off, hand over: each permitted for the own agency, each journalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import Actor, permit
from data.agencies.contacts import normal_phone
from data.clock import require_aware
from data.duty_shifts.errors import ShiftInvalid, ShiftUnknown
from data.errors import ConflictError
from data.journal import append
from data.store.lock import serialise
from data.store.tables import agency, duty_shift

ACTION = "duty.sign"
RECORD_KIND = "duty_shift"
LONGEST = timedelta(hours=48)
"""A longer shift is a slip of the pen."""


@dataclass(frozen=True)
class By:
    """Who acts, when, on which screen; in a `drill` invented telephone numbers are good."""

    who: Actor
    now: datetime
    drill: bool = False
    screen: str = "screen:duty"


@dataclass(frozen=True)
class Shift:
    """Who is on duty for an agency, and until when as planned (aware)."""

    agency_id: str
    name: str
    phone: str
    until: datetime


def _journal(
    conn: Connection, by: By, number: int, action: str, reason: str | None = None, **sides: Any
) -> None:
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(number),
        reason=reason,
        **sides,
    )


def sign_on(conn: Connection, wanted: Shift, by: By, *, follows: int | None = None) -> int:
    """Begin a shift and return its id.

    Raises
    ------
    data.access.Denied
    ShiftInvalid
        `problem`: shift_agency_unknown, shift_nameless, shift_backwards, shift_too_long, shift_already (the
        same person is on duty there).
    data.agencies.errors.PhoneInvalid, PhoneOld
    """
    serialise(conn)
    permit(by.who, ACTION, {"agency_id": wanted.agency_id}, conn=conn)
    name, until = " ".join(wanted.name.split()), require_aware(wanted.until)
    if conn.execute(select(agency.c.id).where(agency.c.agency_id == wanted.agency_id)).first() is None:
        raise ShiftInvalid(problem="shift_agency_unknown")
    same = (duty_shift.c.agency_id == wanted.agency_id) & duty_shift.c.ended_at.is_(None)
    problems = {
        "shift_nameless": not name,
        "shift_backwards": until <= by.now,
        "shift_too_long": until - by.now > LONGEST,
        "shift_already": name in conn.execute(select(duty_shift.c.name).where(same)).scalars().all(),
    }
    for problem, there in problems.items():
        if there:
            raise ShiftInvalid(problem=problem)
    row = {
        "agency_id": wanted.agency_id,
        "name": name,
        "phone": normal_phone(wanted.phone, drill=by.drill),
        "started_at": by.now,
        "until": until,
        "follows_id": follows,
        "actor": by.who.name,
        "version": 1,
    }
    made = int(conn.execute(insert(duty_shift).returning(duty_shift.c.id), row).scalar_one())
    _journal(conn, by, made, "signed_on", after=row)
    return made


def _end(conn: Connection, shift_id: int, by: By, how: str, remark: str, seen_version: int) -> dict[str, Any]:
    serialise(conn)
    found = conn.execute(select(duty_shift).where(duty_shift.c.id == shift_id)).mappings().first()
    if found is None:
        raise ShiftUnknown(id=shift_id)
    permit(by.who, ACTION, {"agency_id": found["agency_id"]}, conn=conn)
    if found["version"] != seen_version or found["ended_at"] is not None:
        raise ConflictError(
            record_kind=RECORD_KIND, record_id=found["name"], seen=seen_version, stored=found["version"]
        )
    after = {
        "ended_at": by.now,
        "ended_how": how,
        "ended_by": by.who.name,
        "remark": " ".join(remark.split()),
    }
    conn.execute(
        update(duty_shift).where(duty_shift.c.id == shift_id).values(**after, version=found["version"] + 1)
    )
    _journal(conn, by, shift_id, how, before=dict.fromkeys(after), after=after)
    return dict(found)


def sign_off(conn: Connection, shift_id: int, by: By, *, seen_version: int, remark: str = "") -> None:
    """End a shift. Nobody follows: from now on nobody may be on duty there.

    Raises
    ------
    ShiftUnknown, data.access.Denied, ConflictError
    """
    _end(conn, shift_id, by, "signed_off", remark, seen_version)


def hand_over(
    conn: Connection, shift_id: int, wanted: Shift, by: By, *, seen_version: int, remark: str = ""
) -> int:
    """End a shift and begin the next one, in one step; returns the new shift.

    Raises
    ------
    As `sign_on` and `sign_off`; nothing is stored then.
    """
    _end(conn, shift_id, by, "handed_over", remark, seen_version)
    return sign_on(conn, wanted, by, follows=shift_id)
