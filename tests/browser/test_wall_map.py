"""The wall's map in a real Chromium: its signs are explained, and names and levels are read whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_wall import SIZES, serving_walls, wall
from tests.servers.wall import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_walls(tmp_path_factory.mktemp("wall_map")) as found:
        yield found


@pytest.mark.parametrize(("layout", "width", "height"), SIZES)
def test_the_signs_of_the_map_are_explained_beside_the_area(
    browser: Browser, server: Server, layout: str, width: int, height: int
) -> None:
    with wall(browser, server, "?layout=list" if layout == "list" else "", width, height) as page:
        unit = min(width / 1920, height / 1080) if layout != "portrait" else min(width / 1080, height / 1920)
        legend = page.locator(".mapbox .legend")
        for words in ("rất gấp", "gấp", "cần chú ý", "tin cậy thấp", "Vụ việc"):
            expect(legend.get_by_text(words, exact=True)).to_be_visible()
        expect(legend.get_by_text("Người đi tuần tra")).to_be_hidden()  # nobody is out
        sizes = legend.evaluate(
            """(node) => [...node.querySelectorAll('span')]
                .map((n) => parseFloat(getComputedStyle(n).fontSize))"""
        )
        assert min(sizes) >= 28 * unit - 0.1
        # Nothing of the area lies under it, and neither the scale nor the sources do.
        page.wait_for_timeout(500)
        hidden = page.evaluate(
            """() => {
                const wall = window.canhluaWall.ground, box = wall.box.getBoundingClientRect();
                const at = (place) => wall.map.latLngToContainerPoint(place).multiplyBy(wall.scale);
                const north = at(wall.home.getNorthWest()), south = at(wall.home.getSouthEast());
                const area = {left: box.left + north.x, top: box.top + north.y,
                              right: box.left + south.x, bottom: box.top + south.y};
                const legend = wall.box.querySelector(".legend").getBoundingClientRect();
                const others = [...wall.box.querySelectorAll(".leaflet-control")]
                    .map((n) => n.getBoundingClientRect());
                return [area, ...others].filter((each) =>
                    each.left < legend.right - 1 && each.right > legend.left + 1
                    && each.top < legend.bottom - 1 && each.bottom > legend.top + 1).length;
            }"""
        )
        assert hidden == 0


def test_the_name_of_a_commune_is_never_under_a_sign(browser: Browser, server: Server) -> None:
    """It moves aside; where it cannot, it lies on top."""
    with wall(browser, server) as page:
        first, moved, kept, above = page.evaluate(
            """() => {
                const {view, map} = window.canhluaWall.ground;
                const names = () => view.names.kept.map((each) => each.slice(0, 3));
                window.canhluaWall.take = () => {};
                view.avoid([]);
                const [name, x, y] = names()[0];
                const lat = (y) => 360 / Math.PI * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
                const lon = (x) => (x - 0.5) * 360, {ox, oy, scale} = view.at;
                const at = [lat((y + oy) / scale), lon((x + ox) / scale)];
                view.avoid([[...at, 16, 16, 16]]);
                const moved = names()[0];
                view.avoid([[...at, 5000, 5000, 5000]]);
                const level = (pane) => Number(getComputedStyle(map.getPane(pane)).zIndex);
                return [[name, x, y], moved, names(), level("canhlua-names") > level("markerPane")];
            }"""
        )
        assert moved[0] == first[0] and moved[1:] != first[1:]
        assert len(kept) == 4 and above
        later = page.evaluate(
            """() => {
                const {view} = window.canhluaWall.ground, later = [];
                const sheet = document.createElement("canvas").getContext("2d");
                view.taken = [[-1e6, -1e6, 1e6, 1e6]];
                view.put(sheet, "Xã", 12, "#fff", [[5, 5]], later);
                return later.length;
            }"""
        )
        assert later == 1, "a name for which there is no room is written all the same"


def test_a_name_that_moves_aside_is_read_whole(browser: Browser, server: Server) -> None:
    """The area reaches to the edge of the map: a name goes the other way there."""
    with wall(browser, server) as page:
        moved, beyond = page.evaluate(
            """() => {
                const {view} = window.canhluaWall.ground, east = "Mường Sại";
                window.canhluaWall.take = () => {};
                const spot = () => view.names.kept.find((each) => each[0] === east);
                const lat = (y) => 360 / Math.PI * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
                const {map} = window.canhluaWall.ground;
                view.avoid([]);
                map.panBy([spot()[1] - view.at.left - view.at.width + 50, 0], {animate: false});
                const [, x, y] = spot(), {ox, oy, scale} = view.at;
                const lon = (x) => (x / scale - 0.5) * 360;
                view.avoid([[lat((y + oy) / scale), lon(x + ox - 130), 100, 100, 300]]);   // all but the east
                const [, at, , font] = spot(), g = document.createElement("canvas").getContext("2d");
                g.font = font;
                const right = at + g.measureText(east).width / 2;
                return [at - x, right - view.at.left - view.at.width];
            }"""
        )
        assert beyond <= 0, moved


def test_a_level_is_read_whole_or_not_at_all(browser: Browser, server: Server) -> None:
    """Half of a IV under a sign would be a I; the day's panel tells the levels all the same."""
    with wall(browser, server) as page:
        free, covered = page.evaluate(
            """() => {
                const {view} = window.canhluaWall.ground;
                window.canhluaWall.take = () => {};
                const badges = (signs) => {
                    view.danger.read({"Mường Chiên": ["IV", "#f57c00", "#1f0f00"]});
                    view.avoid(signs);
                    return view.taken.length - view.names.kept.length;
                };
                return [badges([]), badges([[21.8, 103.6, 5000, 5000, 5000]])];
            }"""
        )
        assert free - covered == 1


def test_a_level_does_not_lie_on_its_neighbour_s(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        alone, beside = page.evaluate(
            """() => {
                const {view} = window.canhluaWall.ground;
                window.canhluaWall.take = () => {};
                const look = ["IV", "#f57c00", "#1f0f00"];
                view.danger.read({"Quỳnh Nhai": look});
                view.avoid([]);
                const [home] = view.taken, middle = [(home[0] + home[2]) / 2, (home[1] + home[3]) / 2];
                const sheet = document.createElement("canvas").getContext("2d");
                const commune = view.eras[view.era].communes.find((each) => each.name === "Quỳnh Nhai");
                view.taken = [];
                const alone = view.danger.free(view, sheet, commune, middle, 14);
                view.taken = [home];
                return [alone, view.danger.free(view, sheet, commune, middle, 14)];
            }"""
        )
        assert alone is not None
        assert beside != alone


def test_the_code_of_a_patrol_at_the_right_edge_is_read_whole(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        cut = page.evaluate(
            """() => {
                const {ground} = window.canhluaWall, east = ground.map.getBounds().getEast();
                window.canhluaWall.take = () => {};
                const out = {code: "TT-2027-0001", state: "under_way", lat: 21.75, lon: east - 0.02};
                ground.drawPatrols([out]);
                const sign = ground.box.querySelector(".wall-patrol span").getBoundingClientRect();
                return sign.right > ground.box.getBoundingClientRect().right;
            }"""
        )
        assert not cut
