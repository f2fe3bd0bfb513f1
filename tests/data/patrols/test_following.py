"""A series that is changed from one of its patrols on: each as by itself, all or none, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import Act, FocalPoint, add_focal_point
from data.auditing import audit
from data.errors import ConflictError
from data.journal_pages import entries_about
from data.ledger.rule_loading import load_rules
from data.notices.autotelling import tell_automatically
from data.notices.outbox import send_due
from data.notices.updating import tell_changes
from data.patrols.act import By
from data.patrols.errors import PatrolInvalid, PatrolUnknown
from data.patrols.following import Made, applied, edit_following, following, replanned, undo_following
from data.patrols.members import add_member
from data.patrols.planning import assign, cancel, edit_patrol, move_to_day
from data.patrols.reading import RECORD_KIND
from data.patrols.repeating import plan_series
from data.patrols.wanted import Member, Vehicle, plan_of
from data.patrols.writing import held, step
from data.plan.loading import load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty, duty_entry, journal, matter_fact, notice
from tests.data.notices.scene import channels, office
from tests.data.patrols.conftest import (
    AREAS,
    BY,
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
from tests.data.patrols.test_planning import HOANG, did, names

WEEK = timedelta(days=7)
COMMITTEE = Member("ubnd-xa-muong-gion", "Lò Văn Ủy", "participant")


@pytest.fixture
def series(world: World) -> list[int]:
    """Four Saturdays, 07:00 to 17:00."""
    with writing(world.engine) as conn:
        return plan_series(conn, world.plan(), "week", date(2027, 4, 3), BY, SETTINGS, TZ, AREAS)


@pytest.fixture
def rules(world: World) -> None:
    folder = load_profile().directory
    load_plans(world.engine, folder, lambda: NOW)
    load_rules(world.engine, folder, lambda: NOW, on_from=NOW - timedelta(days=1))


def seen(world: World, own: int) -> dict[int, int]:
    with reading(world.engine) as conn:
        return {row["id"]: row["version"] for row in following(conn, own)}


def changed(
    world: World,
    own: int,
    by: By = BY,
    *,
    was: Mapping[int, int] | None = None,
    reason: str = "",
    **more: Any,
) -> list[Made]:
    """Change a patrol and those after it, as somebody who sees them as they are."""
    wanted = replace(plan_of(world.row(own)), **more)
    versions = seen(world, own) if was is None else was
    with writing(world.engine) as conn:
        return edit_following(conn, own, wanted, by, SETTINGS, TZ, AREAS, seen=versions, reason=reason)


def count(world: World, table: Any) -> int:
    with reading(world.engine) as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def without_history(row: dict[str, Any]) -> dict[str, Any]:
    """A patrol without what says how often and when it was written."""
    members = sorted(
        (each["agency_id"], each["name"], each["role"], each["phone"]) for each in row["members"]
    )
    vehicles = sorted((each["plate"], each["kind"]) for each in row["vehicles"])
    gone = ("version", "updated_at", "former_members")
    return {n: v for n, v in row.items() if n not in gone} | {"members": members, "vehicles": vehicles}


def test_all_that_is_changed_is_changed_in_each_and_back_again(world: World, series: list[int]) -> None:
    before = [without_history(world.row(own)) for own in series]
    start = STARTS + WEEK
    made = changed(
        world,
        series[1],
        starts_at=start - HOUR,
        ends_at=start + 12 * HOUR,
        objective="Canh nương",
        lead_agency_id=POLICE,
        zones=(world.south,),
        vehicles=(Vehicle("Xuồng 2", "xuồng"),),
        members=(replace(LAN, role="member"), replace(MINH, role="leader"), HOANG),
        reason="Sơn đi học",
    )
    assert [each.patrol_id for each in made] == series[1:]
    assert without_history(world.row(series[0])) == before[0]
    for number, own in enumerate(series[1:], start=1):
        row = world.row(own)
        begins = STARTS + number * WEEK
        assert (row["starts_at"], row["ends_at"]) == (begins - HOUR, begins + 12 * HOUR)
        assert (row["objective"], row["lead_agency_id"]) == ("Canh nương", POLICE)
        assert [each["id"] for each in row["zones"]] == [world.south]
        assert [each["plate"] for each in row["vehicles"]] == ["Xuồng 2"]
        roles = {each["name"]: each["role"] for each in row["members"]}
        assert roles == {LAN.name: "member", MINH.name: "leader", HOANG.name: "member"}
        assert [each["ended_reason"] for each in row["former_members"]] == ["Sơn đi học"]
    with writing(world.engine) as conn:
        undo_following(conn, made, BY)
    assert [without_history(world.row(own)) for own in series] == before


def test_what_one_has_of_its_own_stays(world: World, series: list[int]) -> None:
    third, last = series[2], series[3]
    did(world, move_to_day, third, date(2027, 3, 28), BY, TZ)
    own = replace(plan_of(world.row(third)), notes="mang xuồng", zones=(world.north, world.south))
    did(world, edit_patrol, third, own, BY, SETTINGS, TZ, AREAS)
    did(world, add_member, last, HOANG, BY)
    changed(
        world, series[0], starts_at=STARTS + HOUR, zones=(world.south,), members=(LAN, MINH), reason="bận"
    )
    row = world.row(third)
    sunday = STARTS + 15 * timedelta(days=1)
    assert (row["starts_at"], row["ends_at"]) == (sunday + HOUR, sunday + 10 * HOUR)
    assert (row["notes"], [each["id"] for each in row["zones"]]) == ("mang xuồng", [world.south])
    assert names(world.row(last)) == [LAN.name, MINH.name, HOANG.name]
    assert names(row) == [LAN.name, MINH.name]


def test_what_is_over_or_on_its_way_is_left_alone(world: World, series: list[int]) -> None:
    did(world, cancel, series[1], BY, reason="mưa")
    with writing(world.engine) as conn:
        assign(conn, series[2], BY, SETTINGS, AREAS, seen_version=1)
        step(conn, held(conn, series[2], BY, None), "under_way", BY)
    made = changed(world, series[0], notes="đi sớm")
    assert [each.patrol_id for each in made] == [series[0], series[3]]
    with reading(world.engine) as conn:
        assert following(conn, series[2]) == []
    with pytest.raises(PatrolInvalid) as refused:
        changed(world, series[2], notes="đi sớm")
    assert refused.value.params["problem"] == "plan_fixed"


def test_a_patrol_of_no_series_is_changed_alone(world: World, series: list[int]) -> None:
    own = world.made(starts_at=STARTS - 3 * HOUR, ends_at=STARTS)
    assert [each.patrol_id for each in changed(world, own, notes="đi sớm")] == [own]
    assert all(world.row(each)["notes"] == "" for each in series)


def test_nobody_overwrites_what_they_did_not_see(world: World, series: list[int]) -> None:
    was = seen(world, series[0])
    theirs = replace(plan_of(world.row(series[3])), notes="của người khác")
    did(world, edit_patrol, series[3], theirs, BY, SETTINGS, TZ, AREAS)
    with pytest.raises(ConflictError):
        changed(world, series[0], was=was, notes="của tôi")
    assert world.row(series[0])["notes"] == ""


def test_one_that_was_cancelled_meanwhile_is_seen_first(world: World, series: list[int]) -> None:
    was = seen(world, series[0])
    did(world, cancel, series[2], BY, reason="mưa")
    with pytest.raises(ConflictError):
        changed(world, series[0], was=was, notes="của tôi")


def test_all_or_none(world: World, series: list[int]) -> None:
    before = [world.row(own) for own in series]
    entries = count(world, journal)
    with pytest.raises(PatrolInvalid) as refused:
        changed(world, series[0], members=(LAN, MINH))  # nobody said why Sơn is taken off
    assert refused.value.params["problem"] == "reason_missing"
    with pytest.raises(PatrolInvalid) as never:
        changed(world, series[0], lead_agency_id="khong-co")
    assert never.value.params["problem"] == "agency_gone"
    assert [world.row(own) for own in series] == before and count(world, journal) == entries


def test_nothing_changed_is_said(world: World, series: list[int]) -> None:
    for same in ({}, {"objective": f" {PLAN.objective} "}, {"required_roles": PLAN.required_roles[::-1]}):
        with pytest.raises(PatrolInvalid) as refused:
            changed(world, series[0], **same)
        assert refused.value.params["problem"] == "nothing_changed"


def test_whoever_does_not_plan_is_refused(world: World, series: list[int]) -> None:
    with pytest.raises(Denied):
        changed(world, series[0], By(Actor("lan", None, "ranger", RANGERS, "192.0.2.1"), NOW), notes="x")
    with writing(world.engine) as conn, pytest.raises(PatrolUnknown):
        edit_following(conn, 999, PLAN, BY, SETTINGS, TZ, AREAS, seen={})


def test_what_somebody_changed_since_is_not_taken_back(world: World, series: list[int]) -> None:
    made = changed(world, series[0], notes="đi sớm")
    did(world, add_member, series[2], HOANG, BY)
    with pytest.raises(ConflictError), writing(world.engine) as conn:
        undo_following(conn, made, BY)
    assert {world.row(own)["notes"] for own in series} == {"đi sớm"}


def test_each_step_stands_in_the_history_of_each(world: World, series: list[int]) -> None:
    changed(world, series[0], notes="đi sớm", members=(LAN, MINH, HOANG), reason="ốm")
    with reading(world.engine) as conn:
        for own in series:
            actions = [each["action"] for each in entries_about(conn, RECORD_KIND, own)]
            assert actions == ["member_removed", "member_added", "edited", "planned"]


def test_the_conflicts_of_each_are_known_before(world: World, series: list[int]) -> None:
    wanted = replace(plan_of(world.row(series[1])), starts_at=STARTS + WEEK + HOUR)
    with reading(world.engine) as conn:
        plans = replanned(conn, series[1], wanted, TZ)
    assert [(row["id"], plan.starts_at) for row, plan in plans] == [
        (own, STARTS + n * WEEK + HOUR) for n, own in enumerate(series[1:], start=1)
    ]


@pytest.mark.parametrize(
    ("held", "change", "wanted"),
    [
        # The last day of a month that is too short, and a night over the end of the month.
        ((31, 18), {"starts": 19}, (31, 19)),
        ((30, 22), {"ends": 30}, (30, 22)),
    ],
)
def test_the_clock_is_the_wall_clock_of_each_own_day(
    held: tuple[int, int], change: dict[str, int], wanted: tuple[int, int]
) -> None:
    day = STARTS.astimezone(TZ).replace(hour=0)
    before = replace(PLAN, starts_at=day + 18 * HOUR, ends_at=day + 28 * HOUR)
    after = replace(
        before,
        starts_at=day + change.get("starts", 18) * HOUR,
        ends_at=day + change.get("ends", 28) * HOUR,
    )
    other_day = day.replace(month=5, day=held[0])
    other = replace(PLAN, starts_at=other_day + held[1] * HOUR, ends_at=other_day + 28 * HOUR)
    found = applied(other, before, after, TZ)
    assert (found.starts_at.astimezone(TZ).day, found.starts_at.astimezone(TZ).hour) == wanted
    assert found.ends_at == other_day + change.get("ends", 28) * HOUR


def test_a_leader_of_ones_own_steps_down_for_the_new_one() -> None:
    before, after = replace(PLAN, members=(LAN, MINH)), PLAN
    after = replace(before, members=(replace(LAN, role="member"), replace(MINH, role="leader")))
    other = replace(PLAN, members=(replace(SON, role="leader"), MINH))
    roles = {each.name: each.role for each in applied(other, before, after, TZ).members}
    assert roles == {SON.name: "member", MINH.name: "leader"}
    same = applied(other, before, replace(before, notes="x"), TZ)
    assert same.members == other.members


def messages(world: World) -> list[dict[str, Any]]:
    """A round of the watch, the sending included; the messages that it made."""
    here = office(channels(drill=True))
    with reading(world.engine) as conn:
        before = set(conn.execute(select(notice.c.id)).scalars())
    for tell in (tell_automatically, tell_changes):
        with writing(world.engine) as conn:
            tell(conn, here, now=NOW, real_now=NOW)
    send_due(world.engine, here, clock=lambda: NOW, real=lambda: NOW)
    with reading(world.engine) as conn:
        rows = conn.execute(select(notice).order_by(notice.c.id)).mappings().all()
    return [dict(row) for row in rows if row["id"] not in before]


@pytest.mark.usefixtures("rules")
def test_only_what_whoever_was_told_goes_by_is_told_again(world: World, series: list[int]) -> None:
    ways = [{"kind": "email", "address": "truc@example.org"}]
    with writing(world.engine) as conn:
        point = FocalPoint(POLICE, "commune", name="Trực ban", channels=ways)
        add_focal_point(conn, point, Act(NOW, LOCAL_ADMIN, drill=True), focal_point_id="truc")
    for own in series:
        did(world, assign, own, BY, SETTINGS, AREAS)
    (first,) = messages(world)
    assert (first["receiver_id"], first["purpose"]) == (POLICE, "digest")
    facts, entries = count(world, matter_fact), count(world, duty_entry)
    changed(world, series[0], equipment="loa cầm tay", notes="mang nước")
    assert (count(world, matter_fact), count(world, duty_entry)) == (facts, entries)
    assert messages(world) == []
    made = changed(world, series[1], starts_at=STARTS + WEEK + HOUR)
    (again,) = messages(world)  # one, of the three that were moved
    assert "TT-2027-0001" not in again["body"]
    assert all(world.row(own)["code"] in again["body"] for own in series[1:])
    with reading(world.engine) as conn:
        moved = conn.execute(select(duty_entry.c.duty_id).where(duty_entry.c.kind == "moved")).scalars().all()
        assert len(set(moved)) == len(moved) == 3 * len({RANGERS, POLICE, MILITARY})
        assert [str(each) for each in audit(conn, NOW)] == []
    assert count(world, duty) == 4 * len({RANGERS, POLICE, MILITARY})
    with writing(world.engine) as conn:
        undo_following(conn, made, BY)
        assert [str(each) for each in audit(conn, NOW)] == []


@pytest.mark.usefixtures("rules")
def test_whoever_joins_the_series_is_owed_each_patrol_and_whoever_leaves_none(
    world: World, series: list[int]
) -> None:
    for own in series:
        did(world, assign, own, BY, SETTINGS, AREAS)
    made = changed(world, series[2], members=(LAN, MINH, COMMITTEE), reason="bận")
    with reading(world.engine) as conn:
        rows = conn.execute(select(duty.c.receiver_id, duty.c.status)).all()
        assert [str(each) for each in audit(conn, NOW)] == []
    status = {
        own: sorted(row.status for row in rows if row.receiver_id == own)
        for own in (COMMITTEE.agency_id, MILITARY)
    }
    assert status == {COMMITTEE.agency_id: ["open"] * 2, MILITARY: ["open"] * 2 + ["withdrawn"] * 2}
    with writing(world.engine) as conn:
        undo_following(conn, made, BY)
        again = conn.execute(select(duty.c.receiver_id, duty.c.status)).all()
        assert [str(each) for each in audit(conn, NOW)] == []
    assert {row.status for row in again if row.receiver_id == COMMITTEE.agency_id} == {"withdrawn"}
    assert {row.status for row in again if row.receiver_id == MILITARY} == {"open"}
