"""The settings in a real browser: what can be changed is changed, a channel's refusal is told in words,
settings go to another installation once and are known there; without a mouse, on a phone, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import box
from sqlalchemy import Engine, func, select

from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.agencies.reading import agencies_at
from data.effort.targets import EVERY, targets
from data.meetings.reading import changes_of_rotation
from data.notices.office import office_of
from data.notices.outbox import send_due
from data.notices.settings import read_channels
from data.plan import Plan, add_plan, plan_of
from data.store.engine import open_engine, reading, writing
from data.store.tables import journal
from data.zones.act import By as ZoneBy
from data.zones.changing import Zone, create
from data.zones.ground import ground_of
from data.zones.reading import list_zones
from tests.browser import told_seed
from tests.browser.conftest import looking
from tests.browser.hands import field, pictures, tab_to, untranslated
from tests.servers.dashboard import installation, serving
from tests.servers.mail import MailServer

pytestmark = pytest.mark.browser
PLAN = "thu"


@dataclass
class Here:
    """A running installation with agencies, a plan, and two zones; its e-mail server is `mail`."""

    address: str
    engine: Engine
    made: Services
    mail: MailServer


def _draw(here: Services, name: str, west: float, priority: int = 2) -> None:
    wanted = Zone(name, box(west, 21.70, west + 0.01, 21.71), priority=priority)
    with writing(here.engine) as conn:
        create(conn, wanted, ZoneBy(LOCAL_ADMIN, here.now()), ground_of(here.areas, here.profile))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    folder = tmp_path_factory.mktemp("settings")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    made = installation(database)
    told_seed.agencies(made)
    today = made.now().date()
    plan = Plan(
        "Kế hoạch phối hợp thử", date(today.year - 1, 1, 1), date(today.year + 3, 12, 31),
        rotation=["ranger", "police", "military"], lead_times={"share_hours": 24, "notice_days": 5},
    )  # fmt: skip
    with writing(made.engine) as conn:
        add_plan(conn, plan, Act(made.now(), LOCAL_ADMIN, "test"), plan_id=PLAN)
    _draw(made, "Núi Giôn", 103.70)
    _draw(made, "Khau Cả", 103.72, priority=1)
    with MailServer() as mail, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANHLUA_SMTP_URL", mail.url)
        with serving(database, folder / "log") as address:
            engine = open_engine(database)
            yield Here(address, engine, made, mail)
            engine.dispose()
    made.engine.dispose()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine]]:
    """A second installation, with a zone of its own that has the number of the other's first one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    made = installation(database)
    _draw(made, "Của riêng nơi này", 103.76)
    with serving(database, folder / "log") as address:
        yield address, made.engine
    made.engine.dispose()


def _view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()
    expect(page.get_by_role("radio", name=name)).to_be_checked()


def test_a_target_is_set_without_a_mouse(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/settings", 1366, 768) as look:
        page, dialog = look.page, look.page.get_by_role("dialog")
        pictures(look, "settings-where")
        _view(page, "Chỉ tiêu")
        tab_to(page, "Đặt chỉ tiêu…")
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("button", name="Lưu chỉ tiêu")).to_be_visible()
        tab_to(page, "Lưu chỉ tiêu")
        page.keyboard.press("Enter")
        expect(dialog.get_by_text("Chưa có số nào đổi.")).to_be_visible()
        field(page, "Số lượt một tháng", "8")
        field(page, "Số km một tháng", "40")
        tab_to(page, "Lưu chỉ tiêu")
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        expect(page.get_by_text("Đã lưu chỉ tiêu.")).to_be_visible()
        assert look.errors == []
    with reading(here.engine) as conn:
        ((_agency, months),) = targets(conn).by_agency.items()
    assert (months[EVERY].patrols, months[EVERY].km) == (8, 40)


def _edit_plan(page: Page) -> None:
    """Press *Sửa* under the plan in force; the plan of the profile, long over, stands below it."""
    expect(page.locator("[class*='st-key-edit_plan_']")).to_have_count(2)
    page.locator("[class*='st-key-edit_plan_']").first.get_by_role("button").click()


def test_the_plan_s_lead_time_and_holidays_are_changed(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/settings", 1366, 900) as look:
        page, dialog = look.page, look.page.get_by_role("dialog")
        page.get_by_role("link", name="Kế hoạch phối hợp").click()
        expect(page.get_by_role("heading", name="Kế hoạch phối hợp thử")).to_be_visible()
        _edit_plan(page)
        days = dialog.get_by_role("textbox", name="Ngày nghỉ lễ, mỗi dòng một ngày")
        days.fill("hôm nào đó Tết")
        notice = dialog.get_by_label("Thông báo trước tập huấn bao nhiêu ngày")
        expect(notice).to_have_value("5")
        notice.fill("7")
        dialog.get_by_role("button", name="Lưu", exact=True).click()
        expect(dialog.get_by_text("Không hiểu dòng “hôm nào đó Tết”")).to_be_visible()
        days.fill("06/02/2027 Tết Nguyên đán\n07/02/2027 Tết Nguyên đán")
        dialog.get_by_role("button", name="Lưu", exact=True).click()
        expect(dialog).to_have_count(0)
        card = page.locator(".cl-agency.plan").first
        expect(card).to_contain_text("7 ngày")
        expect(card).to_contain_text("2 ngày nhập cho năm 2027")
        assert look.errors == []
    with reading(here.engine) as conn:
        plan = plan_of(conn, PLAN)
    assert plan is not None
    assert plan["lead_times"]["notice_days"] == 7
    assert [each["day"] for each in plan["holidays"]["days"]] == ["2027-02-06", "2027-02-07"]


def test_the_rotation_is_changed_from_a_quarter_on(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/settings", 1366, 900) as look:
        page, dialog = look.page, look.page.get_by_role("dialog")
        page.get_by_role("link", name="Luân phiên chủ trì").click()
        page.get_by_role("button", name="Luân phiên chủ trì").click()
        roles = dialog.get_by_role("combobox", name="Chủ trì lần lượt, bắt đầu từ quý đó")
        roles.click()
        expect(page.get_by_role("option")).to_have_count(3)  # no “all at once”: the order is what counts
        for role in ("Quân sự", "Kiểm lâm"):
            page.get_by_role("option", name=role, exact=True).click()
        dialog.get_by_label("Lý do").fill("ba bên thống nhất")
        dialog.get_by_role("button", name="Lưu thứ tự").click()
        expect(dialog.get_by_text("Còn thiếu: Chủ trì lần lượt, bắt đầu từ quý đó.")).to_be_visible()
        roles.fill("Công an")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")  # closes the list
        dialog.get_by_role("button", name="Lưu thứ tự").click()
        expect(page.get_by_text("Đã lưu thứ tự luân phiên.")).to_be_visible()
        assert look.errors == []
    with reading(here.engine) as conn:
        (change,) = changes_of_rotation(conn, PLAN)
    assert change["roles"] == ["military", "ranger", "police"]


def _send(here: Here) -> None:
    """What the watch does every few seconds."""
    made = here.made
    office = office_of(made.profile, made.areas, read_channels())
    send_due(here.engine, office, clock=made.now)


def test_a_channel_says_in_words_why_a_test_did_not_go(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/settings", 1366, 900) as look:
        page = look.page
        _view(page, "Kênh gửi tin")
        expect(page.get_by_role("row", name="E-mail")).to_contain_text("đã đặt")
        assert here.mail.url not in page.content()
        page.get_by_role("button", name="Gửi thử").click()
        expect(page.get_by_text("chưa có số hoặc địa chỉ")).to_be_visible()
        here.mail.at_rcpt = "550 5.1.1 No such user"
        page.get_by_label("Địa chỉ nhận").fill("khong-co@example.org")
        page.get_by_label("Địa chỉ nhận").press("Enter")
        tries = page.locator(".cl-tries li")
        expect(tries).to_contain_text("đang chờ")
        _send(here)
        page.get_by_role("button", name="Xem lại kết quả").click()
        expect(tries).to_contain_text("không gửi được")
        expect(tries).to_contain_text("Máy chủ không nhận địa chỉ này. Chi tiết: SMTP 550 5.1.1 No such user")
        here.mail.at_rcpt = ""
        page.get_by_label("Địa chỉ nhận").fill("an@example.org")
        page.get_by_label("Địa chỉ nhận").press("Enter")
        expect(tries).to_have_count(2)
        _send(here)
        page.get_by_role("button", name="Xem lại kết quả").click()
        expect(tries.first).to_contain_text("đã gửi")
        pictures(look, "settings-channels")
        assert look.errors == []
    assert here.mail.recipients == ["an@example.org"]


def _given(page: Page, file: Path) -> None:
    _view(page, "Mang đi, nạp vào")
    page.locator("input[type=file]").set_input_files(file)


def _entries(engine: Engine) -> int:
    with reading(engine) as conn:
        return int(conn.execute(select(func.count()).select_from(journal)).scalar_one())


def test_settings_go_elsewhere_once(
    browser: Browser, here: Here, elsewhere: tuple[str, Engine], tmp_path: Path
) -> None:
    file, (address, engine) = tmp_path / "thiet-dat.zip", elsewhere
    with looking(browser, f"{here.address}/settings", 1366, 900) as look:
        _view(look.page, "Mang đi, nạp vào")
        with look.page.expect_download() as waiting:
            look.page.get_by_role("button", name="Tải tệp thiết đặt").click()
        waiting.value.save_as(file)
    with looking(browser, f"{address}/settings", 1366, 900) as look:
        page = look.page
        _given(page, file)
        take = page.get_by_role("button", name="Nạp ")
        expect(take).to_be_enabled()
        told = re.compile(r"Có \d+ bản ghi mới hoặc khác; \d+ bản ghi đã có, giống hệt")
        expect(page.get_by_text(told)).to_be_visible()
        pictures(look, "settings-preview")
        take.click()
        expect(page.get_by_text("Xem từng thay đổi trong nhật ký.")).to_be_visible()
        assert look.errors == []
    with reading(engine) as conn:
        zones = {row["code"]: row["name"] for row in list_zones(conn)}
        assert len(agencies_at(conn, here.made.now().date())) == 17
    assert zones == {"KV-0001": "Của riêng nơi này", "KV-0002": "Khau Cả", "KV-0003": "Núi Giôn"}
    _again(browser, address, engine, file)


def _again(browser: Browser, address: str, engine: Engine, file: Path) -> None:
    """The same file once more: all is there already, and nothing can be taken in."""
    before = _entries(engine)
    with looking(browser, f"{address}/settings", 390, 844) as look:
        page = look.page
        _given(page, file)
        expect(page.get_by_text("Những gì tệp này nói đều đã có ở đây")).to_be_visible()
        expect(page.get_by_role("button", name="Nạp ")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("input[type=file]").set_input_files(
            files=[{"name": "hong.zip", "mimeType": "application/zip", "buffer": b"khong phai zip"}]
        )
        expect(page.get_by_text("không phải tệp zip, hoặc tệp bị hỏng")).to_be_visible()
        assert look.errors == []
    assert _entries(engine) == before
    with reading(engine) as conn:
        assert len(list_zones(conn)) == 3


def test_in_english_nothing_is_left_in_vietnamese(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/settings?lang=en", 1366, 900) as look:
        page = look.page
        views = {
            "What is changed where": "Coordination plan",
            "Targets": "Set a target…",
            "Channels": "Send a test",
            "Carry out and in": "Download the file of settings",
        }
        for view, drawn in views.items():
            _view(page, view)
            expect(page.locator(".st-key-settings").get_by_text(drawn, exact=True).first).to_be_visible()
            assert untranslated(page) == set()
        _view(page, "Targets")
        page.get_by_role("button", name="Set a target").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="For").click()
        this_year = datetime.now(UTC) + timedelta(hours=7)
        expect(page.get_by_role("option", name=f"February {this_year.year}")).to_be_visible()
        assert untranslated(page) == set()
        assert look.errors == []
