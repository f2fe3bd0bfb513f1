"""A briefing in a real Chromium: made, frozen, signed, printed; what comes later changes nothing."""

from __future__ import annotations

import io

from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SCREENSHOTS, looking
from tests.browser.seed import TWINS, fill
from tests.browser.test_wall import pytestmark, server
from tests.servers.wall import Server

__all__ = ["pytestmark", "server"]

REMARK = "Tổ Mường Giôn trực thêm đến 21:00"


def figures(page: Page) -> str:
    return page.locator(".cl-brief dl").inner_text()


def drawn(page: Page, selector: str) -> None:
    """The painted map has come and is a picture."""
    expect(page.locator(selector)).to_be_visible()
    page.wait_for_function("(one) => document.querySelector(one).naturalWidth > 400", arg=selector)


def test_made_frozen_signed_printed_and_read_on_a_phone(browser: Browser, server: Server) -> None:
    with looking(browser, f"{server.url}/briefings", 1366, 768) as look:
        page = look.page
        expect(page.get_by_text("Chưa có bản tin nào")).to_be_visible()
        page.screenshot(path=SCREENSHOTS / "briefings_empty.png")
        page.get_by_role("button", name="Lập bản tin ngay").click()
        expect(page.get_by_text("Đã lập bản tin.")).to_be_visible()
        drawn(page, ".cl-brief img")
        told = figures(page)
        assert "cháy" in told
        fill(server.here, TWINS, minutes_ago=1)  # more fires come
        page.reload()
        drawn(page, ".cl-brief img")
        assert figures(page) == told
        box = page.get_by_label("Ý kiến, việc giao ca sau")
        box.fill(REMARK)
        box.press("Tab")
        page.get_by_role("button", name="Ký", exact=True).click()
        expect(page.get_by_text("Đã ký bản tin.")).to_be_visible()
        expect(page.get_by_text(REMARK).first).to_be_visible()
        page.screenshot(path=SCREENSHOTS / "briefings_1366.png", full_page=True)
        with page.expect_download() as coming:
            page.get_by_role("link", name="Tải .docx").click()
        file = coming.value.path().read_bytes()
        texts = [each.text for each in Document(io.BytesIO(file)).paragraphs]
        assert any(REMARK in each for each in texts) and len(Document(io.BytesIO(file)).inline_shapes) == 1
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Xem và in").click()
        sheet = opened.value
        expect(sheet.get_by_text(REMARK)).to_be_visible()
        drawn(sheet, "img")
        sheet.screenshot(path=SCREENSHOTS / "briefings_sheet.png", full_page=True)
        assert look.errors == [] and look.outside == []
    with looking(browser, f"{server.url}/briefings?briefing=1", 390, 844) as look:
        drawn(look.page, ".cl-brief img")
        assert look.page.evaluate("document.documentElement.scrollWidth") <= 390
        look.page.screenshot(path=SCREENSHOTS / "briefings_390.png", full_page=True)
        assert look.errors == []
