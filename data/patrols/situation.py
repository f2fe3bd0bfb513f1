"""What the rules of conflict look at: the plan, and everything around its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.agencies import agencies_at, focal_points_at
from data.patrols.reading import list_patrols
from data.patrols.settings import PatrolSettings
from data.patrols.stand_downs import stand_downs
from data.patrols.states import TAKEN
from data.patrols.wanted import Plan
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
    points: dict[str, list[dict[str, Any]]] = {}
    for each in focal_points_at(conn, day):
        points.setdefault(each["agency_id"], []).append(each)
    return Situation(
        plan,
        now,
        tz,
        settings,
        others=[row for row in around if row["id"] != patrol_id],
        stand_downs=stand_downs(conn, plan.starts_at, plan.ends_at),
        zones={row["id"]: dict(row) for row in named},
        roles={row["agency_id"]: row["role"] for row in agencies_at(conn, day)},
        focal_points=points,
    )
