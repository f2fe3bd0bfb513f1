"""Whoever was told of a patrol or a meeting is told again when its time or place changes.

Nothing else of it is news enough to wake people: who else comes, and what it is about, stands in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from data.ledger.telling import RECORD_KIND, By
from data.matters import of_plans
from data.matters.facts import begins_at
from data.notices.contacts import Directory
from data.notices.office import PROGRAM, Office
from data.notices.queueing import RECORD_KIND as NOTICE
from data.notices.queueing import queue
from data.notices.reading import notices_of
from data.notices.recording import SCREEN, TELLS
from data.store.batches import in_batches
from data.store.lock import serialise
from data.store.tables import duty, journal, matter, matter_fact

SAID = ("starts_at", "ends_at", "place_text")
"""What whoever was told goes by."""
Row = Mapping[str, Any]


def _candidates(conn: Connection) -> list[dict[str, Any]]:
    """Duties that were told, of matters that are still to come, with what is newest known (`told`)."""
    query = (
        select(duty, matter_fact.c.told)
        .join(matter, matter.c.id == duty.c.matter_id)
        .join(matter_fact, matter_fact.c.id == matter.c.fact_id)
        .where(
            matter.c.kind.in_(of_plans.KINDS),
            matter_fact.c.state == "open",
            matter_fact.c.number > 1,
            duty.c.telling == "auto",
            duty.c.status.in_(("told", "acknowledged")),
        )
        .order_by(duty.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _made(conn: Connection, ids: Sequence[int]) -> dict[str, list[int]]:
    """The notices by which they were told → the duties that each tells of."""
    found: dict[str, list[int]] = {}
    for own, every in notices_of(conn, ids).items():
        for each in every:
            if each["purpose"] in TELLS and each["state"] != "cancelled":
                found.setdefault(str(each["id"]), []).append(own)
    return found


def _last_words(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Duty → the journal's number of the last time that somebody was told: a message was made, or a person
    spoke. The journal tells what came first even while a drill's clock stands still."""
    c, found = journal.c, dict.fromkeys(ids, 0)
    made = _made(conn, ids)
    for some in in_batches(made):
        about = and_(c.record_kind == NOTICE, c.record_id.in_(some))
        query = select(c.record_id, func.min(c.id)).where(about).group_by(c.record_id)
        for key, number in conn.execute(query):
            found |= {own: max(found[own], number) for own in made[key]}
    for some in in_batches(str(own) for own in ids):
        spoken = and_(c.record_kind == RECORD_KIND, c.action == "told", c.actor != PROGRAM.name)
        query = select(c.record_id, func.max(c.id)).where(spoken, c.record_id.in_(some)).group_by(c.record_id)
        for key, number in conn.execute(query):
            found[int(key)] = max(found[int(key)], number)
    return {own: number for own, number in found.items() if number}


def _then(conn: Connection, row: Row, number: int) -> Row:
    """What was known when that entry of the journal was written."""
    before = or_(matter_fact.c.journal_count < number, matter_fact.c.number == 1)
    query = (
        select(matter_fact.c.told)
        .where(matter_fact.c.matter_id == row["matter_id"], before)
        .order_by(matter_fact.c.number.desc())
    )
    told: Row = conn.execute(query).scalars().first() or {}
    return told


def _changed(conn: Connection, now: datetime) -> list[dict[str, Any]]:
    rows = [row for row in _candidates(conn) if (begins_at(row) or now) > now]
    last = _last_words(conn, [row["id"] for row in rows])
    return [
        row
        for row in rows
        if row["id"] in last
        and any(_then(conn, row, last[row["id"]]).get(name) != row["told"].get(name) for name in SAID)
    ]


def _may_sleep(rows: Iterable[Row], office: Office, now: datetime) -> bool:
    """Whether it is night, and the morning is early enough for all of them."""
    until = office.notices.quiet_until(now, office.zone)
    return until is not None and all((begins_at(row) or now) > until for row in rows)


def tell_changes(conn: Connection, office: Office, *, now: datetime, real_now: datetime) -> list[int]:
    """Queue one message per receiver about what changed since it was told; returns the notices.

    Where the program can reach nobody, nothing is queued: the record shows who was told what, and a person
    has to call.

    Parameters
    ----------
    now, real_now
        The clock of facts, and the real one.
    """
    serialise(conn)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in _changed(conn, now):
        groups.setdefault(row["receiver_id"], []).append(row)
    directory = Directory(conn, now, office) if groups else None
    made = []
    for receiver_id, rows in groups.items():
        assert directory is not None  # noqa: S101 -- there are groups
        to = directory.first_automatic(receiver_id)
        if to is None or _may_sleep(rows, office, now):
            continue
        ids, purpose = [row["id"] for row in rows], "digest" if len(rows) > 1 else "matter"
        by = By(PROGRAM, now, SCREEN)
        made.append(
            queue(conn, to, ids, purpose=purpose, office=office, by=by, real_now=real_now, changed=True)
        )
    return made
