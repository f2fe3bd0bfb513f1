"""A line that is cut and a server that dies, under somebody who types in a dialog: what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.plan import list_plans
from data.store.engine import reading
from tests.browser.conftest import SCREENSHOTS, looking
from tests.servers.cable import Cable
from tests.servers.dashboard import installation
from tests.servers.field import Mortal

pytestmark = pytest.mark.browser
TITLE, SOURCE = "Kế hoạch đổi tên", "Bản ký, đang gõ dở"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Mortal]:
    database = f"sqlite:///{tmp_path / 'canhlua.db'}"
    installation(database).engine.dispose()
    server = Mortal.on(database, tmp_path / "log")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def cable(server: Mortal) -> Iterator[Cable]:
    with Cable(server.port) as cable:
        yield cable


def _opened(page: Page) -> Locator:
    page.get_by_role("link", name="Kế hoạch phối hợp").click()
    page.locator("[class*='st-key-edit_plan_']").get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Tên kế hoạch")).to_be_visible()
    return dialog


def _fill_last(dialog: Locator) -> None:
    """A field with the hand still in it."""
    source = dialog.get_by_label("Nguồn của nội dung này")
    source.click()
    expect(source).to_be_focused()
    source.fill(SOURCE)


def _type(page: Page) -> Locator:
    """Half of a form: one field left, one with the hand still in it; returns the dialog."""
    dialog = _opened(page)
    dialog.get_by_label("Tên kế hoạch").fill(TITLE)
    _fill_last(dialog)
    return dialog


def _stored(server: Mortal) -> dict[str, Any]:
    """The one plan, as it is stored."""
    engine = installation(server.database).engine
    with reading(engine) as conn:
        (plan,) = list_plans(conn)
    engine.dispose()
    return plan


def _away(page: Page) -> None:
    expect(page.get_by_role("alert").filter(has_text="Mất kết nối với máy chủ từ")).to_be_visible()
    expect(page.get_by_text("Connection error")).to_have_count(0)


def test_a_line_that_was_cut_takes_nothing_from_a_dialog(
    browser: Browser, server: Mortal, cable: Cable
) -> None:
    with looking(browser, f"{cable.address}/settings", 1366, 900) as look:
        page = look.page
        dialog = _type(page)
        cable.cut()
        _away(page)
        page.wait_for_timeout(8_000)  # by then Streamlit would have said so in English
        _away(page)
        page.screenshot(path=SCREENSHOTS / "connection-away-1366.png")
        cable.mend()
        expect(page.get_by_role("alert").filter(has_text="Mất kết nối")).to_have_count(0)
        expect(dialog.get_by_label("Nguồn của nội dung này")).to_have_value(SOURCE)
        expect(dialog.get_by_label("Tên kế hoạch")).to_have_value(TITLE)
        dialog.get_by_role("button", name="Lưu", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    plan = _stored(server)
    assert (plan["title"], plan["source"]) == (TITLE, SOURCE)


@pytest.mark.parametrize("at_once", [False, True], ids=["all put back", "at once"])
def test_a_field_that_the_cut_took_the_hand_from_is_saved_too(
    browser: Browser, server: Mortal, cable: Cable, at_once: bool
) -> None:
    """Nothing makes Streamlit draw this page again, and a field that it disables is never left. Who presses
    at once does so before the server has said whether it still knows the visit.
    """
    with looking(browser, f"{cable.address}/settings", 1366, 900) as look:
        page = look.page
        dialog = _opened(page)
        _fill_last(dialog)
        cable.cut()
        _away(page)
        if at_once:
            page.route("**/session", lambda _asked: None)  # no answer
        cable.mend()
        page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for()
        if not at_once:
            expect(page.locator(".cl-connection")).to_have_count(0)
        dialog.get_by_role("button", name="Lưu", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(page.locator(".cl-connection")).to_have_count(0)  # without an answer the question is given up
    assert _stored(server)["source"] == SOURCE


def test_a_field_outside_of_any_dialog_counts_too(browser: Browser, server: Mortal, cable: Cable) -> None:
    with looking(browser, f"{cable.address}/journal", 1366, 900) as look:
        asked = look.page.get_by_label("Có chữ")
        asked.click()
        expect(asked).to_be_focused()
        asked.fill("chữ không ở dòng nào")
        cable.cut()
        _away(look.page)
        cable.mend()
        expect(look.page.get_by_text("Không có dòng nào")).to_be_visible()
        expect(asked).to_have_value("chữ không ở dòng nào")


def test_a_server_that_died_gives_back_what_was_typed(browser: Browser, server: Mortal) -> None:
    with looking(browser, f"{server.address}/settings", 390, 844) as look:
        page = look.page
        _type(page)
        server.kill()
        _away(page)
        server.start()
        kept = page.get_by_role("alert").filter(has_text="máy chủ đã chạy lại")
        expect(kept.locator("pre")).to_have_text(
            f"Tên kế hoạch: {TITLE}\nNguồn của nội dung này: {SOURCE}", use_inner_text=True
        )
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.screenshot(path=SCREENSHOTS / "connection-lost-390.png")
        kept.get_by_role("button", name="Chép").click()
        assert SOURCE in page.evaluate("getSelection().toString()")
        kept.get_by_role("button", name="Đóng").click()
        expect(kept).to_have_count(0)
        page.locator("[class*='st-key-edit_plan_']").get_by_role("button").click()  # the page lives
        expect(page.get_by_role("dialog")).to_be_visible()
        assert look.errors == []


def test_a_page_comes_back_to_life_where_nothing_is_typed(browser: Browser, server: Mortal) -> None:
    with looking(browser, f"{server.address}/settings", 1366, 900) as look:
        page = look.page
        page.get_by_role("link", name="Kế hoạch phối hợp").click()
        edit = page.locator("[class*='st-key-edit_plan_']").get_by_role("button")
        expect(edit).to_be_visible()
        server.kill()
        _away(page)
        server.start()
        expect(page.get_by_role("alert").filter(has_text="Mất kết nối")).to_have_count(0)
        edit.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(page.locator(".cl-connection")).to_have_count(0)


def test_a_dialog_that_was_closed_stays_closed(browser: Browser, server: Mortal, cable: Cable) -> None:
    with looking(browser, f"{cable.address}/settings", 1366, 900) as look:
        page = look.page
        _type(page)
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.wait_for_timeout(1_500)  # that it was closed must have come through
        cable.cut()
        _away(page)
        cable.mend()
        expect(page.locator(".cl-connection")).to_have_count(0)
        page.get_by_text("Đơn vị, đầu mối", exact=True).click()
        expect(page.locator("[class*='st-key-edit_plan_']")).to_have_count(0)
        page.get_by_text("Kế hoạch phối hợp", exact=True).click()
        expect(page.locator("[class*='st-key-edit_plan_']").get_by_role("button")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
