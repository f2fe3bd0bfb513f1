"""A track is handed in at a desk and proves what it can; the month's effort shows it, on a phone too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.store.engine import writing
from tests.browser import seed
from tests.browser.conftest import Look, looking
from tests.data.effort.walks import gpx
from tests.data.presence.patrols import LAT, agencies, joint_patrol, square_zone
from tests.servers.dashboard import installation, serving

PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")


def picture(look: Look, name: str) -> None:
    """Kept for people's eyes, only where somebody asks for it."""
    if PICTURES:
        look.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def began() -> datetime:
    """Of a patrol that is long over, in this month or the last."""
    return (datetime.now(UTC) - timedelta(hours=20)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    database = f"sqlite:///{tmp_path / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    with writing(here.engine) as conn:
        agencies(conn)
        start = began()
        own, _ = joint_patrol(conn, starts_at=start, ends_at=start + timedelta(hours=8), status="returned")
        square_zone(conn, own)
    here.engine.dispose()
    with serving(database, tmp_path / "log") as found:
        yield f"{found}/planning"


def hand_in(page: Page, name: str, data: bytes, member: str | None = None) -> None:
    page.get_by_role("button", name="Nộp vết đi…").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(
        files=[{"name": name, "mimeType": "application/gpx+xml", "buffer": data}]
    )
    expect(dialog.get_by_text(name)).to_be_visible()
    if member:
        dialog.get_by_role("combobox", name="Của ai").click()
        page.get_by_role("option", name=member).click()
        expect(dialog.get_by_role("combobox", name="Của ai")).to_have_value(member)
        expect(page.get_by_role("option")).to_have_count(0)
    dialog.get_by_role("button", name="Lưu vết đi").click()


def test_a_track_is_handed_in_judged_and_set_aside(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}?patrol=1", 1366, 900) as look:
        page, start = look.page, began()
        tracks = page.locator(".st-key-tracks")
        expect(tracks.get_by_text("Chưa ai nộp vết đi.")).to_be_visible()
        hand_in(page, "hong.gpx", b"day khong phai tep gpx")
        expect(page.get_by_role("dialog").get_by_text("không phải GPX, KML hay KMZ")).to_be_visible()
        page.get_by_role("button", name="Close").click()
        hand_in(page, "di-rung.gpx", gpx(start + timedelta(minutes=30)), "Lò Văn An")
        expect(page.get_by_text("Đã lưu vết đi")).to_be_visible()
        page.get_by_role("button", name="Xong", exact=True).click()
        expect(tracks.get_by_text("Cả lượt đi được 2,0 km")).to_be_visible()
        expect(tracks.get_by_text("Lò Văn An, nhận")).to_be_visible()
        expect(tracks.get_by_text("4,5 % (20,7 ha)").first).to_be_visible()
        # The same file once more is said; one that walked beside it counts once.
        hand_in(page, "ten-khac.gpx", gpx(start + timedelta(minutes=30)))
        expect(page.get_by_text("Tệp này đã có")).to_be_visible()
        page.get_by_role("button", name="Xong", exact=True).click()
        hand_in(page, "may-khac.gpx", gpx(start + timedelta(minutes=30), lat=LAT + 0.0002))
        expect(page.get_by_role("dialog").get_by_text("đi cùng một vết đi đã có")).to_be_visible()
        page.get_by_role("button", name="Xong", exact=True).click()
        expect(tracks.get_by_text("Cả lượt đi được 2,0 km")).to_be_visible()
        picture(look, "tracks")
        page.get_by_role("button", name="Không tính…").first.click()
        page.get_by_role("dialog").get_by_label("Vì sao không tính").fill("máy để quên trên xe")
        page.get_by_role("dialog").get_by_role("button", name="Không tính vết đi này").click()
        expect(tracks.get_by_text("Không tính: máy để quên trên xe")).to_be_visible()
        expect(tracks.get_by_text("đi cùng một vết đi đã có")).to_have_count(0)  # counted anew
        assert look.errors == []


def test_the_month_shows_it_against_its_target(browser: Browser, address: str) -> None:
    month = began() + timedelta(hours=7)  # the clock of Vietnam
    span = f"span=month:{month:%Y-%m}"
    with looking(browser, f"{address}?patrol=1", 1366, 900) as look:
        hand_in(look.page, "di-rung.gpx", gpx(began() + timedelta(minutes=30)), "Lò Văn An")
        expect(look.page.get_by_text("Đã lưu vết đi")).to_be_visible()
        look.page.get_by_role("button", name="Xong", exact=True).click()
    with looking(browser, f"{address}?{span}", 1366, 900) as look:
        page = look.page
        expect(page.locator(".cl-effort")).to_contain_text("2,0 km")
        page.get_by_role("button", name="Đặt chỉ tiêu…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Lưu chỉ tiêu").click()
        expect(dialog.get_by_text("Chưa có số nào đổi.")).to_be_visible()
        dialog.get_by_role("combobox", name="Đơn vị").click()
        page.get_by_role("option", name="Đơn vị ranger").click()
        expect(dialog.get_by_text("Chưa có số nào đổi.")).to_have_count(0)  # the fields are this agency's now
        dialog.get_by_label("Số km một tháng").fill("40")
        dialog.get_by_label("Số km một tháng").press("Tab")
        dialog.get_by_role("button", name="Lưu chỉ tiêu").click()
        expect(page.get_by_text("Đã lưu chỉ tiêu.")).to_be_visible()
        expect(page.locator(".cl-done .meant")).to_contain_text("2,0/40")
        map_ = page.frame_locator(".st-key-effortmap iframe")
        expect(map_.locator("path.leaflet-interactive").first).to_be_visible()
        expect(page.get_by_text("hơn một năm chưa ai tới")).to_be_visible()
        with page.expect_download() as file:
            page.get_by_role("link", name="Tải Excel").click()
        assert file.value.suggested_filename == f"cong-tuan-tra-month-{month:%Y-%m}.xlsx"
        picture(look, "effort")
        assert look.errors == []
    with looking(browser, f"{address}?{span}&lang=en", 390, 844) as look:
        page = look.page
        expect(page.locator(".cl-effort")).to_contain_text("2.0 km")
        page.get_by_text("By commune").click()
        expect(page.locator(".cl-done tbody tr")).to_have_count(4)
        page.get_by_text("Map of 2021").click()
        expect(page.locator(".cl-done tbody tr")).to_have_count(11)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        picture(look, "effort-phone")
        assert look.errors == []
