"""A phone that passes from one ranger to another, and the desk that assigns and reviews."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select

from data.clock import real_now
from data.store.engine import open_engine, reading
from data.store.tables import assignment, verdict_review
from tests.browser import seed
from tests.browser.conftest import PATIENCE_MS, SCREENSHOTS
from tests.browser.test_field import arrived, event_of, fill, kept, phone, photos, pictures, verdicts
from tests.data.access.people import PASSWORD, administrator, person
from tests.servers.dashboard import installation
from tests.servers.field import Mortal

AGENCY = "hat-kiem-lam-khu-vuc"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """With accounts: two rangers and a duty officer."""
    folder = tmp_path_factory.mktemp("people")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    admin = administrator(here.engine, now=real_now())
    for name, role in (("lan", "ranger"), ("minh", "ranger"), ("truc", "duty_officer"), ("khach", "viewer")):
        person(here.engine, admin, name, role, AGENCY, now=real_now())
    here.engine.dispose()
    found = Mortal.on(database, folder / "log")
    found.start()
    yield found
    found.kill()


@pytest.fixture
def engine(server: Mortal) -> Iterator[Engine]:
    opened = open_engine(server.database)
    yield opened
    opened.dispose()


def sign_in(page: Page, name: str) -> None:
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/login" not in url)


def kept_for(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return [name for name in names if "-pages-" in name]


def test_a_phone_passes_to_somebody_else(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.7690)
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/")
        expect(page).to_have_url(f"{server.address}/login?next=%2Fm%2F")
        sign_in(page, "lan")
        expect(page).to_have_url(f"{server.address}/m/")  # back to where the link led
        kept(page)
        page.goto(f"{server.address}/m/{event}?lang=vi")
        expect(page.locator("#f-name")).to_have_value("Người lan")
        context.set_offline(True)
        fill(page, "burning_allowed", "Của Lan, chưa gửi")
        page.locator("#gallery").set_input_files(pictures(1))
        expect(page.locator("#photos img")).to_have_count(1)
        page.locator("#send").click()
        expect(page.locator("#kept")).to_contain_text("Đã xếp hàng")
        page.close()
        # The session ends at the server, so that nothing is sent the moment the signal is back.
        held = context.cookies()
        context.clear_cookies()
        context.set_offline(False)
        page = context.new_page()
        page.goto(f"{server.address}/logout")
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
        assert held and kept_for(page) == []
        context.set_offline(True)
        page.goto(f"{server.address}/m/")  # signed out: nothing of hers is shown, and what she wrote is safe
        expect(page.get_by_role("heading", name="Không có mạng")).to_be_visible()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        expect(page.get_by_role("heading", name="Không có mạng")).to_be_visible()
        context.set_offline(False)
        page.goto(f"{server.address}/login?next=/m/")
        sign_in(page, "minh")
        kept(page)
        expect(page.locator("#unsent .count")).to_contain_text("1 kết quả của tài khoản khác")
        page.goto(f"{server.address}/m/{event}?lang=vi")
        expect(page.locator("#f-description")).to_have_value("")
        expect(page.locator("#f-name")).to_have_value("Người minh")
        page.wait_for_timeout(1500)
        assert verdicts(engine, event) == []
        page.goto(f"{server.address}/logout")
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
        page.goto(f"{server.address}/login?next=/m/")
        sign_in(page, "lan")
        arrived(page)
    (row,) = verdicts(engine, event)
    assert (row["actor"], row["description"]) == ("lan", "Của Lan, chưa gửi")
    assert len(photos(engine, row["id"])) == 1


def test_a_session_that_ends_while_waiting_keeps_all(
    browser: Browser, server: Mortal, engine: Engine
) -> None:
    event = event_of(engine, 21.5920)
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/login?next=/m/{event}")
        sign_in(page, "minh")
        kept(page)
        context.clear_cookies()
        fill(page, "nothing", "Đã tìm hết")
        page.fill("#f-searched_percent", "95,5")
        page.locator("#send").click()
        page.locator("#unsent summary").click()
        expect(page.locator("#signin")).to_be_visible()
        assert verdicts(engine, event) == []
        page.locator("#signin").click()
        sign_in(page, "minh")
        arrived(page)
    (row,) = verdicts(engine, event)
    assert (row["actor"], row["searched_share"]) == ("minh", 0.955)


def desk(browser: Browser, server: Mortal, name: str, width: int = 1366) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{server.address}/login?next=/checking")
    sign_in(page, name)
    return context, page


def test_the_desk_assigns_and_reviews(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.9010)
    answered = event_of(engine, 21.7690)
    context, page = desk(browser, server, "truc")
    heading = page.get_by_role("heading", name="Kiểm tra", exact=True)
    expect(heading).to_be_visible(timeout=PATIENCE_MS)
    page.locator(f".st-key-check_none_{event} button").click()
    expect(page.locator(".cl-check .under")).to_contain_text(event, timeout=PATIENCE_MS)
    page.get_by_role("combobox", name="Giao cho").click()
    page.get_by_role("option", name="Người minh").click()
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_text("Đã giao cho Người minh.")).to_be_visible(timeout=PATIENCE_MS)
    page.screenshot(path=SCREENSHOTS / "checking_assign_1366.png")
    with reading(engine) as conn:
        (held,) = conn.execute(select(assignment).where(assignment.c.event_id == event)).mappings().all()
    assert (held["owner"], held["actor"]) == ("Người minh", "truc")
    page.get_by_role("radio", name="Chờ kiểm duyệt").click()
    page.locator(f".st-key-check_answered_{answered} button").click()
    expect(page.locator(".cl-verdict img")).to_have_count(1, timeout=PATIENCE_MS)
    page.locator(".cl-verdict img").scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / "checking_review_1366.png")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_text("Chưa thay đổi gì")).to_be_visible(timeout=PATIENCE_MS)  # a reason is needed
    page.get_by_label("Lý do (bắt buộc khi trả lại)").fill("Ảnh không thấy nương")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_text("Ảnh không thấy nương")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Nơi không có sóng").click()
    page.get_by_role("button", name="Chuẩn bị bộ mang theo").click()
    with page.expect_download() as told:
        page.get_by_role("button", name="Tải ").click()
    assert told.value.suggested_filename.endswith(".zip")
    context.close()
    with reading(engine) as conn:
        (said,) = conn.execute(select(verdict_review)).mappings().all()
    assert (said["decision"], said["actor"]) == ("returned", "truc")
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/login?next=/m/")
        sign_in(page, "minh")
        expect(page.locator(f"#{event} .who")).to_have_text("Bạn đang nhận")
        expect(page.locator(f"#{answered} .said")).to_contain_text("trả lại: Ảnh không thấy nương")


def test_the_map_leads_to_the_phone_page_and_a_viewer_stays_out(
    browser: Browser, server: Mortal, engine: Engine
) -> None:
    event = event_of(engine, 21.7690)
    context, page = desk(browser, server, "truc", 390)
    heading = page.get_by_role("heading", name="Kiểm tra", exact=True)
    expect(heading).to_be_visible(timeout=PATIENCE_MS)
    page.screenshot(path=SCREENSHOTS / "checking_390.png")
    page.goto(f"{server.address}/?pick={event}")
    page.locator(f".sheet a[href*='/m/{event}']").click()
    expect(page.locator("svg.chart .area")).to_be_visible()
    context.close()
    context, page = desk(browser, server, "khach")
    refused = page.get_by_text("Trang này không dành cho vai trò của bạn")
    expect(refused).to_be_visible(timeout=PATIENCE_MS)
    answer = page.goto(f"{server.address}/m/{event}")
    assert answer is not None and answer.status == 403
    context.close()


def test_submissions_of_the_form_come_back_at_the_desk(
    browser: Browser, server: Mortal, engine: Engine
) -> None:
    event = event_of(engine, 21.4803)
    head = "instanceID,event,kind,description,name,phone,observed_at,searched_percent"
    good = f"uuid:one,{event},nothing,Đã tìm,Lò Thị Giả Định,0912345678,{real_now().isoformat()},80"
    bad = good.replace("uuid:one", "uuid:two").replace(event, "DC-20200101-AAAAA")
    context, page = desk(browser, server, "truc")
    page.get_by_text("Nơi không có sóng").click()
    data = "\n".join([head, good, bad]).encode()
    page.locator("input[type=file]").set_input_files(
        [{"name": "phieu.csv", "mimeType": "text/csv", "buffer": data}]
    )
    page.get_by_role("button", name="Nạp bài gửi").click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_contain_text("đã ghi", timeout=PATIENCE_MS)
    expect(table).to_contain_text("không ghi")
    expect(table).to_contain_text("DC-20200101-AAAAA")
    context.close()
    (row,) = verdicts(engine, event)
    assert (row["channel"], row["actor"], row["searched_share"]) == ("form", "truc", 0.8)
