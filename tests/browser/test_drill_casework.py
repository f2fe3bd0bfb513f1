"""From a hotspot on a phone to the case report, played in the drill.

A ranger finds the nearest fire on the phone, claims it, loses the signal, answers with two photos and comes
back; a second person confirms; the incident is made, those who must know are told by the flash notice, the
ground that burned is drawn, and the case report is a paper that opens. The auditor agrees at the end.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select

from data.auditing import audit
from data.clock import real_now
from data.ledger.figures import bucket
from data.store.engine import open_engine, reading
from data.store.tables import (
    assignment,
    burned_area,
    duty,
    incident,
    incident_entry,
    incident_event,
    matter,
    photo,
    verdict,
    verdict_review,
)
from tests.browser.conftest import SCREENSHOTS, looking, patient
from tests.browser.test_casework import draw, section
from tests.browser.test_drill import FIRST, FIRST_TIME, SLOW_MS, jump, shortened
from tests.browser.test_field import arrived, kept, phone
from tests.browser.test_field_accounts import AGENCY, sign_in
from tests.data.access.people import administrator, person
from tests.data.checking.pictures import exif, jpeg, scene
from tests.servers.dashboard import serving

pytestmark = pytest.mark.browser
HERE = {"latitude": 21.7920, "longitude": 103.6180, "accuracy": 9}
"""On the next ridge, in sight of the field that burns beside the forest."""
TAKEN = datetime.fromisoformat("2027-03-16T16:25:00+07:00")
FOUND = "Đốt nương lan vào rừng, khói đen, đang lan lên đỉnh"


@pytest.fixture(scope="module")
def drill(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Engine]]:
    """The first afternoon of the story, with three people who have accounts."""
    folder = tmp_path_factory.mktemp("casework")
    database = f"sqlite:///{folder / 'drill.db'}"
    with serving(database, Path(folder / "log"), drill=shortened(folder)) as found:
        with looking(browser, f"{found}/", 1366, 768) as look:
            expect(look.page.locator(".cl-drill")).to_contain_text("×1", timeout=SLOW_MS)
            look.drawn()
            jump(look, FIRST)
            expect(look.page.locator(".cl-drill")).to_contain_text(FIRST_TIME, timeout=SLOW_MS)
        engine = open_engine(database)
        admin = administrator(engine, now=real_now())
        person(engine, admin, "lan", "ranger", AGENCY, now=real_now())
        person(engine, admin, "truc", "duty_officer", AGENCY, now=real_now())
        yield found, engine
        engine.dispose()


def pictures() -> list[dict[str, Any]]:
    """Two photos as a phone in the story takes them."""
    return [
        {
            "name": f"IMG_{k}.jpg",
            "mimeType": "image/jpeg",
            "buffer": jpeg(
                scene(), exif(TAKEN + timedelta(minutes=k), (21.7919, 103.6181), offset="+07:00"), quality=90
            ),
        }
        for k in range(2)
    ]


def rows(engine: Engine, query: Any) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        return [dict(row) for row in conn.execute(query).mappings()]


@contextmanager
def desk(browser: Browser, address: str, path: str) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    patient(page)
    page.goto(f"{address}/login?next={path}")
    sign_in(page, "truc")
    try:
        yield page
    finally:
        context.close()


def answer_on_the_phone(browser: Browser, address: str, engine: Engine) -> str:
    """The ranger's part; returns the fire event that was answered."""
    with phone(browser, geolocation=HERE, permissions=["geolocation"]) as context:
        page = context.new_page()
        page.goto(f"{address}/m/")
        sign_in(page, "lan")
        kept(page)
        expect(page.locator("body")).to_contain_text("DIỄN TẬP")
        nearest = page.locator("#cards > li").first
        expect(nearest.locator(".far")).to_contain_text("cách bạn 1,")
        event = str(nearest.get_attribute("id"))
        page.screenshot(path=SCREENSHOTS / "drill-field-list-390.png")
        told = nearest.locator(".far").inner_text()
        nearest.locator("a").first.click()
        expect(page.locator("#far")).to_have_text(told)  # the list and the sheet measure to the same edge
        page.get_by_role("button", name="Tôi đi").click()
        expect(page.locator("section.held")).to_contain_text("Bạn đang nhận")
        kept(page)
        assert [row["owner"] for row in rows(engine, select(assignment))] == ["Người lan"]
        context.set_offline(True)
        page.reload()  # the phone was locked on the way
        expect(page.locator("#net")).to_contain_text("Không có mạng")
        page.locator("#verdict input[value=forest_fire]").check()
        page.fill("#f-description", FOUND)
        page.fill("#f-phone", "0000 000 123")
        page.locator("#here").click()
        expect(page.locator("#hereis")).to_contain_text("21.79200, 103.61800")
        page.locator("#gallery").set_input_files(pictures())
        expect(page.locator("#photos img")).to_have_count(2)
        page.screenshot(path=SCREENSHOTS / "drill-field-answer-390.png", full_page=True)
        page.locator("#send").click()
        expect(page.locator("#unsent .count")).to_have_text("Chưa gửi: 1 kết quả, 2 ảnh")
        assert rows(engine, select(verdict)) == []
        context.set_offline(False)
        arrived(page)
        expect(page.locator("#done")).to_contain_text("Máy chủ đã ghi kết quả")
        page.screenshot(path=SCREENSHOTS / "drill-field-sent-390.png")
    return event


def confirm_and_make(page: Page, event: str) -> None:
    """The duty officer reviews the verdict and makes the incident of it."""
    page.get_by_role("radio", name="Chờ kiểm duyệt").click()
    page.locator(f"[class*='st-key-check_'][class*='{event}'] button").click()
    expect(page.locator(".cl-verdict img")).to_have_count(2)
    expect(page.locator(".cl-verdict")).to_contain_text(FOUND)
    page.screenshot(path=SCREENSHOTS / "drill-checking-1366.png")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận kết quả")).to_be_visible()
    page.get_by_role("link", name="Lập vụ việc cháy rừng").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ở đâu").fill("nương giáp rừng sau bản Giả Định 4")
    dialog.get_by_label("Ở đâu").press("Enter")
    dialog.get_by_role("button", name="Lập vụ việc").click()
    expect(page.get_by_text("Đã lập vụ việc.")).to_be_visible()


def tell_all(page: Page, engine: Engine, matter_id: int) -> None:
    """The flash notice by telephone, until nobody is owed any more."""
    owed = {row["receiver_id"] for row in rows(engine, select(duty).where(duty.c.matter_id == matter_id))}
    assert owed, "nobody must be told of a forest fire?"
    receiver = page.get_by_role("combobox", name="Đã báo cho")
    for left in range(len(owed), 0, -1):
        form = f"[class*='st-key-case_tell_who_phone_'][class*='_{left}']"
        expect(page.locator(form).locator("visible=true")).to_be_visible()
        expect(receiver).not_to_have_value(re.compile("đã báo"))  # who still waits comes first
        name = receiver.input_value().removesuffix(" – mới gửi")
        page.get_by_role("textbox", name="Ai nhận tin, chức vụ").fill("Lò Văn Giả, trực ban")
        page.get_by_role("button", name="Ghi là đã báo").click()
        expect(page.get_by_text(f"Đã ghi: báo nhanh cho {name}.")).to_be_visible()
    expect(page.get_by_text("Mọi bên phải báo đã được báo, có bằng chứng.")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "drill-flash-1366.png")


def test_from_the_hotspot_to_the_case_report(browser: Browser, drill: tuple[str, Engine]) -> None:
    address, engine = drill
    SCREENSHOTS.mkdir(exist_ok=True)
    event = answer_on_the_phone(browser, address, engine)
    (said,) = rows(engine, select(verdict))
    assert (said["event_id"], said["actor"], said["kind"]) == (event, "lan", "forest_fire")
    photos = rows(engine, select(photo).order_by(photo.c.id))
    assert [(each["record_id"], each["name"]) for each in photos] == [
        (said["id"], "IMG_0.jpg"),
        (said["id"], "IMG_1.jpg"),
    ]
    assert [each["taken_at"] for each in photos] == [TAKEN, TAKEN + timedelta(minutes=1)]
    assert {round(each["latitude"], 3) for each in photos} == {21.792}

    before = {row["id"] for row in rows(engine, select(incident))}
    with desk(browser, address, "/checking") as page:
        confirm_and_make(page, event)
        (review,) = rows(engine, select(verdict_review))
        assert (review["decision"], review["actor"]) == ("confirmed", "truc")
        (made,) = [row for row in rows(engine, select(incident)) if row["id"] not in before]
        tied = rows(engine, select(incident_event).where(incident_event.c.incident_id == made["id"]))
        assert [row["event_id"] for row in tied] == [event]
        told = rows(engine, select(incident_entry).where(incident_entry.c.incident_id == made["id"]))
        found = [row["reference"] for row in told if row["kind"] == "verdict"]
        assert found == [str(said["id"]), f"{said['id']}/confirmed"]

        # The flash notice meets the duties; the ledger says so.
        section(page, "Văn bản")
        own = matter.c.kind == "incident", matter.c.ref == str(made["id"])
        (about,) = rows(engine, select(matter).where(*own))
        expect(page.locator(".st-key-caseflash")).to_contain_text("DIỄN TẬP")
        tell_all(page, engine, about["id"])
        duties = rows(engine, select(duty).where(duty.c.matter_id == about["id"]))
        now = max(row["told_at"] for row in duties)
        assert {bucket(row, now) for row in duties} == {"on_time"}
        assert {row["proof"] for row in duties} <= {"logged", "paper", "named"}

        section(page, "Diễn biến")
        course = page.locator(".cl-timeline").filter(has_text="Gắn đám cháy")  # not the list of papers
        expect(course).to_contain_text(f"Kết quả xác minh số {said['id']}: cháy rừng")
        expect(course).to_contain_text(f"Kết quả số {said['id']} được xác nhận")
        expect(course).to_contain_text("Đã báo · gọi điện · người nhận: Lò Văn Giả, trực ban")
        expect(course.locator("img")).to_have_count(2)
        page.wait_for_function(
            "[...document.querySelectorAll('.cl-timeline img')].every(i => i.naturalWidth)"
        )
        page.screenshot(path=SCREENSHOTS / "drill-course-1366.png")

        section(page, "Vùng cháy")
        draw(page)
        page.get_by_role("button", name="Lưu vùng cháy này").click()
        expect(page.get_by_text("vùng cháy đã khoanh", exact=True)).to_be_visible()
        (area,) = rows(engine, select(burned_area).where(burned_area.c.incident_id == made["id"]))
        page.screenshot(path=SCREENSHOTS / "drill-area-1366.png")

        section(page, "Văn bản")
        page.get_by_role("button", name="Lập báo cáo vụ").click()
        with page.expect_download() as got:
            page.get_by_role("button", name="Tải DIEN-TAP_bao-cao-vu").click()
        raw = Path(got.value.path()).read_bytes()
        (SCREENSHOTS / "drill-case-report.docx").write_bytes(raw)
        page.screenshot(path=SCREENSHOTS / "drill-papers-1366.png")
    paper = Document(io.BytesIO(raw))
    lines = [each.text for each in paper.paragraphs]
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    whole = "\n".join([*lines, *cells])
    assert "Chưa xác minh" not in whole
    for each in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", made["code"], FOUND):
        assert each in whole, each
    assert f"{area['area_ha']:.2f}".replace(".", ",") in whole
    assert "DIỄN TẬP" in whole + "".join(p.text for p in paper.sections[0].header.paragraphs)

    with reading(engine) as conn:
        assert audit(conn, now + timedelta(minutes=10)) == []
