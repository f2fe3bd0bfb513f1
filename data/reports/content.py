"""What a report says: each indicator of the period, of the one before, and of the same season last year."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.effort.ground import Ground
from data.meetings.figures import figures as meeting_figures
from data.periods import Period, between, read_period, shifted, year_before
from data.plan import plan_of
from data.reports.errors import ReportInvalid
from data.reports.indicators import INDICATORS
from data.reports.sensors import compared
from data.reports.targets import targets_met
from data.store.tables import REPORT_KINDS, detection, journal


def period_of_report(conn: Connection, kind: str, text: str, ground: Ground) -> Period:
    """The period of a report: 2027-03, 2027-Q1, 2027-H1, 2027, or the id of a plan for its whole time.

    Raises
    ------
    ReportInvalid
        `problem`: report_kind_unknown, report_plan_unknown, report_period_wrong (of another kind).
    data.periods.PeriodUnreadable
    """
    if kind not in REPORT_KINDS:
        raise ReportInvalid(problem="report_kind_unknown")
    zone = ground.profile.tz
    if kind == "plan":
        plan = plan_of(conn, text)
        if plan is None:
            raise ReportInvalid(problem="report_plan_unknown")
        return between(plan["period_from"], plan["period_to"], zone)
    period = read_period(text, zone)
    if period.kind != kind:
        raise ReportInvalid(problem="report_period_wrong")
    return period


def beside(period: Period, kind: str) -> dict[str, Period]:
    """What a period is compared with: ``before`` and ``last_year``. Of a year both are the same and the
    second is left out; the time of a plan is compared with as many days before it."""
    found = {"before": shifted(period, -1)}
    return found if kind in ("year", "plan") else found | {"last_year": year_before(period)}


def _eras(period: Period, ground: Ground) -> list[str]:
    areas = ground.areas
    return list(dict.fromkeys(areas.era_for(day) for day in (period.first, period.last)))


def _meetings(conn: Connection, period: Period, now: datetime) -> dict[str, Any]:
    found = meeting_figures(conn, period, now.astimezone(period.zone).date())
    return {"communes": found["communes"], "quarterly": found["quarterly"], "extra": len(found["extra"])}


def _begun(conn: Connection) -> datetime | None:
    """When people's work was first written down here; None: not yet."""
    return conn.execute(select(journal.c.at).order_by(journal.c.id).limit(1)).scalar()


def _watched(conn: Connection, period: Period) -> bool:
    """Whether any hotspot of the period is stored."""
    at = detection.c.time_utc
    query = select(detection.c.id).where(at >= period.start, at < period.end).limit(1)
    return conn.execute(query).first() is not None


def _figure(
    conn: Connection, code: str, period: Period, now: datetime, ground: Ground, begun: datetime | None
) -> dict[str, Any] | None:
    """A figure; None where it would say nought only because nobody wrote anything down yet."""
    found = INDICATORS[code](conn, period, now, ground).plain()
    if found["rows"]:
        return found
    if code == "events_seen":
        return found if _watched(conn, period) else None
    return found if begun is not None and begun < period.end else None


def content(conn: Connection, kind: str, period: Period, now: datetime, ground: Ground) -> dict[str, Any]:
    """What a report says at a moment; plain values, as JSON keeps them.

    ``figures``: {indicator: {now, before, last_year}} as `Figure.plain` (the others without rows), None where
    nobody had begun to write down what it counts;
    ``hotspots``: {shared, now, then} beside last year on comparable sensors; ``meetings``: by commune;
    ``targets``: as `data.reports.targets`; ``eras``: the maps that the period touches; ``beside``: the
    other periods by their first and last day; ``first``, ``last`` (local days, ISO), ``at``: when it was
    worked out; ``over``: whether the period has ended.
    """
    others = beside(period, kind)
    figures: dict[str, Any] = {}
    begun = _begun(conn)
    for code in INDICATORS:
        figures[code] = {"now": _figure(conn, code, period, now, ground, begun)}
        for name, other in others.items():
            found = _figure(conn, code, other, now, ground, begun)
            figures[code][name] = None if found is None else found | {"rows": []}
    whole = {
        "period": period.text,
        "kind": kind,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "at": now.isoformat(),
        "over": now >= period.end,
        "eras": _eras(period, ground),
        "beside": {name: [each.first.isoformat(), each.last.isoformat()] for name, each in others.items()},
        "figures": figures,
        "meetings": _meetings(conn, period, now),
        "targets": targets_met(conn, period, ground),
        "hotspots": asdict(compared(conn, period, others.get("last_year", others["before"]))),
    }
    plain: dict[str, Any] = json.loads(json.dumps(whole))
    return plain
