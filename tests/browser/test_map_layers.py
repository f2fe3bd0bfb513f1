"""Layer switches and optional tiles, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import seed
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.servers.dashboard import ROOT, installation, serving
from tests.servers.tiles import Tiles, tiles

pytestmark = pytest.mark.browser
FAILED = "Nền bản đồ không tải được"


@pytest.fixture(scope="module")
def tile_server() -> Iterator[Tiles]:
    with tiles() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, tile_server: Tiles) -> Iterator[str]:
    """The dashboard with a profile that names the tile server."""
    folder = tmp_path_factory.mktemp("layers")
    profile = folder / "profile"
    shutil.copytree(ROOT / "data" / "profiles" / "quynh_nhai", profile)
    with (profile / "profile.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[basemap]\ntemplate = "{tile_server.address}/{{z}}/{{x}}/{{y}}.png"\n'
            'attribution = "© <b>Thử</b>"\nmax_zoom = 16\n'
        )
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here, seed.OTHERS)
    here.engine.dispose()
    with serving(database, folder / "server.log", profile=profile) as found:
        yield found


@pytest.fixture
def look(browser: Browser, address: str, tile_server: Tiles) -> Iterator[Look]:
    tile_server.failing = False
    with looking(browser, address + "/", 1366, 768, allowed=(tile_server.address,)) as opened:
        opened.drawn()
        yield opened


def _inked(look: Look) -> object:
    """Whether the canvas is painted in the middle of a fresh hotspot that is not hollow."""
    return look.script(
        "(v) => { const c = v.canvas._container, r = c.width / v.at.size.x, g = c.getContext('2d');"
        " let i = 0; while (v.ages[i] !== 0 || (v.hot.mark[i] >> 3 & 3) !== 1) i++;"
        " const x = v.hot.x[i] * v.at.scale - v.at.ox, y = v.hot.y[i] * v.at.scale - v.at.oy;"
        " return g.getImageData(Math.round(x * r), Math.round(y * r), 1, 1).data.join() === '163,15,45,255' }"
    )


def _on_ground(look: Look) -> object:
    """What the sheet of ground below all tiles holds: [red, green, blue, opacity]."""
    return look.script(
        "(v) => { const c = v.ground._container, r = c.width / v.at.size.x, g = c.getContext('2d');"
        " const p = v.map.latLngToLayerPoint([21.7235, 103.6235]), b = v.ground._bounds.min;"
        " return [...g.getImageData(Math.round((p.x - b.x) * r), Math.round((p.y - b.y) * r), 1, 1).data] }"
    )


def _click_on_first(look: Look) -> None:
    look.press(*seed.OTHERS[0][:2])


def test_hidden_hotspots_cannot_be_chosen_and_stay_hidden(look: Look) -> None:
    look.map.get_by_label("Điểm cháy", exact=True).press("Space")
    look.map.get_by_label("Đám cháy", exact=True).uncheck()
    _click_on_first(look)
    assert look.script("(v) => v.selected.size") == 0
    look.page.reload()
    look.drawn()
    expect(look.map.get_by_label("Điểm cháy", exact=True)).not_to_be_checked()
    expect(look.map.get_by_label("Tên xã", exact=True)).to_be_checked()
    _click_on_first(look)
    assert look.script("(v) => v.selected.size") == 0
    look.map.get_by_label("Điểm cháy", exact=True).check()
    _click_on_first(look)
    assert look.script("(v) => v.selected.size") == 1


def test_a_redrawn_legend_leaves_the_keyboard_where_it_was(look: Look) -> None:
    look.map.get_by_label("Tên xã", exact=True).focus()
    look.script("(v) => { v.drawControls(); }")
    expect(look.map.get_by_label("Tên xã", exact=True)).to_be_focused()


def test_tiles_lie_under_the_map_and_can_be_switched_off(
    look: Look, address: str, tile_server: Tiles
) -> None:
    look.map.locator("img.leaflet-tile-loaded").first.wait_for()
    look.page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')].some((f) => f.contentWindow.map"
        " && f.contentWindow.map.canhlua.basemap.answering)"
    )
    assert _inked(look)
    assert _on_ground(look) == [0, 0, 0, 0], "our own ground hides the tiles"
    assert tile_server.referers == {f"{address}/"}, "OpenStreetMap refuses requests without a referer"
    credit = look.map.locator(".leaflet-control-attribution")
    expect(credit).to_contain_text("© <b>Thử</b>")
    expect(look.map.get_by_text(FAILED)).to_be_hidden()
    SCREENSHOTS.mkdir(exist_ok=True)
    look.page.screenshot(path=SCREENSHOTS / "map_tiles.png")
    look.map.get_by_label("Nền bản đồ", exact=True).uncheck()
    expect(look.map.locator("img.leaflet-tile")).to_have_count(0)
    expect(credit).not_to_contain_text("Thử")
    assert _on_ground(look) == [251, 252, 248, 255]
    tile_server.asked.clear()
    look.page.reload()
    look.drawn()
    assert tile_server.asked == [], "switched off, no tile is asked for"


def test_failing_tiles_leave_a_usable_map(browser: Browser, address: str, tile_server: Tiles) -> None:
    tile_server.failing = True
    with looking(browser, address + "/", 1366, 768, allowed=(tile_server.address,)) as look:
        look.drawn()
        expect(look.map.get_by_text(FAILED)).to_be_visible()
        assert look.script("(v) => v.basemap.answering") is False
        assert _inked(look)
        assert _on_ground(look) == [251, 252, 248, 255]
        _click_on_first(look)
        assert look.script("(v) => v.selected.size") == 1
        look.page.screenshot(path=SCREENSHOTS / "map_tiles_failing.png")
        tile_server.failing = False
        look.map.locator("#map_div").evaluate("() => window.dispatchEvent(new Event('online'))")
        expect(look.map.get_by_text(FAILED)).to_be_hidden()
        assert look.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_legend_is_closed_on_a_phone(
    browser: Browser, address: str, tile_server: Tiles, scheme: str
) -> None:
    tile_server.failing = False
    with looking(browser, address + "/", 390, 844, scheme, allowed=(tile_server.address,)) as look:
        look.drawn()
        expect(look.map.locator("details.canhlua-legend:not([open])")).to_be_visible()
        look.map.locator(".canhlua-legend summary").click()
        expect(look.map.get_by_label("Tên xã", exact=True)).to_be_visible()
        look.page.locator(".st-key-map").scroll_into_view_if_needed()
        look.page.screenshot(path=SCREENSHOTS / f"map_layers_390_{scheme}.png")


def test_every_layer_can_be_switched_off(look: Look) -> None:
    look.map.get_by_label("Nền bản đồ", exact=True).uncheck()
    look.script("(v) => { v.map.setView([21.5931, 103.7201], 12, {animate: false}); }")
    shown = {look.script("(v) => v.canvas._container.toDataURL()")}
    for name in ("Đám cháy", "Điểm cháy", "Tên xã", "Ô quét", "Ranh giới xã"):
        look.map.get_by_label(name, exact=True).uncheck()
        now = look.script("(v) => v.canvas._container.toDataURL()")
        assert now not in shown, f"{name}: nothing changed"
        shown.add(now)
