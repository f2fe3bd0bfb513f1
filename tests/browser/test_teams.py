"""Joint teams in a real browser: formed by decision, an inspection from the programme to its report, the
visit that looks back; without a mouse, on a phone, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.followup import Item, add_item, items_of
from data.profile import load_profile
from data.store.engine import open_engine, reading, writing
from data.teams.forming import Team, form_team
from data.teams.inspecting import Inspection, finish, plan_inspection, write_results
from data.teams.reading import list_teams
from tests.browser import told_seed
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.browser.hands import day, field, pictures, tab_to, untranslated
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
RANGERS, COMMITTEE = "hat-kiem-lam-khu-vuc", "ubnd-xa-muong-gion"
RANGERS_NAMED, POLICE = "Hạt Kiểm lâm (chưa nhập tên)", "Công an xã Mường Giôn"
TZ = load_profile().tz
DAY, YEAR = timedelta(days=1), timedelta(days=366)


@dataclass
class Here:
    """A running installation in which a team inspected a village a year ago, and recommended one thing.

    `old` is that inspection; `new` is a team that has done nothing yet.
    """

    address: str
    engine: Engine
    folder: Path
    now: datetime
    old: int
    new: int


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    folder = tmp_path_factory.mktemp("teams")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    made = installation(database)
    told_seed.agencies(made)
    told_seed.rule(made, "bao-kiem-tra", "inspection")
    now = datetime.now(UTC)
    then = now - YEAR
    act, tz = Act(then + DAY, LOCAL_ADMIN, "test"), made.profile.tz
    with writing(made.engine) as conn:
        task, first = "Kiểm tra rừng\nHướng dẫn tổ đội", then.astimezone(tz).date()
        team = form_team(conn, Team("Đoàn cũ", RANGERS, task, first, first + 900 * DAY, "01/QĐ", first), act)
        wanted = Inspection(
            team, "village", "Bản Huổi Ngà", then, then + DAY / 8, (), ("Dụng cụ chữa cháy",),
            "muong-gion-2025",
        )  # fmt: skip
        old = plan_inspection(conn, wanted, act, tz)
        finish(conn, old, then + DAY / 8, act, seen_version=1)
        point = {"text": "Dụng cụ chữa cháy", "result": "not_ok", "note": "thiếu bàn dập"}
        write_results(conn, old, [point], "Thiếu dụng cụ.", act, seen_version=2)
        today = now.astimezone(tz).date()
        formed = Team("Đoàn mùa khô", RANGERS, task, today, today + YEAR, "12/QĐ-UBND")
        new = form_team(conn, formed, Act(now, LOCAL_ADMIN, "test"))
        item = Item("Mua 5 bàn dập lửa", first + 30 * DAY, COMMITTEE)
        add_item(conn, "inspection", old, item, act)
    made.engine.dispose()
    with serving(database, folder / "log") as address:
        yield Here(address, open_engine(database), folder, now, old, new)


def _text(file: Path) -> str:
    paper = Document(str(file))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def _paper(page: Page, file: Path) -> str:
    """The report, downloaded and opened again."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Báo cáo (.docx)").click()
    waiting.value.save_as(file)
    return _text(file)


def test_a_team_is_formed_without_a_mouse(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/teams", 1366, 768) as look:
        page = look.page
        page.get_by_role("button", name="Lập đoàn").focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("button", name="Lưu")).to_be_visible()
        tab_to(page, "Lưu")
        page.keyboard.press("Enter")  # what is missing is said, and nothing is closed
        expect(dialog.get_by_text("Còn thiếu: Tên đoàn, Nhiệm vụ, Đơn vị chủ trì đoàn")).to_be_visible()
        field(page, "Tên đoàn", "Đoàn kiểm tra mùa khô")
        field(page, "Nhiệm vụ", "Kiểm tra phòng cháy, chữa cháy rừng")
        field(page, "Số quyết định (để trống nếu chưa có)", "12/QĐ-UBND")
        field(page, "day, Ngày quyết định", "02112026")
        field(page, "Đơn vị chủ trì đoàn", "Hạt Kiểm lâm")
        expect(page.get_by_role("option", name="Hạt Kiểm lâm")).to_have_count(1)
        page.keyboard.press("Enter")
        field(page, "day, Hoạt động từ ngày", "03112026")
        field(page, "day, Đến hết ngày", "31122027")
        tab_to(page, "Lưu")  # the day counts once it is left: the button must not be asleep until then
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        card = page.locator(".cl-team")
        expect(card).to_contain_text("Quyết định 12/QĐ-UBND ngày 02/11/2026")
        expect(card).to_contain_text("03/11/2026 – 31/12/2027")
        assert look.errors == []
    with reading(here.engine) as conn:
        assert "Đoàn kiểm tra mùa khô" in [row["name"] for row in list_teams(conn)]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 600)])
def test_what_is_missing_is_said_in_sight(browser: Browser, here: Here, width: int, height: int) -> None:
    """A form longer than its screen says it where it is seen."""
    with looking(browser, f"{here.address}/teams", width, height) as look:
        page = look.page
        page.get_by_role("button", name="Lập đoàn", exact=True).first.click()
        dialog = page.get_by_role("dialog")
        for _again in range(2):
            dialog.get_by_role("button", name="Lưu", exact=True).click()
            expect(dialog.get_by_text("Còn thiếu: Tên đoàn")).to_be_in_viewport(ratio=1)
            dialog.get_by_role("heading").first.scroll_into_view_if_needed()
        page.screenshot(path=SCREENSHOTS / f"teams-missing-{width}.png")


def _member(look: Look, agency: str, name: str) -> None:
    page, dialog = look.page, look.page.get_by_role("dialog")
    page.get_by_role("button", name="Thêm thành viên").click()
    look.choose("Đơn vị", agency)
    dialog.get_by_label("Họ tên").fill(name)
    dialog.get_by_role("button", name="Thêm").click()
    expect(dialog).to_have_count(0)


def _plan(look: Look) -> None:
    """An inspection of next week, as the form proposes."""
    page, dialog = look.page, look.page.get_by_role("dialog")
    page.locator(".st-key-team_inspect button").click()
    dialog.get_by_text("Bản", exact=True).click()
    points = dialog.get_by_role("textbox", name="Mục kiểm tra; mỗi dòng một mục")
    expect(points).to_have_value(re.compile("Quy ước bảo vệ rừng của bản"))  # those proposed for a village
    dialog.get_by_label("Tên nơi được kiểm tra").fill("Bản Khoang")
    look.choose("Xã", "Mường Giôn")
    dialog.get_by_label("Nội dung kiểm tra, hướng dẫn; mỗi dòng một nội dung").fill("Phương án chữa cháy")
    points.fill("Dụng cụ chữa cháy\nSổ trực")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".cl-inspection h2")).to_have_text("Bản Khoang")  # not “Bản · Bản Khoang”


def _announce(look: Look) -> None:
    """Another force adds its content; then everybody must be told, with proof."""
    page, dialog = look.page, look.page.get_by_role("dialog")
    page.get_by_role("button", name="Lồng ghép nội dung").click()
    look.choose("Nội dung của đơn vị", POLICE)
    dialog.get_by_label("Nội dung muốn kiểm tra thêm").fill("Người lạ ở lán nương")
    dialog.get_by_role("button", name="Thêm").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".cl-contents li")).to_have_count(2)
    page.locator(".st-key-inspection_announce button").click()
    dialog.get_by_role("button", name="Thông báo").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".cl-inspection .cl-pill")).to_have_text("đã thông báo")
    expect(page.get_by_text("Đã báo 0/3 đơn vị", exact=True)).to_be_visible()


def _sooner(look: Look) -> None:
    """What is to be next week is not done yet: that is said, and what was typed stays. It is moved first."""
    page, dialog = look.page, look.page.get_by_role("dialog")
    yesterday = datetime.now(TZ) - DAY
    page.locator(".st-key-inspection_done button").click()
    day(dialog, "Kết thúc ngày", f"{yesterday:%d%m%Y}")
    dialog.get_by_role("button", name="Ghi là đã kiểm tra").click()
    expect(dialog.get_by_text("giờ kết thúc phải sau giờ bắt đầu đã định")).to_be_visible()
    typed = dialog.get_by_role("group", name="Kết thúc ngày", exact=True).get_by_role("spinbutton")
    expect(typed.first).to_have_text(f"{yesterday:%d}")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".cl-inspection .cl-pill")).to_have_text("đã thông báo")
    page.locator(".st-key-inspection_edit button").click()
    day(dialog, "Từ ngày", f"{yesterday:%d%m%Y}")
    dialog.get_by_label("Lý do, nếu đổi giờ đã thông báo").fill("đi sớm vì sắp mưa")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog).to_have_count(0)


def _find(look: Look) -> None:
    """It took place; checklist and findings are written down."""
    page, dialog = look.page, look.page.get_by_role("dialog")
    page.locator(".st-key-inspection_done button").click()
    dialog.get_by_role("button", name="Ghi là đã kiểm tra").click()
    expect(dialog).to_have_count(0)
    for number, result, note in ((0, "không đạt", "thiếu 3 bàn dập"), (1, "đạt", "")):
        point = page.locator(f".st-key-checkpoint_{number}")
        point.get_by_text(result, exact=True).click()
        point.get_by_role("textbox").fill(note)
    page.get_by_label("Kết quả kiểm tra, hướng dẫn").fill("Thiếu dụng cụ.\nĐã hướng dẫn tổ đội.")
    expect(page.get_by_text("Press Ctrl").filter(visible=True)).to_have_count(0)
    page.get_by_role("button", name="Lưu kết quả").click()
    expect(page.get_by_text("Đã lưu kết quả.")).to_be_visible()


def _part(page: Page, name: str) -> None:
    page.locator(".st-key-inspectionparts").get_by_text(name, exact=True).click()


def _recommend(look: Look) -> None:
    page, dialog = look.page, look.page.get_by_role("dialog")
    _part(page, "Kiến nghị")
    page.locator(".st-key-item_new_inspection button").click()
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog.get_by_text("Còn thiếu: Việc phải làm, Hạn.")).to_be_visible()
    dialog.get_by_label("Việc phải làm").fill("Mua thêm 3 bàn dập")
    look.choose("Đơn vị thực hiện", "UBND xã Mường Giôn")
    day(dialog, "Hạn", f"{datetime.now(TZ) + 30 * DAY:%d%m%Y}")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".cl-item")).to_contain_text(f"hạn {datetime.now(TZ) + 30 * DAY:%d/%m/%Y}")


def test_an_inspection_from_the_programme_to_its_report(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/teams?team={here.new}", 1366, 900) as look:
        page = look.page
        for agency, name in ((RANGERS_NAMED, "Hoàng Văn Giả"), (POLICE, "Cầm Văn Giả")):
            _member(look, agency, name)
        expect(page.locator(".cl-member")).to_have_count(2)
        expect(page.locator(".cl-member").first).to_contain_text("trưởng đoàn")
        _plan(look)
        _announce(look)
        _sooner(look)
        _find(look)
        _recommend(look)
        pictures(look, "teams-inspection")
        text = _paper(page, here.folder / "kiem-tra.docx")
        assert look.errors == []
    for said in (
        "BÁO CÁO", "tại Bản Khoang, xã Mường Giôn", "12/QĐ-UBND", "Hoàng Văn Giả", "Người lạ ở lán nương",
        "không đạt", "thiếu 3 bàn dập", "Đã hướng dẫn tổ đội.", "Mua thêm 3 bàn dập", "chưa xong",
    ):  # fmt: skip
        assert said in text, said


def test_a_follow_up_visit_closes_what_was_recommended(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/teams?inspection={here.old}", 1366, 900) as look:
        page, dialog = look.page, look.page.get_by_role("dialog")
        # The list shows the year of what the address opens.
        year = (here.now - YEAR).astimezone(TZ).year
        expect(page.locator(".st-key-teamsnav")).to_contain_text(f"Năm {year}")
        page.locator(".st-key-inspection_again button").click()
        day(dialog, "Từ ngày", f"{datetime.now(TZ) - DAY:%d%m%Y}")
        dialog.get_by_role("button", name="Lưu").click()
        expect(dialog).to_have_count(0)
        facts = page.locator(".cl-inspection dl")
        expect(facts).to_contain_text("Kiểm tra lại cuộc")
        page.locator(".st-key-inspection_done button").click()
        dialog.get_by_role("button", name="Ghi là đã kiểm tra").click()
        expect(dialog).to_have_count(0)
        _part(page, "Kiến nghị")
        expect(page.get_by_role("heading", name="Kiến nghị của KT-")).to_be_visible()
        item = page.locator(".cl-item")
        expect(item).to_contain_text("Mua 5 bàn dập lửa")
        expect(item).to_contain_text("quá hạn")
        page.get_by_role("button", name="Kết thúc", exact=True).click()
        dialog.get_by_label("Kết quả").fill("đã đủ dụng cụ")
        dialog.get_by_role("button", name="Ghi", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(item).to_contain_text("xong")
        text = _paper(page, here.folder / "kiem-tra-lai.docx")
        assert "Thực hiện kiến nghị của lần kiểm tra trước:" in text
        assert "Mua 5 bàn dập lửa" in text and "Không có kiến nghị." in text
        facts.get_by_role("link").click()  # the way to the visit that it looks back at
        expect(page.locator(".cl-inspection h2")).to_have_text("Bản Huổi Ngà")
        expect(facts).to_contain_text("Đã lập kiểm tra lại")
        assert look.errors == []
    with reading(here.engine) as conn:
        assert [row["status"] for row in items_of(conn, "inspection", here.old)] == ["done"]


def test_a_scan_is_asked_for_in_the_right_words(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/teams?team={here.new}", 390, 844) as look:
        page, dialog = look.page, look.page.get_by_role("dialog")
        page.get_by_role("button", name="Bản chụp quyết định").click()
        box = dialog.get_by_test_id("stFileUploaderDropzoneInstructions")
        said = box.evaluate("each => getComputedStyle(each, '::after').content")
        assert "PDF hoặc JPG" in str(said)
        dialog.locator("input[type=file]").set_input_files(
            files=[{"name": "qd12.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 quyet dinh"}]
        )
        expect(dialog.get_by_text("qd12.pdf")).to_be_visible()
        dialog.get_by_role("button", name="Lưu bản chụp").click()
        expect(page.get_by_role("button", name="Tải bản chụp (qd12.pdf)")).to_be_visible()
        assert look.errors == []


def test_in_english_nothing_is_left_in_vietnamese(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/teams?inspection={here.old}&lang=en", 1366, 900) as look:
        page = look.page
        parts = {
            "Content": "No contents yet",
            "Results": "Keep the results",
            "Recommendations": "Write a recommendation",
        }
        for part, drawn in parts.items():
            _part(page, part)
            expect(page.get_by_text(drawn)).to_be_visible()
            assert untranslated(page) == set()
        page.get_by_role("button", name="Plan a follow-up visit").click()
        expect(page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_visible()
        assert untranslated(page) == set()
        page.goto(f"{here.address}/teams?team={here.new}&lang=en")
        expect(page.get_by_role("button", name="Add a member")).to_be_visible()
        assert untranslated(page) == set()
        assert look.errors == []
