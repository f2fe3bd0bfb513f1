"""Patrols in a real browser: dragged, moved by keyboard, taken back; planned and assigned; on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.patrols.act import By
from data.patrols.planning import assign, plan_patrol
from data.patrols.reading import list_patrols, patrol_of
from data.patrols.repeating import plan_series
from data.patrols.settings import PatrolSettings
from data.patrols.wanted import Member, Plan
from data.store.engine import open_engine, reading, writing
from tests.browser.conftest import Look, looking
from tests.data.patrols.conftest import AREAS, MILITARY, POLICE, RANGERS, put_zone
from tests.servers.dashboard import installation, serving

PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")
LAN = Member(RANGERS, "Lò Thị Lan", "leader", "0912 345 678")
MINH, SON = Member(POLICE, "Quàng Văn Minh"), Member(MILITARY, "Cà Văn Sơn")
HOUR = timedelta(hours=1)


def picture(look: Look, name: str) -> None:
    """Kept for people's eyes, only where somebody asks for it."""
    if PICTURES:
        look.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


class Installed:
    """A running installation with a joint patrol and a forest round, both on Wednesday of next week."""

    def __init__(self, database: str) -> None:
        here = installation(database)
        load(here.engine, here.profile.directory, here.now)
        self.tz = here.profile.tz
        today = datetime.now(UTC).astimezone(self.tz).date()
        self.monday = today + timedelta(days=7 - today.weekday())
        by = By(LOCAL_ADMIN, datetime.now(UTC))
        with writing(here.engine) as conn:
            zones = [put_zone(conn, name, west) for name, west in (("Khau Cả", 103.70), ("Pú Luông", 103.75))]
            for kind, zone, people, hour in (
                ("joint", zones[0], (LAN, MINH, SON), 7),
                ("forest_round", zones[1], (LAN,), 9),
            ):
                start = datetime.combine(self.day(2), time(hour), tzinfo=self.tz)
                plan = Plan(
                    kind, f"Đi {kind}", start, start + 5 * HOUR, RANGERS, zones=(zone,), members=people
                )
                plan_patrol(conn, plan, by, PatrolSettings(), self.tz, AREAS)
        here.engine.dispose()
        self.engine: Engine = open_engine(database)
        self.address = ""

    def day(self, number: int) -> date:
        return self.monday + timedelta(days=number)

    def row(self, patrol_id: int) -> dict[str, Any]:
        with reading(self.engine) as conn:
            found = patrol_of(conn, patrol_id)
        assert found is not None
        return found

    def begins(self, patrol_id: int) -> datetime:
        moment: datetime = self.row(patrol_id)["starts_at"]
        return moment.astimezone(self.tz)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("patrols")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    made = Installed(database)
    with serving(database, folder / "log") as address:
        made.address = address
        yield made
    made.engine.dispose()


def opened(page: Page) -> None:
    """Go to next week's calendar."""
    page.get_by_role("button", name="›").click()
    expect(page.locator(".card").first).to_be_visible()


def card(page: Page, patrol_id: int, day: date) -> Locator:
    return page.locator(f'.card[data-id="{patrol_id}"][data-day="{day.isoformat()}"]').first


def cell(page: Page, day: date) -> Locator:
    return page.locator(f'.cell[data-day="{day.isoformat()}"]').first


def test_dragged_with_the_mouse_and_taken_back(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/planning?section=patrols", 1366, 900) as look:
        page = look.page
        opened(page)
        picture(look, "patrols-week")
        expect(card(page, 1, here.day(2))).to_contain_text("! ")  # one person twice that morning
        card(page, 1, here.day(2)).drag_to(cell(page, here.day(4)))
        expect(card(page, 1, here.day(4))).to_be_visible()
        assert here.begins(1) == datetime.combine(here.day(4), time(7), tzinfo=here.tz)
        page.get_by_role("button", name="Hoàn tác").click()
        expect(card(page, 1, here.day(2))).to_be_visible()
        assert here.begins(1).date() == here.day(2)
        assert look.errors == []


def test_moved_by_keyboard(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/planning?section=patrols", 1366, 900) as look:
        page = look.page
        opened(page)
        before = here.begins(2)
        card(page, 2, here.day(2)).focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(".board .said")).to_contain_text("Enter để chuyển")
        page.keyboard.press("Escape")
        expect(page.locator(".board .said")).to_have_text("Chưa chuyển.")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Enter")
        expect(card(page, 2, here.day(3))).to_be_visible()
        assert here.begins(2) == before + timedelta(days=1)
        # The same card is opened with Enter alone.
        card(page, 2, here.day(3)).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="TT-")).to_be_visible()
        assert look.errors == []


def test_planned_warned_and_assigned(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/planning?section=patrols", 1366, 900) as look:
        page = look.page
        opened(page)
        page.get_by_role("button", name=f"Lập tuần tra ngày T4 {here.day(2):%d/%m}").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Mục đích").fill("Canh nơi xin đốt nương")
        form.get_by_label("Mục đích").press("Tab")
        look.choose("Đơn vị chủ trì", "Công an xã Mường Giôn")
        form.get_by_role("combobox", name="Người đi").click()
        page.get_by_role("option", name="Quàng Văn Minh").click()
        page.keyboard.press("Escape")
        expect(form.get_by_text("Quàng Văn Minh đã đi TT-")).to_be_visible()  # said before it is saved
        expect(form.get_by_text("Chưa có ai của lực lượng Quân sự")).to_be_visible()
        picture(look, "patrols-form")
        form.get_by_role("button", name="Lưu kế hoạch").click()
        expect(page.get_by_text("Chưa báo ai cho đến khi giao nhiệm vụ")).to_be_visible()
        page.get_by_role("button", name="Giao cho tổ").click()
        asked = page.get_by_role("dialog")
        expect(asked.get_by_text("Từ lúc này phải báo: Công an xã Mường Giôn.")).to_be_visible()
        asked.get_by_role("button", name="Giao cho tổ").click()
        expect(page.get_by_text("đã giao", exact=True)).to_be_visible()
        picture(look, "patrols-sheet")
    with reading(here.engine) as conn:
        since = datetime.combine(here.monday, time(), tzinfo=here.tz)
        rows = list_patrols(conn, since, since + timedelta(days=7), statuses=("assigned",))
    assert [(row["objective"], row["status"]) for row in rows] == [("Canh nơi xin đốt nương", "assigned")]


@pytest.mark.parametrize(("width", "height"), [(1366, 900), (390, 844)])
def test_a_series_is_changed_at_once_and_taken_back(
    browser: Browser, here: Installed, width: int, height: int
) -> None:
    begins = datetime.combine(here.day(2), time(18), tzinfo=here.tz)
    people = (LAN, MINH, SON)
    plan = Plan("joint", f"Đi đêm {width}", begins, begins + 3 * HOUR, RANGERS, zones=(1,), members=people)
    by = By(LOCAL_ADMIN, datetime.now(UTC))
    with writing(here.engine) as conn:
        until = here.day(2) + timedelta(days=22)
        made = plan_series(conn, plan, "week", until, by, PatrolSettings(), here.tz, AREAS)
        assign(conn, made[2], by, PatrolSettings(), AREAS, seen_version=1)
    codes = [here.row(own)["code"] for own in made]
    with looking(browser, f"{here.address}/planning?section=patrols&patrol={made[1]}", width, height) as look:
        page = look.page
        page.get_by_role("button", name="Sửa cả các lượt sau").click()
        form = page.get_by_role("dialog")
        expect(form.get_by_text("Chưa đổi gì.")).to_be_visible()
        expect(form.get_by_label("Ngày đi")).to_have_count(0)
        form.get_by_label("Nơi tập trung").fill("Bến Pá Uôn")
        form.get_by_label("Nơi tập trung").press("Tab")
        # Each that would change is named, and of which of them somebody is told again.
        expect(form.get_by_text(f"Sẽ sửa 3 lượt: {', '.join(codes[1:])}")).to_be_visible()
        expect(form.get_by_text("1 lượt đã giao đổi giờ hoặc nơi tập trung")).to_be_visible()
        expect(form.get_by_text(f"{', '.join(codes[1:])}: Hạt Kiểm lâm")).to_be_visible()
        picture(look, f"patrols-series-{width}")
        form.get_by_role("button", name="Lưu cả 3 lượt").click()
        expect(form).to_be_hidden()
        expect(page.get_by_text("Đã sửa 3 lượt.")).to_be_visible()
        expect(page.get_by_text("Bến Pá Uôn", exact=True)).to_be_visible()
        picture(look, f"patrols-series-after-{width}")
        assert [here.row(own)["meeting_place"] for own in made] == ["", *3 * ["Bến Pá Uôn"]]
        page.get_by_role("button", name="Hoàn tác", exact=True).click()
        expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
        expect(page.get_by_text("Bến Pá Uôn", exact=True)).to_have_count(0)
        assert {here.row(own)["meeting_place"] for own in made} == {""}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert look.errors == []


@pytest.mark.parametrize(("width", "height"), [(1366, 900), (390, 844)])
def test_cancelled_with_a_reason_and_the_keyboard_alone(
    browser: Browser, here: Installed, width: int, height: int
) -> None:
    """The last field is typed, Tab comes to the button, Enter presses it: it need not wake up first."""
    begins = datetime.combine(here.day(5), time(13), tzinfo=here.tz)
    plan = Plan("joint", f"Đi trưa {width}", begins, begins + HOUR, RANGERS, members=(LAN,))
    with writing(here.engine) as conn:
        own = plan_patrol(conn, plan, By(LOCAL_ADMIN, datetime.now(UTC)), PatrolSettings(), here.tz, AREAS)
    with looking(browser, f"{here.address}/planning?section=patrols&patrol={own}", width, height) as look:
        page = look.page
        page.get_by_role("button", name="Hủy…").click()
        asked = page.get_by_role("dialog")
        asked.get_by_role("button", name="Hủy tuần tra").click()
        expect(asked.get_by_text("Còn thiếu: Lý do.")).to_be_visible()
        picture(look, f"patrols-cancel-missing-{width}")
        assert here.row(own)["status"] == "planned"
        asked.get_by_label("Lý do").focus()
        page.keyboard.type("mưa lớn")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(asked).to_be_hidden()
        expect(page.get_by_text(f"Đã hủy {here.row(own)['code']}.")).to_be_visible()
        assert here.row(own)["status"] == "cancelled"
        assert look.errors == []


def test_on_a_phone_it_is_a_list(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/planning?section=patrols", 390, 844) as look:
        page = look.page
        opened(page)
        expect(page.locator(".board .list")).to_be_visible()
        assert page.locator(".board .week").count() == 0
        picture(look, "patrols-phone")
        page.locator(".card").first.click()
        expect(page.get_by_role("heading", name="TT-")).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        assert look.errors == []
