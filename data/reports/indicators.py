"""The plan's indicators, one function each: a period in, a `Figure` with the records that it counts out.

What is counted when: a duty when its clock started, a meeting on its last day in time, an event, inspection
and patrol when it begins, a case when it was known, a fire when it happened; all by the local calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from data.effort.gathering import Work
from data.effort.ground import Ground
from data.effort.summing import totals
from data.followup import items_of
from data.followup.reading import overdue
from data.ledger.figures import BUCKETS, bucket, count_all, duties_of_month
from data.ledger.months import Month
from data.meetings.figures import figures as meeting_figures
from data.outreach.figures import figures as outreach_figures
from data.periods import Period
from data.reports.figure import Figure, row, share
from data.reports.fires import events_seen, fires_burned
from data.store.tables import case_handover, joint_case
from data.teams.reading import list_inspections

Indicator = Callable[[Connection, Period, datetime, Ground], Figure]


def told_in_time(conn: Connection, period: Period, now: datetime, _ground: Ground) -> Figure:
    """Clause 2: of the duties to inform that are due, those met within their deadline, with proof."""
    span = Month(period.text, period.start, period.end, period.zone)
    whole = count_all(conn, span, now)
    rows = [
        row(
            "duty",
            each["id"],
            f"#{each['id']}",
            each["receiver_id"],
            each["started_at"],
            bucket(each, now) or "",
        )
        for each in duties_of_month(conn, span)
    ]
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


def announced_in_time(conn: Connection, period: Period, now: datetime, _ground: Ground) -> Figure:
    """Clause 4: of the trainings and public-information events that had to be announced by now, those
    announced in time to the other forces."""
    found = outreach_figures(conn, period, now)
    rows = [
        row("outreach_event", each["id"], each["code"], each["title"], each["starts_at"], each["notice"])
        for each in found["rows"]
    ]
    parts = {name: float(count) for name, count in found["counts"].items()}
    parts["participants"] = float(found["participants"])
    return Figure("announced_in_time", found["share"], found["due"], parts, rows)


def _recommendation(item: Mapping[str, Any], today: date) -> str:
    if item["status"] == "done":
        return "recommendation_done"
    return "recommendation_overdue" if overdue(item, today) else "recommendation_open"


def inspections_done(conn: Connection, period: Period, now: datetime, _ground: Ground) -> Figure:
    """Clause 5: inspections of joint teams that took place, and what became of their recommendations."""
    today = now.astimezone(period.zone).date()
    found = list_inspections(conn, period.start, period.end)
    counts: Counter[str] = Counter(each["status"] for each in found)
    items = [item for each in found for item in items_of(conn, "inspection", each["id"])]
    given = [each for each in items if each["status"] != "cancelled"]
    states = Counter(_recommendation(item, today) for item in given)
    parts = {
        **{name: float(counts[name]) for name in ("done", "announced", "planned", "cancelled")},
        "recommendations": float(len(given)),
        "recommendation_done": float(states["recommendation_done"]),
        "recommendation_overdue": float(states["recommendation_overdue"]),
    }
    rows = [
        row("inspection", each["id"], each["code"], each["subject"], each["starts_at"], each["status"])
        for each in found
    ] + [
        row("action_item", item["source_id"], "", item["text"], item["due_on"], _recommendation(item, today))
        for item in given
    ]
    return Figure("inspections_done", float(counts["done"]), None, parts, rows)


def cases_handled(conn: Connection, period: Period, _now: datetime, _ground: Ground) -> Figure:
    """Clause 6: cases that became known, and hand-overs between the forces with a receipt. No persons, and no
    word of what a case is about."""
    known, offered = joint_case.c.known_at, case_handover.c.offered_at
    query = select(joint_case).where(known >= period.start, known < period.end).order_by(joint_case.c.id)
    found = [dict(each) for each in conn.execute(query).mappings()]
    handed = [
        dict(each)
        for each in conn.execute(
            select(case_handover, joint_case.c.code)
            .join(joint_case, joint_case.c.id == case_handover.c.case_id)
            .where(offered >= period.start, offered < period.end)
            .order_by(offered, case_handover.c.id)
        ).mappings()
    ]
    fields = Counter(each["field"] for each in found)
    parts = {
        **{name: float(fields[name]) for name in ("forest", "order", "defence")},
        "handovers": float(len(handed)),
        "handovers_received": float(sum(each["state"] == "received" for each in handed)),
    }
    rows = [
        row("joint_case", each["id"], each["code"], each["field"], each["known_at"], each["status"])
        for each in found
    ] + [
        row(
            "case_handover",
            each["case_id"],
            each["code"],
            each["to_agency_id"],
            each["offered_at"],
            each["state"],
        )
        for each in handed
    ]
    return Figure("cases_handled", float(len(found)), None, parts, rows)


def patrols_joint(conn: Connection, period: Period, _now: datetime, ground: Ground) -> Figure:
    """Patrols that took place, and the share of those where every required force was present."""
    total, works = totals(conn, period.first, period.last, ground)
    parts = {
        "patrols": float(total.patrols),
        "joint": float(total.joint),
        "km": total.km,
        "hours": total.hours,
        "ha": total.ha,
    }
    rows = [_patrol(each) for each in works if each.on >= period.first]
    return Figure("patrols_joint", total.joint_share, total.patrols, parts, rows)


def _patrol(work: Work) -> dict[str, Any]:
    part = "joint" if work.joint else "not_joint"
    return row("patrol", work.id, work.code, work.kind, work.on, part)


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
