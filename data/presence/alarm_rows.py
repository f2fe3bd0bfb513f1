"""Alarms about patrols: nobody set out, somebody is not back. Read, and ended by whoever takes charge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data.access import permit
from data.clock import require_aware
from data.journal import append
from data.patrols.act import FOLLOW, By
from data.presence.errors import AlarmUnknown
from data.store.lock import serialise
from data.store.tables import patrol, patrol_alarm

RECORD_KIND = "patrol_alarm"


def open_alarms(conn: Connection) -> list[dict[str, Any]]:
    """Alarms that are not over, the earliest first, each with the patrol's ``code``, ``agency_id``,
    ``lead_agency_id``, ``starts_at``, ``ends_at``."""
    more = ("code", "agency_id", "lead_agency_id", "starts_at", "ends_at")
    query = (
        select(patrol_alarm, *(patrol.c[name] for name in more))
        .join(patrol, patrol.c.id == patrol_alarm.c.patrol_id)
        .where(patrol_alarm.c.ended_at.is_(None))
        .order_by(patrol_alarm.c.raised_at, patrol_alarm.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def alarms_of(conn: Connection, patrol_id: int) -> list[dict[str, Any]]:
    """Every alarm about a patrol, the earliest first."""
    query = select(patrol_alarm).where(patrol_alarm.c.patrol_id == patrol_id)
    return [dict(row) for row in conn.execute(query.order_by(patrol_alarm.c.id)).mappings()]


def alarm_of_notice(conn: Connection, notice_id: int) -> dict[str, Any] | None:
    """The alarm that a notice told of, or None."""
    for row in conn.execute(select(patrol_alarm).order_by(patrol_alarm.c.id.desc())).mappings():
        if any(each["notice_id"] == notice_id for each in row["told"]):
            return dict(row)
    return None


def journalled(
    conn: Connection, alarm_id: int, action: str, now: datetime, actor: str, origin: str, **after: Any
) -> None:
    """Append an entry about an alarm."""
    append(
        conn,
        at=now,
        actor=actor,
        origin=origin,
        action=action,
        record_kind=RECORD_KIND,
        record_id=str(alarm_id),
        after=after or None,
    )


def answered(
    conn: Connection, row: Mapping[str, Any], name: str, now: datetime, *, actor: str, origin: str
) -> bool:
    """Somebody named takes charge of an alarm: nobody else is told. False when there is nothing left to say:
    it is over, or somebody has it already."""
    serialise(conn)
    now = require_aware(now)
    open_still = (
        (patrol_alarm.c.id == row["id"])
        & patrol_alarm.c.ended_at.is_(None)
        & patrol_alarm.c.acknowledged_at.is_(None)
    )
    values = {"acknowledged_at": now, "acknowledged_by": name, "next_at": None}
    raised = patrol_alarm.c.version + 1
    made = conn.execute(update(patrol_alarm).where(open_still).values(**values, version=raised))
    if made.rowcount:
        journalled(conn, row["id"], "acknowledged", now, actor, origin, person=name)
    return bool(made.rowcount)


def take_charge(conn: Connection, alarm_id: int, name: str, by: By) -> bool:
    """The same at a desk, by an account (``patrols.follow``).

    Raises
    ------
    data.access.Denied, AlarmUnknown
    """
    serialise(conn)
    row = next((each for each in open_alarms(conn) if each["id"] == alarm_id), None)
    if row is None:
        raise AlarmUnknown(id=alarm_id)
    actor = permit(by.who, FOLLOW, {"agency_id": row["agency_id"]}, conn=conn)
    return answered(conn, row, name or actor, by.now, actor=actor, origin=by.origin)
