"""Members of a patrol on their own phones: with signal, without, and checked in by the leader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select

from data.clock import real_now
from data.patrols.tokens import member_token
from data.presence import presence_of
from data.store.engine import reading, writing
from data.store.tables import patrol, patrol_checkin, patrol_finding, photo
from tests.browser.conftest import PATIENCE_MS, SCREENSHOTS, looking
from tests.data.checking.pictures import jpeg, scene
from tests.data.presence import patrols
from tests.data.presence.patrols import LAT, LON
from tests.servers.dashboard import installation, serving

PHONE = {"width": 390, "height": 844}
HERE = {"latitude": LAT, "longitude": LON, "accuracy": 12}


@dataclass
class World:
    address: str
    engine: Engine
    patrol: int
    members: dict[str, int]

    def page(self, who: str) -> str:
        with reading(self.engine) as conn:
            return f"{self.address}/checkin/{member_token(conn, self.members[who], 'checkin')}"

    def rows(self, table: Any) -> list[Any]:
        with reading(self.engine) as conn:
            return list(conn.execute(select(table).order_by(table.c.id)).mappings())


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    here = installation(f"sqlite:///{tmp_path / 'canhlua.db'}")
    start = real_now().replace(microsecond=0) - timedelta(minutes=10)
    with writing(here.engine) as conn:
        patrols.agencies(conn)
        own, members = patrols.joint_patrol(conn, starts_at=start, ends_at=start + timedelta(hours=8))
        patrols.square_zone(conn, own)
    with serving(f"sqlite:///{tmp_path / 'canhlua.db'}", tmp_path / "log") as address:
        yield World(address, here.engine, own, members)
    here.engine.dispose()


@contextmanager
def phone(browser: Browser, **more: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", is_mobile=True, has_touch=True, **more
    )
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        yield context
        assert errors == []
    finally:
        context.close()


def opened(context: BrowserContext, address: str) -> Page:
    """The page, once the phone has kept it."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-kept]", state="attached")
    for _ in range(PATIENCE_MS // 100):
        if page.evaluate("navigator.serviceWorker.controller !== null"):
            return page
        page.wait_for_timeout(100)
    raise TimeoutError("no service worker")


def sent(page: Page) -> None:
    page.wait_for_selector('html[data-unsent="0"]', state="attached")


def mine(page: Page) -> Any:
    return page.locator("[data-part=mine]")


def test_two_check_in_one_without_signal_and_the_leader_does_it_for_another(
    browser: Browser, world: World
) -> None:
    with phone(browser, geolocation=HERE, permissions=["geolocation"]) as first, phone(browser) as second:
        leader, police = opened(first, world.page("leader")), opened(second, world.page("police"))
        leader.check("#withplace")
        mine(leader).get_by_role("button", name="Tôi đã có mặt").tap()
        expect(mine(leader).get_by_role("button", name="Tôi đã về")).to_be_visible()
        row = world.rows(patrol_checkin)[0]
        assert (row["latitude"], row["longitude"], row["accuracy_m"]) == (LAT, LON, 12.0)

        second.set_offline(True)
        police.reload()  # opens again from the phone
        expect(police.locator("#net")).to_contain_text("Không có mạng")
        mine(police).get_by_role("button", name="Tôi đã có mặt").tap()
        expect(police.locator("#unsent")).to_contain_text("Chưa gửi: 1 việc")
        expect(police.locator("#mystate")).to_contain_text("Đã ghi trên máy lúc")
        pressed = real_now()
        police.check("[value=note]")
        police.fill("#text", "Lán trại lạ ở khe suối")
        raw = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene(640, 480))}
        police.set_input_files("#gallery", [raw])
        expect(police.locator("#photos img")).to_be_visible()
        police.get_by_role("button", name="Gửi", exact=True).tap()
        expect(police.locator("#unsent")).to_contain_text("Chưa gửi: 3 việc")
        police.screenshot(path=str(SCREENSHOTS / "checkin-offline-390.png"))
        police.close()  # put into the pocket; opened again on the way home, still without signal
        police = second.new_page()
        police.goto(world.page("police"))
        expect(police.locator("#unsent")).to_contain_text("Chưa gửi: 3 việc")
        assert len(world.rows(patrol_checkin)) == 1
        police.wait_for_timeout(3000)
        second.set_offline(False)
        sent(police)
        expect(mine(police).get_by_role("button", name="Tôi đã về")).to_be_visible()
        expect(police.locator("[data-part=found]")).to_contain_text("Lán trại lạ ở khe suối")
        row = world.rows(patrol_checkin)[1]
        assert abs(row["happened_at"] - pressed) < timedelta(seconds=30)
        assert row["received_at"] - row["happened_at"] > timedelta(seconds=3)
        found, picture = world.rows(patrol_finding)[0], world.rows(photo)[0]
        assert (picture["record_kind"], picture["record_id"]) == ("finding", found["id"])

        leader.reload()
        team = leader.locator("[data-part=team]")
        expect(team).to_contain_text("Chưa có mặt: Quân sự")
        team.locator("li", has_text="Điêu Chính Cao").get_by_role("button", name="Có mặt").tap()
        expect(team).to_contain_text("Đủ các lực lượng phải có mặt")
        leader.screenshot(path=str(SCREENSHOTS / "checkin-leader-390.png"), full_page=True)
    with reading(world.engine) as conn:
        presence = presence_of(conn, world.patrol)
    assert presence.joint
    assert [each.channel for each in presence.present] == ["link", "link", "leader"]
    assert world.rows(patrol)[0]["status"] == "under_way"


def test_what_the_server_refuses_is_said_and_blocks_nothing(browser: Browser, world: World) -> None:
    with phone(browser) as context:
        page = opened(context, world.page("guide"))
        page.fill("#text", "Cháy rừng ở đồi trọc")
        page.fill("#place_text", "ở đâu đó")
        page.get_by_role("button", name="Gửi", exact=True).tap()
        expect(page.locator("#unsent .bad")).to_be_visible()
        mine(page).get_by_role("button", name="Tôi đã có mặt").tap()
        expect(mine(page).get_by_role("button", name="Tôi đã về")).to_be_visible()
        assert world.rows(patrol_finding) == []
        page.on("dialog", lambda asked: asked.accept())
        page.locator("#unsent").get_by_role("button", name="Bỏ").tap()
        sent(page)


def test_at_a_desk_one_checks_in_who_calls_and_takes_it_back(browser: Browser, world: World) -> None:
    with looking(
        browser, f"{world.address}/planning?section=patrols&patrol={world.patrol}", 1366, 768
    ) as look:
        page = look.page
        people = page.locator(".cl-presence")
        expect(people).to_contain_text("chưa điểm danh")
        page.get_by_role("button", name="Điểm danh hộ").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="Ai").click()
        page.get_by_role("option", name="Quàng Văn Bảo").click()
        page.keyboard.press("Escape")
        dialog.get_by_label("Ghi chú").fill("gọi điện về")
        dialog.get_by_label("Ghi chú").press("Tab")
        dialog.get_by_role("button", name="Ghi", exact=True).click()
        expect(people.locator("li", has_text="Quàng Văn Bảo")).to_contain_text("có mặt từ")
        expect(people.locator("li", has_text="Quàng Văn Bảo")).to_contain_text("trực ban ghi")
        page.screenshot(path=str(SCREENSHOTS / "checkin-desk-1366.png"), full_page=True)
        page.get_by_role("button", name="Ghi nhầm…").click()
        page.get_by_role("dialog").get_by_label("Vì sao").fill("nhầm người")
        page.get_by_role("dialog").get_by_label("Vì sao").press("Tab")
        page.get_by_role("button", name="Không tính dòng này").click()
        expect(people.locator("li", has_text="Quàng Văn Bảo")).to_contain_text("chưa điểm danh")
    rows = world.rows(patrol_checkin)
    assert [(row["kind"], row["channel"], row["corrects_id"]) for row in rows] == [
        ("in", "desk", None),
        ("out", "desk", rows[0]["id"]),
    ]
    assert isinstance(rows[0]["happened_at"], datetime)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_photo_of_what_became_an_incident_is_on_its_sheet(
    browser: Browser, world: World, width: int, height: int
) -> None:
    with phone(browser, geolocation=HERE, permissions=["geolocation"]) as context:
        page = opened(context, world.page("leader"))
        page.fill("#text", "Khói ở khe suối, cháy lan lên rừng")
        page.set_input_files(
            "#gallery",
            [
                {"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene(640 + n, 480))}
                for n in range(2)
            ],
        )
        expect(page.locator("#photos img")).to_have_count(2)
        page.get_by_role("button", name="Gửi", exact=True).tap()
        expect(page.locator("[data-part=found]")).to_contain_text("Khói ở khe suối")
        sent(page)
    (found,) = world.rows(patrol_finding)
    with looking(browser, f"{world.address}/incidents?incident={found['ref']}", width, height) as look:
        page = look.page
        strip = page.locator(".cl-photos figure")
        expect(strip).to_have_count(2)
        expect(strip.first).to_contain_text("TT-2027-0001")
        expect(strip.first).to_contain_text("Lò Văn An")
        line = page.locator(".cl-timeline li", has_text="2 ảnh của lượt tuần tra TT-2027-0001")
        expect(line.locator("img")).to_have_count(2)
        line.scroll_into_view_if_needed()
        page.wait_for_function(
            "[...document.querySelectorAll('.cl-photos img, .cl-timeline img')]"
            ".every(each => each.complete && each.naturalWidth > 0)"
        )
        strip.first.scroll_into_view_if_needed()
        page.screenshot(path=str(SCREENSHOTS / f"incident-photos-{width}.png"))
        line.scroll_into_view_if_needed()
        page.screenshot(path=str(SCREENSHOTS / f"incident-photos-timeline-{width}.png"))
        line.get_by_role("link", name="Xem lượt tuần tra").click()
        expect(page.locator(".cl-found")).to_contain_text("2 ảnh")
