"""The section *Tuần tra* as a page: the calendar, a sheet, its buttons by role, and who must be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.services import Services
from data.access import Actor
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.patrols.planning import assign, cancel
from data.patrols.repeating import plan_series
from data.patrols.wanted import Member
from data.plan.loading import load_plans
from data.profile import load_profile
from data.store.engine import writing
from geo.areas import load_areas
from tests.data.patrols.conftest import (
    AREAS,
    BY,
    HOUR,
    LAN,
    MINH,
    NOW,
    RANGERS,
    SETTINGS,
    SON,
    STARTS,
    TZ,
    World,
)


@pytest.fixture
def world(sqlite_engine: Engine) -> Iterator[World]:
    profile = load_profile()
    here = Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    with installed.replaced(here):
        made = World(sqlite_engine)
        load_plans(sqlite_engine, profile.directory, lambda: NOW)
        load_rules(sqlite_engine, profile.directory, lambda: NOW, on_from=NOW)
        keep_settings(sqlite_engine, profile.ledger, NOW)
        yield made


def _page() -> None:
    from dashboard.parts.patrols import board

    board.show()


def opened(patrol_id: int) -> AppTest:
    page = AppTest.from_function(_page, default_timeout=20)
    page.query_params["patrol"] = str(patrol_id)
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    html = [str(each.proto.body) for each in page.get("html")]
    return "\n".join([*html, *(each.value for each in page.markdown)])


def keys(page: AppTest) -> set[str]:
    return {str(each.key) for each in page.button}


def test_the_calendar_tells_the_load(world: World) -> None:
    world.made()
    world.made(members=(LAN,), starts_at=STARTS + 8 * HOUR, ends_at=STARTS + 12 * HOUR)
    page = AppTest.from_function(_page, default_timeout=20).run()
    told = said(page)
    assert "08/03/2027 – 14/03/2027" in told
    assert "Lò Thị Lan" in told and "2 lượt · 12 giờ" in told
    assert {"patrol_new", "patrol_downs"} <= keys(page)


def test_a_double_booking_is_warned_of_on_the_sheet(world: World) -> None:
    made = world.made()
    world.made(members=(LAN,), zones=(world.south,), starts_at=STARTS + HOUR, ends_at=STARTS + 2 * HOUR)
    told = said(opened(made))
    assert "Lò Thị Lan đã đi TT-2027-0002, 08:00–09:00 13/03" in told
    assert "Chưa báo ai" in told


def test_the_agencies_are_owed_once_it_is_assigned(world: World) -> None:
    made = world.made()
    with writing(world.engine) as conn:
        assign(conn, made, BY, SETTINGS, AREAS, seen_version=1)
    told = said(opened(made))
    assert "Đã báo 0/" in told
    for name in ("Công an xã Mường Giôn", "Ban Chỉ huy quân sự xã Mường Giôn"):
        assert name in told.split("Đã báo ai")[1]


def test_buttons_are_of_the_step(world: World) -> None:
    made = world.made()
    assert {"patrol_assign", "patrol_edit", "patrol_move", "patrol_cancel"} <= keys(opened(made))
    with writing(world.engine) as conn:
        cancel(conn, made, BY, seen_version=1, reason="mưa lớn")
    after = opened(made)
    assert not {"patrol_assign", "patrol_edit", "patrol_move", "patrol_cancel"} & keys(after)
    assert "patrol_undo" in keys(after)
    after.button(key="patrol_undo").click().run()
    assert world.row(made)["status"] == "planned"


def test_whoever_does_not_plan_looks_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world.made()
    ranger = Actor("lan", 1, "ranger", RANGERS, "192.0.2.7")
    monkeypatch.setattr("dashboard.parts.patrols.act.who", lambda: ranger)
    page = opened(made)
    assert "Tuần tra nơi hay đốt nương" in said(page)
    assert keys(page) == {"patrol_close", "patrol_links"}  # whoever follows patrols hands links out


def test_hostile_names_stay_text(world: World) -> None:
    bad = "<img src=x onerror=alert(1)>"
    made = world.made(
        objective=bad, meeting_place=bad, members=(replace(LAN, name=bad), Member(RANGERS, "`x` **y**"))
    )
    told = said(opened(made))
    assert "<img" not in told and "&lt;img src=x" in told


def test_an_address_that_names_no_patrol_says_so(world: World) -> None:
    assert "Không có lượt tuần tra này" in said(opened(999))


def weekly(world: World) -> list[int]:
    """Four Saturdays."""
    with writing(world.engine) as conn:
        return plan_series(conn, world.plan(), "week", date(2027, 4, 3), BY, SETTINGS, TZ, AREAS)


def _later(own: int, seen: dict[int, int]) -> None:
    from dashboard.parts.patrols import act, series_form

    act.news()
    series_form.body(own, seen)


def later(made: list[int], patrol_id: int, version: int = 1) -> AppTest:
    """What the dialog holds that changes a patrol and those after it, on a page of its own."""
    seen = dict.fromkeys(made[made.index(patrol_id) :], version)
    return AppTest.from_function(_later, default_timeout=20, args=(patrol_id, seen)).run()


def test_a_series_is_changed_from_one_on_and_all_at_once_back(world: World) -> None:
    made = weekly(world)
    page, key = later(made, made[1]), f"patrol_later_{made[1]}"
    assert "Chưa đổi gì." in said(page)
    page.button(key=f"{key}_save").click().run()
    assert "không có gì khác với bản đang lưu" in said(page)
    assert f"{key}_day" not in {str(each.key) for each in page.date_input}  # each keeps its day
    page.text_area(key=f"{key}_objective").set_value("Canh nơi xin đốt nương").run()
    page.time_input(key=f"{key}_from").set_value(time(6)).run()
    assert "Sẽ sửa 3 lượt: TT-2027-0002, TT-2027-0003, TT-2027-0004" in said(page)
    page.button(key=f"{key}_save").click().run()
    assert "Đã sửa 3 lượt." in said(page)
    rows = [world.row(own) for own in made]
    assert [row["objective"] for row in rows] == [world.plan().objective] + 3 * ["Canh nơi xin đốt nương"]
    assert [row["starts_at"] - STARTS for row in rows[1:]] == [
        n * timedelta(days=7) - HOUR for n in (1, 2, 3)
    ]
    page.button(key="patrols_undo").click().run()
    assert "Đã hoàn tác." in said(page)
    rows = [world.row(own) for own in made]
    assert {row["objective"] for row in rows} == {world.plan().objective}
    assert [row["starts_at"] - STARTS for row in rows] == [n * timedelta(days=7) for n in range(4)]


def test_what_stands_against_one_of_a_series_is_said_before_it_is_saved(world: World) -> None:
    made = weekly(world)
    start = STARTS + timedelta(days=14, hours=11)
    world.made(members=(SON,), zones=(world.south,), starts_at=start, ends_at=start + 2 * HOUR)
    page, key = later(made, made[0]), f"patrol_later_{made[0]}"
    page.time_input(key=f"{key}_to").set_value(time(19)).run()
    assert "TT-2027-0003: Cà Văn Sơn đã đi TT-2027-0005, 18:00–20:00 27/03" in said(page)
    page.time_input(key=f"{key}_to").set_value(time(5)).run()
    assert "Giờ về phải sau giờ đi." in said(page)
    page.button(key=f"{key}_save").click().run()
    assert "Chưa đúng: đến." in said(page) and world.row(made[2])["version"] == 1
    page.time_input(key=f"{key}_to").set_value(time(19)).run()
    page.button(key=f"{key}_save").click().run()
    assert world.row(made[2])["version"] == 2  # a warning stops nobody


def test_whoever_is_taken_off_a_series_is_taken_off_with_a_reason(world: World) -> None:
    made = weekly(world)
    with writing(world.engine) as conn:
        for own in made:
            assign(conn, own, BY, SETTINGS, AREAS, seen_version=1)
    page, key = later(made, made[2], 2), f"patrol_later_{made[2]}"
    people = page.multiselect(key=f"{key}_people")
    people.set_value([each for each in people.value if each[1] != SON.name.casefold()]).run()
    assert "Giờ và nơi tập trung giữ nguyên: không ai phải báo lại." in said(page)
    assert "Chưa có ai của lực lượng Quân sự" in said(page)
    page.button(key=f"{key}_save").click().run()
    assert f"Còn thiếu: Lý do bớt {SON.name}." in said(page)
    page.text_input(key=f"{key}_reason").set_value("đi học").run()
    page.text_input(key=f"{key}_meeting").set_value("Bến Pá Uôn").run()
    assert "2 lượt đã giao đổi giờ hoặc nơi tập trung: đơn vị đã được báo sẽ được báo lại." in said(page)
    page.button(key=f"{key}_save").click().run()
    went = [[each["name"] for each in world.row(own)["members"]] for own in made]
    assert went == 2 * [[LAN.name, MINH.name, SON.name]] + 2 * [[LAN.name, MINH.name]]


def test_somebody_else_was_first_with_one_of_a_series(world: World) -> None:
    made = weekly(world)
    page, key = later(made, made[0]), f"patrol_later_{made[0]}"
    page.text_input(key=f"{key}_equipment").set_value("loa cầm tay").run()
    with writing(world.engine) as conn:
        cancel(conn, made[3], BY, seen_version=1, reason="mưa lớn")
    page.button(key=f"{key}_save").click().run()
    assert "Người khác vừa sửa một trong các lượt này" in said(page)
    assert world.row(made[0])["equipment"] == ""


def test_the_last_of_a_series_and_one_by_itself_are_changed_alone(world: World) -> None:
    made = weekly(world)
    alone = world.made(starts_at=STARTS - 5 * HOUR, ends_at=STARTS)
    for own in (made[-1], alone):
        assert "patrol_edit_later" not in keys(opened(own))
    assert "patrol_edit_later" in keys(opened(made[-2]))
