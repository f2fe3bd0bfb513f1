"""A patrol's papers in a real browser: from its sheet to the printed page, and a link that is replaced."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import looking
from tests.browser.test_patrols import Installed
from tests.servers.dashboard import serving

BASE = "http://127.0.0.1:9"
"""What links carry; nothing is asked there."""
PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("papers")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    made = Installed(database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANHLUA_PUBLIC_URL", BASE)
        with serving(database, folder / "log") as address:
            made.address = address
            yield made
    made.engine.dispose()


def test_the_plan_is_opened_from_the_sheet_and_printed(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/planning?patrol=1", 1366, 900) as look:
        link = look.page.get_by_role("link", name="Bản kế hoạch để in")
        with look.page.context.expect_page() as opened:
            link.click()
        page = opened.value
        expect(page.get_by_role("heading", name=re.compile("Kế hoạch", re.IGNORECASE))).to_be_visible()
        drawn = page.locator("img.map")
        expect(drawn).to_be_visible()
        assert drawn.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1640
        assert page.locator(".cards img").count() == 3
        page.evaluate("window.print = () => { document.title = 'in' }")
        page.get_by_role("button", name="In hoặc lưu PDF").click()
        expect(page).to_have_title("in")
        printed = page.pdf(prefer_css_page_size=True)
        # A4; the text, the map with the corners, the codes.
        assert len(re.findall(rb"/Type ?/Page\b", printed)) >= 3
        box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
        assert box is not None
        assert [round(float(side)) for side in box.groups()] == [595, 842]
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / "patrol-papers.png"), full_page=True)
        assert look.errors == []


def test_on_a_phone_the_plan_fits(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/patrols/1/order", 390, 844) as look:
        expect(look.page.locator("img.map")).to_be_visible()
        assert look.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_link_is_shown_to_scan_and_replaced(browser: Browser, here: Installed) -> None:
    with looking(browser, f"{here.address}/planning?patrol=1", 1366, 900) as look:
        page = look.page
        page.get_by_role("button", name="Đường dẫn điểm danh").click()
        shown = page.get_by_role("dialog")
        expect(shown.get_by_text(re.compile(rf"{BASE}/checkin/1-1-[0-9a-f]{{32}}"))).to_be_visible()
        expect(shown.locator(".cl-qr img")).to_have_count(3)
        shown.get_by_role("button", name="Đổi đường dẫn").first.click()
        expect(page.get_by_text("Lò Thị Lan có đường dẫn mới.")).to_be_visible()
        page.get_by_role("button", name="Đường dẫn điểm danh").click()
        expect(page.get_by_role("dialog").get_by_text(re.compile(r"/checkin/1-2-"))).to_be_visible()
        assert look.errors == []
    assert [each["token_number"] for each in here.row(1)["members"]] == [2, 1, 1]
