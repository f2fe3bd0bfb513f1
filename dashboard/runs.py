"""What the page about sources reads: runs and their rejected rows. No Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from data.store.tables import feed_reject, feed_run

REJECTS_SHOWN = 12
_FOLDED = ("not_modified", "failed")


@dataclass(frozen=True)
class Run:
    """One row of the table; `times` > 1: so many runs in a row that said the same, from `first` to `at`."""

    id: int
    feed_id: str
    kind: str
    at: datetime
    first: datetime
    times: int
    status: str
    file_name: str | None
    error_code: str | None
    error_params: dict[str, Any]
    rows_read: int
    rows_new: int
    duplicates: int
    rejected: int


@dataclass(frozen=True)
class Reject:
    """A row that was not taken in: physical line (header = 1), code of the reason, column, value."""

    line: int
    reason: str
    column: str
    value: str


def recent(conn: Connection, limit: int, feed_id: str | None = None) -> list[Run]:
    """The last runs, newest first; of all feeds and uploads, or of one feed."""
    query = select(feed_run).order_by(feed_run.c.id.desc()).limit(limit)
    if feed_id is not None:
        query = query.where(feed_run.c.feed_id == feed_id)
    return [
        Run(
            id=row.id,
            feed_id=row.feed_id,
            kind=row.kind,
            at=row.finished_at or row.started_at,
            first=row.finished_at or row.started_at,
            times=1,
            status=row.status,
            file_name=row.file_name,
            error_code=row.error_code,
            error_params=dict(row.error_params or {}),
            rows_read=row.rows_read,
            rows_new=row.rows_new,
            duplicates=row.duplicates,
            rejected=row.rejected,
        )
        for row in conn.execute(query)
    ]


def folded(runs: Sequence[Run]) -> list[Run]:
    """Put runs together that repeat the answer before them: unchanged files and the same failure.

    A feed is asked every quarter of an hour; without this the table would show nothing but the last hour.
    Runs are newest first, feeds may alternate; a run joins the newest row of its feed if that says so too.
    """
    kept: list[Run] = []
    open_row: dict[str, int] = {}
    for run in runs:
        place = open_row.get(run.feed_id)
        newer = None if place is None else kept[place]
        same = newer is not None and (newer.status, newer.error_code) == (run.status, run.error_code)
        if newer is not None and place is not None and same and run.status in _FOLDED:
            kept[place] = replace(newer, first=run.at, times=newer.times + 1)
        else:
            open_row[run.feed_id] = len(kept)
            kept.append(run)
    return kept


def rejects(conn: Connection, run_ids: Sequence[int], limit: int = REJECTS_SHOWN) -> dict[int, list[Reject]]:
    """The first rejected rows of each run, in order of line."""
    place = func.row_number().over(
        partition_by=feed_reject.c.run_id, order_by=(feed_reject.c.line, feed_reject.c.id)
    )
    ranked = select(feed_reject, place.label("place")).where(feed_reject.c.run_id.in_(run_ids)).subquery()
    found: dict[int, list[Reject]] = {}
    for row in conn.execute(
        select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.run_id, ranked.c.place)
    ):
        found.setdefault(row.run_id, []).append(
            Reject(row.line, row.reason, row.column_name or "", row.value or "")
        )
    return found
