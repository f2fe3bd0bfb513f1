"""Held, late, missed: what became of the meetings that the plan promises, per commune and quarter.

A meeting counts in the period of its `due_on`. One that nobody has entered a word about counts as missed once
its last day has passed: silence is no proof that it was held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import Connection

from data.meetings.reading import list_meetings
from data.meetings.states import HELD
from data.periods import Period

BUCKETS = ("held", "late", "missed", "ahead", "cancelled")


def bucket(row: Mapping[str, Any], today: date, tz: tzinfo) -> str:
    """What a meeting counts as on a local day: held (in time), late, missed, ahead, cancelled."""
    if row["status"] == "cancelled":
        return "cancelled"
    if row["status"] in HELD:
        return "held" if row["held_at"].astimezone(tz).date() <= row["due_on"] else "late"
    return "ahead" if row["due_on"] >= today and row["status"] != "missed" else "missed"


def counted(rows: Iterable[Mapping[str, Any]], today: date, tz: tzinfo) -> dict[str, int]:
    """How many of each bucket."""
    counts = Counter(bucket(row, today, tz) for row in rows)
    return {name: counts[name] for name in BUCKETS}


def figures(conn: Connection, period: Period, today: date) -> dict[str, Any]:
    """``total`` {bucket: count}, ``communes`` {area id: {bucket: count}}, ``quarterly`` that of the area's
    meetings, ``rows`` the promised meetings with their ``bucket``. Extraordinary ones are in ``extra``."""
    tz = period.zone
    rows = list_meetings(conn, period.first, period.last)
    promised = [row for row in rows if row["kind"] != "extraordinary"]
    of_communes: dict[str, list[dict[str, Any]]] = {}
    for row in promised:
        if row["commune_id"]:
            of_communes.setdefault(row["commune_id"], []).append(row)
    return {
        "total": counted(promised, today, tz),
        "communes": {own: counted(some, today, tz) for own, some in of_communes.items()},
        "quarterly": counted([row for row in promised if row["kind"] == "area_quarter"], today, tz),
        "rows": [row | {"bucket": bucket(row, today, tz)} for row in promised],
        "extra": [row for row in rows if row["kind"] == "extraordinary" and row["status"] in HELD],
    }
