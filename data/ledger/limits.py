"""Until when telling is of use: the deadline, or the start of what is told where that comes sooner.

The deadline is what the rule gives from the moment the matter was known; for the signed plan 24 hours, and
figures of 24 hours judge by it alone: whoever was told in ten hours was told in 24, and a report that said
otherwise would charge an agency with a breach of a text that it kept. But who hears of a patrol after it set
out has not been told in any useful sense. So where the rule says "and before it begins" the desk, the wall,
messages and calendars go by the sooner of the two, and figures count apart what was told before the start and
what was not. Neither stands in for the other.

The start is the one that is known now: when the record is moved, `data.ledger.starting` moves it with an
entry. What was known only after it had begun (`before_at` no later than `started_at`) could not be told
before, and keeps its deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_

from data.store.tables import duty

Row = Mapping[str, Any]


def start_counts(row: Row) -> bool:
    """Whether a duty (a row of `duty`) must be met before something begins, and could be."""
    return row["before_at"] is not None and row["before_at"] > row["started_at"]


def limit_at(row: Row) -> datetime:
    """The sooner of a duty's deadline and the start."""
    deadline: datetime = row["deadline_at"]
    return min(deadline, row["before_at"]) if start_counts(row) else deadline


def start_counts_sql() -> ColumnElement[bool]:
    """`start_counts` over `duty`."""
    return and_(duty.c.before_at.is_not(None), duty.c.before_at > duty.c.started_at)


def start_sooner_sql() -> ColumnElement[bool]:
    """Whose limit is the start."""
    return and_(start_counts_sql(), duty.c.before_at < duty.c.deadline_at)


def limit_sql() -> ColumnElement[Any]:
    """`limit_at` over `duty`."""
    return case((start_sooner_sql(), duty.c.before_at), else_=duty.c.deadline_at)


def past_limit(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whose limit lies before a moment, so that the indexes on deadline and start can be used."""
    return or_(duty.c.deadline_at < moment, and_(duty.c.before_at < moment, start_counts_sql()))
