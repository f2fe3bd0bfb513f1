"""What is still open for an agency: what one shift leaves to the next. Vietnamese, as it goes on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, or_, select

from data.casework.documents.words import KINDS, STATUSES, short_moment
from data.dutybook.phrases import MATTERS
from data.followup import open_items, overdue
from data.incidents.states import OPEN
from data.ledger.desk import Wanted, grouped, live
from data.ledger.limits import limit_at
from data.store.tables import assignment, incident, patrol, patrol_alarm, patrol_member

OUTSIDE = ("under_way",)
"""Patrols that are out."""


@dataclass(frozen=True)
class Matter:
    """One of them: `kind` is one of `data.dutybook.phrases.OPEN`, `ref` names the record, `late` its time is
    over."""

    kind: str
    ref: str
    text: str
    late: bool = False


def _duties(conn: Connection, agency_id: str, now: datetime, tz: tzinfo) -> list[Matter]:
    rows = [row for row in live(conn, Wanted(mine=agency_id), now, limit=None) if row["kind"] in MATTERS]
    found = []
    for some in grouped(rows, "matter_id"):
        first = some[0]
        name = f"{MATTERS[first['kind']]} {first['told'].get('code') or first['ref']}"
        told = [row for row in some if row["receiver_id"] == agency_id]
        owed = [row for row in some if row["receiver_id"] != agency_id]
        said = [f"còn {len(owed)} đơn vị chưa báo xong"] if owed else []
        said += ["đơn vị ta chưa tiếp nhận"] if told else []
        due = min(limit_at(row) for row in some)
        text = f"Tin về {name}: {', '.join(said)} (hạn {short_moment(due, tz)})"
        found.append(Matter("duties", f"{first['kind']}:{first['ref']}", text, due < now))
    return found


def _incidents(conn: Connection, agency_id: str, tz: tzinfo) -> list[Matter]:
    c = incident.c
    query = select(incident).where(
        c.agency_id == agency_id, c.status.in_(sorted(OPEN)), c.merged_into.is_(None)
    )
    return [
        Matter(
            "incident",
            row["code"],
            f"Vụ {row['code']} ({KINDS[row['kind']]}, {short_moment(row['occurred_at'], tz)}):"
            f" {' '.join(row['summary'].split())[:160]} – {STATUSES[row['status']]}",
        )
        for row in conn.execute(query.order_by(c.occurred_at)).mappings()
    ]


def _checks(conn: Connection, agency_id: str, now: datetime, tz: tzinfo) -> list[Matter]:
    c = assignment.c
    query = select(assignment).where(c.agency_id == agency_id, c.ended_at.is_(None)).order_by(c.due_at)
    return [
        Matter(
            "checking",
            f"assignment:{row['id']}",
            f"{row['owner']} đang kiểm tra đám cháy {row['event_id']}"
            f" (hạn {short_moment(row['due_at'], tz)})",
            row["due_at"] < now,
        )
        for row in conn.execute(query).mappings()
    ]


def _patrols(conn: Connection, agency_id: str, now: datetime, tz: tzinfo) -> list[Matter]:
    c, member = patrol.c, patrol_member.c
    among = select(member.patrol_id).where(member.agency_id == agency_id, member.ended_at.is_(None))
    query = select(patrol).where(c.status.in_(OUTSIDE), or_(c.lead_agency_id == agency_id, c.id.in_(among)))
    found = []
    for row in conn.execute(query.order_by(c.ends_at)).mappings():
        alarms = conn.execute(
            select(patrol_alarm.c.kind).where(
                patrol_alarm.c.patrol_id == row["id"], patrol_alarm.c.ended_at.is_(None)
            )
        ).all()
        text = f"Tổ tuần tra {row['code']} đang đi, dự kiến về {short_moment(row['ends_at'], tz)}"
        if alarms:
            text += ", đang có báo động"
        late = bool(alarms) or bool(row["ends_at"] < now)
        found.append(Matter("patrol", f"patrol:{row['code']}", text, late))
    return found


def _items(conn: Connection, agency_id: str, now: datetime, tz: tzinfo) -> list[Matter]:
    today = now.astimezone(tz).date()
    return [
        Matter(
            "item",
            f"action_item:{row['id']}",
            f"{' '.join(row['text'].split())} (hạn {row['due_on']:%d/%m/%Y})",
            overdue(row, today),
        )
        for row in open_items(conn, owner_agency_id=agency_id)
    ]


def open_matters(conn: Connection, agency_id: str, now: datetime, tz: tzinfo) -> list[Matter]:
    """Information that is owed or not acknowledged, incidents it holds, checks, patrols that are out,
    decisions it must carry out. Cases are left out: they are read by role."""
    return [
        *_duties(conn, agency_id, now, tz),
        *_incidents(conn, agency_id, tz),
        *_checks(conn, agency_id, now, tz),
        *_patrols(conn, agency_id, now, tz),
        *_items(conn, agency_id, now, tz),
    ]


def kept(matters: list[Matter]) -> list[Mapping[str, Any]]:
    """As they are stored with a hand-over."""
    return [asdict(each) for each in matters]
