"""Who must be told of a record is called, and whoever picks up is named."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import Connection, select

from data.agencies import focal_points_at
from data.drill.story.deeds import SCREEN, hand
from data.duty_shifts import on_duty
from data.ledger.states import LIVE, PROVEN
from data.ledger.telling import By, Telling, tell
from data.store.tables import duty, matter


def _picks_up(conn: Connection, agency_id: str, now: datetime, tz: tzinfo) -> str:
    """Who is on duty there, else its first focal point; empty where nobody is known."""
    for shift in on_duty(conn).get(agency_id, []):
        return str(shift["name"])
    points = focal_points_at(conn, now.astimezone(tz).date())
    return next((each["name"] for each in points if each["agency_id"] == agency_id and each["name"]), "")


def call_all(conn: Connection, kind: str, record_id: int, now: datetime, tz: tzinfo, agency_id: str) -> None:
    """Call, for an agency, everybody who is owed word of a record and of whom there is no proof yet."""
    query = (
        select(duty)
        .join(matter, matter.c.id == duty.c.matter_id)
        .where(matter.c.kind == kind, matter.c.ref == str(record_id), duty.c.status.in_(LIVE))
    )
    by = By(hand(agency_id), now, SCREEN)
    for row in conn.execute(query.order_by(duty.c.id)).mappings().all():
        person = _picks_up(conn, row["receiver_id"], now, tz)
        if person and row["proof"] not in PROVEN:
            tell(conn, [row["id"]], Telling("call", now, person=person), by)
