"""A patrol, meeting, event or inspection is moved: whoever must be told before it begins must be by then.

Deadlines stay where they are, and so does what was told; each duty keeps by an entry when it was to begin.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from data.ledger.calling_off import of_matter
from data.ledger.entries import entry, settle, write
from data.ledger.matching import Row
from data.matters.facts import begins_at
from data.store.tables import duty

START_MOVED = "start_moved"
"""Text of the entry; the screen has words for it."""


def follow_start(conn: Connection, matter_id: int, fact: Row, *, now: datetime, actor: str) -> None:
    """Let the duties of a matter that was there before follow when it begins by its newest facts.

    The caller holds the queue of writers.
    """
    begins = begins_at(fact)
    if begins is None:
        return
    rows = of_matter(conn, matter_id, duty.c.before_at.is_not(None), duty.c.before_at != begins)
    ids = [row["id"] for row in rows]
    for own in ids:
        conn.execute(update(duty).where(duty.c.id == own).values(before_at=begins))
    moved = {"before_at": begins, "text": START_MOVED}
    entries = [entry(row["id"], "moved", now, actor, deadline_at=row["deadline_at"], **moved) for row in rows]
    write(conn, entries)
    settle(conn, ids)
