"""What a report says: each indicator of the period, of the one before, and of the same season last year."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from data.effort.ground import Ground
from data.periods import Period, between, read_period, shifted, year_before
from data.plan import plan_of
from data.reports.errors import ReportInvalid
from data.reports.indicators import INDICATORS
from data.reports.sensors import compared
from data.store.tables import REPORT_KINDS


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


def _eras(period: Period, ground: Ground) -> list[str]:
    areas = ground.areas
    return list(dict.fromkeys(areas.era_for(day) for day in (period.first, period.last)))


def content(conn: Connection, period: Period, now: datetime, ground: Ground) -> dict[str, Any]:
    """``figures``: {indicator: {now, before, last_year}} as `Figure.plain` (the others without rows);
    ``hotspots``: {shared, now, then} beside last year on comparable sensors; ``eras``: the maps that the
    period touches; ``first``, ``last`` (local days, ISO), ``at``: when it was worked out; ``over``."""
    others = {"before": shifted(period, -1), "last_year": year_before(period)}
    figures: dict[str, Any] = {}
    for code, indicator in INDICATORS.items():
        figures[code] = {"now": indicator(conn, period, now, ground).plain()}
        for name, other in others.items():
            figures[code][name] = indicator(conn, other, now, ground).plain() | {"rows": []}
    return {
        "period": period.text,
        "kind": period.kind,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "at": now.isoformat(),
        "over": now >= period.end,
        "eras": _eras(period, ground),
        "figures": figures,
        "hotspots": asdict(compared(conn, period, others["last_year"])),
    }
