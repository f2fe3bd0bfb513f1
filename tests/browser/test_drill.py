"""The drill as a person runs it: the banner, the clock at sixty times its speed, a jump to the outage."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from data.drill.scene import load_scene
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.data.cap.standard import problems
from tests.servers.dashboard import ROOT, serving

pytestmark = pytest.mark.browser
SIZES = [(1920, 1080, "dark"), (1366, 768, "light"), (390, 844, "light")]
SLOW_MS = 240_000
SHIPPED = ROOT / "data" / "profiles" / "quynh_nhai"
OUTAGE = "Nguồn NOAA-20 mất từ 03:10"
FIRST, FIRST_TIME = "Đám cháy đầu tiên có trên bản đồ", "16:30 16/03/2027"
TIME = re.compile(r"(\d\d:\d\d)\D+(\d\d/\d\d/\d{4})")


def shortened(folder: Path) -> Path:
    """The shipped profile whose story has three days of the past instead of six weeks."""
    profile = shutil.copytree(SHIPPED, folder / "profile")
    file = profile / "drill" / "scenario.toml"
    start = load_scene(file).opens - timedelta(days=3)
    text, changed = re.subn(
        r"(?m)^backstory_from = .*$", f"backstory_from = {start.isoformat()}", file.read_text("utf-8")
    )
    assert changed == 1
    file.write_text(text, encoding="utf-8")
    return profile


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A drill whose past is played and whose clock runs."""
    folder = tmp_path_factory.mktemp("drill")
    with serving(f"sqlite:///{folder / 'drill.db'}", folder / "log", drill=shortened(folder)) as found:
        with looking(browser, f"{found}/", 1366, 768) as look:
            expect(look.page.locator(".cl-drill")).to_contain_text("×1", timeout=SLOW_MS)
        yield found


def story_time(look: Look) -> datetime:
    """What the clock on the bar shows."""
    shown = TIME.search(look.page.locator(".cl-drill span").inner_text())
    assert shown, "the bar shows no time"
    return datetime.strptime(" ".join(shown.groups()) + " +0700", "%H:%M %d/%m/%Y %z")


def set_rate(look: Look, name: str) -> None:
    look.page.get_by_role("button", name="Điều khiển").click()
    look.page.get_by_role("radio", name=name, exact=True).click()
    expect(look.page.locator(".cl-drill")).to_contain_text(name)


def jump(look: Look, moment: str) -> None:
    look.page.get_by_role("button", name="Điều khiển").click()
    look.page.get_by_role("combobox", name="Tới lúc").click()
    look.page.get_by_role("option", name=moment).click()
    look.page.get_by_role("button", name="Diễn tới đó").click()


@pytest.mark.parametrize("path", ["", "sources", "about"])
def test_every_page_says_that_this_is_a_drill(browser: Browser, address: str, path: str) -> None:
    with looking(browser, f"{address}/{path}", 1366, 768) as look:
        expect(look.page.locator(".cl-drill")).to_contain_text("DIỄN TẬP – không phải cháy thật")
        expect(look.page.locator(".cl-drill")).to_be_in_viewport()
        assert look.errors == []


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_it_fits(browser: Browser, address: str, width: int, height: int, scheme: str) -> None:
    with looking(browser, f"{address}/", width, height, scheme) as look:
        look.drawn()
        expect(look.page.locator(".cl-drill")).to_be_in_viewport()
        assert look.page.evaluate("document.documentElement.scrollWidth") <= width
        SCREENSHOTS.mkdir(exist_ok=True)
        look.page.screenshot(path=SCREENSHOTS / f"drill_{width}.png")


def test_the_clock_runs_sixty_times_as_fast(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/", 1366, 768) as look:
        look.drawn()
        set_rate(look, "×60")
        before = story_time(look)
        look.page.wait_for_function(
            "was => { const now = document.querySelector('.cl-drill span')?.textContent;"
            " const minutes = t => { const [h, m] = t.match(/\\d\\d:\\d\\d/)[0].split(':').map(Number);"
            " return h * 60 + m };"
            " return now && (minutes(now) - minutes(was) + 1440) % 1440 >= 2 }",
            arg=f"{before:%H:%M}",
            timeout=20_000,
        )
        assert story_time(look) - before < timedelta(minutes=40), "it runs, and does not leap"
        look.page.keyboard.press("Escape")
        set_rate(look, "tạm dừng")


def test_what_leaves_the_drill_is_marked(address: str) -> None:
    answer = requests.get(f"{address}/export/hotspots.geojson?period=7d", timeout=30)
    assert "DIEN-TAP" in answer.headers["Content-Disposition"]
    assert answer.json()["features"], "the story's past has hotspots"
    assert answer.json()["drill"] is True
    feed = requests.get(f"{address}/cap/feed.atom", timeout=30).text
    alerts = re.findall(r'type="application/cap\+xml" href="([^"]+)"', feed)
    assert alerts, "the story's past has strong fires"
    for alert in alerts[:5]:
        message = requests.get(alert, timeout=30).content
        assert problems(message) == [] and b"<status>Exercise</status>" in message
    health = requests.get(f"{address}/health", timeout=30).json()
    assert (health["drill"], health["worker"]) == (True, "running")


def test_what_comes_in_waits_until_a_dialog_is_closed(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/danger", 1366, 900) as writer:
        writer.page.get_by_role("button", name="Ghi cấp đã công bố").click()
        source = writer.page.get_by_role("dialog").get_by_label("Căn cứ")
        source.fill("Thông báo đang gõ dở")
        with looking(browser, f"{address}/", 1366, 768) as other:
            jump(other, FIRST)
            expect(other.page.locator(".cl-drill")).to_contain_text(FIRST_TIME, timeout=SLOW_MS)
        expect(writer.page.locator(".cl-drill")).to_contain_text(FIRST_TIME)
        writer.page.wait_for_timeout(7_000)  # two looks at the clock later
        expect(source).to_have_value("Thông báo đang gõ dở")
        writer.page.keyboard.press("Escape")
        expect(writer.page.get_by_role("dialog")).to_have_count(0)


def test_a_jump_to_the_outage_shows_it_in_words(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/", 1366, 768) as look:
        look.drawn()
        failing = look.page.locator(".cl-strip .cl-feed").filter(has_text="NOAA-20")
        expect(failing).not_to_contain_text("Lỗi kết nối")
        jump(look, OUTAGE)
        expect(failing).to_contain_text("Lỗi kết nối", timeout=SLOW_MS)
        expect(failing.locator("p").first).to_contain_text("Từ ")
        expect(look.page.locator(".cl-drill")).to_contain_text("18/03/2027", timeout=SLOW_MS)
        look.page.screenshot(path=SCREENSHOTS / "drill_outage.png")
    with looking(browser, f"{address}/sources", 1366, 768) as look:
        card = look.page.locator("[class*='st-key-feed_failing_noaa-20']")
        expect(card).to_contain_text("Đang hỏng")
        expect(look.page.locator("[class*='st-key-feed_failing_']")).to_have_count(1)
        look.page.screenshot(path=SCREENSHOTS / "drill_outage_sources.png")
