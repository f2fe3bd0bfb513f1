"""The page of agencies in a browser: an agency is changed from a day on, and the past reads the old one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard import formats
from data.clock import real_now
from tests.browser.conftest import looking
from tests.servers.dashboard import installation, serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("agencies")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    installation(database).engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def test_a_change_from_a_day_on_leaves_the_past_alone(browser: Browser, address: str) -> None:
    yesterday = formats.local(real_now()) - timedelta(days=1)
    with looking(browser, f"{address}/agencies", 1366, 900) as look:
        page = look.page
        page.get_by_role("button", name="Công an xã Mường Giôn").click()
        page.locator(".st-key-edit_agency button").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Tên (để trống nếu chưa rõ)").fill("Công an xã Tên Mới")
        dialog.get_by_label("Tên (để trống nếu chưa rõ)").press("Enter")
        dialog.get_by_text("Đổi từ một ngày").click()
        dialog.get_by_role("button", name="Lưu").click()
        expect(page.get_by_role("button", name="Công an xã Tên Mới")).to_be_visible()
        page.locator(".st-key-agency_day [role=spinbutton]").first.click()
        page.keyboard.type(f"{yesterday:%d%m%Y}")
        page.keyboard.press("Escape")  # a day counts when its calendar closes
        expect(page.get_by_role("button", name="Công an xã Mường Giôn")).to_be_visible()
        expect(page.get_by_role("button", name="Công an xã Tên Mới")).to_have_count(0)
        page.goto(f"{address}/journal")
        expect(page.get_by_text("Nhật ký thay đổi")).to_be_visible()


def test_the_next_plan_is_missing_until_it_is_entered(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/agencies", 390, 844) as look:
        page = look.page
        page.get_by_text("Kế hoạch phối hợp", exact=True).click()
        expect(page.get_by_text("Kế hoạch kế tiếp chưa nhập")).to_be_visible()
        expect(page.get_by_text("đã hết hiệu lực", exact=True)).to_be_visible()


def test_on_a_phone_the_card_of_an_agency_far_down_comes_into_sight(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/agencies", 390, 844) as look:
        page = look.page
        row = page.get_by_role("button", name="UBND xã Quỳnh Nhai")
        row.click()
        card = page.locator(".cl-agency h3", has_text="UBND xã Quỳnh Nhai")
        expect(card).to_be_in_viewport()
        # Back in the list: another run must not pull the reader up again.
        other = page.get_by_role("button", name="UBND xã Mường Sại")
        other.scroll_into_view_if_needed()
        page.get_by_text("Các lần thay đổi").evaluate("at => at.closest('summary').click()")
        page.wait_for_timeout(1500)
        expect(other).to_be_in_viewport()


def _edits(page: Page, name: str) -> Locator:
    """The card of an agency with its only focal point, whose dialog is open with another name typed."""
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="UBND xã Mường Sại").click()
    page.locator("[class*=st-key-edit_contact_] button").first.click()
    dialog.get_by_label("Họ tên").fill(name)
    dialog.get_by_label("Họ tên").press("Enter")
    return dialog


def test_two_people_change_one_focal_point_and_the_second_decides(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/agencies", 1366, 900) as first:
        page, dialog = first.page, first.page.get_by_role("dialog")
        page.get_by_role("button", name="UBND xã Mường Sại").click()
        page.locator(".st-key-add_contact button").click()
        dialog.get_by_label("Họ tên").fill("Lò Văn Một")
        dialog.get_by_label("Họ tên").press("Enter")
        dialog.get_by_role("button", name="Lưu").click()
        expect(page.get_by_text("Đã lưu đầu mối Lò Văn Một.")).to_be_visible()
        page.goto(f"{address}/agencies")
        dialog = _edits(page, "Lò Văn Hai")
        with looking(browser, f"{address}/agencies", 1366, 900) as second:
            _edits(second.page, "Lò Văn Ba").get_by_role("button", name="Lưu").click()
            expect(second.page.get_by_text("Đã lưu đầu mối Lò Văn Ba.")).to_be_visible()
        dialog.get_by_role("button", name="Lưu").click()
        expect(dialog.get_by_text("Người khác vừa sửa bản ghi này")).to_be_visible()
        dialog.get_by_role("button", name="Dùng bản tôi nhập").click()
        expect(page.get_by_text("Đã lưu đầu mối Lò Văn Hai.")).to_be_visible()
        page.locator(".st-key-agencies_undo button").click()
        expect(page.get_by_text("Lò Văn Ba").first).to_be_visible()
        assert first.errors == []
