"""The forms of patrols: pressed with something missing they say what; what is typed last counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard import services as installed
from dashboard.services import Services
from data.patrols.stand_downs import stand_downs
from data.presence.reading import presence_of
from data.profile import load_profile
from data.store.engine import reading
from geo.areas import load_areas
from tests.dashboard.forms import form, press, said, stored
from tests.data.patrols.conftest import LAN, NOW, World

PARTS = "dashboard.parts.patrols."


@pytest.fixture
def world(sqlite_engine: Engine) -> Iterator[World]:
    profile = load_profile()
    here = Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    with installed.replaced(here):
        yield World(sqlite_engine)


def _presence(world: World, own: int) -> Any:
    with reading(world.engine) as conn:
        return presence_of(conn, own)


def _none(world: World, own: int) -> tuple[Any, ...]:
    return (None,)


def _row(world: World, own: int) -> tuple[Any, ...]:
    return (world.row(own),)


def _member(world: World, own: int) -> tuple[Any, ...]:
    return world.row(own), world.row(own)["members"][1] | {"id": 2}


@pytest.mark.parametrize(
    ("where", "args", "button", "lacking"),
    [
        ("form._new", _none, "patrol_form_save", "Mục đích, Đơn vị chủ trì"),
        ("form._new", _none, "patrol_form_new0_add", "Đơn vị, Họ tên"),
        ("deeds_bar._cancel", _row, "patrol_cancel_save", "Lý do"),
        ("deeds_bar._keep", _row, "patrol_keep_save", "Tên mẫu"),
        ("people_part._add", _row, "patrol_member_add_save", "Đơn vị, Họ tên"),
        ("people_part._replace", _member, "patrol_member_in_2_save", "Họ tên, Lý do"),
        ("people_part._remove", _member, "patrol_member_out_2_save", "Lý do"),
        (
            "follow_part._checkin_dialog",
            lambda world, own: (world.row(own), _presence(world, own)),
            "checkin_save",
            "Ai",
        ),
        ("follow_part._wrong_dialog", _row, "wrong_save", "Dòng nào sai, Vì sao"),
        ("stand_down_list._list", lambda *_: (), "patrol_down_0_save", "Đơn vị, Họ tên, Lý do"),
        ("track_upload._dialog", _row, "track_save", "Tệp vết đi"),
    ],
)
def test_a_press_names_what_is_missing_and_stores_nothing(
    world: World, where: str, args: Callable[[World, int], tuple[Any, ...]], button: str, lacking: str
) -> None:
    own = world.made()
    before, (module, name) = stored(world.engine), where.split(".")
    page = form(PARTS + module, name, *args(world, own))
    assert "Còn thiếu" not in said(page)  # nobody is told before they press
    assert f"Còn thiếu: {lacking}." in press(page, button)
    assert stored(world.engine) == before


def test_a_reason_and_the_press_that_follows_it_at_once_cancel(world: World) -> None:
    own = world.made()
    page = form(PARTS + "deeds_bar", "_cancel", world.row(own))
    page.text_input(key="patrol_cancel_reason").set_value("mưa lớn")
    press(page, "patrol_cancel_save")
    assert world.row(own)["status"] == "cancelled"


def test_what_was_typed_is_kept_where_something_is_missing(world: World) -> None:
    own = world.made()
    row = world.row(own)
    gone, key = row["members"][1], f"patrol_member_in_{row['members'][1]['id']}"
    page = form(PARTS + "people_part", "_replace", row, gone)
    page.text_input(key=f"{key}_name").set_value("Lò Văn Thay")
    assert "Còn thiếu: Lý do." in press(page, f"{key}_save")
    assert page.text_input(key=f"{key}_name").value == "Lò Văn Thay"
    page.text_input(key=f"{key}_reason").set_value("ốm")
    press(page, f"{key}_save")
    assert "Lò Văn Thay" in [each["name"] for each in world.row(own)["members"]]


def test_somebody_typed_last_is_on_the_list(world: World) -> None:
    """The press comes with the last field: no run in between."""
    page = form(PARTS + "form", "_new", None)
    new = "patrol_form_new0"
    page.selectbox(key=f"{new}_agency").select_index(0)
    page.text_input(key=f"{new}_name").set_value("Lò Văn Mới")
    assert "Còn thiếu" not in press(page, f"{new}_add")
    (picked,) = page.multiselect(key="patrol_form_people").value
    assert picked[1] == "lò văn mới"
    assert page.text_input(key="patrol_form_new1_name").value == ""


def test_a_whole_agency_stands_down_without_a_name(world: World) -> None:
    page = form(PARTS + "stand_down_list", "_list")
    page.get("button_group")[0].set_value("agency").run()
    page.selectbox(key="patrol_down_0_agency").select_index(0)
    assert "Còn thiếu: Lý do." in press(page, "patrol_down_0_save")
    with reading(world.engine) as conn:
        assert stand_downs(conn, NOW, NOW + timedelta(days=9), ended=True) == []


def test_the_day_that_it_has_is_no_change(world: World) -> None:
    own = world.made()
    page = form(PARTS + "deeds_bar", "_move", world.row(own))
    assert "không có gì khác với bản đang lưu" in press(page, "patrol_move_save")
    assert world.row(own)["version"] == 1


def test_a_window_that_ends_before_it_begins_is_refused_when_it_is_pressed(world: World) -> None:
    own = world.made()
    page, key = form(PARTS + "form", "_edit", own, 1), f"patrol_edit_{own}_1"
    page.time_input(key=f"{key}_to").set_value(time(5))
    assert "giờ kết thúc phải sau giờ bắt đầu" in press(page, f"{key}_save")
    page.time_input(key=f"{key}_to").set_value(time(18))
    press(page, f"{key}_save")
    assert world.row(own)["version"] == 2


def test_a_person_twice_is_refused_when_it_is_pressed(world: World) -> None:
    own = world.made()
    page = form(PARTS + "people_part", "_add", world.row(own))
    page.selectbox(key="patrol_member_add_agency").set_value(LAN.agency_id)
    page.text_input(key="patrol_member_add_name").set_value(LAN.name)
    assert "có người hai lần trong danh sách" in press(page, "patrol_member_add_save")
    assert world.row(own)["version"] == 1
