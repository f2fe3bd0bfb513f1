"""Entries of a duty that the program writes while it looks for somebody who answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, update

from data.journal import Entry, append_all
from data.ledger.entries import entries_of, entry, write
from data.ledger.telling import RECORD_KIND, By
from data.store.tables import duty


def escalated(conn: Connection, rows: Sequence[Mapping[str, Any]], by: By) -> list[int]:
    """Append entries "escalated" and journal them; the caller holds the queue of writers.

    The status of a duty does not change, so neither does its version: whoever has it open may go on.
    """
    whole = [entry(kind="escalated", at=by.now, actor=by.who.name, **row) for row in rows]
    made = write(conn, whole)
    told = ("channel", "person", "focal_point_id", "notice_id", "text")
    append_all(
        conn,
        [
            Entry(
                "escalated",
                RECORD_KIND,
                str(row["duty_id"]),
                None,
                {"entry": number} | {name: row[name] for name in told if row[name] not in (None, "")},
            )
            for number, row in zip(made, whole, strict=True)
        ],
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
    )
    return made


def superior_answered(
    conn: Connection, duty_ids: Collection[int], row: Mapping[str, Any], name: str, channel: str, by: By
) -> list[int]:
    """A superior acknowledged a notice about duties to an agency below: nobody else is tried, but the
    receiver itself has not been told. The same person again changes nothing."""
    every = entries_of(conn, duty_ids)
    new = [
        own
        for own in sorted(duty_ids)
        if not any(
            each["kind"] == "escalated"
            and each["notice_id"] == row["id"]
            and each["person"] == name
            and each["proof"]
            for each in every.get(own, [])
        )
    ]
    more = {"person": name, "notice_id": row["id"], "proof": "named", "channel": channel}
    more |= {"focal_point_id": row["focal_point_id"], "text": ANSWERED}
    made = escalated(conn, [{"duty_id": own, "happened_at": by.now} | more for own in new], by)
    conn.execute(update(duty).where(duty.c.id.in_(list(duty_ids))).values(escalate_at=None))
    return made


ANSWERED = "superior_answered"
"""Text of the entry; the screen has words for it."""
