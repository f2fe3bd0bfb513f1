"""The coordination plan's promise, played in the drill's month.

Four commune meetings (one missed) and the quarter's, a training announced too late, an inspection with two
recommendations, a case that the rangers hand over to the police with a receipt: the month's report shows
each as it was, and opens as an official paper.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine

from data.clock import real_now
from data.drill.standing import load_standing
from data.outreach.reading import list_events
from data.store.engine import open_engine, reading
from tests.browser import coordination_month as month
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.browser.test_drill import SLOW_MS, shortened
from tests.servers.dashboard import serving

pytestmark = pytest.mark.browser
COMMUNE, SUSPECT = "muong-gion-2025", "Lò Văn Giả Danh"
TITLE = "Phá rừng làm nương ở tiểu khu 310"

SHOWN = {
    "meetings_held": r"80,0 %\s*4/5[\s\S]*1 không họp",
    "announced_in_time": r"0 %\s*0/1[\s\S]*1 báo muộn",
    "inspections_done": r"1 cuộc đã kiểm tra[\s\S]*2 kiến nghị",
    "cases_handled": r"1 về lâm nghiệp[\s\S]*1 bàn giao có biên nhận",
}
"""Indicator → what its card says of March."""


@pytest.fixture(scope="module")
def drill(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine, Path]]:
    folder = tmp_path_factory.mktemp("coordination")
    database = f"sqlite:///{folder / 'drill.db'}"
    with serving(database, folder / "log", drill=shortened(folder)) as address:
        with looking(browser, f"{address}/about", 1366, 768) as look:
            expect(look.page.locator(".cl-drill")).to_contain_text("×1", timeout=SLOW_MS)
        engine = open_engine(database)
        yield address, engine, folder
        engine.dispose()


def _now(engine: Engine) -> datetime:
    """What time it is in the story."""
    with reading(engine) as conn:
        standing = load_standing(conn)
    assert standing is not None
    return standing.clock.at(real_now())


def _day(dialog: Locator, label: str, digits: str) -> None:
    """Type a day into its parts: 18032027."""
    dialog.get_by_role("group", name=label, exact=True).get_by_role("spinbutton").first.click()
    dialog.page.keyboard.type(digits)
    dialog.get_by_role("heading").first.click()  # closes the calendar


def _pick(page: Page, dialog: Locator, label: str, option: str) -> None:
    dialog.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def _meeting(look: Look, address: str, engine: Engine) -> None:
    """The month's meetings stand there by themselves; one gets its day and is held by screen."""
    month.meet(engine, _now(engine), but=COMMUNE)
    page = look.page
    page.goto(f"{address}/meetings")
    page.get_by_text("Tháng", exact=True).click()
    expect(page.get_by_role("button", name="Giao ban tháng ở xã")).to_have_count(4)
    expect(page.get_by_role("button", name="Giao ban quý")).to_have_count(1)
    page.get_by_role("button", name="Giao ban tháng ở xã · xã Mường Giôn").click()
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Đặt ngày họp").click()
    _day(dialog, "Họp ngày", "12032027")
    dialog.get_by_role("button", name="Lưu ngày họp").click()
    expect(page.get_by_text("Đã đặt ngày họp")).to_be_visible()
    page.locator(".st-key-meeting_held button").click()
    dialog.get_by_role("button", name="Ghi là đã họp").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".cl-meeting")).to_contain_text("đã họp")


def _training(look: Look, address: str, engine: Engine) -> None:
    """A training in two days is announced, and the screen says that this is late."""
    page = look.page
    page.goto(f"{address}/outreach")
    page.get_by_role("button", name="Lập hội nghị").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tên hội nghị").fill("Tập huấn chữa cháy rừng")
    _day(dialog, "Ngày", "18032027")
    _day(dialog, "đến ngày", "18032027")
    _pick(page, dialog, "Chủ trì", "Hạt Kiểm lâm (chưa nhập tên)")
    _pick(page, dialog, "Xã", "Mường Giôn")
    dialog.get_by_role("button", name="lực lượng bán chuyên trách").click()
    dialog.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Thông báo…").click()
    expect(dialog).to_contain_text("Đã muộn")
    dialog.get_by_role("button", name="Thông báo", exact=True).click()
    expect(page.locator(".cl-told, .st-key-outreachside").last).to_contain_text("Công an xã Mường Giôn")
    with reading(engine) as conn:
        (row,) = list_events(conn, month.MARCH.start, month.MARCH.end)
    month.tell_all(engine, "outreach_event", row["id"], _now(engine))
    page.goto(f"{address}/outreach?event={row['id']}")
    expect(page.locator(".cl-pagehead .now div").filter(has_text="báo muộn")).to_contain_text("1")


def _inspection(look: Look, address: str, engine: Engine) -> None:
    """An inspection that was announced is done by screen; one recommendation is given there."""
    page, own = look.page, month.form(engine, _now(engine))
    page.goto(f"{address}/teams?inspection={own}")
    page.get_by_role("button", name="Đã kiểm tra", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Ghi là đã kiểm tra").click()
    expect(dialog).to_have_count(0)
    month.found(engine, own, _now(engine))
    page.get_by_text("Kiến nghị", exact=True).click()
    expect(page.locator(".cl-item")).to_contain_text("Mua thêm 3 bàn dập")
    page.locator(".st-key-item_new_inspection button").click()
    dialog.get_by_label("Việc phải làm").fill("Tập huấn lại tổ xung kích")
    dialog.get_by_label("Người thực hiện").fill("Tổ trưởng tổ xung kích")
    _day(dialog, "Hạn", "30042027")
    dialog.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".cl-item")).to_have_count(2)


def _case(look: Look, address: str) -> None:
    """The rangers' case, with a person concerned, goes to the police against a receipt."""
    page = look.page
    page.goto(f"{address}/cases")
    page.get_by_role("button", name="Mở hồ sơ…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tên hồ sơ").fill(TITLE)
    _pick(page, dialog, "Đơn vị chủ trì", "Hạt Kiểm lâm (chưa nhập tên)")
    dialog.get_by_role("button", name="Mở hồ sơ", exact=True).click()
    expect(page.get_by_text("Đã mở hồ sơ")).to_be_visible()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Người liên quan…").click()
    dialog.get_by_label("Họ tên").fill(SUSPECT)
    dialog.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text(SUSPECT)).to_be_visible()
    page.get_by_role("button", name="Bàn giao…", exact=True).click()
    _pick(page, dialog, "Bàn giao cho", "Công an xã Mường Giôn")
    dialog.get_by_label("Bàn giao những gì").fill("Hồ sơ 12 trang\nTang vật: 1 dao")
    dialog.get_by_label("Người bàn giao").fill("Hoàng Văn Giả, kiểm lâm viên")
    dialog.get_by_role("button", name="Đề nghị bàn giao").click()
    page.get_by_role("button", name="Nhận bàn giao…").click()
    dialog.get_by_label("Người nhận").fill("Cầm Văn Giả, Trưởng công an xã")
    dialog.get_by_label("Số biên nhận").fill("05/BN")
    dialog.get_by_role("button", name="Nhận bàn giao", exact=True).click()
    expect(page.locator(".cl-handed.received")).to_contain_text("biên nhận số 05/BN")
    facts = page.locator(".cl-meeting dl")
    expect(facts).to_contain_text("Công an xã Mường Giôn")


def _report(look: Look, address: str, folder: Path) -> Path:
    page = look.page
    page.goto(f"{address}/reports?kind=month&period=2027-03")
    expect(page.get_by_role("heading", name="Họp giao ban", exact=True)).to_be_visible()
    for code, said in SHOWN.items():
        expect(page.locator(f".st-key-reportcard_{code}")).to_contain_text(re.compile(said))
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "drill-report-1366.png", full_page=True)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải .docx").click()
    paper = folder / "bao-cao.docx"
    waiting.value.save_as(paper)
    return paper


def test_the_month_and_its_report(browser: Browser, drill: tuple[str, Engine, Path]) -> None:
    address, engine, folder = drill
    with looking(browser, f"{address}/about", 1366, 900) as look:
        _meeting(look, address, engine)
        _training(look, address, engine)
        _inspection(look, address, engine)
        _case(look, address)
        paper = _report(look, address, folder)
        assert look.errors == []
    text = _text(paper)
    assert "DIỄN TẬP" in text and "BÁO CÁO" in text
    assert SUSPECT not in text and TITLE not in text
    _opens(paper)


def _text(paper: Path) -> str:
    document = Document(str(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def _opens(paper: Path) -> None:
    """An office program reads it: where there is one."""
    office = shutil.which("soffice")
    if office is None:
        return
    home = f"-env:UserInstallation=file://{paper.parent / 'office'}"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(paper.parent), str(paper)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert paper.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
