"""A local MBTiles file under the map, in a real browser and by HTTP."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from data.mbtiles import FOLDER
from tests.browser import seed
from tests.browser.conftest import SCREENSHOTS, looking
from tests.servers.dashboard import ROOT, installation, serving
from tests.servers.mbtiles import write_mbtiles
from tests.servers.tiles import tile

pytestmark = pytest.mark.browser
WEST, SOUTH, EAST, NORTH = 103.35, 21.45, 103.90, 22.05
SAID = {"name": "Nền thử", "format": "png", "bounds": "103.35,21.45,103.9,22.05", "attribution": "© Thử"}


def _column_row(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    turn = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / math.pi
    return int((lon + 180) / 360 * 2**zoom), int((1 - turn) / 2 * 2**zoom)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with tiles of zooms 9 to 11 over the watched box."""
    profile = tmp_path_factory.mktemp("tiles") / "profile"
    shutil.copytree(ROOT / "data" / "profiles" / "quynh_nhai", profile)
    picture, pictures = tile(), {}
    for zoom in (9, 10, 11):
        (left, top), (right, bottom) = _column_row(WEST, NORTH, zoom), _column_row(EAST, SOUTH, zoom)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                pictures[zoom, column, row] = picture
    write_mbtiles(profile / FOLDER / "nen.mbtiles", pictures, SAID)
    return profile


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    database = f"sqlite:///{folder.parent / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here, seed.OTHERS)
    here.engine.dispose()
    with serving(database, folder.parent / "server.log", profile=folder) as found:
        yield found


def test_the_map_stands_on_the_file_and_on_its_own_ground_beyond_it(browser: Browser, address: str) -> None:
    answering = (
        "() => [...document.querySelectorAll('iframe')].some((f) => f.contentWindow.map"
        " && f.contentWindow.map.canhlua.basemap.answering === {})"
    )
    with looking(browser, address + "/", 1366, 768) as look:  # fails on any request to another host
        look.drawn()
        look.page.wait_for_function(answering.format("true"))
        expect(look.map.locator("img.leaflet-tile-loaded").first).to_be_visible()
        expect(look.map.locator(".leaflet-control-attribution")).to_contain_text("© Thử")
        expect(look.map.get_by_text("Nền bản đồ không tải được")).to_be_hidden()
        SCREENSHOTS.mkdir(exist_ok=True)
        look.page.screenshot(path=SCREENSHOTS / "map_local_tiles.png")
        look.script("(v) => { v.map.setView([21.72, 103.62], 14, {animate: false}); }")
        look.map.locator("img.leaflet-tile-loaded").first.wait_for()  # enlarged from zoom 11
        assert look.script("(v) => v.basemap.answering") is True
        look.script("(v) => { v.map.setView([21.72, 103.62], 7, {animate: false}); }")
        look.page.wait_for_function(answering.format("false"))
        assert look.errors == []


def test_tiles_by_http(address: str) -> None:
    column, row = _column_row(103.62, 21.72, 10)
    there = requests.get(f"{address}/tiles/base/10/{column}/{row}", timeout=30)
    assert (there.status_code, there.headers["content-type"], there.content) == (200, "image/png", tile())
    nothing = requests.get(f"{address}/tiles/base/10/0/0", timeout=30)
    assert nothing.status_code == 200
    assert nothing.content.startswith(b"\x89PNG")
    assert len(nothing.content) < 100
    assert requests.get(f"{address}/tiles/base/x/0/0", timeout=30).content != tile()


def test_a_broken_file_leaves_the_map_on_its_own_ground(browser: Browser, address: str, folder: Path) -> None:
    file = folder / FOLDER / "nen.mbtiles"
    whole = file.read_bytes()
    file.write_bytes(b"broken" * 100)
    try:
        with looking(browser, address + "/", 390, 844) as look:
            look.drawn()
            assert look.script("(v) => !v.basemap") is True
            assert look.errors == []
    finally:
        file.write_bytes(whole)
