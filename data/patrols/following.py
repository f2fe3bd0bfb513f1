"""Change a patrol and those of its series that come after it, each on the path of a single change.

What the planner changed of this one is changed in each; what they left alone stays as each of the others has
it, its day above all. Of zones, vehicles and people it is who was added and who was taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

from sqlalchemy import Connection

from data.errors import refuse_stale
from data.patrols.act import By
from data.patrols.errors import PatrolInvalid, PatrolUnknown
from data.patrols.members import add_member, edit_member, remove_member
from data.patrols.planning import edit_patrol
from data.patrols.reading import RECORD_KIND, patrol_of, patrols_of_series
from data.patrols.settings import PatrolSettings
from data.patrols.states import STATES
from data.patrols.undoing import undo
from data.patrols.wanted import WORDS, Member, Plan, one_line, person_key, plan_of, vehicle_key
from data.store.lock import serialise
from data.store.tables import AGENCY_ROLES
from geo.communes import Areas

T = TypeVar("T")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """A patrol that was changed: its version now, and in how many steps of its history."""

    patrol_id: int
    version: int
    steps: int


def following(conn: Connection, patrol_id: int) -> list[dict[str, Any]]:
    """The patrol and those of its series that begin later and whose plan may still be changed (rows as
    `patrol_of`), by their start; none where its own may not.
    """
    found = patrol_of(conn, patrol_id)
    if found is None or not STATES[found["status"]].plan:
        return []
    later = [
        each
        for each in patrols_of_series(conn, found["series_id"] or "")
        if each["starts_at"] > found["starts_at"] and STATES[each["status"]].plan
    ]
    return [found, *later]


def _clock(plan: Plan, moment: datetime, tz: tzinfo) -> timedelta:
    """How long after the local midnight on which the plan begins, on the wall's clock."""
    midnight = datetime.combine(plan.starts_at.astimezone(tz).date(), time())
    return moment.astimezone(tz).replace(tzinfo=None) - midnight


def _moment(plan: Plan, clock: timedelta, tz: tzinfo) -> datetime:
    midnight = datetime.combine(plan.starts_at.astimezone(tz).date(), time())
    return (midnight + clock).replace(tzinfo=tz)


def _window(plan: Plan, before: Plan, after: Plan, tz: tzinfo) -> dict[str, Any]:
    """The times of day that differ, on the plan's own day."""
    pairs = {"starts_at": (before.starts_at, after.starts_at), "ends_at": (before.ends_at, after.ends_at)}
    clocks = {name: (_clock(before, old, tz), _clock(after, new, tz)) for name, (old, new) in pairs.items()}
    return {name: _moment(plan, new, tz) for name, (old, new) in clocks.items() if old != new}


def _listed(
    held: Iterable[T], before: Iterable[T], after: Iterable[T], key: Callable[[T], Hashable]
) -> tuple[T, ...]:
    """A list without what was taken off another, and with what was added to that."""
    was, now = {key(each) for each in before}, {key(each): each for each in after}
    kept = [each for each in held if key(each) in now or key(each) not in was]
    there = {key(each) for each in kept}
    return (*kept, *(each for own, each in now.items() if own not in was and own not in there))


def _of(member: Member) -> tuple[str, str]:
    return person_key(member.agency_id, member.name)


def _recast(
    members: Iterable[Member], before: Iterable[Member], after: Sequence[Member]
) -> tuple[Member, ...]:
    """The members with the roles that differ; where somebody else leads now, whoever led does not."""
    was = {_of(each): each.role for each in before}
    roles = {_of(each): each.role for each in after if was.get(_of(each)) != each.role}
    led = "leader" in roles.values()
    found = []
    for each in members:
        steps_down = led and each.role == "leader"
        role = roles.get(_of(each), "member" if steps_down else each.role)
        found.append(replace(each, role=role))
    return tuple(found)


def _tidy(plan: Plan) -> Plan:
    """The plan as it would be stored: blanks and order are no change."""
    said = {name: getattr(plan, name).strip() for name in WORDS}
    said |= {"meeting_place": one_line(plan.meeting_place)}
    roles = tuple(role for role in AGENCY_ROLES if role in plan.required_roles)
    return replace(plan, **said, required_roles=roles)


def applied(plan: Plan, before: Plan, after: Plan, tz: tzinfo) -> Plan:
    """The plan of another patrol once it is changed as `before` is into `after`. On its own day, whatever the
    days of those are.
    """
    after, fields = _tidy(after), (*WORDS, "required_roles")
    same = {name: getattr(after, name) for name in fields if getattr(before, name) != getattr(after, name)}
    members = _listed(plan.members, before.members, after.members, _of)
    return replace(
        plan,
        **same,
        **_window(plan, before, after, tz),
        zones=_listed(plan.zones, before.zones, after.zones, int),
        vehicles=_listed(
            plan.vehicles, before.vehicles, after.vehicles, lambda each: vehicle_key(each.plate)
        ),
        members=_recast(members, before.members, after.members),
    )


def replanned(
    conn: Connection, patrol_id: int, wanted: Plan, tz: tzinfo
) -> list[tuple[dict[str, Any], Plan]]:
    """What `edit_following` would make: each patrol that differs then (as `patrol_of`), with its plan."""
    rows = following(conn, patrol_id)
    if not rows:
        return []
    before = plan_of(rows[0])
    plans = [(row, applied(plan_of(row), before, wanted, tz)) for row in rows]
    return [(row, plan) for row, plan in plans if plan != plan_of(row)]


def _people(conn: Connection, row: Row, plan: Plan, by: By, version: int, reason: str) -> int:
    """Let these go along, newcomers first, so that nobody's agency is told that it does not go and that it
    does. Returns the version then."""
    own, held, wanted = row["id"], {_of(each): each for each in plan_of(row).members}, plan.members
    ids = {person_key(each["agency_id"], each["name"]): each["id"] for each in row["members"]}
    for each in wanted:
        if _of(each) not in held:
            add_member(conn, own, each, by, seen_version=version)
        elif each != held[_of(each)]:
            edit_member(conn, own, ids[_of(each)], each, by, seen_version=version)
        else:
            continue
        version += 1
    going = {_of(each) for each in wanted}
    for key in [each for each in held if each not in going]:
        remove_member(conn, own, ids[key], by, seen_version=version, reason=reason)
        version += 1
    return version


def _one(
    conn: Connection, row: Row, plan: Plan, by: By, settings: PatrolSettings, tz: tzinfo, areas: Areas,
    reason: str,
) -> Made:  # fmt: skip
    version = row["version"]
    held = plan_of(row)
    if replace(plan, members=held.members) != held:
        edit_patrol(conn, row["id"], plan, by, settings, tz, areas, seen_version=version)
        version += 1
    version = _people(conn, row, plan, by, version, reason)
    return Made(row["id"], version, version - row["version"])


def edit_following(
    conn: Connection,
    patrol_id: int,
    wanted: Plan,
    by: By,
    settings: PatrolSettings,
    tz: tzinfo,
    areas: Areas,
    *,
    seen: Mapping[int, int],
    reason: str = "",
) -> list[Made]:
    """Change a patrol and those after it as the first is changed into `wanted`; its day stays what it was.
    All or none.

    Parameters
    ----------
    seen
        Patrol → the version that was seen, of every one of `following`.
    reason
        Why people are taken off the list, where somebody is.

    Raises
    ------
    As `data.patrols.planning.edit_patrol` and `data.patrols.members`; `problem` plan_fixed, nothing_changed,
    reason_missing.
    data.errors.ConflictError
        They are not as they were seen, or not those that were seen.
    """
    serialise(conn)
    if patrol_of(conn, patrol_id) is None:
        raise PatrolUnknown(kind=RECORD_KIND, id=patrol_id)
    rows = following(conn, patrol_id)
    if not rows:
        raise PatrolInvalid(problem="plan_fixed")
    there = {row["id"]: row["version"] for row in rows}
    for own in sorted({*there, *seen}):
        refuse_stale(RECORD_KIND, own, seen.get(own, 0), there.get(own, 0))
    plans = replanned(conn, patrol_id, wanted, tz)
    if not plans:
        raise PatrolInvalid(problem="nothing_changed")
    said = one_line(reason)
    return [_one(conn, row, plan, by, settings, tz, areas, said) for row, plan in plans]


def undo_following(conn: Connection, made: Sequence[Made], by: By) -> None:
    """Take back what `edit_following` made, of all of them or of none.

    Raises
    ------
    As `data.patrols.undoing.undo`: somebody changed one of them since.
    """
    for each in made:
        for step in range(each.steps):
            undo(conn, each.patrol_id, by, seen_version=each.version + step)
