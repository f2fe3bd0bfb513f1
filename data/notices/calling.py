"""Whom somebody has to call because no message can do it: what the desk shows beside a duty."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data.ledger.entries import entries_of
from data.ledger.reading import duties_by_id
from data.ledger.states import LIVE, counting
from data.notices.contacts import Contact, Directory
from data.notices.escalating import EXHAUSTED
from data.notices.office import Office
from data.notices.reading import notices_of


@dataclass(frozen=True)
class Call:
    """`contact` None: there is nobody to call, or nobody is left. `since`: when it became a call to make."""

    duty_id: int
    contact: Contact | None
    since: datetime


def calls_to_make(
    conn: Connection, duty_ids: Collection[int], office: Office, *, now: datetime
) -> dict[int, Call]:
    """Duty → the call that somebody has to make; duties that a message is on its way for are left out.

    That is a step of the escalation by a channel that only a person can use; before the first, a duty of
    which no message tells; and one for which every contact was tried.
    """
    rows = {own: row for own, row in duties_by_id(conn, duty_ids).items() if row["status"] in LIVE}
    every, sent = entries_of(conn, rows), notices_of(conn, list(rows))
    directory = Directory(conn, now, office) if rows else None
    found = {}
    for own, row in rows.items():
        acts = [each for each in counting(every.get(own, [])) if each["kind"] in ("told", "escalated")]
        last = acts[-1] if acts else None
        on_way = any(each["state"] in ("queued", "sending") for each in sent[own])
        if last is not None and last["kind"] == "escalated" and last["notice_id"] is None:
            to = None
            if last["text"] != EXHAUSTED:
                point = directory.point(last["focal_point_id"]) if directory is not None else None
                to = Contact(
                    point["agency_id"] if point is not None else row["receiver_id"],
                    last["focal_point_id"],
                    last["person"] or "",
                    last["channel"],
                    last["text"],
                )
            found[own] = Call(own, to, last["happened_at"])
        elif last is None and not on_way and directory is not None:
            chain = directory.contacts(row["receiver_id"])
            first = next((each for each in chain if each.on_duty), chain[0] if chain else None)
            found[own] = Call(own, first, row["created_at"])
    return found
