"""The plan's clause 4 in figures: of the events that had to be announced by now, which were announced in time
to each of the other forces? The page and the report read the same answer.

Announced in time: the other force was told, with proof, no later than the plan's days of notice before the
event began (the ledger's duties: told at `proven_at`). Where the plan states no days, before it began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.outreach.reading import list_events
from data.periods import Period
from data.store.tables import agency, duty, matter

FORCES = ("ranger", "police", "military")
NOTICES = ("in_time", "late", "not_told", "unannounced", "ahead")


def limit_of(row: Mapping[str, Any]) -> datetime:
    """Until when the others must have been told."""
    limit: datetime = row["starts_at"] - timedelta(days=row["notice_days"] or 0)
    return limit


def _told(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, list[datetime | None]]]:
    """Event → role of the receiver → when each of its agencies was told, with proof; None: not."""
    query = (
        select(matter.c.ref, duty.c.proven_at, duty.c.receiver_id, duty.c.status)
        .join(duty, duty.c.matter_id == matter.c.id)
        .where(matter.c.kind == "outreach_event", matter.c.ref.in_([str(each) for each in ids]))
    )
    roles = {row.agency_id: row.role for row in conn.execute(select(agency.c.agency_id, agency.c.role))}
    found: dict[int, dict[str, list[datetime | None]]] = defaultdict(lambda: defaultdict(list))
    for row in conn.execute(query):
        if row.status != "withdrawn":
            found[int(row.ref)][roles.get(row.receiver_id, "")].append(row.proven_at)
    return found


def notice_of(
    row: Mapping[str, Any], told: Mapping[str, Sequence[datetime | None]], host_role: str, now: datetime
) -> str:
    """in_time (each other force was told in time), late (told, but not all in time), not_told, by the forces
    of which an agency must be told; ``unannounced`` where nobody was ever to be told; ``ahead`` where there
    is still time to tell them."""
    others = {role: times for role, times in told.items() if role in FORCES and role != host_role}
    announced, limit = row["announced_at"] is not None and bool(others), limit_of(row)
    if announced and all(any(at is not None and at <= limit for at in times) for times in others.values()):
        return "in_time"
    if limit > now:
        return "ahead"
    if not announced:
        return "unannounced"
    told_all = all(any(at is not None for at in times) for times in others.values())
    return "late" if told_all else "not_told"


def figures(conn: Connection, period: Period, now: datetime) -> dict[str, Any]:
    """``rows``: the events of a period that are not cancelled, each with ``notice``; ``counts`` {notice:
    count}; ``due``: how many are not ``ahead``; ``share`` of those announced in time among them, None without
    any; ``participants`` of those counted."""
    rows = [row for row in list_events(conn, period.start, period.end) if row["status"] != "cancelled"]
    told = _told(conn, [row["id"] for row in rows])
    roles = {row.agency_id: row.role for row in conn.execute(select(agency.c.agency_id, agency.c.role))}
    for row in rows:
        row["notice"] = notice_of(row, told.get(row["id"], {}), roles.get(row["host_agency_id"], ""), now)
    counts = {name: sum(row["notice"] == name for row in rows) for name in NOTICES}
    due = len(rows) - counts["ahead"]
    return {
        "rows": rows,
        "counts": counts,
        "due": due,
        "share": counts["in_time"] / due if due else None,
        "participants": sum(row["participants"] or 0 for row in rows),
    }
