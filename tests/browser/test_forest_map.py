"""The forest on the map, in a real browser: tiles, colouring, switch, and the plot under a finger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests import forests
from tests.browser import seed
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
TILES = ".leaflet-tile-loaded[src*='/tiles/forest/']"
HOME = "(v) => { v.map.setView([21.7475, 103.6075], 14, {animate: false}); }"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("forest")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here, seed.OTHERS)
    forests.plant(here)
    here.engine.dispose()
    with serving(database, folder / "server.log") as found:
        yield found


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Look]:
    with looking(browser, address + "/", 1366, 768) as opened:
        opened.drawn()
        opened.script(HOME)
        yield opened
        assert opened.errors == []


def _card(look: Look) -> Locator:
    return look.map.locator(".canhlua-card")


def _picture(look: Look, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    look.page.wait_for_timeout(400)  # tiles fade in
    look.page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_tiles_lie_under_the_hotspots_and_show_the_plots(look: Look) -> None:
    look.map.locator(TILES).first.wait_for()
    look.page.wait_for_load_state("networkidle")
    latitude, longitude = forests.middle(1, 1)
    seen = look.map.locator("#map_div").evaluate(
        """async (box, at) => {
          const map = window.map, p = map.latLngToContainerPoint(at), b = box.getBoundingClientRect();
          for (const tile of box.querySelectorAll("img[src*='/tiles/forest/']")) {
            const r = tile.getBoundingClientRect(), x = p.x + b.left - r.left, y = p.y + b.top - r.top;
            if (x < 0 || y < 0 || x >= r.width || y >= r.height) continue;
            await tile.decode();
            const c = document.createElement("canvas");
            c.width = tile.naturalWidth; c.height = tile.naturalHeight;
            const g = c.getContext("2d"); g.drawImage(tile, 0, 0);
            return [...g.getImageData(x / r.width * c.width, y / r.height * c.height, 1, 1).data];
          }
        }""",
        [latitude, longitude],
    )
    assert seen == [0x0F, 0x69, 0x2D, 255]
    panes = look.map.locator("#map_div").evaluate(
        "() => ['tilePane', 'canhlua-forest', 'overlayPane'].map("
        "(name) => +getComputedStyle(map.getPane(name)).zIndex)"
    )
    assert panes == sorted(panes)


def test_colouring_is_chosen_kept_and_explained(look: Look) -> None:
    legend = look.map.locator(".canhlua-legend .forest")
    expect(legend.get_by_text("Rừng tự nhiên", exact=True)).to_be_visible()
    expect(legend.get_by_text("Không rõ trạng thái", exact=True)).to_be_visible()
    expect(legend.get_by_text("Lớp phủ cây, chưa rõ loại")).to_have_count(0)  # none in this layer
    legend.get_by_label("chức năng").check()
    expect(legend.get_by_text("Rừng đặc dụng", exact=True)).to_be_visible()
    look.map.locator(TILES.replace("forest/", "forest/1/function/")).first.wait_for()
    look.page.reload()
    look.drawn()
    expect(legend.get_by_label("chức năng")).to_be_checked()
    legend.get_by_label("trạng thái").check()


def test_the_switch_takes_it_away_and_a_reload_keeps_that(look: Look) -> None:
    look.map.locator(TILES).first.wait_for()
    look.press(*forests.middle(0, 0))
    expect(_card(look)).to_contain_text("Lô 1")
    look.map.get_by_label("Rừng", exact=True).press("Space")
    expect(look.map.locator("img[src*='/tiles/forest/']")).to_have_count(0)
    expect(look.map.locator(".canhlua-legend .forest")).to_have_count(0)
    expect(_card(look)).to_have_count(0)
    expect(look.map.get_by_label("Rừng", exact=True)).to_be_focused()
    look.page.reload()
    look.drawn()
    look.script(HOME)
    look.press(*forests.middle(0, 0))
    expect(_card(look)).to_have_count(0)
    look.map.get_by_label("Rừng", exact=True).check()
    look.map.locator(TILES).first.wait_for()


def test_a_click_on_ground_tells_the_plot_and_markup_stays_text(look: Look) -> None:
    look.map.locator(TILES).first.wait_for()
    look.press(*forests.middle(1, 0))
    card = _card(look)
    expect(card).to_contain_text("Lô 2 – khoảnh 7 – tiểu khu 123")
    for told in ("Rừng gỗ trồng núi đất", "Thông, keo lai", "2014", "28,60 ha", "Rừng sản xuất"):
        expect(card).to_contain_text(told)
    expect(card).to_contain_text(forests.HOSTILE)
    assert card.locator("img").count() == 0
    assert look.map.locator("#map_div").evaluate("() => window.hurt") is None
    look.press(*forests.middle(0, 2))
    expect(card).to_contain_text("Không có lô rừng nào ở đây")
    look.page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    look.press(*forests.middle(1, 1))
    expect(card).to_contain_text("Lô 4")
    card.get_by_label("Đóng").click()
    expect(card).to_have_count(0)


def test_a_hotspot_goes_before_the_plot_below_it(look: Look) -> None:
    latitude, longitude = seed.OTHERS[0][:2]
    look.script(f"(v) => {{ v.map.setView([{latitude}, {longitude}], 14, {{animate: false}}); }}")
    look.press(latitude, longitude)
    assert look.script("(v) => v.selected.size") == 1
    expect(_card(look)).to_have_count(0)


def test_a_server_that_does_not_answer_is_told(look: Look) -> None:
    look.map.locator(TILES).first.wait_for()
    look.page.route("**/forest/at?*", lambda route: route.abort())
    look.press(*forests.middle(1, 1))
    expect(_card(look)).to_contain_text("Không tra cứu được lô rừng")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768), (390, 844)])
def test_the_card_fits_every_screen(
    browser: Browser, address: str, width: int, height: int, scheme: str
) -> None:
    with looking(browser, address + "/", width, height, scheme) as look:
        look.drawn()
        look.script(HOME)
        look.map.locator(TILES).first.wait_for()
        look.press(*forests.middle(1, 1))
        expect(_card(look)).to_contain_text("Lô 4")
        box = _card(look).bounding_box()
        frame = look.map.locator("#map_div").bounding_box()
        assert box is not None and frame is not None
        assert box["x"] >= frame["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert box["y"] >= frame["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
        _picture(look, f"forest_{width}_{scheme}")
        assert look.errors == []
