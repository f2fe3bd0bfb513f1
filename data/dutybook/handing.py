"""One shift hands over to the next: with what is open at that moment, and the names of both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, insert, select

from data.duty_shifts.errors import ShiftUnknown
from data.duty_shifts.signing import By, Shift, hand_over
from data.dutybook.errors import HandoverInvalid
from data.dutybook.open_matters import kept, open_matters
from data.journal import append
from data.store.lock import serialise
from data.store.tables import duty_shift, shift_handover
from geo.names import fold

RECORD_KIND = "shift_handover"


@dataclass(frozen=True)
class Handover:
    """Who follows, what is told besides, and both names as they were signed.

    `seen` are the ``ref`` of the open matters that both were shown.
    """

    to: Shift
    given_by: str
    taken_by: str
    remark: str
    seen: Collection[str]


def _name(text: str) -> str:
    return " ".join(text.split())


def _check(on_duty: str, wanted: Handover, refs: set[str]) -> None:
    given, taken = _name(wanted.given_by), _name(wanted.taken_by)
    problems = {
        "handover_given_unsigned": not given,
        "handover_taken_unsigned": not taken,
        "handover_giver_other": fold(given) != fold(on_duty),
        "handover_taker_other": fold(taken) != fold(wanted.to.name),
        "handover_same": fold(given) == fold(taken),
        "handover_changed": not refs <= set(wanted.seen),
    }
    for problem, there in problems.items():
        if there:
            raise HandoverInvalid(problem=problem)


def hand_over_signed(
    conn: Connection, shift_id: int, wanted: Handover, by: By, tz: tzinfo, *, seen_version: int
) -> int:
    """End a shift, begin the next, and store what was open then with both names; returns the new shift.

    Raises
    ------
    HandoverInvalid
        `problem`: handover_given_unsigned, handover_taken_unsigned, handover_giver_other (not whoever is on
        duty), handover_taker_other, handover_same, handover_changed (something came in since it was shown).
    ShiftUnknown, data.access.Denied, data.errors.ConflictError, data.duty_shifts.errors.ShiftInvalid
        As `data.duty_shifts.hand_over`; nothing is stored then.
    """
    serialise(conn)
    row = conn.execute(select(duty_shift).where(duty_shift.c.id == shift_id)).mappings().first()
    if row is None:
        raise ShiftUnknown(id=shift_id)
    matters = open_matters(conn, row["agency_id"], by.now, tz)
    _check(row["name"], wanted, {each.ref for each in matters})
    made = hand_over(conn, shift_id, wanted.to, by, seen_version=seen_version, remark=wanted.remark)
    stored = {
        "from_shift_id": shift_id,
        "to_shift_id": made,
        "open_matters": kept(matters),
        "remark": _name(wanted.remark),
        "given_by": _name(wanted.given_by),
        "given_at": by.now,
        "taken_by": _name(wanted.taken_by),
        "taken_at": by.now,
    }
    query = insert(shift_handover).returning(shift_handover.c.id)
    number = conn.execute(query, stored | {"actor": by.who.name}).scalar_one()
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="signed",
        record_kind=RECORD_KIND,
        record_id=str(number),
        after=stored,
    )
    return made


def handovers(conn: Connection, agency_id: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Hand-overs of an agency in [since, until), the earliest first."""
    query = (
        select(shift_handover)
        .join(duty_shift, duty_shift.c.id == shift_handover.c.from_shift_id)
        .where(
            duty_shift.c.agency_id == agency_id,
            shift_handover.c.given_at >= since,
            shift_handover.c.given_at < until,
        )
    )
    return [dict(row) for row in conn.execute(query.order_by(shift_handover.c.given_at)).mappings()]
