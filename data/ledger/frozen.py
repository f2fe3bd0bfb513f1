"""The figures of a month as they stood when somebody froze them: for the report that goes up.

Corrections afterwards change today's figures, not these; both are shown side by side, with the duties that
moved between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from data.access import permit
from data.journal import append
from data.ledger.errors import FiguresInvalid
from data.ledger.figures import (
    ALL_DIMENSIONS,
    BUCKETS,
    bucket,
    count_all,
    count_by,
    duties_of_month,
    median_to_told,
)
from data.ledger.months import Month
from data.ledger.telling import By
from data.store.lock import serialise
from data.store.tables import month_figures

ACTION = "figures.freeze"
RECORD_KIND = "month_figures"


@dataclass(frozen=True)
class Moved:
    """A duty that stands elsewhere today than when the month was frozen; None: it did not count."""

    duty_id: int
    was: str | None
    now: str | None


def frozen(conn: Connection, month: Month) -> dict[str, Any] | None:
    """The row of `month_figures`; None while the month has not been frozen."""
    query = select(month_figures).where(month_figures.c.month == month.text)
    row = conn.execute(query).mappings().first()
    return None if row is None else dict(row)


def snapshot(conn: Connection, month: Month, now: datetime) -> dict[str, Any]:
    """What is kept of a month: the whole, by each dimension, and each duty's bucket.

    ``total`` as `Count.plain`; ``median_s`` seconds to the first telling; ``by`` dimension → [{key, …}];
    ``duties`` id (text) → bucket.
    """
    rows = duties_of_month(conn, month)
    median = median_to_told(conn, month)
    return {
        "total": count_all(conn, month, now).plain(),
        "median_s": None if median is None else median.total_seconds(),
        "by": {
            name: [{"key": key} | each.plain() for key, each in count_by(conn, month, now, name).items()]
            for name in ALL_DIMENSIONS
        },
        "duties": {str(row["id"]): bucket(row, now) for row in rows},
    }


def freeze(conn: Connection, month: Month, by: By) -> dict[str, Any]:
    """Keep the figures of a month that is over as they stand now, once and for all; returns the row.

    Raises
    ------
    data.access.Denied
    FiguresInvalid
        `problem`: month_not_over, frozen_already.
    """
    serialise(conn)
    permit(by.who, ACTION, conn=conn)
    if month.end > by.now:
        raise FiguresInvalid(problem="month_not_over", month=month.text)
    if frozen(conn, month) is not None:
        raise FiguresInvalid(problem="frozen_already", month=month.text)
    kept = snapshot(conn, month, by.now)
    row = {"month": month.text, "frozen_at": by.now, "figures": kept, "actor": by.who.name}
    conn.execute(insert(month_figures), row)
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="frozen",
        record_kind=RECORD_KIND,
        record_id=month.text,
        after={"total": kept["total"]},
    )
    return row


def moved_since(conn: Connection, month: Month, row: Mapping[str, Any], now: datetime) -> list[Moved]:
    """The duties that later corrections put elsewhere, by their ids; a duty that only ran past its deadline
    since then is among them."""
    was: Mapping[str, str] = row["figures"]["duties"]
    today = {str(each["id"]): bucket(each, now) for each in duties_of_month(conn, month)}
    ids = sorted({*was, *today}, key=int)
    return [Moved(int(own), was.get(own), today.get(own)) for own in ids if was.get(own) != today.get(own)]


def beside(row: Mapping[str, Any], today: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Bucket, as frozen, as it is today (`Count.plain`)."""
    then = row["figures"]["total"]
    return [(name, int(then[name]), int(today[name])) for name in BUCKETS]
