"""A call is taken with the keyboard alone, the connection cut in the middle; it stands on the map and in the
journal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from data.access import LOCAL_ADMIN
from data.clock import real_now
from data.incidents import By, link_event, list_incidents
from data.journal import verify
from data.store.engine import open_engine, reading, writing
from data.store.tables import fire_event, journal
from tests.browser import seed
from tests.browser.conftest import looking
from tests.servers.dashboard import installation, serving


class Keys:
    """A keyboard that counts what is pressed besides free text."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += key.count("+") + 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('call') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def address(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


def test_a_call_with_the_keyboard_alone(browser: Browser, address: str, database: str) -> None:
    with looking(browser, f"{address}/call", 1366, 768) as look:
        page, keys = look.page, Keys(look.page)
        expect(page.locator("#said")).to_be_focused()
        keys.type("Lửa từ nương lên rừng, khói nhiều")
        keys.press("Tab")
        keys.type("103,6619; 21,6436")
        page.get_by_text("hai số đổi chỗ").wait_for()
        keys.press("Tab", "Space")  # the order of the numbers is offered, and taken by a person
        expect(page.locator("[name=latitude]")).to_have_value("21.6436")
        keys.press("Tab")
        if page.locator("#occurred").evaluate("at => at !== document.activeElement"):
            keys.press("Tab")
        keys.type("10 phút trước")
        while page.locator("#informant_name").evaluate("at => at !== document.activeElement"):
            keys.press("Tab")
        keys.type("Người báo giả định")
        keys.press("Tab")
        keys.type("0000 000 009")
        keys.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "ArrowDown")  # to the risk of spreading: no
        page.context.set_offline(True)
        keys.press("Control+Enter")
        expect(page.locator("#state")).to_contain_text("Mất kết nối")
        assert "khói nhiều" in page.evaluate("() => localStorage.getItem('canhlua-call')")
        page.context.set_offline(False)
        expect(page.locator("#done h2")).to_contain_text("Đã ghi tin báo TN-", timeout=20_000)
        assert page.evaluate("() => localStorage.getItem('canhlua-call')") is None
        assert keys.count <= 25
        expect(page.locator("#open")).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_role("heading", name="VV-")).to_be_visible()
        expect(page.get_by_text("Lửa từ nương lên rừng").first).to_be_visible()
    engine = open_engine(database)
    with reading(engine) as conn:
        kinds = (
            conn.execute(journal.select().where(journal.c.record_kind == "reception_call")).mappings().all()
        )
        assert verify(conn) is None
    engine.dispose()
    (row,) = kinds
    assert (row["action"], row["actor"], row["origin"]) == ("created", "local:administrator", "screen:call")
    assert "giả định" not in str(row["after"])  # who called is not in the journal


def test_a_draft_outlives_the_page(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/call", 390, 844) as look:
        look.page.fill("#said", "Bản nháp chưa gửi")
        look.page.fill("#place_text", "21.6436, 103.6619")
        look.page.locator("#spots input").first.wait_for()
        look.page.reload()
        expect(look.page.locator("#said")).to_have_value("Bản nháp chưa gửi")
        expect(look.page.locator("#draft")).to_be_visible()
        expect(look.page.locator("[name=latitude]")).to_have_value("21.6436")
        look.page.on("dialog", lambda asked: asked.accept())
        look.page.click("#fresh")
        expect(look.page.locator("#said")).to_have_value("")


def test_a_click_on_the_map_is_a_place(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/call", 1366, 768) as look:
        look.page.locator("#map path").first.wait_for()
        look.page.locator("#map").click(position={"x": 90, "y": 90})
        expect(look.page.locator("#place_text")).not_to_have_value("")
        expect(look.page.locator("[name=latitude]")).not_to_have_value("")


def test_the_sign_on_the_map_leads_to_the_incident(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/", 1366, 768) as look:
        look.drawn()
        sign = look.map.locator(".canhlua-incident").first
        sign.focus()
        sign.press("Enter")
        expect(look.map.locator(".canhlua-told")).to_contain_text("Cháy rừng")
        look.map.get_by_label("Vụ việc", exact=True).uncheck()
        expect(look.map.locator(".canhlua-incident")).to_have_count(0)
        look.map.get_by_label("Vụ việc", exact=True).check()
        sign.press("Enter")
        look.map.locator(".canhlua-told a").click()
        expect(look.page.get_by_role("heading", name="VV-")).to_be_visible()
        look.page.get_by_role("button", name="Đang xác minh").click()
        expect(look.page.get_by_text("mới báo → đang xác minh").first).to_be_visible()
        look.page.get_by_role("button", name="Hoàn tác", exact=True).click()
        expect(look.page.get_by_text("Hoàn tác: đang xác minh → mới báo").first).to_be_visible()


def test_a_fire_event_and_its_incident_lead_to_each_other(
    browser: Browser, address: str, database: str
) -> None:
    engine = open_engine(database)
    with writing(engine) as conn:
        event = (
            conn.execute(select(fire_event.c.id).order_by(fire_event.c.detections.desc())).scalars().first()
        )
        assert event is not None
        told = list_incidents(conn)[0]
        link_event(conn, told["id"], event, By(LOCAL_ADMIN, real_now()))
    engine.dispose()
    with looking(browser, f"{address}/?pick={event}", 1366, 768) as look:
        look.page.locator(".sheet").get_by_role("link", name=told["code"]).click()
        expect(look.page.get_by_role("heading", name=told["code"])).to_be_visible()
        look.page.get_by_role("link", name=event).click()
        expect(look.page.locator(".sheet .id")).to_have_text(event)
        look.page.go_back()
        look.page.get_by_role("button", name="Bỏ gắn").click()
        expect(look.page.get_by_text(f"Bỏ gắn đám cháy {event}", exact=True)).to_be_visible()
        expect(look.page.get_by_role("link", name=event)).to_have_count(0)
        look.page.get_by_role("button", name="Hoàn tác", exact=True).click()
        expect(look.page.get_by_role("link", name=event)).to_be_visible()


def test_two_officers_on_one_incident_see_both_versions(
    browser: Browser, address: str, database: str
) -> None:
    engine = open_engine(database)
    with reading(engine) as conn:
        code = list_incidents(conn)[0]["code"]
    engine.dispose()
    incident = f"{address}/incidents?incident={code}"
    with looking(browser, incident, 1366, 900) as one, looking(browser, incident, 1366, 900) as two:
        for page in (one.page, two.page):
            page.get_by_role("button", name="Sửa", exact=True).click()
            expect(page.get_by_role("dialog").get_by_label("Việc gì xảy ra")).to_be_visible()
        for page, text in ((one.page, "Lửa đã sang khe bên"), (two.page, "Lửa đã tắt ngọn")):
            dialog = page.get_by_role("dialog")
            dialog.get_by_label("Việc gì xảy ra").fill(text)
            dialog.get_by_label("Việc gì xảy ra").press("Control+Enter")
            dialog.get_by_role("button", name="Lưu").click()
            if page is one.page:
                expect(page.locator(".cl-incident .said")).to_have_text(text)
        expect(dialog.get_by_text("Người khác vừa sửa bản ghi này")).to_be_visible()
        both = dialog.get_by_test_id("stDataFrame")
        expect(both).to_contain_text("Lửa đã sang khe bên")
        expect(both).to_contain_text("Lửa đã tắt ngọn")
        dialog.get_by_role("button", name="Dùng bản tôi nhập").click()
        expect(two.page.locator(".cl-incident .said")).to_have_text("Lửa đã tắt ngọn")
