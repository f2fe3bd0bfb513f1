"""What is taken on a phone is taken on the wall at its next look; a desk puts aside what it knows."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import SCREENSHOTS, looking
from tests.browser.test_wall import pytestmark, server, wall
from tests.servers.wall import Server

__all__ = ["pytestmark", "server"]


def test_taken_on_a_phone_shown_on_the_wall(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        row = page.locator(".canhlua-wall .decisions li").first
        title = row.locator("b, strong, .title").first.inner_text()
        expect(row).not_to_have_class("acknowledged")
        page.evaluate("window.stayed = true")
        with looking(browser, f"{server.url}/m/alarms", 390, 844) as look:
            phone = look.page
            assert phone.evaluate("document.documentElement.scrollWidth") <= 390
            phone.screenshot(path=SCREENSHOTS / "alarms_phone.png")
            before = phone.locator(".alarms li").count()
            phone.get_by_role("button", name="Tiếp nhận").first.click()
            expect(phone.locator(".alarms li")).to_have_count(before - 1)
        expect(page.locator(".canhlua-wall .decisions li.acknowledged").first).to_be_visible(timeout=15_000)
        assert title and page.evaluate("window.stayed") is True


def test_put_aside_at_a_desk_with_a_reason(browser: Browser, server: Server) -> None:
    with looking(browser, f"{server.url}/alarms", 1366, 768) as look:
        page = look.page
        expect(page.locator(".cl-alarm").first).to_be_visible()
        page.get_by_role("button", name="Gác lại").first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Gác lại").click()
        expect(dialog.get_by_text("chưa ghi lý do gác lại")).to_be_visible()
        dialog.get_by_label("Lý do").fill("Đốt nương có phép")
        dialog.get_by_label("Lý do").press("Tab")
        dialog.get_by_role("button", name="Gác lại").click()
        expect(page.get_by_text("Đã gác lại").first).to_be_visible()
        page.locator("[data-testid=stButtonGroup] button", has_text="Tạm gác").click()
        expect(page.get_by_text("Đốt nương có phép").first).to_be_visible()
