"""A patrol from the plan to its end, on both engines: people, undo, series, templates, stand-downs, load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, update

from data.access import Actor, Denied
from data.errors import ConflictError
from data.journal_pages import entries_about
from data.patrols import states
from data.patrols.act import By
from data.patrols.errors import PatrolInvalid, PatrolStepRefused, PatrolUnknown
from data.patrols.load import load
from data.patrols.members import add_member, edit_member, remove_member, replace_member
from data.patrols.people import known_people, known_vehicles
from data.patrols.planning import assign, cancel, complete, edit_patrol, move_to_day, plan_patrol
from data.patrols.reading import RECORD_KIND, involved, list_patrols, patrol_by_code
from data.patrols.repeating import cancel_following, occurrences, plan_series
from data.patrols.stand_downs import (
    StandDown,
    bring_back,
    edit_stand_down,
    stand_down_now,
    stand_downs,
    take_back,
)
from data.patrols.templates import end_template, list_templates, plan_from, save_template
from data.patrols.undoing import last_change, undo
from data.patrols.wanted import Member, Vehicle
from data.patrols.writing import held, step
from data.store.engine import reading, writing
from data.store.tables import patrol_member, zone
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

HOANG = Member(MILITARY, "Lường Văn Hoàng", "member", "0912 345 679")


def did(world: World, act: Callable[..., Any], patrol_id: int, *more: Any, **words: Any) -> Any:
    """Do something to a patrol as somebody who sees it as it is."""
    with writing(world.engine) as conn:
        return act(conn, patrol_id, *more, seen_version=world.row(patrol_id)["version"], **words)


def names(row: dict[str, Any]) -> list[str]:
    return [each["name"] for each in row["members"]]


def test_planned_with_all_that_belongs_to_it(world: World) -> None:
    row = world.row(world.made())
    assert (row["code"], row["status"], row["version"]) == ("TT-2027-0001", "planned", 1)
    assert (row["starts_at"], row["ends_at"]) == (STARTS, STARTS + 10 * HOUR)
    assert [each["name"] for each in row["zones"]] == ["Bắc"]
    assert names(row) == ["Lò Thị Lan", "Quàng Văn Minh", "Cà Văn Sơn"]
    assert [each["phone"] for each in row["members"]] == ["+84912345678", "+84000000031", None]
    assert [each["plate"] for each in row["vehicles"]] == ["26B1-234.56"]
    assert involved(row) == [RANGERS, POLICE, MILITARY]
    with reading(world.engine) as conn:
        assert patrol_by_code(conn, "tt-2027-0001") == row
        (entry,) = entries_about(conn, RECORD_KIND, row["id"])
    assert (entry["action"], len(entry["after"]["members"])) == ("planned", 3)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"kind": "walk"}, "patrol_kind_unknown"),
        ({"objective": "  "}, "objective_missing"),
        ({"ends_at": STARTS}, "window_backwards"),
        ({"ends_at": STARTS + 73 * HOUR}, "window_too_long"),
        ({"lead_agency_id": ""}, "lead_agency_missing"),
        ({"lead_agency_id": "khong-co"}, "agency_gone"),
        ({"required_roles": ("navy",)}, "role_unknown"),
        ({"zones": (999,)}, "zone_unknown"),
        ({"members": (LAN, LAN)}, "person_twice"),
        ({"members": (replace(LAN, name=" "),)}, "member_nameless"),
        ({"members": (replace(LAN, role="captain"),)}, "member_role_unknown"),
        ({"vehicles": (Vehicle("--"),)}, "plate_missing"),
        ({"vehicles": (Vehicle("Xuồng 2"), Vehicle("xuồng 2"))}, "vehicle_twice"),
    ],
)
def test_what_is_no_plan(world: World, more: dict[str, Any], problem: str) -> None:
    with pytest.raises(PatrolInvalid) as refused:
        world.made(**more)
    assert refused.value.params["problem"] == problem
    with reading(world.engine) as conn:
        assert list_patrols(conn, NOW, NOW + 99 * HOUR) == []


def test_a_role_that_does_not_plan_is_refused(world: World) -> None:
    ranger = By(Actor("lan", None, "ranger", RANGERS, "192.0.2.1"), NOW)
    with writing(world.engine) as conn, pytest.raises(Denied):
        plan_patrol(conn, world.plan(), ranger, SETTINGS, TZ, AREAS)


def test_the_list_is_of_what_touches_the_span(world: World) -> None:
    world.made()
    spans = {
        (STARTS - HOUR, STARTS): 0,
        (STARTS - HOUR, STARTS + HOUR): 1,
        (STARTS + 9 * HOUR, STARTS + 20 * HOUR): 1,
        (STARTS + 10 * HOUR, STARTS + 20 * HOUR): 0,
    }
    with reading(world.engine) as conn:
        assert {span: len(list_patrols(conn, *span)) for span in spans} == spans
        assert list_patrols(conn, NOW, STARTS + HOUR, statuses=("cancelled",)) == []


def test_two_planners_do_not_overwrite_each_other(world: World) -> None:
    made = world.made()
    with writing(world.engine) as conn:
        edit_patrol(conn, made, world.plan(objective="Một"), BY, SETTINGS, TZ, AREAS, seen_version=1)
    with writing(world.engine) as conn, pytest.raises(ConflictError):
        edit_patrol(conn, made, world.plan(objective="Hai"), BY, SETTINGS, TZ, AREAS, seen_version=1)
    assert world.row(made)["objective"] == "Một"


def test_edited_and_taken_back(world: World) -> None:
    made = world.made()
    before = world.row(made)
    other = world.plan(
        objective="Canh đốt nương",
        starts_at=STARTS + HOUR,
        zones=(world.south,),
        vehicles=(Vehicle("Xuồng 2"),),
    )
    did(world, edit_patrol, made, other, BY, SETTINGS, TZ, AREAS)
    row = world.row(made)
    assert (row["objective"], row["starts_at"]) == ("Canh đốt nương", STARTS + HOUR)
    assert ([each["name"] for each in row["zones"]], row["vehicles"][0]["plate"]) == (["Nam"], "Xuồng 2")
    with pytest.raises(PatrolInvalid) as refused:
        did(world, edit_patrol, made, other, BY, SETTINGS, TZ, AREAS)
    assert refused.value.params["problem"] == "nothing_changed"
    assert did(world, undo, made, BY) == "edited"
    back = world.row(made)
    for name in ("objective", "starts_at", "ends_at", "required_roles"):
        assert back[name] == before[name]
    assert [each["name"] for each in back["zones"]] == ["Bắc"]
    assert [each["plate"] for each in back["vehicles"]] == ["26B1-234.56"]
    with pytest.raises(PatrolInvalid) as nothing:
        did(world, undo, made, BY)  # that it was planned is taken back by cancelling
    assert nothing.value.params["problem"] == "nothing_to_undo"


def test_a_zone_that_was_archived_since_may_stay(world: World) -> None:
    made = world.made()
    with writing(world.engine) as conn:
        conn.execute(update(zone).where(zone.c.id == world.north).values(archived_at=NOW))
    did(world, edit_patrol, made, world.plan(notes="đi sớm"), BY, SETTINGS, TZ, AREAS)
    assert [each["name"] for each in world.row(made)["zones"]] == ["Bắc"]
    with pytest.raises(PatrolInvalid) as refused:
        world.made()
    assert refused.value.params == {"problem": "zone_archived", "what": "Bắc"}


def test_moved_to_another_day_at_the_same_hours(world: World) -> None:
    made = world.made(starts_at=STARTS + 15 * HOUR, ends_at=STARTS + 23 * HOUR)  # 22:00 to 06:00
    did(world, move_to_day, made, date(2027, 3, 31), BY, TZ)
    row = world.row(made)
    local = [row[name].astimezone(TZ).isoformat() for name in ("starts_at", "ends_at")]
    assert local == ["2027-03-31T22:00:00+07:00", "2027-04-01T06:00:00+07:00"]  # across the month's end
    assert did(world, undo, made, BY) == "moved"
    assert world.row(made)["starts_at"] == STARTS + 15 * HOUR


def test_moved_by_the_wall_clock_where_the_clock_changes(world: World) -> None:
    paris = ZoneInfo("Europe/Paris")
    start = datetime(2027, 3, 27, 7, 0, tzinfo=paris)  # clocks go forward in the night to the 28th
    made = world.made(starts_at=start, ends_at=start + 4 * HOUR)
    did(world, move_to_day, made, date(2027, 3, 28), BY, paris)
    row = world.row(made)
    assert row["starts_at"].astimezone(paris).isoformat() == "2027-03-28T07:00:00+02:00"
    assert row["ends_at"] - row["starts_at"] == 4 * HOUR


def test_people_come_and_go_and_nobody_is_erased(world: World) -> None:
    made = world.made()
    added = did(world, add_member, made, HOANG, BY)
    assert names(world.row(made))[-1] == "Lường Văn Hoàng"
    did(world, remove_member, made, added, BY, reason="về đơn vị")
    row = world.row(made)
    assert "Lường Văn Hoàng" not in names(row)
    (gone,) = row["former_members"]
    assert (gone["ended_reason"], gone["token_number"]) == ("về đơn vị", 2)  # old links end
    assert did(world, undo, made, BY) == "member_removed"
    assert "Lường Văn Hoàng" in names(world.row(made))
    assert did(world, undo, made, BY) == "member_added"  # one step further back
    assert "Lường Văn Hoàng" not in names(world.row(made))


def test_a_stand_in_is_named(world: World) -> None:
    made = world.made()
    minh = world.row(made)["members"][1]["id"]
    did(world, replace_member, made, minh, HOANG, BY, reason="ốm")
    row = world.row(made)
    assert names(row) == ["Lò Thị Lan", "Cà Văn Sơn", "Lường Văn Hoàng"]
    assert (row["members"][-1]["stands_in_for"], row["former_members"][0]["name"]) == (minh, "Quàng Văn Minh")
    did(world, undo, made, BY)
    assert sorted(names(world.row(made))) == ["Cà Văn Sơn", "Lò Thị Lan", "Quàng Văn Minh"]


def test_a_member_is_mended(world: World) -> None:
    made = world.made()
    son = world.row(made)["members"][2]["id"]
    did(world, edit_member, made, son, replace(SON, phone="0912 345 670", role="driver"), BY)
    row = world.row(made)["members"][2]
    assert (row["phone"], row["role"]) == ("+84912345670", "driver")
    did(world, undo, made, BY)
    assert world.row(made)["members"][2]["phone"] is None


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda conn, one, lan, seen: add_member(conn, one, LAN, BY, seen_version=seen), "person_twice"),
        (
            lambda conn, one, lan, seen: add_member(
                conn, one, Member("khong-co", "Ai đó"), BY, seen_version=seen
            ),
            "agency_unknown",
        ),
        (
            lambda conn, one, lan, seen: remove_member(conn, one, lan, BY, seen_version=seen, reason=" "),
            "reason_missing",
        ),
        (
            lambda conn, one, lan, seen: edit_member(conn, one, lan, LAN, BY, seen_version=seen),
            "nothing_changed",
        ),
        (
            lambda conn, one, lan, seen: replace_member(
                conn, one, lan, MINH, BY, seen_version=seen, reason="ốm"
            ),
            "person_twice",
        ),
    ],
)
def test_what_is_no_change_of_people(world: World, act: Callable[..., Any], problem: str) -> None:
    made = world.made()
    lan = world.row(made)["members"][0]["id"]
    with writing(world.engine) as conn, pytest.raises(PatrolInvalid) as refused:
        act(conn, made, lan, 1)
    assert refused.value.params["problem"] == problem
    assert world.row(made)["version"] == 1


def test_a_member_of_another_patrol_is_unknown(world: World) -> None:
    one = world.made()
    other = world.made(starts_at=STARTS + 48 * HOUR, ends_at=STARTS + 50 * HOUR)
    stranger = world.row(other)["members"][0]["id"]
    with pytest.raises(PatrolUnknown):
        did(world, remove_member, one, stranger, BY, reason="nhầm")


def walked(conn: Connection, patrol_id: int, status: str) -> None:
    """What check-ins do."""
    step(conn, held(conn, patrol_id, BY, None), status, BY)


def test_from_the_plan_to_the_end(world: World) -> None:
    made = world.made()
    did(world, assign, made, BY, SETTINGS, AREAS)
    row = world.row(made)
    assert (row["status"], row["assigned_at"], row["assigned_by"]) == ("assigned", NOW, BY.who.name)
    did(world, edit_patrol, made, world.plan(notes="mang áo mưa"), BY, SETTINGS, TZ, AREAS)
    with writing(world.engine) as conn:
        walked(conn, made, "under_way")
    with pytest.raises(PatrolInvalid) as refused:
        did(world, move_to_day, made, date(2027, 3, 20), BY, TZ)
    assert refused.value.params["problem"] == "plan_fixed"
    did(world, add_member, made, HOANG, BY)  # people still come and go
    with pytest.raises(PatrolStepRefused):
        did(world, complete, made, BY)
    with writing(world.engine) as conn:
        walked(conn, made, "returned")
    with pytest.raises(PatrolInvalid) as fixed:
        did(world, add_member, made, MINH, BY)
    assert fixed.value.params["problem"] == "people_fixed"
    did(world, complete, made, BY, words="Không thấy dấu vết đốt nương")
    row = world.row(made)
    assert (row["status"], row["ended_reason"]) == ("completed", "Không thấy dấu vết đốt nương")
    assert did(world, undo, made, BY) == "completed"
    assert world.row(made)["status"] == "returned"
    with reading(world.engine) as conn:
        assert last_change(conn, made) is None  # what check-ins did is not taken back at a desk


def test_nobody_is_sent_nowhere(world: World) -> None:
    empty = world.made(members=())
    with pytest.raises(PatrolInvalid) as refused:
        did(world, assign, empty, BY, SETTINGS, AREAS)
    assert refused.value.params["problem"] == "nobody_goes"
    over = world.made(starts_at=NOW - 5 * HOUR, ends_at=NOW)
    with pytest.raises(PatrolInvalid) as late:
        did(world, assign, over, BY, SETTINGS, AREAS)
    assert late.value.params["problem"] == "over_already"


def test_cancelled_with_a_reason_and_taken_back(world: World) -> None:
    made = world.made()
    did(world, assign, made, BY, SETTINGS, AREAS)
    with pytest.raises(PatrolInvalid):
        did(world, cancel, made, BY, reason="")
    did(world, cancel, made, BY, reason="mưa lớn")
    assert (world.row(made)["status"], world.row(made)["ended_reason"]) == ("cancelled", "mưa lớn")
    with pytest.raises(PatrolStepRefused):
        did(world, assign, made, BY, SETTINGS, AREAS)
    did(world, undo, made, BY)
    row = world.row(made)
    assert (row["status"], row["ended_reason"], row["assigned_at"]) == ("assigned", None, NOW)


@pytest.mark.parametrize("status", states.STATES)
def test_every_step_is_the_tables(world: World, status: str) -> None:
    made = world.made()
    with writing(world.engine) as conn:
        for reached in {"assigned": 1, "under_way": 2, "returned": 3, "completed": 4}.get(status, 0) * [None]:
            del reached
            now = held(conn, made, BY, None)
            step(
                conn, now, states.STATES[now["status"]].follows[-1 if now["status"] == "returned" else 0], BY
            )
        if status == "cancelled":
            step(conn, held(conn, made, BY, None), "cancelled", BY)
    assert world.row(made)["status"] == status
    for wanted in states.STATES:
        if wanted not in states.STATES[status].follows:
            with writing(world.engine) as conn, pytest.raises(PatrolStepRefused):
                step(conn, held(conn, made, BY, None), wanted, BY)


def local(*windows: tuple[datetime, datetime]) -> list[str]:
    return [
        f"{first.astimezone(TZ):%d/%m %H:%M}–{last.astimezone(TZ):%d/%m %H:%M}" for first, last in windows
    ]


def test_weekly_and_monthly_by_the_wall_clock() -> None:
    night = (STARTS + 15 * HOUR, STARTS + 23 * HOUR)  # Saturday 13/03, 22:00 to 06:00
    weekly = occurrences(*night, "week", date(2027, 3, 31), TZ, most=60)
    assert local(*weekly) == [
        "13/03 22:00–14/03 06:00",
        "20/03 22:00–21/03 06:00",
        "27/03 22:00–28/03 06:00",
    ]
    last = datetime(2027, 1, 31, 7, 0, tzinfo=TZ)
    monthly = occurrences(last, last + 4 * HOUR, "month", date(2027, 4, 30), TZ, most=60)
    assert local(*monthly) == [
        "31/01 07:00–31/01 11:00",
        "28/02 07:00–28/02 11:00",
        "31/03 07:00–31/03 11:00",
        "30/04 07:00–30/04 11:00",
    ]


@pytest.mark.parametrize(
    ("repeat", "until", "problem"),
    [
        ("day", date(2027, 4, 1), "repeat_unknown"),
        ("week", date(2027, 3, 12), "repeat_ends_before"),
        ("week", date(2029, 1, 1), "repeats_too_many"),
    ],
)
def test_what_is_no_repetition(repeat: str, until: date, problem: str) -> None:
    with pytest.raises(PatrolInvalid) as refused:
        occurrences(STARTS, STARTS + HOUR, repeat, until, TZ, most=60)
    assert refused.value.params["problem"] == problem


def test_a_series_is_patrols_of_their_own(world: World) -> None:
    with writing(world.engine) as conn:
        made = plan_series(conn, world.plan(), "week", date(2027, 4, 3), BY, SETTINGS, TZ, AREAS)
    rows = [world.row(each) for each in made]
    assert [row["code"] for row in rows] == [f"TT-2027-000{n}" for n in (1, 2, 3, 4)]
    assert [row["starts_at"] for row in rows] == [STARTS + n * timedelta(days=7) for n in range(4)]
    assert len({row["series_id"] for row in rows}) == 1
    did(world, move_to_day, made[2], date(2027, 3, 28), BY, TZ)
    assert world.row(made[3])["starts_at"] == rows[3]["starts_at"]
    assert did(world, cancel_following, made[1], BY, reason="mùa mưa") == made[1:]
    assert [world.row(each)["status"] for each in made] == ["planned"] + 3 * ["cancelled"]


def test_a_template_is_a_plan_without_its_days(world: World) -> None:
    made = world.made(zones=(world.north, world.south))
    with writing(world.engine) as conn:
        save_template(conn, "Tuần tra thứ Bảy", made, BY, TZ)
        save_template(conn, "tuần tra thứ bảy", made, BY, TZ)  # the same name: replaced
        conn.execute(update(zone).where(zone.c.id == world.south).values(archived_at=NOW))
    with reading(world.engine) as conn:
        (template,) = list_templates(conn)
        plan = plan_from(conn, template, date(2027, 4, 10), TZ)
    again = datetime(2027, 4, 10, 7, 0, tzinfo=TZ)
    assert (plan.starts_at, plan.ends_at) == (again, again + 10 * HOUR)
    assert plan.zones == (world.north,)
    assert [each.name for each in plan.members] == [LAN.name, MINH.name, SON.name]
    assert (plan.objective, plan.required_roles) == (PLAN.objective, PLAN.required_roles)
    with writing(world.engine) as conn:
        plan_patrol(conn, plan, BY, SETTINGS, TZ, AREAS)
        end_template(conn, template["id"], BY, seen_version=1)
        assert list_templates(conn) == []


LEAVE = StandDown(RANGERS, STARTS, STARTS + 24 * HOUR, "nghỉ phép", person=LAN.name)


def test_stood_down_and_back(world: World) -> None:
    with writing(world.engine) as conn:
        made = stand_down_now(conn, LEAVE, BY)
        edit_stand_down(conn, made, replace(LEAVE, ends_at=STARTS + 48 * HOUR), BY, seen_version=1)
        with pytest.raises(ConflictError):
            take_back(conn, made, BY, seen_version=1)
        (row,) = stand_downs(conn, STARTS + 30 * HOUR, STARTS + 31 * HOUR)
        assert (row["person"], row["vehicle"], row["ends_at"]) == (LAN.name, None, STARTS + 48 * HOUR)
        take_back(conn, made, BY, seen_version=2)
        assert stand_downs(conn, STARTS, STARTS + HOUR) == []
        bring_back(conn, made, BY, seen_version=3)
        assert len(stand_downs(conn, STARTS, STARTS + HOUR)) == 1


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(LEAVE, agency_id=""), "stand_down_agency_missing"),
        (replace(LEAVE, vehicle="26B1-234.56"), "stand_down_of_two"),
        (replace(LEAVE, ends_at=STARTS), "window_backwards"),
        (replace(LEAVE, reason=" "), "reason_missing"),
    ],
)
def test_what_is_no_stand_down(world: World, wanted: StandDown, problem: str) -> None:
    with writing(world.engine) as conn, pytest.raises(PatrolInvalid) as refused:
        stand_down_now(conn, wanted, BY)
    assert refused.value.params["problem"] == problem


def test_load_of_people_and_agencies(world: World) -> None:
    world.made()  # Saturday 07:00 to 17:00: three people
    world.made(members=(LAN,), starts_at=STARTS + 8 * HOUR, ends_at=STARTS + 12 * HOUR)  # two hours over
    off = world.made(members=(MINH,), starts_at=STARTS + 24 * HOUR, ends_at=STARTS + 30 * HOUR)
    did(world, cancel, off, BY, reason="mưa")
    since, until = NOW, STARTS + 11 * HOUR  # the second one ends an hour after the span
    with reading(world.engine) as conn:
        found = load(list_patrols(conn, since, until), since, until)
    assert [(each.agency_id, each.name, each.patrols, each.hours) for each in found] == [
        (RANGERS, None, 2, 11.0),  # 10 h and one more: the overlap counts once
        (RANGERS, LAN.name, 2, 11.0),
        (POLICE, None, 1, 10.0),
        (POLICE, MINH.name, 1, 10.0),
        (MILITARY, None, 1, 10.0),
        (MILITARY, SON.name, 1, 10.0),
    ]


def test_whoever_went_before_is_offered(world: World) -> None:
    world.made()
    with reading(world.engine) as conn:
        people = {each.name: each for each in known_people(conn, date(2027, 3, 13))}
        assert people[LAN.name].phone == "+84912345678"
        assert [each.plate for each in known_vehicles(conn)] == ["26B1-234.56"]
        assert len(conn.execute(select(patrol_member.c.id)).all()) == 3
