"""Nobody answers: the next contact is tried, then the superior, until somebody acknowledges.

A duty goes along the chain of its receiver (`data.notices.contacts.Directory.chain`): each focal point's
channels in their order, who stands in, then the agency above. A channel that the program can use gets a
message; any other is a call to make, which the desk shows. `duty.escalation_step` says how far along the
chain it is, `duty.escalate_at` when the next step is due (the clock of facts); NULL: nothing more is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from data.ledger.entries import entries_of
from data.ledger.states import LIVE, counting
from data.ledger.telling import By
from data.notices.autotelling import may_wait
from data.notices.contacts import Contact, Directory
from data.notices.office import PROGRAM, Office
from data.notices.queueing import queue
from data.notices.reading import notices_of
from data.notices.recording import SCREEN
from data.notices.superiors import escalated
from data.store.lock import serialise
from data.store.tables import duty

EXHAUSTED = "exhausted"
"""Text of the last entry: nobody is left to try; the screen has words for it."""
PERSONAL = ("logged", "paper", "named")
"""Proofs that a person took it: such a duty needs no other contact."""

_Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Step:
    """One step of a duty: where in the chain, and who is tried there."""

    duty: Mapping[str, Any]
    index: int
    contact: Contact


def _start(conn: Connection, office: Office) -> None:
    """Begin the chain of duties: the first wait runs from when it was told, or from when it was owed.

    What a person is to tell (`telling` person) waits for that person: it may be nothing for a message.
    """
    query = (
        select(duty.c.id, duty.c.told_at, duty.c.created_at, duty.c.urgency)
        .where(duty.c.status.in_(LIVE), duty.c.escalate_at.is_(None), duty.c.escalation_step == 0)
        .where(or_(duty.c.telling == "auto", duty.c.told_at.is_not(None)))
        .where(or_(duty.c.proof.is_(None), duty.c.proof.not_in(PERSONAL)))
    )
    rows = [
        {"which": row.id, "at": (row.told_at or row.created_at) + office.escalation.wait(row.urgency)}
        for row in conn.execute(query)
    ]
    if rows:
        at = bindparam("at", type_=duty.c.escalate_at.type)
        conn.execute(update(duty).where(duty.c.id == bindparam("which")).values(escalate_at=at), rows)


def _stop(conn: Connection) -> None:
    """Nothing more is due where it was acknowledged, waived or withdrawn."""
    conn.execute(
        update(duty)
        .where(duty.c.escalate_at.is_not(None), duty.c.status.not_in(LIVE))
        .values(escalate_at=None)
    )


def _put_off(conn: Connection, row: Mapping[str, Any], until: datetime | None) -> None:
    conn.execute(update(duty).where(duty.c.id == row["id"]).values(escalate_at=until))


def _last(entries: _Entries, sent: _Entries) -> datetime | None:
    """When somebody was told or tried last; a message that is on its way counts from when it was made, one
    that died, be it after a gateway had taken it, not at all."""
    dead = {each["id"] for each in sent if each["state"] == "dead"}
    tried = [
        each["happened_at"]
        for each in counting(entries)
        if each["kind"] in ("told", "escalated") and each["notice_id"] not in dead
    ]
    tried += [each["created_at"] for each in sent if each["state"] in ("queued", "sending")]
    return max(tried, default=None)


def _tried(entries: _Entries, sent: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Ways that were tried: by message (channel, address), by a person (channel, focal point)."""
    told = {(each["channel"], each["focal_point_id"] or "") for each in entries if each["kind"] == "told"}
    return told | {(each["channel"], each["address"]) for each in sent if each["state"] != "cancelled"}


def _next(
    row: Mapping[str, Any], chain: Sequence[Contact], tried: set[tuple[str, str]]
) -> tuple[int, Contact] | None:
    """The next contact of the chain. Whoever is off duty is left out for what can wait, not for a fire."""
    for index, each in enumerate(chain):
        if index < row["escalation_step"]:
            continue
        if (each.channel, each.address) in tried or (each.channel, each.focal_point_id or "") in tried:
            continue
        if each.on_duty or row["urgency"] == "immediate":
            return index, each
    return None


def _due(conn: Connection, now: datetime) -> list[dict[str, Any]]:
    query = (
        select(duty)
        .where(duty.c.status.in_(LIVE), duty.c.escalate_at <= now)
        .order_by(duty.c.escalate_at, duty.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def _waits(
    row: Mapping[str, Any], entries: _Entries, sent: _Entries, office: Office, now: datetime
) -> datetime | None:
    """Until when the next step is put off; None: it is due. A message that died is not waited for."""
    last = _last(entries, sent)
    died = bool(sent) and sent[-1]["state"] == "dead" and (last is None or sent[-1]["created_at"] >= last)
    if last is not None and not died:
        due = last + office.escalation.wait(row["urgency"])
        if due > now:
            return due
    until = office.notices.quiet_until(now, office.zone)
    return until if until is not None and may_wait(row, until) else None


def _steps(conn: Connection, office: Office, now: datetime) -> tuple[list[Step], list[dict[str, Any]]]:
    """The steps that are due, and the duties for which nobody is left; the rest is put off."""
    rows = _due(conn, now)
    ids = [row["id"] for row in rows]
    every, sent = entries_of(conn, ids), notices_of(conn, ids)
    directory = Directory(conn, now, office) if rows else None
    steps, exhausted = [], []
    for row in rows:
        entries = every.get(row["id"], [])
        if row["proof"] in PERSONAL:
            _put_off(conn, row, None)
            continue
        until = _waits(row, entries, sent[row["id"]], office, now)
        if until is not None:
            _put_off(conn, row, until)
            continue
        assert directory is not None  # noqa: S101 -- there are rows
        found = _next(row, directory.chain(row["receiver_id"]), _tried(entries, sent[row["id"]]))
        if found is None:
            exhausted.append(row)
        else:
            steps.append(Step(row, *found))
    return steps, exhausted


def _take(
    conn: Connection, contact: Contact, steps: Sequence[Step], office: Office, by: By, real: datetime
) -> int | None:
    """Try one contact for all the duties that are due to them; returns the notice where one was made.

    What a person is to tell stays a person's, whatever the channel.
    """
    own = None
    by_message = steps[0].duty["telling"] == "auto"
    if by_message and office.channels.can(contact.channel):
        ids = [each.duty["id"] for each in steps]
        own = queue(conn, contact, ids, purpose="escalation", office=office, by=by, real_now=real)
    escalated(
        conn,
        [
            {
                "duty_id": each.duty["id"],
                "happened_at": by.now,
                "channel": contact.channel,
                "person": contact.person or None,
                "focal_point_id": contact.focal_point_id,
                "notice_id": own,
                "text": contact.address,
            }
            for each in steps
        ],
        by,
    )
    for each in steps:
        at = by.now + office.escalation.wait(each.duty["urgency"])
        values = {"escalation_step": each.index + 1, "escalate_at": at}
        conn.execute(update(duty).where(duty.c.id == each.duty["id"]).values(**values))
    return own


def escalate(conn: Connection, office: Office, *, now: datetime, real_now: datetime) -> list[int]:
    """Take every step that is due; returns the duties that took one.

    Parameters
    ----------
    now, real_now
        The clock of facts, and the real one.
    """
    serialise(conn)
    _stop(conn)
    _start(conn, office)
    steps, exhausted = _steps(conn, office, now)
    by = By(PROGRAM, now, SCREEN)
    groups: dict[tuple[Contact, str], list[Step]] = {}
    for each in steps:
        groups.setdefault((each.contact, each.duty["telling"]), []).append(each)
    for (contact, _telling), theirs in groups.items():
        _take(conn, contact, theirs, office, by, real_now)
    if exhausted:
        escalated(
            conn, [{"duty_id": row["id"], "happened_at": now, "text": EXHAUSTED} for row in exhausted], by
        )
    for row in exhausted:
        step = max(row["escalation_step"], 1)  # begun, and at its end
        conn.execute(
            update(duty).where(duty.c.id == row["id"]).values(escalation_step=step, escalate_at=None)
        )
    return [each.duty["id"] for each in steps] + [row["id"] for row in exhausted]
