"""A level is announced and stands on the map and on a sheet; somebody signs on and stands above the map."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import seed
from tests.browser.conftest import looking
from tests.servers.dashboard import installation, serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("duty")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def _announce(page: Page, source: str) -> None:
    page.get_by_role("button", name="Ghi cấp đã công bố").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Cấp IV – nguy hiểm").click()
    dialog.get_by_label("Căn cứ").fill(source)
    dialog.get_by_label("Căn cứ").press("Enter")
    dialog.get_by_role("button", name="Lưu").click()
    expect(page.locator(".cl-level", has_text="IV")).to_have_count(4)


def test_what_was_announced_by_mistake_is_undone_with_one_press(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/danger", 1366, 900) as look:
        page = look.page
        _announce(page, "Ghi nhầm")
        page.get_by_role("button", name="Hoàn tác").click()
        expect(page.locator(".cl-danger", has_text="chưa công bố")).to_have_count(4)
        box = page.locator(".cl-dangers").bounding_box()
        button = page.get_by_role("button", name="Ghi cấp đã công bố").bounding_box()
        assert box and button and button["y"] >= box["y"] + box["height"] + 6, "the button lies on the cards"


def test_an_announced_level_reaches_the_map_and_the_sheet(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/danger", 1366, 900) as look:
        page = look.page
        expect(page.locator(".cl-danger", has_text="chưa công bố")).to_have_count(4)
        page.get_by_role("button", name="Ghi cấp đã công bố").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("Cấp IV – nguy hiểm").click()
        expect(dialog.get_by_text("Cấm đốt nương")).to_be_visible()
        dialog.get_by_role("button", name="Lưu").click()
        expect(dialog.get_by_text("cần ghi căn cứ")).to_be_visible()
        dialog.get_by_label("Căn cứ").fill("Thông báo 12 của Hạt Kiểm lâm")
        dialog.get_by_label("Căn cứ").press("Enter")
        dialog.get_by_role("button", name="Lưu").click()
        expect(page.locator(".cl-level", has_text="IV")).to_have_count(4)
        page.goto(f"{address}/")
        look.drawn()
        assert look.script("view => view.danger.levels['Mường Giôn'][0]") == "IV"
        expect(look.map.get_by_label("Cấp cháy rừng", exact=True)).to_be_checked()
        page.locator(".st-key-cards button").first.click()
        expect(page.get_by_text("Cấp cháy rừng đã công bố")).to_be_visible()
        expect(page.get_by_text("Cấp IV – nguy hiểm, đến").first).to_be_visible()


def test_who_is_on_duty_stands_above_the_map(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/", 1366, 768) as look:
        page = look.page
        page.get_by_text("Không đơn vị nào có người trực.").click()
        card = page.locator(".st-key-dutyagency_cong-an-xa-muong-gion")
        expect(card.get_by_text("Không có ai trực.")).to_be_visible()
        card.get_by_role("button", name="Vào ca").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Người trực").fill("Lò Văn A")
        dialog.get_by_label("Điện thoại").fill("0912 345 678")
        dialog.get_by_label("Điện thoại").press("Enter")
        dialog.get_by_role("button", name="Vào ca").click()
        expect(page.get_by_text("Lò Văn A đã vào ca.")).to_be_visible()
        page.goto(f"{address}/")
        expect(page.get_by_text("Đang trực: Lò Văn A (Công an xã Mường Giôn)")).to_be_visible()
