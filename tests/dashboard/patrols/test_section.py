"""The section *Tuần tra* as a page: the calendar, a sheet, its buttons by role, and who must be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.services import Services
from data.access import Actor
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.patrols.planning import assign, cancel
from data.patrols.wanted import Member
from data.plan.loading import load_plans
from data.profile import load_profile
from data.store.engine import writing
from geo.areas import load_areas
from tests.data.patrols.conftest import AREAS, BY, HOUR, LAN, NOW, RANGERS, SETTINGS, STARTS, World


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
