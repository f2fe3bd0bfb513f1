"""A case from hotspot to papers in a real browser: made, recorded, outlined, told, merged; on a phone too."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from data.access import LOCAL_ADMIN
from data.incidents import By, Incident, create, place_facts
from data.store.engine import writing
from tests import forests
from tests.browser import seed
from tests.browser.conftest import Look, looking
from tests.forests import middle
from tests.geo.burned.test_burned import gpx
from tests.servers.dashboard import installation, serving

PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")
WALK = [(103.604, 21.742), (103.606, 21.742), (103.606, 21.743), (103.604, 21.743)]


def picture(look: Look, name: str) -> None:
    """Kept for people's eyes, only where somebody asks for it."""
    if PICTURES:
        look.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("casework")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    forests.plant(here)
    now = datetime.now(UTC)
    latitude, longitude = middle(1, 0)
    for minutes, summary in ((50, "Cháy đồi thông sau bản"), (40, "Khói trên đồi thông")):
        known = now - timedelta(minutes=minutes)
        wanted = Incident(
            "forest_fire", "forest", summary, known, known, latitude, longitude, "đồi sau bản Huổi Ngà"
        )
        place = place_facts(here.engine, here.areas, latitude, longitude, now)
        with writing(here.engine) as conn:
            create(conn, wanted, place, By(LOCAL_ADMIN, now), here.profile.tz)
    offence = Incident("forest_offence", "forest", "Chặt 5 cây gỗ", now, now)
    with writing(here.engine) as conn:
        create(
            conn,
            offence,
            place_facts(here.engine, here.areas, None, None, now),
            By(LOCAL_ADMIN, now),
            here.profile.tz,
        )
    here.engine.dispose()
    with serving(database, folder / "log") as found:
        yield found


def year() -> int:
    return datetime.now(UTC).astimezone().year


def section(page: Page, name: str) -> None:
    page.locator(".st-key-casesections").get_by_role("radio", name=name).click()


def test_a_case_is_written_outlined_and_put_on_paper(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/incidents?incident=VV-{year()}-0001", 1366, 900) as look:
        page = look.page
        expect(page.get_by_role("heading", name=f"VV-{year()}-0001")).to_be_visible()
        section(page, "Hồ sơ")
        expect(page.get_by_text("Loài cây: Thông, keo lai")).to_be_visible()
        picture(look, "record-offer-1366")
        page.get_by_role("button", name="Điền mục đã chọn").click()
        expect(page.get_by_text("Đã điền vào hồ sơ.")).to_be_visible()
        expect(page.locator(".cl-case", has_text="Thông, keo lai")).to_be_visible()

        page.get_by_role("button", name="Sửa hồ sơ").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Chỉ huy chữa cháy").fill("Ông Lò Văn A")
        dialog.get_by_label("Người chết").fill("0")
        dialog.get_by_role("textbox", name="Diện tích thiệt hại theo trạng thái").fill("Rừng trồng: 0,8")
        dialog.get_by_role("textbox", name="Diện tích thiệt hại theo trạng thái").press("Control+Enter")
        picture(look, "record-form-1366")
        dialog.get_by_role("button", name="Lưu hồ sơ").click()
        expect(page.get_by_text("Đã lưu hồ sơ.")).to_be_visible()
        expect(page.locator(".cl-case", has_text="Ông Lò Văn A")).to_be_visible()
        expect(page.locator(".cl-case", has_text="0,80 ha")).to_be_visible()

        section(page, "Lực lượng")
        page.get_by_label("Tên lực lượng, nếu không có trong danh sách").fill("Nhân dân bản")
        page.get_by_label("Số người").fill("180")
        page.get_by_role("button", name="Thêm lực lượng").click()
        expect(page.locator(".cl-force", has_text="180 người")).to_be_visible()
        picture(look, "forces-1366")

        section(page, "Vùng cháy")
        draw(page)
        picture(look, "area-measured")
        page.get_by_role("button", name="Lưu vùng cháy này").click()
        expect(page.get_by_text("Đã lưu vùng cháy")).to_be_visible()
        expect(page.get_by_text("vùng cháy đã khoanh", exact=True)).to_be_visible()
        picture(look, "area-1366")

        section(page, "Văn bản")
        page.get_by_role("button", name="Lập báo cáo vụ").click()
        with page.expect_download() as got:
            page.get_by_role("button", name="Tải bao-cao-vu").click()
        paper = Document(io.BytesIO(Path(got.value.path()).read_bytes()))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        assert "Nhân dân bản" in cells and "0,80" in cells
        page.get_by_role("button", name="Lập bộ hồ sơ niêm phong").click()
        with page.expect_download() as got:
            page.get_by_role("button", name="Tải bo-ho-so").click()
        assert zipfile.ZipFile(Path(got.value.path())).testzip() is None
        picture(look, "papers-1366")


def draw(page: Page) -> None:
    """Four corners on the map around its middle, with the tools of the map itself."""
    frame = page.frame_locator(".st-key-incidentside iframe")
    frame.locator(".leaflet-draw-draw-polygon").click()
    box = frame.locator("#map_div")
    size = box.bounding_box()
    assert size is not None
    x, y = size["width"] / 2, size["height"] / 2
    for dx, dy in ((-60, -60), (60, -60), (60, 60), (-60, 60), (-60, -60)):
        box.click(position={"x": x + dx, "y": y + dy})
        page.wait_for_timeout(200)  # Leaflet.draw takes no corner within 50 ms of the one before
    expect(page.get_by_role("button", name="Lưu vùng cháy này")).to_be_visible(timeout=15000)


def test_two_reports_of_one_fire_are_merged_and_split_again(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/incidents?incident=VV-{year()}-0001", 1366, 900) as look:
        page = look.page
        expect(page.get_by_text("Có thể trùng với")).to_be_visible()
        page.get_by_role("button", name="Gộp vào vụ này…").click()
        picture(look, "merge-1366")
        page.get_by_role("button", name="Gộp làm một").click()
        expect(page.get_by_text(f"Đã gộp VV-{year()}-0002 vào VV-{year()}-0001.")).to_be_visible()
        expect(page.get_by_text("Đã gộp vào vụ này")).to_be_visible()
        page.get_by_role("button", name="Hoàn tác", exact=True).click()
        expect(page.get_by_text("Có thể trùng với")).to_be_visible()


def test_an_offence_is_never_not_a_forest_fire(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/incidents?incident=VV-{year()}-0003", 1366, 900) as look:
        page = look.page
        expect(page.get_by_role("button", name="Báo nhầm…")).to_be_visible()
        expect(page.get_by_role("button", name="Đã xử lý xong")).to_be_visible()
        expect(page.get_by_role("button", name="Không phải cháy rừng…")).to_have_count(0)
        expect(page.get_by_role("radio", name="Vùng cháy")).to_have_count(0)


def test_a_fire_event_becomes_an_incident(browser: Browser, address: str) -> None:
    with looking(browser, address, 1366, 900) as look:
        page = look.page
        page.locator(".st-key-cards button").first.click()
        page.get_by_role("link", name="Lập vụ việc từ đây").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Ở đâu").fill("đồi trên khe")
        dialog.get_by_label("Ở đâu").press("Enter")
        picture(look, "of-event-1366")
        dialog.get_by_role("button", name="Lập vụ việc").click()
        expect(page.get_by_text("Đã lập vụ việc.")).to_be_visible()
        expect(page.get_by_text("Đám cháy vệ tinh thấy", exact=True)).to_be_visible()


def test_the_sections_fit_on_a_phone(browser: Browser, address: str, tmp_path: Path) -> None:
    walk = tmp_path / "di.gpx"
    walk.write_bytes(gpx(WALK))
    with looking(browser, f"{address}/incidents?incident=VV-{year()}-0002", 390, 844) as look:
        page = look.page
        expect(page.get_by_role("heading", name=f"VV-{year()}-0002")).to_be_visible()
        for name in ("Diễn biến", "Hồ sơ", "Lực lượng", "Văn bản", "Vùng cháy"):
            section(page, name)
            expect(page.locator(".st-key-casesections").get_by_role("radio", name=name)).to_be_checked()
            page.wait_for_timeout(1500)
            picture(look, f"phone-{name}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 390, name
        page.locator(".st-key-incidentside").get_by_role("radio", name="Tải tệp GPX").click()
        page.locator("input[type=file]").set_input_files(walk)
        expect(page.get_by_text("Đường đi đã được khép lại")).to_be_visible()
        expect(page.locator(".cl-shares")).to_contain_text("Rừng gỗ trồng núi đất")
        page.get_by_role("button", name="Lưu vùng cháy này").click()
        expect(page.get_by_text("vùng cháy đã khoanh", exact=True)).to_be_visible()
        picture(look, "phone-walk")


def test_two_people_see_both_versions_before_either_is_lost(browser: Browser, address: str) -> None:
    there = f"{address}/incidents?incident=VV-{year()}-0002"
    with looking(browser, there, 1366, 900) as first, looking(browser, there, 1366, 900) as second:
        for look, owner in ((first, "Chủ rừng A"), (second, "Chủ rừng B")):
            section(look.page, "Hồ sơ")
            look.page.get_by_role("button", name="Sửa hồ sơ").click()
            box = look.page.get_by_role("dialog").get_by_label("Chủ rừng", exact=True)
            box.fill(owner)
            box.press("Enter")
        first.page.get_by_role("button", name="Lưu hồ sơ").click()
        expect(first.page.locator(".cl-case", has_text="Chủ rừng A")).to_be_visible()
        second.page.get_by_role("button", name="Lưu hồ sơ").click()
        dialog = second.page.get_by_role("dialog")
        expect(dialog.get_by_text("Người khác vừa sửa bản ghi này")).to_be_visible()
        picture(second, "conflict-1366")
        dialog.get_by_role("button", name="Dùng bản tôi nhập").click()
        expect(second.page.locator(".cl-case", has_text="Chủ rừng B")).to_be_visible()


def test_a_field_that_is_mended_does_not_take_the_button_away_from_under_the_hand(
    browser: Browser, address: str
) -> None:
    """A slow press: the field is left as the button goes down, and the page is drawn anew before it is up."""
    with looking(browser, f"{address}/incidents?incident=VV-{year()}-0002", 1366, 900) as look:
        page = look.page
        page.get_by_role("button", name="Sửa", exact=True).click()
        dialog = page.get_by_role("dialog")
        when, save = dialog.get_by_label("Xảy ra lúc nào"), dialog.get_by_role("button", name="Lưu")
        when.fill("hôm kia nào đó")
        save.click()
        expect(dialog.get_by_text("Chưa đúng: Xảy ra lúc nào.")).to_be_visible()
        picture(look, "incident-wrong-time-1366")
        when.fill("hôm qua 22:15")
        save.hover()
        page.mouse.down()
        expect(dialog.get_by_text("Không hiểu “hôm kia nào đó”")).to_have_count(0)
        page.mouse.up()
        expect(dialog).to_be_hidden()
        expect(page.locator(".cl-incident", has_text="22:15")).to_be_visible()
        assert look.errors == []
