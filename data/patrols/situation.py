"""What the rules of conflict look at: the plan, and everything around its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.agencies import agencies_at, focal_points_at
from data.patrols.reading import list_patrols
from data.patrols.settings import PatrolSettings
from data.patrols.stand_downs import stand_downs
from data.patrols.states import TAKEN
from data.patrols.wanted import Plan, plan_of
from data.store.tables import zone


@dataclass(frozen=True)
class Situation:
    """A plan among its neighbours.

    Attributes
    ----------
    others
        Patrols (as `patrol_of`) that take people, vehicles or zones around the window; not the plan itself.
    stand_downs
        Rows of `stand_down` that lie in the window and count.
    zones
        Id → row of `zone`, of those that the plan names.
    roles
        Agency → its role, of the agencies that there are on the plan's first local day.
    focal_points
        Agency → its focal points (rows) of that day.
    """

    plan: Plan
    now: datetime
    tz: tzinfo
    settings: PatrolSettings
    others: Sequence[Mapping[str, Any]] = ()
    stand_downs: Sequence[Mapping[str, Any]] = ()
    zones: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    focal_points: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def _roles(conn: Connection, day: date) -> dict[str, str]:
    return {row["agency_id"]: row["role"] for row in agencies_at(conn, day)}


def _points(conn: Connection, day: date) -> dict[str, list[dict[str, Any]]]:
    points: dict[str, list[dict[str, Any]]] = {}
    for each in focal_points_at(conn, day):
        points.setdefault(each["agency_id"], []).append(each)
    return points


def _close(one: Mapping[str, Any], other: Mapping[str, Any], near: timedelta = timedelta(0)) -> bool:
    """Whether two windows lie closer together than `near`; 0: whether they overlap."""
    return bool(one["starts_at"] < other["ends_at"] + near and other["starts_at"] < one["ends_at"] + near)


def situation_of(
    conn: Connection,
    plan: Plan,
    now: datetime,
    tz: tzinfo,
    settings: PatrolSettings,
    *,
    patrol_id: int | None = None,
) -> Situation:
    """Read what lies around a plan; `patrol_id` is the patrol that it is already, if it is one."""
    day = plan.starts_at.astimezone(tz).date()
    near = timedelta(hours=settings.zone_again_hours)
    around = list_patrols(conn, plan.starts_at - near, plan.ends_at + near, statuses=TAKEN)
    named = conn.execute(select(zone).where(zone.c.id.in_(list(plan.zones)))).mappings()
    return Situation(
        plan,
        now,
        tz,
        settings,
        others=[row for row in around if row["id"] != patrol_id],
        stand_downs=stand_downs(conn, plan.starts_at, plan.ends_at),
        zones={row["id"]: dict(row) for row in named},
        roles=_roles(conn, day),
        focal_points=_points(conn, day),
    )


def situations_of(
    conn: Connection,
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
    tz: tzinfo,
    settings: PatrolSettings,
) -> dict[int, Situation]:
    """Patrol → what lies around it, for many stored patrols (as `patrol_of`), read once for all of them."""
    if not rows:
        return {}
    near = timedelta(hours=settings.zone_again_hours)
    first, last = min(row["starts_at"] for row in rows), max(row["ends_at"] for row in rows)
    around = list_patrols(conn, first - near, last + near, statuses=TAKEN)
    downs = stand_downs(conn, first, last)
    days = {row["starts_at"].astimezone(tz).date() for row in rows}
    there = {day: (_roles(conn, day), _points(conn, day)) for day in days}
    found = {}
    for row in rows:
        roles, points = there[row["starts_at"].astimezone(tz).date()]
        found[row["id"]] = Situation(
            plan_of(row),
            now,
            tz,
            settings,
            others=[each for each in around if each["id"] != row["id"] and _close(each, row, near)],
            stand_downs=[each for each in downs if _close(each, row)],
            zones={each["id"]: each for each in row["zones"]},
            roles=roles,
            focal_points=points,
        )
    return found
