"""A report as it stood when its period was over and somebody froze it: for the paper that goes up.

What is corrected afterwards changes today's figures, not these; both stand side by side.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from data.access import permit
from data.agencies.act import Act
from data.effort.ground import Ground
from data.journal import append
from data.reports.content import content, period_of_report
from data.reports.errors import ReportInvalid
from data.store.lock import serialise
from data.store.tables import period_report

ACTION = "reports.freeze"
RECORD_KIND = "period_report"
SCREEN = "screen:reports"


@dataclass(frozen=True)
class Moved:
    """A figure that is another today than when it was frozen; `part` is "" for the figure itself."""

    code: str
    part: str
    was: float | None
    now: float | None


def digest(kept: Mapping[str, Any]) -> str:
    """SHA-256 of a report's content, whatever the order of its keys."""
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def frozen(conn: Connection, kind: str, period: str) -> dict[str, Any] | None:
    """The row of `period_report`; None while it has not been frozen."""
    same = (period_report.c.kind == kind) & (period_report.c.period == period)
    row = conn.execute(select(period_report).where(same)).mappings().first()
    return None if row is None else dict(row)


def frozen_reports(conn: Connection) -> list[dict[str, Any]]:
    """All of them, the newest first."""
    query = select(period_report).order_by(period_report.c.frozen_at.desc(), period_report.c.id.desc())
    return [dict(row) for row in conn.execute(query).mappings()]


def freeze(conn: Connection, kind: str, text: str, act: Act, ground: Ground) -> dict[str, Any]:
    """Keep a report whose period is over as it stands now, once and for all; returns the row.

    Raises
    ------
    data.access.Denied, data.periods.PeriodUnreadable
    ReportInvalid
        `problem`: report_not_over, report_frozen, or as `data.reports.content.period_of_report`.
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    period = period_of_report(conn, kind, text, ground)
    if act.now < period.end:
        raise ReportInvalid(problem="report_not_over")
    if frozen(conn, kind, text) is not None:
        raise ReportInvalid(problem="report_frozen")
    kept = content(conn, kind, period, act.now, ground)
    row = {
        "kind": kind,
        "period": text,
        "frozen_at": act.now,
        "content": kept,
        "sha256": digest(kept),
        "actor": act.who.name,
    }
    conn.execute(insert(period_report), row)
    append(
        conn,
        at=act.now,
        actor=act.who.name,
        origin=act.origin,
        action="frozen",
        record_kind=RECORD_KIND,
        record_id=f"{kind}:{text}",
        after={"sha256": row["sha256"]},
    )
    return row


def _values(kept: Mapping[str, Any]) -> dict[tuple[str, str], float | None]:
    found: dict[tuple[str, str], float | None] = {}
    for code, figure in kept["figures"].items():
        said = figure["now"] or {"value": None, "parts": {}}
        found[code, ""] = said["value"]
        found |= {(code, part): value for part, value in said["parts"].items()}
    return found


def moved_since(row: Mapping[str, Any], today: Mapping[str, Any]) -> list[Moved]:
    """The figures that later corrections made others, in the order of the report."""
    was, now = _values(row["content"]), _values(today)
    keys = list(dict.fromkeys([*was, *now]))
    return [Moved(*key, was.get(key), now.get(key)) for key in keys if was.get(key) != now.get(key)]
