"""The plan's indicators, one function each: a period in, a `Figure` with the records that it counts out.

What is counted when: a duty when its clock started, a meeting on its last day in time, an event, inspection
and patrol when it begins, a case when it was known, a fire when it happened; all by the local calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.effort.gathering import Work
from data.effort.ground import Ground
from data.effort.summing import effort
from data.followup import items_of
from data.ledger.figures import BUCKETS, Count, bucket, count_all, duties_of_month
from data.ledger.months import read_month
from data.meetings.figures import figures as meeting_figures
from data.outreach.figures import figures as outreach_figures
from data.periods import Period, months_in
from data.reports.figure import Figure, row, share
from data.store.tables import (
    case_handover,
    fire_event,
    incident,
    incident_record,
    joint_case,
)
from data.teams.reading import list_inspections

NO_FOREST_FIRE = ("false_alarm", "not_forest_fire")
Indicator = Callable[[Connection, Period, datetime, Ground], Figure]


def told_in_time(conn: Connection, period: Period, now: datetime, _ground: Ground) -> Figure:
    """Clause 2: of the duties to inform that are due, those met within their deadline, with proof."""
    whole, rows = Count(), []
    for month in months_in(period):
        span = read_month(month.text, period.zone)
        whole.add(count_all(conn, span, now))
        for each in duties_of_month(conn, span):
            name = bucket(each, now)
            if name not in (None, "on_time"):
                rows.append(
                    row("duty", each["id"], f"#{each['id']}", each["receiver_id"], each["started_at"], name)
                )
    parts = {name: float(whole.buckets[name]) for name in BUCKETS}
    return Figure("told_in_time", whole.share, whole.due, parts, rows)


def meetings_held(conn: Connection, period: Period, now: datetime, _ground: Ground) -> Figure:
    """Clause 3: of the meetings that the plan promises and whose day has passed, those held in time."""
    found = meeting_figures(conn, period, now.astimezone(period.zone).date())
    total = found["total"]
    due = total["held"] + total["late"] + total["missed"]
    rows = [
        row("meeting", each["id"], each["code"], each["commune_id"] or "", each["due_on"], each["bucket"])
        for each in found["rows"]
    ]
    parts = {name: float(number) for name, number in total.items()}
    return Figure("meetings_held", share(total["held"], due), due, parts, rows)


def announced_in_time(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Clause 4: of the trainings and public-information events, those announced in time to the others."""
    found = outreach_figures(conn, period)
    rows = [
        row("outreach_event", each["id"], each["code"], each["title"], each["starts_at"], each["notice"])
        for each in found["rows"]
    ]
    parts = {name: float(number) for name, number in found["counts"].items()}
    return Figure("announced_in_time", found["share"], len(rows), parts, rows)


def inspections_done(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Clause 5: inspections of joint teams that took place, and what became of their recommendations."""
    found = list_inspections(conn, period.start, period.end)
    counts: Counter[str] = Counter(each["status"] for each in found)
    items = [item for each in found for item in items_of(conn, "inspection", each["id"])]
    given = [each for each in items if each["status"] != "cancelled"]
    parts = {
        **{name: float(counts[name]) for name in ("done", "announced", "planned", "cancelled")},
        "recommendations": float(len(given)),
        "recommendations_done": float(sum(each["status"] == "done" for each in given)),
    }
    rows = [
        row("inspection", each["id"], each["code"], each["subject"], each["starts_at"], each["status"])
        for each in found
    ]
    return Figure("inspections_done", float(counts["done"]), None, parts, rows)


def cases_handled(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Clause 6: cases that became known, and hand-overs between the forces with a receipt. No persons."""
    known = joint_case.c.known_at
    query = select(joint_case).where(known >= period.start, known < period.end).order_by(joint_case.c.id)
    found = [dict(each) for each in conn.execute(query).mappings()]
    offered = case_handover.c.offered_at
    handed = select(case_handover.c.state).where(offered >= period.start, offered < period.end)
    states: Counter[str] = Counter(conn.execute(handed).scalars())
    parts = {
        **{
            name: float(sum(each["field"] == name for each in found))
            for name in ("forest", "order", "defence")
        },
        "handovers": float(sum(states.values())),
        "handovers_received": float(states["received"]),
    }
    rows = [
        row("joint_case", each["id"], each["code"], each["field"], each["known_at"], each["status"])
        for each in found
    ]
    return Figure("cases_handled", float(len(found)), None, parts, rows)


def patrols_joint(conn: Connection, period: Period, _now: datetime, ground: Ground) -> Figure:
    """Patrols that took place, and the share of those where every required force was present."""
    done = effort(conn, period.first, period.last, ground)
    total = done.total
    parts = {
        "patrols": float(total.patrols),
        "joint": float(total.joint),
        "km": total.km,
        "hours": total.hours,
        "ha": total.ha,
    }
    rows = [_patrol(each) for each in done.works]
    return Figure("patrols_joint", total.joint_share, total.patrols, parts, rows)


def _patrol(work: Work) -> dict[str, Any]:
    part = "joint" if work.joint else "not_joint"
    return row("patrol", work.id, work.code, work.kind, work.on, part)


def fires_burned(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Forest fires that happened, and the area burned by forest state; one without a record has no area."""
    at = incident.c.occurred_at
    query = (
        select(incident, incident_record.c.burned_ha, incident_record.c.burned, incident_record.c.damaged_ha)
        .outerjoin(incident_record, incident_record.c.incident_id == incident.c.id)
        .where(
            at >= period.start,
            at < period.end,
            incident.c.kind == "forest_fire",
            incident.c.merged_into.is_(None),
            incident.c.status.not_in(NO_FOREST_FIRE),
        )
        .order_by(at, incident.c.id)
    )
    found = [dict(each) for each in conn.execute(query).mappings()]
    states: Counter[str] = Counter()
    for each in found:
        for part in each["burned"] or []:
            states[f"state:{part['state']}"] += part["ha"]
    parts = {
        "burned_ha": sum(each["burned_ha"] or 0.0 for each in found),
        "damaged_ha": sum(each["damaged_ha"] or 0.0 for each in found),
        "without_area": float(sum(each["burned_ha"] is None for each in found)),
        **states,
    }
    rows = [
        row("incident", each["id"], each["code"], each["summary"], each["occurred_at"], each["status"])
        for each in found
    ]
    return Figure("fires_burned", float(len(found)), None, parts, rows)


def events_seen(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Fire events that satellites saw beginning in the period, by strength. Evidence, not fires; how many
    there are depends on which satellites looked (see `data.reports.sensors`)."""
    first = fire_event.c.first_seen
    query = select(fire_event.c.strength).where(
        first >= period.start, first < period.end, fire_event.c.merged_into.is_(None)
    )
    counts: Counter[str] = Counter(conn.execute(query).scalars())
    parts = {name: float(number) for name, number in sorted(counts.items())}
    return Figure("events_seen", float(sum(counts.values())), None, parts)


INDICATORS: dict[str, Indicator] = {
    "told_in_time": told_in_time,
    "meetings_held": meetings_held,
    "announced_in_time": announced_in_time,
    "inspections_done": inspections_done,
    "cases_handled": cases_handled,
    "patrols_joint": patrols_joint,
    "fires_burned": fires_burned,
    "events_seen": events_seen,
}
"""In the order of the report; the first six are promises of the plan."""
