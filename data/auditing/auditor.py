"""Look at the whole ledger, and keep what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from data.auditing.book import Book
from data.auditing.duties import check_duties
from data.auditing.findings import Finding
from data.auditing.merges import check_history, check_merges, check_withdrawals
from data.auditing.owing import Owing
from data.auditing.partition import check_figures
from data.auditing.records import check_records
from data.auditing.replay import check_entries
from data.clock import require_aware
from data.store.tables import duty, setting

KEY = "ledger.audit"
EVERY = timedelta(minutes=60)
MOST = 50
"""More findings than this are counted, not kept."""


def audit(conn: Connection, now: datetime) -> list[Finding]:
    """Work out anew which duties there should be and what became of them; every difference from what is
    stored. An empty list is good. Nothing is written.

    Parameters
    ----------
    now
        Aware; the clock of facts.
    """
    now, book = require_aware(now), Book(conn)
    owing = Owing(book)
    return [
        *check_records(conn, book, now),
        *check_merges(book),
        *check_withdrawals(book, owing),
        *check_history(book),
        *check_duties(book, owing),
        *check_entries(book),
        *check_figures(book, now),
    ]


def keep(conn: Connection, findings: Sequence[Finding], now: datetime) -> dict[str, Any]:
    """Store what an audit found, in the place of the last; returns it."""
    checked = len(conn.execute(select(duty.c.id)).all())
    value = {
        "at": require_aware(now).isoformat(),
        "findings": [{"code": each.code, "params": each.params} for each in findings[:MOST]],
        "count": len(findings),
        "checked": checked,
    }
    conn.execute(delete(setting).where(setting.c.key == KEY))
    conn.execute(insert(setting).values(key=KEY, value=value))
    return value


def latest(conn: Connection) -> dict[str, Any] | None:
    """What the last audit came to: {at (ISO, UTC), findings [{code, params}], count, checked}; None before
    the first. `checked` counts duties."""
    found: dict[str, Any] | None = conn.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    return found


def standing(conn: Connection) -> dict[str, Any]:
    """Of the last audit: `state` (ok, difference, unchecked), `differences` and `audited_at` (ISO, UTC)."""
    last = latest(conn)
    if last is None:
        return {"state": "unchecked", "differences": 0, "audited_at": None}
    state = "difference" if last["count"] else "ok"
    return {"state": state, "differences": last["count"], "audited_at": last["at"]}


def audit_due(conn: Connection, now: datetime) -> bool:
    """Whether the last audit is an hour old (or was made on a clock that is ahead of this one)."""
    last = latest(conn)
    if last is None:
        return True
    age = require_aware(now) - datetime.fromisoformat(last["at"])
    return not timedelta(0) <= age < EVERY


def audit_now(conn: Connection, now: datetime) -> dict[str, Any]:
    """Audit in a writing transaction and keep the result; for a screen."""
    return keep(conn, audit(conn, now), now)
