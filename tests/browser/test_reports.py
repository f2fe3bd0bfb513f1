"""The reports in a real browser: every figure leads to the records that it counts, a month is frozen and
corrected beside, its papers open again; without a mouse, on a phone, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.clock import real_now
from data.meetings.holding import hold
from data.meetings.planning import plan_again
from data.reports.freezing import frozen
from data.store.engine import open_engine, reading, writing
from data.store.tables import meeting
from tests.browser import reported_month
from tests.browser.conftest import Look, looking
from tests.browser.hands import pictures, tab_to, untranslated
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser


@dataclass
class Here:
    """A running installation after a month with a few records of every kind."""

    address: str
    engine: Engine
    folder: Path
    month: reported_month.Month

    @property
    def text(self) -> str:
        """2027-03."""
        return self.month.period.text

    @property
    def name(self) -> str:
        """Tháng 3/2027."""
        first = self.month.period.first
        return f"Tháng {first.month}/{first.year}"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    folder = tmp_path_factory.mktemp("reports")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    made = installation(database)
    month = reported_month.fill(made)
    made.engine.dispose()
    with serving(database, folder / "log") as address:
        yield Here(address, open_engine(database), folder, month)


CARDS = {
    "told_in_time": (r"33,3 %\s*1/3", 3),
    "meetings_held": (r"75,0 %\s*3/4[\s\S]*1 không họp", 4),
    "announced_in_time": (r"0 %\s*0/1", 1),
    "inspections_done": (r"1 cuộc đã kiểm tra[\s\S]*1 kiến nghị quá hạn", 2),
    "cases_handled": (r"1 về lâm nghiệp[\s\S]*1 bàn giao có biên nhận", 2),
    "patrols_joint": (r"100 %\s*1/1[\s\S]*1 lượt đã đi", 1),
    "fires_burned": (r"1,25 ha cháy[\s\S]*Rừng trồng", 1),
    "events_seen": (r"1 tín hiệu mạnh", 1),
}
"""Indicator → what its card says, and how many records are behind it."""


def _drawn(page: Page) -> None:
    expect(page.locator(".st-key-reportcard_events_seen")).to_be_visible()  # the last one


def _behind(look: Look, code: str) -> list[tuple[str, str]]:
    """Open the records behind a figure: where each leads, and what it says."""
    card = look.page.locator(f".st-key-reportcard_{code}")
    look.page.locator(f".st-key-reports_open_{code} button").click()
    rows = card.locator(".cl-behind li")
    expect(rows).to_have_count(CARDS[code][1])
    links = rows.get_by_role("link")
    return [
        (str(links.nth(number).get_attribute("href")), rows.nth(number).inner_text())
        for number in range(CARDS[code][1])
    ]


def _shows(page: Page, address: str, said: str) -> None:
    """The page that a record leads to has that very record open."""
    code = said.splitlines()[0]
    if address.startswith("/desk"):
        expect(page.locator(".st-key-deskside")).to_contain_text(said.rpartition(" · ")[2])
    elif address.startswith("/teams") and "part=recommendations" in address:
        expect(page.locator(".cl-item")).to_contain_text(said.rpartition(" · ")[2])
    elif address.startswith("/teams"):
        expect(page.locator(".cl-inspection")).to_contain_text(code)
    elif address.startswith("/?"):
        own = re.search(r"pick=([^&]+)", address)
        assert own is not None
        expect(page.get_by_text(own[1], exact=True)).to_be_visible()
    elif address.startswith(("/meetings", "/outreach", "/cases")):
        expect(page.locator(".cl-meeting")).to_contain_text(code)
        # The list beside it is that of its own time: the record is marked there.
        expect(page.locator(".st-key-meetinglist button[kind=primary]")).to_have_count(1)
    else:
        expect(page.get_by_role("heading", name=code)).to_be_visible()


def test_every_figure_leads_to_the_records_that_it_counts(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/reports", 1366, 900) as look:
        page = look.page
        _drawn(page)
        expect(page.get_by_role("combobox", name="Kỳ")).to_have_value(here.name)  # the last that is over
        found: list[tuple[str, str]] = []
        for code, (said, _count) in CARDS.items():
            expect(page.locator(f".st-key-reportcard_{code}")).to_contain_text(re.compile(said))
            found += _behind(look, code)
        pictures(look, "reports-month")
        page.locator(".st-key-reportcard_events_seen .cl-behind a").click()
        _shows(page, *found[-1])
        for address, told in found[:-1]:
            page.goto(f"{here.address}{address}")
            _shows(page, address, told)
        assert len({address for address, _told in found}) >= 13  # the hand-over is on the case's own page
        assert look.errors == []


def _text(file: Path) -> str:
    paper = Document(str(file))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def _correct(here: Here) -> None:
    """Somebody finds the minutes of the meeting that was thought to have been missed."""
    act = Act(real_now(), LOCAL_ADMIN, "screen:meetings")
    with writing(here.engine) as conn:
        row = conn.execute(select(meeting).where(meeting.c.status == "missed")).mappings().one()
        plan_again(conn, row["id"], act, seen_version=row["version"])
        hold(conn, row["id"], here.month.at(20, 8), act, seen_version=row["version"] + 1)


def test_a_month_is_frozen_and_corrected_beside(browser: Browser, here: Here) -> None:
    with looking(browser, f"{here.address}/reports?kind=month&period={here.text}", 1366, 900) as look:
        page = look.page
        _drawn(page)
        page.get_by_role("button", name="Chốt báo cáo…").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name=f"Chốt báo cáo: {here.name}?")).to_be_visible()
        tab_to(page, "Chốt")
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Đã chốt báo cáo: {here.name}.")).to_be_visible()
        expect(page.locator(".cl-pagehead .now b")).to_have_text("Đã chốt")
        expect(page.get_by_text("Từ lúc chốt chưa có đính chính")).to_be_visible()
        expect(page.get_by_role("button", name="Chốt báo cáo…")).to_have_count(0)
        _correct(here)
        page.reload()
        _drawn(page)
        moved = page.locator(".cl-indicator.moved")
        expect(moved).to_contain_text("3 số liệu đã đổi từ lúc chốt")
        expect(moved.get_by_role("row", name="Họp giao ban: không họp")).to_contain_text(re.compile(r"1\s*0"))
        # What was frozen stays as it was.
        expect(page.locator(".st-key-reportcard_meetings_held")).to_contain_text(re.compile(r"75,0 %\s*3/4"))
        pictures(look, "reports-frozen")
        for name, file in (("Tải .docx", "bao-cao.docx"), ("Tải Excel", "bao-cao.xlsx")):
            with page.expect_download() as waiting:
                page.get_by_role("link", name=name).click()
            assert here.text in waiting.value.suggested_filename
            waiting.value.save_as(here.folder / file)
        assert look.errors == []
    with reading(here.engine) as conn:
        assert frozen(conn, "month", here.text) is not None
    _papers(here)


def _papers(here: Here) -> None:
    """Both files tell what was frozen, and what is another figure today; no name of the case is in them."""
    text = _text(here.folder / "bao-cao.docx")
    for said in ("BÁO CÁO", "75,0 % (3/4)", "100 %", "Vụ cháy rừng"):
        assert said in text, said
    book = openpyxl.load_workbook(here.folder / "bao-cao.xlsx")
    sheet = book[book.sheetnames[0]]
    rows = {str(row[1]): row for row in sheet.iter_rows(values_only=True) if row[1]}
    assert rows["Cuộc họp giao ban họp đúng hạn"][2] == 0.75
    assert rows["Diện tích cháy (ha)"][2] == 1.25
    moved = [row for row in book["Đính chính"].iter_rows(values_only=True) if row[1] is not None]
    assert moved[1:] == [
        ("Họp giao ban", 0.75, 1), ("Họp giao ban: họp đúng hạn", 3, 4), ("Họp giao ban: không họp", 1, 0),
    ]  # fmt: skip
    cells = [str(cell) for each in book for row in each.iter_rows(values_only=True) for cell in row]
    assert "tiểu khu 310" not in text + " ".join(cells)


def test_in_english_a_month_has_its_name(browser: Browser, here: Here) -> None:
    english = f"{here.month.period.first:%B %Y}"
    with looking(browser, f"{here.address}/reports?lang=en&kind=month&period={here.text}", 390, 844) as look:
        page = look.page
        _drawn(page)
        expect(page.get_by_role("combobox", name="Period")).to_have_value(english)
        expect(page.locator(".cl-pagehead .now")).to_contain_text(english)
        expect(page.locator(".st-key-reportcard_inspections_done")).to_contain_text("1 inspection done")
        for code in CARDS:
            _behind(look, code)
            assert untranslated(page) == set()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert look.errors == []
