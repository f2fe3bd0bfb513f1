"""The map page in a real browser: drawn, clickable, offline, and alive across refreshes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.browser import seed
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.servers.dashboard import ROOT, installation, serving

pytestmark = pytest.mark.browser
SIZES = [(1920, 1080, "dark"), (1366, 768, "light"), (390, 844, "light")]
REAL = ROOT.parent / "shared" / "real" / "firms" / "modis_nrt_northwest_vietnam_2021_2024.csv"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("seeded")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here, seed.FIRE + seed.OTHERS + seed.TWINS)
    here.engine.dispose()
    with serving(database, folder / "server.log") as found:
        yield found


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Look]:
    with looking(browser, address + "/", 1366, 768) as opened:
        yield opened


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_it_is_drawn_without_any_outside_request(
    browser: Browser, address: str, width: int, height: int, scheme: str
) -> None:
    with looking(browser, address + "/", width, height, scheme) as look:
        look.drawn()
        expect(look.page.locator("[class*='st-key-card_']").first).to_be_visible()
        shown = look.script("(v) => [v.hot.n, v.events.length, v.dark]")
        assert shown == [15, 7, scheme == "dark"]
        inked = look.script(
            "(v) => { const c = v.canvas._container, g = c.getContext('2d');"
            " const d = g.getImageData(0, 0, c.width, c.height).data, s = new Set();"
            " for (let i = 0; i < d.length; i += 404) s.add([d[i], d[i + 1], d[i + 2]].join());"
            " return s.size }"
        )
        assert isinstance(inked, int) and inked > 5, "the canvas is (nearly) one colour"
        assert look.page.evaluate("document.documentElement.scrollWidth") <= width
        SCREENSHOTS.mkdir(exist_ok=True)
        look.page.screenshot(path=SCREENSHOTS / f"map_{width}.png")
        if width < 500:
            look.page.locator(".st-key-map").scroll_into_view_if_needed()
            look.page.screenshot(path=SCREENSHOTS / f"map_{width}_scrolled.png")
        assert look.errors == []


def test_the_renderer_rebuilds_the_stored_ids(look: Look, address: str) -> None:
    look.drawn()
    stored = requests.get(f"{address}/export/hotspots.geojson?period=7d", timeout=30).json()
    rebuilt = look.script("(v) => Array.from({length: v.hot.n}, (_, i) => v.id(i))")
    assert isinstance(rebuilt, list)
    assert sorted(rebuilt) == sorted(f["id"] for f in stored["features"])


def test_pan_and_zoom_survive_a_refresh_and_nothing_piles_up(look: Look) -> None:
    first = look.drawn()
    look.script("(v) => { v.map.setView([21.70, 103.61], 12, {animate: false}); }")
    look.page.get_by_role("radio", name="11 xã cũ").click()
    second = look.drawn(but=first)
    look.page.get_by_role("radio", name="7 ngày").click()
    look.drawn(but=second)
    assert look.script("(v) => [v.era, v.map.getZoom(), window.feature_group.length]") == ["2021", 12, 1]
    assert look.map.locator("canvas.canhlua-canvas").count() == 1
    assert look.map.locator(".canhlua-legend").count() == 1


def test_footprints_and_names_are_drawn_when_close(look: Look) -> None:
    look.drawn()
    far = look.script("(v) => v.canvas._container.toDataURL().length")
    look.script("(v) => { v.map.setView([21.768, 103.648], 14, {animate: false}); }")
    assert look.script("(v) => v.canvas._container.toDataURL().length") != far
    SCREENSHOTS.mkdir(exist_ok=True)
    look.page.screenshot(path=SCREENSHOTS / "map_close.png")


def test_text_from_data_never_becomes_html(look: Look) -> None:
    look.drawn()
    look.script(
        "(v) => { const bad = '<img src=x onerror=\"window.ran=1\">';"
        " v.payload.satellites = v.payload.satellites.map(() => bad);"
        " v.map.setView([21.901, 103.572], 12, {animate: false}); }"
    )
    place = look.spot(*seed.OTHERS[0][:2])
    look.map.locator("#map_div").hover(position=place)
    tip = look.map.locator(".canhlua-tip")
    expect(tip).to_contain_text("<img src=x")
    assert tip.locator("img").count() == 0
    assert look.map.locator("#map_div").evaluate("() => window.ran === undefined")


def test_the_language_can_be_changed(look: Look) -> None:
    look.drawn()
    look.page.get_by_role("radio", name="EN", exact=True).click()
    expect(look.page.get_by_text("fire events being watched")).to_be_visible()
    expect(look.map.get_by_text("under 6 hours")).to_be_visible()
    look.page.reload()
    expect(look.page.get_by_text("fire events being watched")).to_be_visible()


@pytest.mark.skipif(not REAL.exists(), reason=f"the real file {REAL.name} is not beside the project")
def test_a_real_file_is_loaded_and_its_own_period_shown(browser: Browser, tmp_path: Path) -> None:
    with (
        serving(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path / "log") as address,
        looking(browser, address + "/", 1366, 768) as look,
    ):
        first = look.drawn()
        expect(look.page.locator(".cl-note")).to_contain_text("Chưa có dữ liệu vệ tinh")
        look.page.screenshot(path=SCREENSHOTS / "no_data.png")
        look.page.get_by_role("button", name="Nạp tệp FIRMS").click()
        look.page.locator("input[type=file]").set_input_files(REAL)
        expect(look.page.locator(".cl-facts")).to_contain_text("823")
        look.page.screenshot(path=SCREENSHOTS / "upload.png")
        look.page.get_by_role("button", name="Xác nhận và lưu").click()
        look.drawn(but=first)
        expect(look.page.get_by_text("16 đám cháy trong thời gian đã chọn")).to_be_visible()
        assert look.script("(v) => v.hot.n") == 20
        assert "period=2022-04-03..2024-03-25" in look.page.url
        look.page.screenshot(path=SCREENSHOTS / "uploaded.png")
        look.page.reload()
        look.drawn()
        assert look.script("(v) => v.hot.n") == 20, "the period in the address survives a reload"


def test_refused_uploads_say_why(look: Look, tmp_path: Path) -> None:
    look.drawn()
    page = tmp_path / "not_a_file.csv"
    page.write_text("<html><title>Error 500 <script>alert(1)</script></title></html>")
    look.page.get_by_role("button", name="Nạp tệp FIRMS").click()
    look.page.locator("input[type=file]").set_input_files(page)
    expect(look.page.get_by_text("Đây là một trang web")).to_be_visible()
    assert look.errors == []


def test_an_unusable_database_is_said_and_never_a_traceback(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with (
        serving(f"sqlite:///{tmp_path / 'folder'}", tmp_path / "log") as address,
        looking(browser, address + "/", 1366, 768) as look,
    ):
        expect(look.page.get_by_text("Không mở được cơ sở dữ liệu")).to_be_visible()
        assert look.page.get_by_text("Traceback").count() == 0
        assert requests.get(f"{address}/health", timeout=30).status_code == 503
        SCREENSHOTS.mkdir(exist_ok=True)
        look.page.screenshot(path=SCREENSHOTS / "database_unusable.png")


def test_a_foreign_host_name_is_turned_away(address: str) -> None:
    answer = requests.get(f"{address}/health", headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 400
