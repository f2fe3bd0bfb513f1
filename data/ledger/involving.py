"""Whoever a record no longer names is owed nothing by it; whoever it names again is owed what they were.

Only duties that were raised because the record named the agency follow it: what a rule owes by force and
level stays owed, as everywhere in the ledger. A duty that comes back keeps its clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from data.agencies.reading import agencies_at
from data.ledger.calling_off import last_of, of_matter
from data.ledger.entries import entries_of, entry, settle, write
from data.ledger.matching import Row, owed
from data.ledger.raising import VIETNAM, rules_ever_on
from data.ledger.settings import ledger_settings
from data.matters.recording import facts_by_id

NOT_INVOLVED = "not_involved"
"""Text of the entry that withdraws such a duty; the screen and the message have words for it."""


def _still_owed(conn: Connection, kind: str, fact: Row) -> set[str]:
    agencies = agencies_at(conn, fact["since"].astimezone(VIETNAM).date())
    holder = fact["holder_id"] or ledger_settings(conn).watch_agency or None
    due, _lacking = owed(kind, fact, holder, rules_ever_on(conn), agencies)
    return {each.agency_id for each in due}


def _dropped(conn: Connection, owner: Row, fact: Row, rows: Sequence[Row]) -> set[int]:
    """The duties of agencies that the record named once, names no longer, and owes nothing otherwise."""
    now_named = set(fact["involved"] or ())
    raised_by = facts_by_id(conn, sorted({row["fact_id"] for row in rows}))
    out = [
        row
        for row in rows
        if row["receiver_id"] not in now_named
        and row["receiver_id"] in (raised_by[row["fact_id"]]["involved"] or ())
    ]
    still = _still_owed(conn, owner["kind"], fact) if out else set()
    return {row["id"] for row in out if row["receiver_id"] not in still}


def follow_involved(conn: Connection, owner: Row, fact: Row, *, now: datetime, actor: str) -> None:
    """Let the duties of a matter that was there before follow whom its newest facts name.

    The caller holds the queue of writers; `owner` is the matter's row.
    """
    if fact["state"] != "open":
        return
    rows = [row for row in of_matter(conn, owner["id"]) if row["moved_to"] is None]
    gone = _dropped(conn, owner, fact, rows)
    every = entries_of(conn, [row["id"] for row in rows if row["status"] == "withdrawn"])
    entries = []
    for row in rows:
        last = last_of(every.get(row["id"], []), "withdrawn")
        if row["id"] in gone and last is None:
            entries.append(entry(row["id"], "withdrawn", now, actor, text=NOT_INVOLVED))
        elif row["id"] not in gone and last is not None and last["text"] == NOT_INVOLVED:
            entries.append(entry(row["id"], "revoked", now, actor, corrects_id=last["id"]))
    write(conn, entries)
    settle(conn, [each["duty_id"] for each in entries])
