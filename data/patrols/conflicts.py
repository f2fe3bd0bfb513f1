"""What stands against a plan, as one table of rules: each looks at the situation and names what it found.

A rule warns; it forbids only what cannot be. Whoever plans may know better: a warning is shown at once, on
the plan and before it is assigned, and does not stop them. Code, tests and screen read `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from data.agencies.reaching import on_duty
from data.patrols.errors import PatrolInvalid
from data.patrols.situation import Situation
from data.patrols.wanted import Member, person_key, vehicle_key

_STEP = timedelta(minutes=30)
"""Duty hours are looked at in steps of half an hour, as in the nightly check of reachability."""


@dataclass(frozen=True)
class Conflict:
    """One thing that stands against the plan; `about` names it: plain values for the sentence on screen.

    `forbids`: it cannot be at all.
    """

    code: str
    about: Mapping[str, Any] = field(default_factory=dict)
    forbids: bool = False


@dataclass(frozen=True)
class Rule:
    """`find` yields what `Conflict.about` says, once for each thing that it found."""

    find: Callable[[Situation], Iterator[dict[str, Any]]]
    forbids: bool = False


def _overlapping(s: Situation) -> Iterator[Mapping[str, Any]]:
    for other in s.others:
        if other["starts_at"] < s.plan.ends_at and s.plan.starts_at < other["ends_at"]:
            yield other


def _same(member: Member, row: Mapping[str, Any]) -> bool:
    if member.account_id is not None and member.account_id == row["account_id"]:
        return True
    return person_key(member.agency_id, member.name) == person_key(row["agency_id"], row["name"])


def _window(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"from": row["starts_at"], "to": row["ends_at"]}


def _person_booked(s: Situation) -> Iterator[dict[str, Any]]:
    for other in _overlapping(s):
        for member in s.plan.members:
            if any(_same(member, row) for row in other["members"]):
                yield {"name": member.name, "code": other["code"], **_window(other)}


def _vehicle_booked(s: Situation) -> Iterator[dict[str, Any]]:
    for other in _overlapping(s):
        taken = {vehicle_key(row["plate"]) for row in other["vehicles"]}
        for each in s.plan.vehicles:
            if vehicle_key(each.plate) in taken:
                yield {"plate": each.plate, "code": other["code"], **_window(other)}


def _person_down(s: Situation) -> Iterator[dict[str, Any]]:
    for row in s.stand_downs:
        for member in s.plan.members if row["person"] is not None else ():
            if person_key(member.agency_id, member.name) == person_key(row["agency_id"], row["person"]):
                yield {"name": member.name, "reason": row["reason"], **_window(row)}


def _vehicle_down(s: Situation) -> Iterator[dict[str, Any]]:
    for row in s.stand_downs:
        for each in s.plan.vehicles if row["vehicle"] is not None else ():
            if vehicle_key(each.plate) == vehicle_key(row["vehicle"]):
                yield {"plate": each.plate, "reason": row["reason"], **_window(row)}


def _agency_down(s: Situation) -> Iterator[dict[str, Any]]:
    going = {s.plan.lead_agency_id} | {member.agency_id for member in s.plan.members}
    for row in s.stand_downs:
        if row["person"] is None and row["vehicle"] is None and row["agency_id"] in going:
            yield {"agency_id": row["agency_id"], "reason": row["reason"], **_window(row)}


def _uncovered(s: Situation, spans: list[Any]) -> tuple[datetime, datetime] | None:
    """The first stretch of the window in which none of the spans of duty holds; moments aware."""
    first: datetime | None = None
    moment = s.plan.starts_at
    while moment < s.plan.ends_at:
        on = any(on_duty(hours, moment.astimezone(s.tz)) for hours in spans)
        if on and first is not None:
            return first, moment
        if not on and first is None:
            first = moment
        moment += _STEP
    return None if first is None else (first, s.plan.ends_at)


def _off_hours(s: Situation) -> Iterator[dict[str, Any]]:
    """Of a member who is a focal point their own hours, of the others those of their agency; where nobody
    entered any there is nothing to say."""
    said: set[str] = set()
    for member in s.plan.members:
        points = s.focal_points.get(member.agency_id, ())
        own = [row for row in points if row["name"] and _is(row["name"], member.name)]
        spans = [row["duty_hours"] for row in own or points if row["duty_hours"] is not None]
        gap = _uncovered(s, spans) if spans else None
        who = member.name if own else member.agency_id
        if gap is None or who in said:
            continue
        said.add(who)
        yield {
            "name": member.name if own else None,
            "agency_id": member.agency_id,
            "from": gap[0],
            "to": gap[1],
        }


def _is(one: str, other: str) -> bool:
    return person_key("", one) == person_key("", other)


def _role_missing(s: Situation) -> Iterator[dict[str, Any]]:
    present = {s.roles.get(member.agency_id) for member in s.plan.members}
    for role in s.plan.required_roles:
        if role not in present:
            yield {"role": role}


def _lead_absent(s: Situation) -> Iterator[dict[str, Any]]:
    if s.plan.members and all(each.agency_id != s.plan.lead_agency_id for each in s.plan.members):
        yield {"agency_id": s.plan.lead_agency_id}


def _leader_missing(s: Situation) -> Iterator[dict[str, Any]]:
    if all(member.role != "leader" for member in s.plan.members):
        yield {}


def _leader_phone(s: Situation) -> Iterator[dict[str, Any]]:
    for member in s.plan.members:
        if member.role == "leader" and not member.phone.strip():
            yield {"name": member.name}


def _untold(s: Situation) -> Iterator[dict[str, Any]]:
    for agency_id in dict.fromkeys(member.agency_id for member in s.plan.members):
        if agency_id in s.roles and not any(row["channels"] for row in s.focal_points.get(agency_id, ())):
            yield {"agency_id": agency_id}


def _no_zone(s: Situation) -> Iterator[dict[str, Any]]:
    if not s.plan.zones:
        yield {}


def _share(one: Any, other: Any) -> float:
    """Share of the first shape's area that lies in the second; degrees do, for a share of one place."""
    if one.area == 0 or other.area == 0:
        return 0.0
    return float(one.intersection(other).area / one.area)


def _zone_covered(s: Situation) -> Iterator[dict[str, Any]]:
    near = timedelta(hours=s.settings.zone_again_hours)
    for other in s.others:
        if other["starts_at"] >= s.plan.ends_at + near or other["ends_at"] <= s.plan.starts_at - near:
            continue
        for own in s.zones.values():
            same = any(
                row["id"] == own["id"] or _share(own["shape"], row["shape"]) >= s.settings.zone_shared
                for row in other["zones"]
            )
            if same:
                yield {"zone": own["name"], "code": other["code"], **_window(other)}


def _in_the_past(s: Situation) -> Iterator[dict[str, Any]]:
    if s.plan.starts_at <= s.now:
        yield {"from": s.plan.starts_at}


def _agency_gone(s: Situation) -> Iterator[dict[str, Any]]:
    for agency_id in dict.fromkeys([s.plan.lead_agency_id, *(each.agency_id for each in s.plan.members)]):
        if agency_id and agency_id not in s.roles:
            yield {"agency_id": agency_id}


def _zone_archived(s: Situation) -> Iterator[dict[str, Any]]:
    for row in s.zones.values():
        if row["archived_at"] is not None:
            yield {"zone": row["name"]}


def _person_twice(s: Situation) -> Iterator[dict[str, Any]]:
    keys = [person_key(each.agency_id, each.name) for each in s.plan.members]
    for number, member in enumerate(s.plan.members):
        if keys[number] in keys[:number]:
            yield {"name": member.name}


def _vehicle_twice(s: Situation) -> Iterator[dict[str, Any]]:
    keys = [vehicle_key(each.plate) for each in s.plan.vehicles]
    for number, each in enumerate(s.plan.vehicles):
        if keys[number] in keys[:number]:
            yield {"plate": each.plate}


RULES: dict[str, Rule] = {
    "person_twice": Rule(_person_twice, forbids=True),
    "vehicle_twice": Rule(_vehicle_twice, forbids=True),
    "agency_gone": Rule(_agency_gone, forbids=True),
    "person_booked": Rule(_person_booked),
    "vehicle_booked": Rule(_vehicle_booked),
    "person_down": Rule(_person_down),
    "vehicle_down": Rule(_vehicle_down),
    "agency_down": Rule(_agency_down),
    "off_hours": Rule(_off_hours),
    "role_missing": Rule(_role_missing),
    "lead_absent": Rule(_lead_absent),
    "leader_missing": Rule(_leader_missing),
    "leader_phone": Rule(_leader_phone),
    "untold": Rule(_untold),
    "no_zone": Rule(_no_zone),
    "zone_covered": Rule(_zone_covered),
    "zone_archived": Rule(_zone_archived),
    "in_the_past": Rule(_in_the_past),
}
"""Code → rule, what forbids first."""


def conflicts(situation: Situation) -> list[Conflict]:
    """Everything that stands against the plan, in the order of the rules."""
    return [
        Conflict(code, about, rule.forbids) for code, rule in RULES.items() for about in rule.find(situation)
    ]


def refuse_impossible(situation: Situation) -> None:
    """Refuse a plan that cannot be.

    Raises
    ------
    PatrolInvalid
        `problem` is the code of the rule, `what` names the first thing that it found.
    """
    for each in conflicts(situation):
        if each.forbids:
            raise PatrolInvalid(problem=each.code, what=str(next(iter(each.about.values()), "")))
