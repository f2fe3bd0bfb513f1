"""A shift from the roster to the hand-over: signed on, written into the book, given on with what is open."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.duty_shifts import By
from data.dutybook.rostering import Turn, add_turns
from data.profile import load_profile
from data.store.engine import writing
from data.store.tables import action_item
from tests.browser import seed
from tests.browser.conftest import looking
from tests.servers.dashboard import installation, serving

AGENCY = "cong-an-xa-muong-gion"
OPEN = "Dọn đường băng cản lửa bản Giôn"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("dutybook")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    now = datetime.now(UTC)
    load(here.engine, load_profile().directory, lambda: now)
    turn = Turn(AGENCY, "Lò Văn An", now - timedelta(hours=1), now + timedelta(hours=20), "0912 345 678")
    with writing(here.engine) as conn:
        add_turns(conn, turn, By(LOCAL_ADMIN, now), ZoneInfo("Asia/Ho_Chi_Minh"))
        conn.execute(
            action_item.insert().values(
                source_kind="meeting", source_id=1, kind="decision", text=OPEN, owner_agency_id=AGENCY,
                owner="", due_on=now.date() - timedelta(days=3), status="open", remark="", actor="an",
                created_at=now, version=1,
            )
        )  # fmt: skip
    here.engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def _type(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("dialog").get_by_label(label, exact=True)
    box.fill(text)
    box.press("Enter")


def _press(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def test_a_shift_is_handed_over_with_what_is_open_and_both_names(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/duty", 1366, 900) as look:
        page = look.page
        card = page.locator(f".st-key-dutyagency_{AGENCY}")
        card.get_by_role("button", name="Vào ca").click()
        expect(page.get_by_role("dialog").get_by_label("Người trực")).to_have_value("Lò Văn An")
        _press(page, "Vào ca")  # as the roster says
        expect(page.get_by_text("Lò Văn An đã vào ca.")).to_be_visible()
        card.get_by_role("button", name="Bàn giao").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator(".cl-openmatters li.late")).to_contain_text(OPEN)
        _type(page, "Người trực", "Quàng Thị Bình")
        _type(page, "Điện thoại", "0987 654 321")
        _press(page, "Ký và bàn giao")
        expect(dialog.get_by_text("người giao chưa ký tên")).to_be_visible()
        _type(page, "Người giao ký", "Lò Văn An")
        _type(page, "Người nhận ký", "Quàng Thị Bình")
        _press(page, "Ký và bàn giao")
        expect(page.get_by_text("Đã bàn giao cho Quàng Thị Bình.")).to_be_visible()
        expect(card.locator(".cl-shift")).to_contain_text("Quàng Thị Bình")
        page.get_by_text("Sổ trực ban", exact=True).click()
        page.get_by_label("Ghi vào sổ").fill("Gọi chòi canh, không có khói.")
        page.get_by_role("button", name="Ghi", exact=True).click()
        log = page.locator(".cl-dutylog")
        expect(log).to_contain_text("Gọi chòi canh, không có khói.")
        expect(log).to_contain_text("Quàng Thị Bình nhận bàn giao, vào ca")
        signed = page.locator(".cl-handover")
        expect(signed).to_contain_text(OPEN)
        expect(signed.locator("footer")).to_contain_text("Người nhận: Quàng Thị Bình")
        printed = page.get_by_role("link", name="In sổ ngày này").get_attribute("href")
        file = page.get_by_role("link", name="Tải .docx").get_attribute("href")
        page.goto(f"{address}{printed}")
        expect(page.get_by_role("cell", name=f"{OPEN}")).to_be_visible()
        paper = Document(io.BytesIO(page.request.get(f"{address}{file}").body()))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        assert any(cell.startswith("Lò Văn An\nxác nhận trên chương trình lúc") for cell in cells)
        refused = page.request.get(f"{address}/duty-book/{AGENCY}?from=2027-03-02&to=2027-03-01")
        assert refused.status == 400
        assert look.errors == []
