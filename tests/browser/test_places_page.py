"""Villages by screen: added in VN-2000, told in a sheet, retired, taken back; files previewed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.services import Services
from data.places import edit, list_places
from data.places.editing import Act, Place
from data.store.engine import reading, writing
from geo.openstreetmap import ATTRIBUTION, OVERPASS_VARIABLE
from tests.browser import seed
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.geo.openstreetmap.conftest import valley
from tests.servers.dashboard import installation, serving
from tests.servers.overpass import Overpass, overpass

pytestmark = pytest.mark.browser
WIDTHS = ((1920, 1080, "dark"), (1366, 768, "light"), (390, 844, "light"))
# DOMAIN.md 2: E 464807.98, N 2394242.22 is 103.6619, 21.6436; the twins burn 1 km to the north-east of it.
X, Y = "2.394.242", "464.808"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    found = installation(f"sqlite:///{tmp_path_factory.mktemp('places') / 'canhlua.db'}")
    seed.fill(found, seed.FIRE + seed.OTHERS + seed.TWINS)
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def server() -> Iterator[Overpass]:
    with overpass(valley().all) as standing:
        yield standing


@pytest.fixture(scope="module")
def address(here: Services, server: Overpass, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = here.engine.url.render_as_string(hide_password=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OVERPASS_VARIABLE, server.url)
        yield from _served(url, tmp_path_factory)


def _served(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(url, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with looking(browser, address + "/places", 1366, 900) as opened:
        opened.page.get_by_role("heading", name="Địa danh", exact=True).wait_for()
        yield opened.page
        assert opened.errors == []


def nearest(browser: Browser, address: str) -> str:
    """What the sheet of a hotspot says about the nearest place."""
    latitude, longitude = seed.TWINS[0][:2]
    with looking(browser, address + "/", 1366, 900) as opened:
        opened.drawn()
        opened.press(latitude, longitude)
        sheet = opened.page.locator("article.sheet")
        expect(sheet.locator(".fact.wgs84 dd")).to_contain_text(f"{latitude:.5f}")
        return sheet.locator("header").inner_text()


def screenshots(browser: Browser, address: str, name: str) -> None:
    for width, height, scheme in WIDTHS:
        with looking(browser, address + "/places", width, height, scheme) as opened:
            opened.page.get_by_role("heading", name="Địa danh", exact=True).wait_for()
            opened.page.wait_for_timeout(800)
            wide = opened.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, "the page scrolls sideways"
            opened.page.screenshot(path=SCREENSHOTS / f"{name}_{width}.png", full_page=True)


def add(page: Page, name: str, x: str, y: str) -> None:
    page.get_by_role("button", name="Thêm địa danh").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tên (không kèm chữ “bản”)").fill(name)
    dialog.get_by_role("radio", name="VN-2000").click()
    dialog.get_by_label("X (bắc), mét").fill(x)
    dialog.get_by_label("Y (đông), mét").fill(y)
    dialog.get_by_label("Y (đông), mét").press("Tab")


def choose(page: Page, row: int) -> None:
    page.locator("canvas[data-testid='data-grid-canvas']").first.wait_for()
    page.locator(".dvn-scroller").first.click(position={"x": 17, "y": 35 * (row + 1) + 17})


def test_a_village_from_its_entry_to_the_sheet_and_back(browser: Browser, address: str, page: Page) -> None:
    screenshots(browser, address, "places_empty")
    expect(page.get_by_text("Chưa có bản nào", exact=True)).to_be_visible()
    assert "cách tâm xã" in nearest(browser, address)

    add(page, "Phiêng Bay", Y, X)  # the other way round
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("có vẻ bị đổi chỗ")).to_be_visible()
    dialog.get_by_label("X (bắc), mét").fill(X)
    dialog.get_by_label("Y (đông), mét").fill(Y)
    dialog.get_by_label("Y (đông), mét").press("Tab")
    expect(dialog.get_by_text("Thuộc xã Quỳnh Nhai · WGS84: 21.64360, 103.66190")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "places_form.png")
    dialog.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu bản Phiêng Bay.")).to_be_visible()
    assert "cách bản Phiêng Bay" in nearest(browser, address)
    expect(page.locator(".cl-place")).to_contain_text("X (bắc) 2.394.242")

    page.get_by_role("button", name="Thôi dùng…").click()
    page.get_by_role("dialog").get_by_role("button", name="Thôi dùng", exact=True).click()
    expect(page.get_by_text("bản Phiêng Bay thôi dùng từ")).to_be_visible()
    expect(page.locator(".cl-place .cl-pill")).to_have_text("đã thôi dùng")
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(page.locator(".cl-place .cl-pill")).to_have_text("đang dùng")
    assert "cách bản Phiêng Bay" in nearest(browser, address)
    screenshots(browser, address, "places_one")


def test_outside_and_a_namesake_are_asked_about(page: Page) -> None:
    add(page, "phieng bay", "2.394.500", "464.808")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Lưu", exact=True).click()
    expect(dialog.get_by_text("Đã có “Phiêng Bay” cách chỗ này 258 m")).to_be_visible()
    dialog.get_by_role("button", name="Đúng vậy, vẫn lưu").click()
    expect(page.get_by_text("Đã lưu bản phieng bay.")).to_be_visible()


def test_two_people_see_each_others_version(here: Services, page: Page) -> None:
    choose(page, 0)
    page.get_by_role("button", name="Sửa", exact=True).click()
    dialog = page.get_by_role("dialog")
    name = dialog.get_by_label("Tên (không kèm chữ “bản”)")
    expect(name).to_have_value(re.compile("^[Pp]hi"))
    shown = name.input_value()
    with writing(here.engine) as conn:
        table = list_places(conn)
        row = table[table["name"] == shown].iloc[0]
        other = Place("Đoàn Kết", "bản", "village", row["latitude"], row["longitude"])
        act = Act(here.now(), here.areas, who="lan", twice=True)
        edit(conn, int(row["id"]), other, act, seen_version=int(row["version"]))
    name.fill("Bản Của Tôi")
    name.press("Tab")
    dialog.get_by_role("button", name="Lưu", exact=True).click()
    expect(dialog.get_by_text("Người khác vừa sửa địa danh này")).to_be_visible()
    expect(dialog.get_by_role("button", name="Dùng bản tôi nhập")).to_be_visible()
    page.wait_for_timeout(500)
    page.screenshot(path=SCREENSHOTS / "places_conflict.png")
    dialog.get_by_role("button", name="Giữ bản đang lưu").click()
    expect(page.locator(".cl-place h3")).to_have_text("bản Đoàn Kết")


def test_a_file_is_previewed_before_anything_is_stored(here: Services, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "ban.csv"
    file.write_text(
        "Tên bản,Vĩ độ,Kinh độ\nBản Một,21.70,103.62\nBản Hai,21.75,103.60\nXa,20.10,105.00\n"
        "Hỏng,abc,103.6\nĐổi,103.6,21.7\n",
        encoding="utf-8",
    )
    page.get_by_role("button", name="Nạp từ tệp…").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("1 điểm nằm ngoài địa bàn")).to_be_visible()
    expect(dialog.get_by_text("2 dòng hoặc đối tượng không dùng")).to_be_visible()
    expect(dialog.locator("svg.cl-sketch circle.out")).to_have_count(1)
    page.wait_for_timeout(800)
    page.screenshot(path=SCREENSHOTS / "places_preview.png")
    with reading(here.engine) as conn:
        before = set(list_places(conn)["name"])
    dialog.get_by_role("button", name="Xác nhận và lưu").click()
    expect(page.get_by_text("Đã lưu 2 địa danh")).to_be_visible()
    with reading(here.engine) as conn:
        assert set(list_places(conn)["name"]) - before == {"Một", "Hai"}


def _roads(file: Path) -> None:
    def feature(tags: dict, kind: str, coordinates: list) -> dict:
        return {"type": "Feature", "properties": tags, "geometry": {"type": kind, "coordinates": coordinates}}

    road = [[103.55, 21.60], [103.60, 21.66], [103.66, 21.70], [103.70, 21.78]]
    lake = [[[103.63, 21.72], [103.66, 21.72], [103.67, 21.76], [103.64, 21.76], [103.63, 21.72]]]
    features = [
        feature({"highway": "trunk", "name": "Quốc lộ 279"}, "LineString", road),
        feature({"natural": "water", "name": "Hồ thủy điện Sơn La"}, "Polygon", lake),
        feature({"waterway": "river", "name": "Nậm Giôn"}, "LineString", [[103.5, 21.8], [103.64, 21.74]]),
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def test_lines_and_names_are_drawn_and_can_be_switched_off(
    browser: Browser, address: str, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "duong.geojson"
    _roads(file)
    page.get_by_role("button", name="Nạp từ tệp…").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_role("button", name="Xác nhận và lưu").click()
    expect(page.get_by_text("Đã lưu 0 địa danh và 3 đường, sông, hồ.")).to_be_visible()
    screenshots(browser, address, "places_full")

    for width, height, scheme in WIDTHS:
        with looking(browser, address + "/", width, height, scheme) as opened:
            _drawn(opened, f"map_places_{width}.png")


def _drawn(look: Look, name: str) -> None:
    look.drawn()
    look.page.wait_for_function(
        "() => [...document.querySelectorAll('.st-key-map iframe')].some("
        "f => f.contentWindow.map?.canhlua?.named.lines.length === 3)"
    )
    look.script("(v) => v.map.setView([21.70, 103.63], 12, {animate: false})")
    look.page.wait_for_timeout(800)
    look.page.screenshot(path=SCREENSHOTS / name)
    ink = (
        "(v) => { const c = v.canvas._container, r = c.width / v.at.size.x, g = c.getContext('2d');"
        " const p = v.map.latLngToLayerPoint([21.735, 103.65]), b = v.canvas._bounds.min;"
        " const x = Math.round((p.x - b.x) * r), y = Math.round((p.y - b.y) * r);"
        " return [...g.getImageData(x, y, 1, 1).data].join() }"
    )
    water = look.script(ink)
    look.script("(v) => v.layers.set('lines', false)")
    assert look.script(ink) != water


def test_openstreetmap_says_when_it_does_not_answer_and_shows_what_came(
    page: Page, server: Overpass, here: Services
) -> None:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    server.fault = "504"
    page.get_by_role("button", name="Lấy từ OpenStreetMap…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Lấy ngay").click()
    expect(dialog.get_by_text("Không lấy được từ OpenStreetMap")).to_be_visible()
    server.fault = ""
    dialog.get_by_role("button", name="Lấy ngay").click()
    expect(dialog.get_by_text("1 dòng hoặc đối tượng không dùng")).to_be_visible()  # a nameless hamlet
    dialog.get_by_role("button", name="Xác nhận và lưu").click()
    expect(page.get_by_text("Đã lưu 1 địa danh và 4 đường, sông, hồ.")).to_be_visible()
    with reading(here.engine) as conn:
        own = list_places(conn).set_index("source").loc["OpenStreetMap"]
    assert (own["name"], own["unit"], own["attribution"]) == ("Phiêng Bay", "bản", ATTRIBUTION)
