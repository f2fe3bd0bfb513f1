"""What a shift writes into its book by itself: never changed; a mistake is put right by an entry after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from data.access import permit
from data.clock import require_aware
from data.duty_shifts.signing import By
from data.dutybook.errors import LogInvalid
from data.journal import append
from data.store.lock import serialise
from data.store.tables import agency, duty_log, duty_shift

ACTION = "duty.log"
RECORD_KIND = "duty_log"
LONGEST = 4000
OLDEST = timedelta(days=7)
"""What is older is no matter of a running log any more, but of a file. Our own choice."""
AHEAD = timedelta(minutes=5)
"""Clocks of people and of the program differ that much."""


@dataclass(frozen=True)
class Note:
    """What happened at an agency, and when (aware)."""

    agency_id: str
    happened_at: datetime
    text: str


def shift_at(conn: Connection, agency_id: str, moment: datetime) -> int | None:
    """The shift of an agency that was on duty then, the one that began last; None: nobody was."""
    c = duty_shift.c
    query = select(c.id).where(
        c.agency_id == agency_id, c.started_at <= moment, or_(c.ended_at.is_(None), c.ended_at > moment)
    )
    found: int | None = conn.execute(query.order_by(c.started_at.desc(), c.id.desc()).limit(1)).scalar()
    return found


def _check(conn: Connection, wanted: Note, by: By, corrects: int | None) -> dict[str, Any]:
    text, happened_at = wanted.text.strip(), require_aware(wanted.happened_at)
    known = select(agency.c.id).where(agency.c.agency_id == wanted.agency_id)
    held = conn.execute(select(duty_log).where(duty_log.c.id == corrects)).mappings().first()
    later = conn.execute(select(duty_log.c.id).where(duty_log.c.corrects_id == corrects)).first()
    problems = {
        "shift_agency_unknown": conn.execute(known).first() is None,
        "log_empty": not text,
        "log_too_long": len(text) > LONGEST,
        "log_ahead": happened_at > by.now + AHEAD,
        "log_too_old": corrects is None and happened_at < by.now - OLDEST,
        "log_unknown": corrects is not None and (held is None or held["agency_id"] != wanted.agency_id),
        "log_corrected_already": corrects is not None and later is not None,
    }
    for problem, there in problems.items():
        if there:
            raise LogInvalid(problem=problem)
    return {
        "agency_id": wanted.agency_id,
        "shift_id": shift_at(conn, wanted.agency_id, happened_at),
        "happened_at": happened_at,
        "text": text,
        "corrects_id": corrects,
    }


def write_entry(conn: Connection, wanted: Note, by: By, *, corrects: int | None = None) -> int:
    """Write it and return its id; with `corrects` it stands for an earlier entry of the same agency.

    Raises
    ------
    data.access.Denied
    LogInvalid
        `problem`: shift_agency_unknown, log_empty, log_too_long, log_ahead, log_too_old, log_unknown,
        log_corrected_already.
    """
    serialise(conn)
    permit(by.who, ACTION, {"agency_id": wanted.agency_id}, conn=conn)
    row = _check(conn, wanted, by, corrects)
    query = insert(duty_log).returning(duty_log.c.id)
    made = int(conn.execute(query, row | {"actor": by.who.name, "at": by.now}).scalar_one())
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="created" if corrects is None else "corrected",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after=row,
    )
    return made


def entries(conn: Connection, agency_id: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Entries of an agency that happened in [since, until), in that order; ``corrected_by`` is the entry that
    stands for one now, None where it counts."""
    c, other = duty_log.c, duty_log.alias()
    query = (
        select(duty_log, other.c.id.label("corrected_by"))
        .outerjoin(other, other.c.corrects_id == c.id)
        .where(c.agency_id == agency_id, c.happened_at >= since, c.happened_at < until)
    )
    return [dict(row) for row in conn.execute(query.order_by(c.happened_at, c.id)).mappings()]
