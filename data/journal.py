"""The journal: every change, who made it, why, before and after. Entries follow each other in a chain.

Each entry's hash covers all its fields and the hash of the entry before it, so that a changed, removed or
moved entry breaks the chain, and the head (`journal_head`) holds the count and the last hash, so that a cut
tail is found. Triggers refuse every change on both engines (the first migration); the chain finds those
made around them.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, insert, select

from data.clock import require_aware
from data.store.lock import serialise
from data.store.tables import journal, journal_head

GENESIS = "0" * 64
"""The hash before the first entry."""
_AT_A_TIME = 2000


@dataclass(frozen=True)
class Entry:
    """One change, not yet written. `before` and `after` hold the fields that differ."""

    action: str
    record_kind: str
    record_id: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold.

    `what` is changed (the entry is not what was written), removed (an entry is missing before this one),
    reordered (an entry stands where it was not written), truncated (the last entries are missing; `id` is the
    first of them) or unanchored (the head itself is missing or is not the last entry's).
    """

    id: int
    what: str


def _plain(value: Any) -> Any:
    """The value as JSON keeps it: what is hashed must be what is read back."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return require_aware(value, "a journalled time").isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(each) for each in value)
    raise TypeError(f"the journal keeps plain values, got {type(value).__name__}")


def _digest(fields: Mapping[str, Any]) -> str:
    canonical = dict(fields)
    canonical["at"] = canonical["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(
    entries: Iterable[Entry], at: datetime, actor: str, origin: str, count: int, head: str
) -> Iterable[dict[str, Any]]:
    for number, entry in enumerate(entries, start=count + 1):
        row = {
            "id": number,
            "at": at,
            "actor": actor,
            "origin": origin,
            "action": entry.action,
            "record_kind": entry.record_kind,
            "record_id": entry.record_id,
            "reason": entry.reason,
            "before": _plain(entry.before),
            "after": _plain(entry.after),
            "previous_hash": head,
        }
        head = _digest(row)
        yield {**row, "hash": head}


def append_all(
    conn: Connection, entries: Sequence[Entry], *, at: datetime, actor: str, origin: str
) -> int | None:
    """Append several entries of one act, in order, and return the id of the last (None: there were none).

    Waits for other writers of the journal; the lock is kept until the caller's transaction ends.

    Raises
    ------
    ValueError
        No actor or no origin, or `at` is naive.
    TypeError
        `before` or `after` holds something that is not a plain value.
    """
    if not actor.strip() or not origin.strip():
        raise ValueError("a journal entry needs an actor and an origin")
    if not entries:
        return None
    serialise(conn)
    count, head = conn.execute(select(journal_head.c["count"], journal_head.c.hash)).one()
    rows = list(_rows(entries, require_aware(at, "at"), actor, origin, count, head))
    for start in range(0, len(rows), _AT_A_TIME):
        conn.execute(insert(journal), rows[start : start + _AT_A_TIME])
    return int(rows[-1]["id"])


def append(
    conn: Connection,
    *,
    at: datetime,
    actor: str,
    origin: str,
    action: str,
    record_kind: str,
    record_id: str,
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """Append one entry in the caller's transaction and return its id; see `append_all`."""
    entry = Entry(action, record_kind, record_id, before, after, reason)
    number = append_all(conn, [entry], at=at, actor=actor, origin=origin)
    assert number is not None  # noqa: S101 -- one entry was given
    return number


def _hash_of(row: Row[Any], **instead: Any) -> str:
    fields = {name: value for name, value in row._mapping.items() if name != "hash"}
    return _digest({**fields, **instead})


def _what_is_wrong(conn: Connection, row: Row[Any], expected_id: int, previous: str) -> Break | None:
    if row.id != expected_id:
        return Break(expected_id, "removed")
    if row.previous_hash == previous:
        return None if _hash_of(row) == row.hash else Break(row.id, "changed")
    if _hash_of(row, previous_hash=previous) == row.hash:
        return Break(row.id, "changed")
    came_after = select(journal.c.id).where(journal.c.hash == row.previous_hash)
    if row.previous_hash == GENESIS or conn.execute(came_after).first() is not None:
        return Break(row.id, "reordered")
    if _hash_of(row) == row.hash and expected_id > 1:
        # The entry stands where it was written, and the one before it is not the one that it followed.
        return Break(row.id - 1, "changed")
    return Break(row.id, "removed")


def verify(conn: Connection) -> Break | None:
    """Read the whole chain and return the first place where it does not hold, None when it does.

    Entries are streamed: memory does not grow with the journal.
    """
    previous, number = GENESIS, 0
    query = select(journal).order_by(journal.c.id).execution_options(yield_per=_AT_A_TIME)
    with conn.execute(query) as result:
        for row in result:
            found = _what_is_wrong(conn, row, number + 1, previous)
            if found is not None:
                return found
            previous, number = row.hash, row.id
    head = conn.execute(select(journal_head.c["count"], journal_head.c.hash)).first()
    if head is None:
        return Break(number, "unanchored")
    count, last = head
    if count > number:
        return Break(number + 1, "truncated")
    if (count, last) != (number, previous):
        return Break(number, "unanchored")
    return None
