"""Read the journal, the newest first: about one record; or page by page, by numbers, so that a long journal
costs no more than a short one."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, or_, select

from data.store.tables import journal

CASE = "joint_case"
"""The kind of record whose entries not everybody may see who may read the journal."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is None or empty asks nothing. `text` is looked for in the reason and in what
    was before and after, as it is written there.
    """

    start: datetime | None = None
    end: datetime | None = None
    kind: str | None = None
    record_id: str = ""
    actor: str = ""
    text: str = ""


def _like(text: str) -> str:
    plain = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def _asked(wanted: Wanted) -> Select[Any]:
    query = select(journal)
    if wanted.start is not None:
        query = query.where(journal.c.at >= wanted.start)
    if wanted.end is not None:
        query = query.where(journal.c.at < wanted.end)
    if wanted.kind:
        query = query.where(journal.c.record_kind == wanted.kind)
    if wanted.record_id.strip():
        query = query.where(journal.c.record_id == wanted.record_id.strip())
    if wanted.actor.strip():
        query = query.where(journal.c.actor.ilike(_like(wanted.actor), escape="\\"))
    if wanted.text.strip():
        like = _like(wanted.text)
        kept = _like(json.dumps(wanted.text.strip())[1:-1])  # letters beyond ASCII are kept as \\uXXXX
        columns = (cast(journal.c.before, String), cast(journal.c.after, String))
        query = query.where(
            or_(
                journal.c.reason.ilike(like, escape="\\"),
                *(each.ilike(kept, escape="\\") for each in columns),
            )
        )
    return query


def page(
    conn: Connection,
    wanted: Wanted,
    *,
    before: int | None = None,
    limit: int = 100,
    cases: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """The newest entries that are looked for, of those with a number below `before`.

    `cases`: the cases whose entries may be shown (ids); None leaves none out. What a case says is never found
    by `text`: that a search finds it would tell what is hidden.
    """
    query, of_case = _asked(wanted), journal.c.record_kind == CASE
    if cases is not None:
        query = query.where(~of_case | journal.c.record_id.in_(list(cases)))
        if wanted.text.strip():
            query = query.where(~of_case)
    if before is not None:
        query = query.where(journal.c.id < before)
    found = conn.execute(query.order_by(journal.c.id.desc()).limit(limit)).mappings()
    return [dict(row) for row in found]


def entries_about(conn: Connection, kind: str, record_id: int | str) -> list[dict[str, Any]]:
    """The entries about one record, the newest first."""
    query = select(journal).where(journal.c.record_kind == kind, journal.c.record_id == str(record_id))
    return [dict(row) for row in conn.execute(query.order_by(journal.c.id.desc())).mappings()]


def kinds(conn: Connection) -> list[str]:
    """The kinds of records that the journal tells of."""
    return sorted(conn.execute(select(journal.c.record_kind).distinct()).scalars())


def count(conn: Connection) -> int:
    """How many entries there are."""
    return int(conn.execute(select(func.count()).select_from(journal)).scalar_one())
