"""The clock of the case report: 10 working days after the fire is out (TT 25/2019/TT-BNNPTNT, Điều 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.casework.working_days import Calendar, after, between, calendar
from data.store.batches import in_batches
from data.store.tables import incident_entry, incident_record

WORKING_DAYS = 10
_OUT, _REPORTED = "resolved", "case_reported"
_OVER = ("not_forest_fire", "false_alarm")


@dataclass(frozen=True)
class ReportClock:
    """Days are of the local calendar.

    out_at
        When the fire was out: by the record, else by the step in the timeline.
    due_on
        The last day in time.
    left
        Working days left, today not counted; negative: so many too late.
    reported_at
        When the report was said to have gone out; None: it has not.
    state
        running, overdue, on_time, late.
    """

    out_at: datetime
    due_on: date
    left: int
    reported_at: datetime | None

    @property
    def state(self) -> str:
        """How it stands."""
        if self.reported_at is None:
            return "overdue" if self.left < 0 else "running"
        return "late" if self.left < 0 else "on_time"


def clock(
    out_at: datetime, reported_at: datetime | None, now: datetime, tz: tzinfo, days: Calendar
) -> ReportClock:
    """The clock of one fire; pure."""
    due = after(out_at.astimezone(tz).date(), WORKING_DAYS, days)
    until = (reported_at or now).astimezone(tz).date()
    left = between(until, due, days) if until <= due else min(-between(due, until, days), -1)
    return ReportClock(out_at, due, left, reported_at)


def steps_of(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """Incident → status → when it was reached last, of steps that were not taken back."""
    found: dict[int, dict[str, datetime]] = {}
    for some in in_batches(ids):
        kinds = incident_entry.c.kind.in_(("status", "undone"))
        query = select(incident_entry).where(incident_entry.c.incident_id.in_(some), kinds)
        rows = [dict(row) for row in conn.execute(query.order_by(incident_entry.c.id)).mappings()]
        undone = {row["corrects_id"] for row in rows if row["kind"] == "undone"}
        for row in rows:
            if row["kind"] == "status" and row["id"] not in undone:
                found.setdefault(row["incident_id"], {})[row["status_to"]] = row["happened_at"]
    return found


def clocks(
    conn: Connection, rows: Sequence[Mapping[str, Any]], now: datetime, tz: tzinfo
) -> dict[int, ReportClock]:
    """Incident → its clock, for those forest fires of `rows` that are out."""
    wanted = [
        row["id"]
        for row in rows
        if row["kind"] == "forest_fire" and row["status"] not in _OVER and row["merged_into"] is None
    ]
    if not wanted:
        return {}
    told: dict[int, datetime] = {}
    for some in in_batches(wanted):
        query = select(incident_record.c.incident_id, incident_record.c.extinguished_at)
        told |= {row[0]: row[1] for row in conn.execute(query.where(incident_record.c.incident_id.in_(some)))}
    steps, days = steps_of(conn, wanted), calendar(conn)
    status = {row["id"]: row["status"] for row in rows}
    found = {}
    for own in wanted:
        burning_again = status[own] in ("responding", "controlled")
        out = told.get(own) or (None if burning_again else steps.get(own, {}).get(_OUT))
        reported = steps.get(own, {}).get(_REPORTED) if status[own] in (_REPORTED, "closed") else None
        if out is not None and not burning_again:
            found[own] = clock(out, reported, now, tz, days)
    return found
