"""A meeting in a real browser: from the plan to its day, to frozen minutes, to the paper opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.agencies.act import Act
from data.meetings.reading import attendance_of, corrections_of, list_meetings
from data.plan import Plan, add_plan
from data.profile import load_profile
from data.store.engine import open_engine, reading, writing
from tests.browser.conftest import looking
from tests.browser.hands import day
from tests.servers.dashboard import installation, serving

DATABASE = "canhlua.db"
TZ = load_profile().tz
COMMUNE = "xã Mường Giôn"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("meetings")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    database = f"sqlite:///{folder / DATABASE}"
    here = installation(database)
    load(here.engine, here.profile.directory, here.now)
    now = datetime.now(UTC)
    today = now.astimezone(here.profile.tz).date()
    plan = Plan(
        "Kế hoạch phối hợp thử", date(today.year - 1, 1, 1), date(today.year + 3, 12, 31),
        rotation=["ranger", "police", "military"],
    )  # fmt: skip
    with writing(here.engine) as conn:
        add_plan(conn, plan, Act(now, LOCAL_ADMIN), plan_id="thu")
    here.engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def _sooner(page: Page, dialog: Locator) -> None:
    """What is still to come was not held: that is said in the dialog. It is moved first."""
    page.locator(".st-key-meeting_held button").click()
    dialog.get_by_role("button", name="Ghi là đã họp").click()
    expect(dialog.get_by_text("giờ họp sớm hơn giờ đã đặt")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.locator(".st-key-meeting_day button").click()
    day(dialog, "Họp ngày", f"{datetime.now(TZ) - timedelta(days=1):%d%m%Y}")
    dialog.get_by_label("Lý do dời").fill("họp sớm vì cấp cháy cao")
    dialog.get_by_role("button", name="Lưu ngày họp").click()
    expect(dialog).to_have_count(0)


def test_from_the_plan_to_frozen_minutes(browser: Browser, address: str, folder: Path) -> None:
    with looking(browser, f"{address}/meetings", 1366, 900) as look:
        page = look.page
        page.get_by_text("Tháng", exact=True).click()
        page.get_by_role("button", name="Lập lịch họp").click()
        expect(page.get_by_role("button", name="Giao ban tháng ở xã")).to_have_count(4)
        page.get_by_role("button", name=COMMUNE).click()
        page.get_by_role("button", name="Đặt ngày họp").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Địa điểm").fill("UBND xã")
        dialog.get_by_label("Địa điểm").press("Enter")
        dialog.get_by_role("button", name="Lưu ngày họp").click()
        expect(page.get_by_text("Đã đặt ngày họp")).to_be_visible()
        page.locator(".st-key-meeting_agenda button").click()
        dialog.get_by_role("textbox", name="Chương trình, mỗi dòng một nội dung").fill(
            "Canh đốt nương\nĐầu mối"
        )
        dialog.get_by_role("button", name="Lưu chương trình").click()
        expect(page.locator(".cl-agenda li")).to_have_count(2)
        _sooner(page, dialog)
        page.locator(".st-key-meeting_held button").click()
        dialog.get_by_role("button", name="Ghi là đã họp").click()
        police = page.locator(".st-key-meetingcame_cong-an-xa-muong-gion")
        police.get_by_role("button", name="Ghi").click()
        dialog.get_by_label("Người dự, mỗi dòng một người").fill("Lò Văn An; Trưởng công an xã")
        dialog.get_by_role("button", name="Ghi", exact=True).click()
        expect(police).to_contain_text("Lò Văn An (Trưởng công an xã)")
        page.locator(".st-key-meetingparts").get_by_text("Biên bản", exact=True).click()
        page.get_by_label("Diễn biến").fill("Bàn việc canh đốt nương.")
        page.get_by_label("Kết luận").fill("Báo tin ngay qua đầu mối.")
        page.get_by_role("button", name="Lưu bản nháp").click()
        expect(page.get_by_text("Đã lưu bản nháp biên bản.")).to_be_visible()
        page.locator(".st-key-meeting_freeze button").click()
        dialog.get_by_text("Biên bản đã được chủ trì và thư ký xem lại").click()
        dialog.get_by_role("button", name="Chốt biên bản").click()
        expect(page.get_by_text("Biên bản đã chốt", exact=True)).to_be_visible()
        expect(page.get_by_label("Diễn biến")).to_have_count(0)  # nothing to write in any more
        page.get_by_role("textbox", name="Đính chính, ghi bên cạnh").fill("Họp lúc 8 giờ 15")
        page.get_by_role("button", name="Ghi đính chính").click()
        expect(page.locator(".cl-corrections")).to_contain_text("Họp lúc 8 giờ 15")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Biên bản (.docx)").click()
        waiting.value.save_as(folder / "bien-ban.docx")
        assert look.errors == []
    paper = Document(str(folder / "bien-ban.docx"))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for said in ("BIÊN BẢN", "Canh đốt nương", "Báo tin ngay qua đầu mối.", "Họp lúc 8 giờ 15"):
        assert said in text
    _stored(folder)


def _stored(folder: Path) -> None:
    engine = open_engine(f"sqlite:///{folder / DATABASE}")
    today = datetime.now(UTC).date()
    with reading(engine) as conn:
        rows = list_meetings(conn, today - timedelta(days=40), today + timedelta(days=40))
        (row,) = (each for each in rows if each["status"] == "minuted")
        assert [each["present"] for each in attendance_of(conn, row["id"])] == [True]
        assert [each["text"] for each in corrections_of(conn, row["id"])] == ["Họp lúc 8 giờ 15"]
    engine.dispose()


def test_on_a_phone_a_quarter_is_read(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/meetings", 390, 844) as look:
        page = look.page
        expect(page.locator(".cl-held")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="Luân phiên chủ trì").click()
        turns = page.locator(".cl-turns li")
        expect(turns).to_have_count(4)
        assert look.errors == []
