"""The rules of conflict, by table: each situation, and what stands against the plan in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import shapely

from data.patrols.conflicts import RULES, conflicts
from data.patrols.situation import Situation, situation_of
from data.patrols.wanted import Member, Vehicle
from data.store.engine import reading
from tests.data.patrols.conftest import (
    HOUR,
    LAN,
    MILITARY,
    MINH,
    NOW,
    PLAN,
    POLICE,
    RANGERS,
    SETTINGS,
    SON,
    STARTS,
    TZ,
    World,
)

ROLES = {RANGERS: "ranger", POLICE: "police", MILITARY: "military"}
ALWAYS = {"channels": [{"kind": "call"}], "duty_hours": None}
POINTS = {agency: [{"name": None, **ALWAYS}] for agency in ROLES}
OFFICE = [{"days": [1, 2, 3, 4, 5], "from": "07:30", "to": "17:00"}]
DAILY = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "08:00", "to": "18:00"}]
SQUARE = shapely.box(103.70, 21.80, 103.72, 21.82)
ZONE = {"id": 1, "name": "Bắc", "shape": SQUARE, "archived_at": None}
CLEAR = Situation(
    replace(PLAN, zones=(1,)), NOW, TZ, SETTINGS, zones={1: ZONE}, roles=ROLES, focal_points=POINTS
)


def planned(**more: Any) -> Situation:
    return replace(CLEAR, plan=replace(CLEAR.plan, **more))


def beside(start: Any = STARTS + HOUR, hours: float = 2, **more: Any) -> Situation:
    """Another patrol, one hour after the start of the plan unless said otherwise."""
    empty: dict[str, Any] = {"members": [], "vehicles": [], "zones": []}
    other = empty | {"code": "TT-2027-0001", "starts_at": start, "ends_at": start + hours * HOUR} | more
    return replace(CLEAR, others=(other,))


def row(member: Member, **more: Any) -> dict[str, Any]:
    return {"agency_id": member.agency_id, "name": member.name, "account_id": member.account_id} | more


def down(start: Any = STARTS, **more: Any) -> Situation:
    base = {"agency_id": RANGERS, "person": None, "vehicle": None, "reason": "nghỉ phép"}
    return replace(CLEAR, stand_downs=({**base, "starts_at": start, "ends_at": start + 24 * HOUR, **more},))


def points(agency: str, *rows: dict[str, Any]) -> Situation:
    return replace(CLEAR, focal_points=POINTS | {agency: list(rows)})


def shared(share: float) -> list[dict[str, Any]]:
    """A zone that covers this share of the plan's own, from its west."""
    return [{"id": 9, "shape": shapely.box(103.70, 21.80, 103.70 + 0.02 * share, 21.82)}]


END = PLAN.ends_at
TABLE: dict[str, tuple[Situation, list[str]]] = {
    "nothing": (CLEAR, []),
    # A person or a vehicle is elsewhere.
    "person elsewhere": (beside(members=[row(LAN)]), ["person_booked"]),
    "two elsewhere": (beside(members=[row(LAN), row(SON)]), ["person_booked"] * 2),
    "typed otherwise": (beside(members=[row(LAN, name="lò  thị LAN")]), ["person_booked"]),
    "another name": (beside(members=[row(LAN, name="Lò Thị Làn")]), []),
    "namesake elsewhere": (beside(members=[row(LAN, agency_id=POLICE)]), []),
    "ends as it begins": (beside(STARTS - 2 * HOUR, members=[row(LAN)]), []),
    "begins as it ends": (beside(END, members=[row(LAN)]), []),
    "a minute over": (beside(END - timedelta(minutes=1), members=[row(LAN)]), ["person_booked"]),
    "one account": (
        replace(
            beside(members=[row(LAN, name="L. T. Lan", account_id=7)]),
            plan=replace(CLEAR.plan, members=(replace(LAN, account_id=7), MINH, SON)),
        ),
        ["person_booked"],
    ),
    "vehicle elsewhere": (beside(vehicles=[{"plate": "26b1 23456"}]), ["vehicle_booked"]),
    "other vehicle": (beside(vehicles=[{"plate": "26B1-234.57"}]), []),
    # Stood down.
    "person on leave": (down(person="Lò Thị Lan"), ["person_down"]),
    "namesake on leave": (down(person="Lò Thị Lan", agency_id=POLICE), []),
    "vehicle in repair": (down(vehicle="26B1-23456"), ["vehicle_down"]),
    "agency stands down": (down(), ["agency_down"]),
    "other agency stands down": (down(agency_id="ubnd-xa-muong-gion"), []),
    # Duty hours: the patrol is on Saturday, 07:00 to 17:00.
    "office hours": (points(POLICE, {"name": None, **ALWAYS, "duty_hours": OFFICE}), ["off_hours"]),
    "from eight on": (points(POLICE, {"name": None, **ALWAYS, "duty_hours": DAILY}), ["off_hours"]),
    "two share the day": (
        points(
            POLICE,
            {"name": None, **ALWAYS, "duty_hours": DAILY},
            {"name": None, **ALWAYS, "duty_hours": [{"days": [6], "from": "06:00", "to": "08:00"}]},
        ),
        [],
    ),
    "own hours": (
        points(
            POLICE,
            {"name": "Quàng Văn Minh", **ALWAYS, "duty_hours": OFFICE},
            {"name": "Người khác", **ALWAYS, "duty_hours": [{"days": [6], "from": "00:00", "to": "24:00"}]},
        ),
        ["off_hours"],
    ),
    # Who must be there.
    "police missing": (planned(members=(LAN, SON)), ["role_missing"]),
    "police not asked for": (planned(members=(LAN, SON), required_roles=("ranger",)), []),
    "lead missing": (
        planned(members=(replace(MINH, role="leader"), SON), required_roles=()),
        ["lead_absent"],
    ),
    "nobody leads": (planned(members=(replace(LAN, role="member"), MINH, SON)), ["leader_missing"]),
    "nobody at all": (planned(members=(), required_roles=()), ["leader_missing"]),
    "leader without a phone": (planned(members=(replace(LAN, phone=""), MINH, SON)), ["leader_phone"]),
    "no focal point": (points(POLICE), ["untold"]),
    "no channel": (points(POLICE, {"name": None, "channels": None, "duty_hours": None}), ["untold"]),
    # The ground.
    "no zone": (replace(planned(zones=()), zones={}), ["no_zone"]),
    "same zone": (beside(zones=[{"id": 1, "shape": SQUARE}]), ["zone_covered"]),
    "same ground": (beside(zones=shared(0.6)), ["zone_covered"]),
    "its edge alone": (beside(zones=shared(0.4)), []),
    "same zone that evening": (
        beside(END + 11 * HOUR, zones=[{"id": 1, "shape": SQUARE}]),
        ["zone_covered"],
    ),
    "same zone the next day": (beside(END + 12 * HOUR, zones=[{"id": 1, "shape": SQUARE}]), []),
    "archived zone": (replace(CLEAR, zones={1: ZONE | {"archived_at": NOW}}), ["zone_archived"]),
    "has begun": (replace(CLEAR, now=STARTS), ["in_the_past"]),
    # What cannot be.
    "listed twice": (
        planned(members=(LAN, MINH, SON, replace(LAN, role="driver"))),
        ["person_twice"],
    ),
    "one vehicle twice": (
        planned(vehicles=(*PLAN.vehicles, Vehicle("26B1 23456"))),
        ["vehicle_twice"],
    ),
    "agency that is no more": (
        replace(CLEAR, roles={RANGERS: "ranger", MILITARY: "military"}),
        ["agency_gone", "role_missing"],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_table(case: str) -> None:
    situation, expected = TABLE[case]
    assert [each.code for each in conflicts(situation)] == expected


def test_every_rule_is_in_the_table() -> None:
    assert {code for _situation, codes in TABLE.values() for code in codes} == set(RULES)


def test_what_is_found_is_named() -> None:
    (found,) = conflicts(TABLE["person elsewhere"][0])
    assert found.about == {
        "name": "Lò Thị Lan",
        "code": "TT-2027-0001",
        "from": STARTS + HOUR,
        "to": STARTS + 3 * HOUR,
    }
    (off,) = conflicts(TABLE["from eight on"][0])
    assert (off.about["from"], off.about["to"]) == (STARTS, STARTS + HOUR)  # 07:00 to 08:00
    assert (off.about["agency_id"], off.about["name"]) == (POLICE, None)


def test_only_what_cannot_be_is_forbidden() -> None:
    assert {code for code, rule in RULES.items() if rule.forbids} == {
        "person_twice",
        "vehicle_twice",
        "agency_gone",
    }


def test_read_from_the_database(world: World) -> None:
    first = world.made()
    plan = world.plan(starts_at=STARTS + HOUR, ends_at=STARTS + 4 * HOUR)
    with reading(world.engine) as conn:
        found = conflicts(situation_of(conn, plan, NOW, TZ, SETTINGS))
        own = conflicts(situation_of(conn, plan, NOW, TZ, SETTINGS, patrol_id=first))
    codes = [each.code for each in found]
    assert codes.count("person_booked") == 3
    assert {"vehicle_booked", "zone_covered", "untold"} <= set(codes)
    assert {each.code for each in own} == {"untold"}  # a patrol is no conflict of its own
