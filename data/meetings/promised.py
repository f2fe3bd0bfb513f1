"""Which meetings a coordination plan promises in a period. Pure: plan, communes, agencies in; meetings out.

Clause 3 of the plan: monthly in each commune, chaired by the commune police; quarterly for the area, the host
rotating among the three forces. Communes and agencies are those of the period's last day within the plan: a
month that ends under another map is counted by that map, and a unit that has ended chairs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.meetings.rotation import Order, host_role
from data.periods import Period, months_in, quarters_in

CHAIR = ("police", "commune")
"""Role and level of who chairs in a commune (clause 3)."""
QUARTERLY_LEVELS = ("area", "province")
"""Where the host of the quarterly meeting is looked for, in this order: since 2025 no force but the rangers
has a unit of the area (DOMAIN 3)."""

Row = Mapping[str, Any]
AgenciesOn = Callable[[date], Sequence[Row]]
CommunesOn = Callable[[date], tuple[str, Sequence[str]]]
"""A day → the map in force (its era), and the ids of its communes."""


@dataclass(frozen=True)
class Promised:
    """A meeting that there should be; `due_on` is the last local day on which it is in time.

    `by_role` is the force whose turn it is (None: no order has been entered); `host_agency_id` its unit, None
    where none is known.
    """

    kind: str
    period: str
    commune_id: str | None
    era: str
    host_agency_id: str | None
    due_on: date
    by_role: str | None = None


def _within(plan: Row, period: Period) -> date | None:
    """The last day of the period on which the plan holds; None where it does not."""
    if plan["status"] != "signed" or plan["period_from"] > period.last or plan["period_to"] < period.first:
        return None
    last: date = min(period.last, plan["period_to"])
    return last


def _chair(agencies: Sequence[Row], commune: str) -> str | None:
    role, level = CHAIR
    for each in agencies:
        if (each["role"], each["level"]) == (role, level) and commune in (each["communes"] or ()):
            return str(each["agency_id"])
    return None


def _host(agencies: Sequence[Row], role: str | None) -> str | None:
    for level in QUARTERLY_LEVELS:
        found = [each for each in agencies if each["role"] == role and each["level"] == level]
        if found:
            return str(found[0]["agency_id"])
    return None


def monthly(plan: Row, period: Period, communes_on: CommunesOn, agencies_on: AgenciesOn) -> list[Promised]:
    """The meetings of the communes in the months that a period touches."""
    found = []
    for month in months_in(period):
        last = _within(plan, month)
        if last is None:
            continue
        era, communes = communes_on(last)
        agencies = agencies_on(last)
        found += [
            Promised("commune_month", month.text, own, era, _chair(agencies, own), last, CHAIR[0])
            for own in communes
        ]
    return found


def quarterly(
    plan: Row, period: Period, communes_on: CommunesOn, agencies_on: AgenciesOn, orders: Sequence[Order]
) -> list[Promised]:
    """The meetings of the area in the quarters that a period touches."""
    found = []
    for quarter in quarters_in(period):
        last = _within(plan, quarter)
        if last is None:
            continue
        role = host_role(quarter, orders)
        era, _communes = communes_on(last)
        host = _host(agencies_on(last), role)
        found.append(Promised("area_quarter", quarter.text, None, era, host, last, role))
    return found
