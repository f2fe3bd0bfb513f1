"""Plan a patrol, change it, assign it, move it, cancel it, close it. Each permitted, each journalled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, insert

from data.access import permit
from data.incidents.numbering import next_number
from data.patrols.act import PLAN, By
from data.patrols.conflicts import refuse_impossible
from data.patrols.errors import PatrolInvalid
from data.patrols.ground import communes_columns, moved
from data.patrols.members import insert_member, shown
from data.patrols.parts import check_vehicles, check_zones, plain_vehicles, set_vehicles, set_zones
from data.patrols.settings import PatrolSettings
from data.patrols.situation import situation_of
from data.patrols.states import FIRST, STATES
from data.patrols.wanted import Plan, checked_member, checked_plan, one_line, plan_of
from data.patrols.writing import held, journalled, known, step, write
from data.store.lock import serialise
from data.store.tables import patrol
from geo.communes import Areas

PREFIX = "TT"


def plan_patrol(
    conn: Connection,
    plan: Plan,
    by: By,
    settings: PatrolSettings,
    tz: tzinfo,
    areas: Areas,
    *,
    series_id: str | None = None,
    repeat: str | None = None,
) -> int:
    """Store a planned patrol with its people, zones and vehicles, and return its id. Nobody is told yet.

    Raises
    ------
    data.access.Denied
    PatrolInvalid
        As `checked_plan`, `checked_member`, `check_zones`, `check_vehicles`; what a rule of conflict forbids.
    data.agencies.errors.PhoneInvalid, PhoneOld
    """
    serialise(conn)
    permit(by.who, PLAN, {"agency_id": by.who.agency_id}, conn=conn)
    row = checked_plan(plan, settings)
    zones, vehicles = check_zones(conn, plan.zones), check_vehicles(plan.vehicles)
    members = [checked_member(each, drill=by.drill) for each in plan.members]
    refuse_impossible(situation_of(conn, plan, by.now, tz, settings))
    whole = row | communes_columns(conn, zones, areas, settings)
    whole |= next_number(conn, patrol, PREFIX, by.now, tz)
    whole |= {
        "series_id": series_id,
        "repeat": repeat,
        "status": FIRST,
        "agency_id": by.who.agency_id,
        "actor": by.who.name,
        "created_at": by.now,
        "updated_at": by.now,
        "version": 1,
    }
    made = int(conn.execute(insert(patrol).returning(patrol.c.id), whole).scalar_one())
    set_zones(conn, made, zones)
    set_vehicles(conn, made, [], vehicles, by)
    people = [insert_member(conn, made, each, by) for each in members]
    after = {
        **whole,
        "zones": zones,
        "vehicles": vehicles,
        "members": [shown(each) for each in people],
    }
    journalled(conn, made, by, "planned", None, after)
    return made


def _changeable(found: Mapping[str, Any]) -> None:
    if not STATES[found["status"]].plan:
        raise PatrolInvalid(problem="plan_fixed")


def edit_patrol(
    conn: Connection,
    patrol_id: int,
    plan: Plan,
    by: By,
    settings: PatrolSettings,
    tz: tzinfo,
    areas: Areas,
    *,
    seen_version: int,
) -> None:
    """Change window, words, zones and vehicles; people come and go by `data.patrols.members`.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    PatrolInvalid
        `problem`: plan_fixed (it is on its way or over), nothing_changed, or as `plan_patrol`.
    """
    found = held(conn, patrol_id, by, seen_version)
    _changeable(found)
    row = checked_plan(plan, settings)
    had = sorted(each["id"] for each in found["zones"])
    zones, vehicles = check_zones(conn, plan.zones, had), check_vehicles(plan.vehicles)
    goes = replace(plan, members=plan_of(found).members)
    refuse_impossible(situation_of(conn, goes, by.now, tz, settings, patrol_id=patrol_id))
    old = plain_vehicles(found["vehicles"])
    before = {name: found[name] for name in row if found[name] != row[name]}
    after: dict[str, Any] = {name: row[name] for name in before}
    written = dict(after)
    if zones != had:
        before["zones"], after["zones"] = had, zones
        set_zones(conn, patrol_id, zones)
    if vehicles != old:
        before["vehicles"], after["vehicles"] = old, vehicles
        set_vehicles(conn, patrol_id, found["vehicles"], vehicles, by)
    if not after:
        raise PatrolInvalid(problem="nothing_changed")
    where = moved(conn, found, zones, areas, settings)
    write(conn, found, by, written | where)
    journalled(conn, patrol_id, by, "edited", before | {name: found[name] for name in where}, after | where)
    known(conn, patrol_id, by)


def on_day(found: Mapping[str, Any], day: date, tz: tzinfo) -> tuple[datetime, datetime]:
    """The window of a patrol with the same local hours, begun on another local day."""
    first, last = found["starts_at"].astimezone(tz), found["ends_at"].astimezone(tz)
    shift = timedelta(days=(day - first.date()).days)
    return _shifted(first, shift, tz), _shifted(last, shift, tz)


def _shifted(local: datetime, shift: timedelta, tz: tzinfo) -> datetime:
    return (local.replace(tzinfo=None) + shift).replace(tzinfo=tz)


def move_to_day(
    conn: Connection, patrol_id: int, day: date, by: By, tz: tzinfo, *, seen_version: int
) -> None:
    """Let a patrol begin on another local day, at the same local hours.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    PatrolInvalid
        `problem`: plan_fixed, nothing_changed.
    """
    found = held(conn, patrol_id, by, seen_version)
    _changeable(found)
    starts_at, ends_at = on_day(found, day, tz)
    if starts_at == found["starts_at"]:
        raise PatrolInvalid(problem="nothing_changed")
    after = {"starts_at": starts_at, "ends_at": ends_at}
    write(conn, found, by, after)
    journalled(conn, patrol_id, by, "moved", {name: found[name] for name in after}, after)
    known(conn, patrol_id, by)


def assign(
    conn: Connection, patrol_id: int, by: By, settings: PatrolSettings, areas: Areas, *, seen_version: int
) -> None:
    """Give the order: from now on the agency of each member must be told. Where it goes is said by its zones
    as they are now.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError, PatrolStepRefused
    PatrolInvalid
        `problem`: nobody_goes, over_already.
    """
    found = held(conn, patrol_id, by, seen_version)
    if not found["members"]:
        raise PatrolInvalid(problem="nobody_goes")
    if found["status"] == FIRST and found["ends_at"] <= by.now:
        raise PatrolInvalid(problem="over_already")
    where: dict[str, Any] = moved(conn, found, [each["id"] for each in found["zones"]], areas, settings)
    step(conn, found, "assigned", by, assigned_at=by.now, assigned_by=by.who.name, **where)


def cancel(conn: Connection, patrol_id: int, by: By, *, seen_version: int, reason: str) -> None:
    """Call a patrol off; whoever was told of it is told that too.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError, PatrolStepRefused
    PatrolInvalid
        `problem`: reason_missing.
    """
    found = held(conn, patrol_id, by, seen_version)
    if not one_line(reason):
        raise PatrolInvalid(problem="reason_missing")
    step(conn, found, "cancelled", by, reason=one_line(reason), ended_reason=one_line(reason))


def complete(conn: Connection, patrol_id: int, by: By, *, seen_version: int, words: str = "") -> None:
    """Close a patrol that came back; `words` is what its leader says at the end.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError, PatrolStepRefused
    """
    found = held(conn, patrol_id, by, seen_version)
    step(conn, found, "completed", by, reason=words.strip(), ended_reason=words.strip() or None)
