"""Somebody mends when the holder knew: the duties that ran from then run from the right moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from data.agencies.reading import agencies_at
from data.ledger.entries import entry, settle, write
from data.ledger.matching import owed
from data.ledger.raising import VIETNAM, rules_ever_on
from data.matters.recording import facts_by_id
from data.store.tables import duty, duty_rule, matter, matter_fact

Row = Mapping[str, Any]


def earliest(*moments: datetime | None) -> datetime | None:
    """The earliest of those that are given; None where none is."""
    return min((each for each in moments if each is not None), default=None)


def _running(conn: Connection, matter_id: int) -> list[dict[str, Any]]:
    """Duties whose clock is that of the holder's knowledge: raised by facts of this matter that were new to
    the holder then. What was learnt later (a place, another kind) started a clock of its own."""
    query = (
        select(duty)
        .join(matter_fact, matter_fact.c.id == duty.c.fact_id)
        .where(
            duty.c.matter_id == matter_id,
            matter_fact.c.matter_id == matter_id,
            matter_fact.c.clock == "known",
            matter_fact.c.since == matter_fact.c.known_at,
        )
        .order_by(duty.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _taken_over(conn: Connection, duty_id: int) -> list[dict[str, Any]]:
    query = select(duty).where(duty.c.moved_to == duty_id).order_by(duty.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def _own_times(conn: Connection, matter_id: int, row: Row) -> tuple[timedelta, timedelta | None]:
    """How long the rules gave for a duty by its own facts alone: until its deadline and its target."""
    fact = facts_by_id(conn, [row["fact_id"]])[row["fact_id"]]
    rules = rules_ever_on(conn)
    kind = conn.execute(select(matter.c.kind).where(matter.c.id == matter_id)).scalar_one()
    agencies = agencies_at(conn, fact["since"].astimezone(VIETNAM).date())
    due, _lacking = owed(kind, fact, row["holder_id"], rules, agencies)
    found = next((each for each in due if each.agency_id == row["receiver_id"]), None)
    if found is not None:
        target = None if found.target_at is None else found.target_at - fact["since"]
        return found.deadline_at - fact["since"], target
    # The agency was corrected since: the rule that the duty names still says it.
    query = select(duty_rule.c.deadline_minutes, duty_rule.c.target_minutes)
    minutes, least = conn.execute(query.where(duty_rule.c.id == row["rule_row_id"])).one()
    return timedelta(minutes=minutes), None if least is None else timedelta(minutes=least)


def _moved(row: Row, was: datetime, known_at: datetime) -> dict[str, Any]:
    """The times of a duty that never took another over: everything moves by as much."""
    by = known_at - was
    target = None if row["target_at"] is None else row["target_at"] + by
    return {"started_at": known_at, "deadline_at": row["deadline_at"] + by, "target_at": target}


def _held(
    conn: Connection, matter_id: int, row: Row, taken: Sequence[Row], known_at: datetime
) -> dict[str, Any]:
    """The times of a duty that took others over: never later than of those that it still holds."""
    allowed, target = _own_times(conn, matter_id, row)
    own = {
        "started_at": known_at,
        "deadline_at": known_at + allowed,
        "target_at": None if target is None else known_at + target,
    }
    moved: dict[str, Any] = {
        name: earliest(value, *(each[name] for each in taken)) for name, value in own.items()
    }
    first = next((each for each in taken if each["started_at"] == moved["started_at"]), None)
    clock = "known" if first is None or moved["started_at"] == known_at else first["clock"]
    return moved | {"clock": clock}


def move_clock(
    conn: Connection, matter_id: int, was: datetime, known_at: datetime, *, now: datetime, actor: str
) -> list[int]:
    """Let the duties that ran from `was`, when the holder was said to know, run from `known_at`.

    The caller holds the queue of writers. Returns the duties that moved.
    """
    entries = []
    for row in _running(conn, matter_id):
        taken = _taken_over(conn, row["id"])
        alone = not taken and row["started_at"] == was
        times = _moved(row, was, known_at) if alone else _held(conn, matter_id, row, taken, known_at)
        if any(row[name] != value for name, value in times.items()):
            conn.execute(update(duty).where(duty.c.id == row["id"]).values(**times))
            moved = {"deadline_at": times["deadline_at"], "before_at": row["before_at"]}
            entries.append(entry(row["id"], "moved", now, actor, **moved))
    write(conn, entries)
    ids = [each["duty_id"] for each in entries]
    settle(conn, ids)
    return ids
