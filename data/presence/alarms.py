"""Late and overdue patrols: raised by the watch, told from person to person until somebody takes charge.

First the focal points of the lead agency, each followed by who stands in, then the agency above. A person
that the program can reach gets a message; any other is somebody to call, which the board shows. Somebody may
be in trouble: neither duty hours nor quiet hours put it off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.clock import require_aware
from data.ledger.telling import By
from data.notices.contacts import Contact, Directory
from data.notices.office import PROGRAM, Office, names_now
from data.notices.queueing import queue_text
from data.notices.recording import SCREEN
from data.patrols.reading import patrol_of
from data.patrols.settings import PatrolSettings
from data.presence.alarm_rows import journalled, open_alarms
from data.presence.letters import rendered, told_of
from data.presence.reading import presence_of
from data.store.lock import serialise
from data.store.tables import ALARM_KINDS, notice, patrol, patrol_alarm


@dataclass(frozen=True)
class Rule:
    """When an alarm holds: the patrol has this status so many minutes after one of its times."""

    status: str
    since: str
    minutes: str


RULES = {
    "late_start": Rule("assigned", "starts_at", "late_minutes"),
    "overdue_return": Rule("under_way", "ends_at", "overdue_minutes"),
}
"""The one table of alarms; `minutes` names the setting."""

assert tuple(RULES) == ALARM_KINDS  # noqa: S101 -- the CHECK in the database reads the other list


def holds(kind: str, plan: Mapping[str, Any], settings: PatrolSettings, now: datetime) -> bool:
    """Whether a patrol (its row) is late, or overdue, now."""
    rule = RULES[kind]
    wait = timedelta(minutes=getattr(settings, rule.minutes))
    return bool(plan["status"] == rule.status and plan[rule.since] + wait <= now)


def _end(conn: Connection, settings: PatrolSettings, now: datetime) -> None:
    """What no longer holds is over: they came, it was cancelled, or it begins later."""
    for row in open_alarms(conn):
        plan = dict(conn.execute(select(patrol).where(patrol.c.id == row["patrol_id"])).mappings().one())
        if not holds(row["kind"], plan, settings, now):
            values = {"ended_at": now, "next_at": None, "version": row["version"] + 1}
            conn.execute(update(patrol_alarm).where(patrol_alarm.c.id == row["id"]).values(**values))


def _raise(conn: Connection, settings: PatrolSettings, now: datetime) -> list[int]:
    there = {(row["patrol_id"], row["kind"]) for row in open_alarms(conn)}
    made = []
    statuses = {rule.status for rule in RULES.values()}
    for found in conn.execute(select(patrol).where(patrol.c.status.in_(statuses))).mappings():
        plan = dict(found)
        for kind in RULES:
            late = kind == "late_start" and now > plan["ends_at"] + timedelta(hours=settings.alarm_hours)
            if (plan["id"], kind) in there or late or not holds(kind, plan, settings, now):
                continue
            row = {"patrol_id": plan["id"], "kind": kind, "raised_at": now, "step": 0, "next_at": now}
            row |= {"told": [], "version": 1}
            own = conn.execute(insert(patrol_alarm).returning(patrol_alarm.c.id), row).scalar_one()
            journalled(conn, own, "raised", now, PROGRAM.name, SCREEN, patrol_id=plan["id"], kind=kind)
            made.append(int(own))
    return made


def _people(directory: Directory, office: Office, agency_id: str) -> list[Contact]:
    """One way to each person of the chain: the first that the program can use, else the first."""
    ways: dict[tuple[str, str], list[Contact]] = {}
    for each in directory.chain(agency_id):
        ways.setdefault((each.agency_id, each.focal_point_id or each.person), []).append(each)
    return [
        next((each for each in theirs if office.channels.can(each.channel)), theirs[0])
        for theirs in ways.values()
    ]


def _next(row: Mapping[str, Any], people: list[Contact]) -> Contact | None:
    told = {(each["agency_id"], each["focal_point_id"] or each["person"]) for each in row["told"]}
    return next(
        (each for each in people if (each.agency_id, each.focal_point_id or each.person) not in told), None
    )


def _message(
    conn: Connection, row: Mapping[str, Any], to: Contact, office: Office, by: By, real: datetime
) -> int | None:
    """The notice to one person; None: somebody has to call."""
    if not office.channels.can(to.channel):
        return None
    plan = patrol_of(conn, row["patrol_id"])
    assert plan is not None  # noqa: S101 -- the alarm's foreign key
    out = tuple(each.name for each in presence_of(conn, plan["id"]).present if each.out_there)
    below = to.agency_id != plan["lead_agency_id"]
    local = office.channels.stays_here(to.channel, to.address)
    told = told_of(
        row,
        plan,
        out,
        by.now,
        late_agency=names_now(conn, office).agency(plan["lead_agency_id"]) if below else "",
        drill=office.drill,
        language=office.language,
        zone=office.zone,
        with_link=local or office.channels.link_base is not None,
    )
    text = rendered(told, to.channel)
    return queue_text(conn, to, text, purpose="patrol", office=office, by=by, real_now=real)


def _died(conn: Connection, row: Mapping[str, Any]) -> bool:
    """Whether the last message about an alarm reached nobody: the next one is not put off."""
    last = row["told"][-1]["notice_id"] if row["told"] else None
    if last is None:
        return False
    return conn.execute(select(notice.c.state).where(notice.c.id == last)).scalar() == "dead"


def _escalate(conn: Connection, office: Office, now: datetime, real: datetime) -> list[int]:
    waiting = [
        row
        for row in open_alarms(conn)
        if row["acknowledged_at"] is None and row["next_at"] is not None
        if row["next_at"] <= now or _died(conn, row)
    ]
    directory = Directory(conn, now, office) if waiting else None
    by, done = By(PROGRAM, now, SCREEN), []
    for row in waiting:
        assert directory is not None  # noqa: S101 -- there are rows
        to = _next(row, _people(directory, office, row["lead_agency_id"]))
        values: dict[str, Any] = {"version": row["version"] + 1, "next_at": None}
        if to is not None:
            own = _message(conn, row, to, office, by, real)
            entry: dict[str, Any] = {
                "at": now.isoformat(),
                "agency_id": to.agency_id,
                "focal_point_id": to.focal_point_id,
            }
            entry |= {"person": to.person, "channel": to.channel, "notice_id": own}
            values |= {"told": [*row["told"], entry], "step": row["step"] + 1}
            values["next_at"] = now + timedelta(minutes=office.patrols.escalate_minutes)
            told = {"person": to.person, "agency_id": to.agency_id, "channel": to.channel}
            journalled(conn, row["id"], "escalated", now, PROGRAM.name, SCREEN, **told)
        conn.execute(update(patrol_alarm).where(patrol_alarm.c.id == row["id"]).values(**values))
        done.append(int(row["id"]))
    return done


def watch_patrols(conn: Connection, office: Office, *, now: datetime, real_now: datetime) -> list[int]:
    """Raise what is due, end what no longer holds, tell the next person; returns the alarms that changed.

    A step of the watch (`data.notices.watching`): doing it again at once changes nothing.

    Parameters
    ----------
    now, real_now
        The clock of facts, and the real one.
    """
    serialise(conn)
    now = require_aware(now)
    _end(conn, office.patrols, now)
    made = _raise(conn, office.patrols, now)
    return sorted({*made, *_escalate(conn, office, now, real_now)})
