"""The wall in a real Chromium: what is new appears and is heard, what is dead says so, and all by itself."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.access import LOCAL_ADMIN
from data.access.tokens import DISPLAY, list_tokens, make, revoke
from data.clock import real_now
from data.store.engine import writing
from tests.browser.conftest import SCREENSHOTS, looking
from tests.browser.seed import TWINS, fill
from tests.servers.dashboard import ROOT, installation
from tests.servers.wall import Server

pytestmark = pytest.mark.browser
SIZES = [("map", 1920, 1080), ("map", 3840, 2160), ("portrait", 1080, 1920), ("list", 1920, 1080)]
REFRESH_S = 2
SAYS_SO_S = 60
"""A wall that has lost its server says so within this."""


@contextmanager
def serving_walls(folder: Path) -> Iterator[Server]:
    """A server with one fire, whose walls ask every two seconds."""
    profile = shutil.copytree(ROOT / "data" / "profiles" / "quynh_nhai", folder / "profile")
    file = profile / "profile.toml"
    file.write_text(
        file.read_text("utf-8")
        + f"\n[wall]\nrefresh_seconds = {REFRESH_S}\nkeep_seconds = 1\ntour_seconds = 4\n",
        encoding="utf-8",
    )
    here = installation(f"sqlite:///{folder / 'canhlua.db'}")
    fill(here)
    server = Server(f"sqlite:///{folder / 'canhlua.db'}", profile, folder / "log", here)
    server.start()
    yield server
    server.stop()
    here.engine.dispose()


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_walls(tmp_path_factory.mktemp("wall")) as found:
        yield found


@contextmanager
def wall(
    browser: Browser, server: Server, query: str = "", width: int = 1920, height: int = 1080
) -> Iterator[Page]:
    """A wall that shows its first picture."""
    with looking(browser, f"{server.url}/wall{query}", width, height) as look:
        expect(the(look.page)).to_have_attribute("data-trust", "live")
        expect(look.page.locator(".canhlua-wall .decisions li").first).to_be_visible()
        yield look.page
        assert look.errors == []


def the(page: Page) -> Locator:
    return page.locator(".canhlua-wall")


def played(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.canhluaWall.sound.played.map((each) => each.kind)")
    return found


def beats(page: Page) -> int:
    return int(the(page).get_attribute("data-beats") or 0)


@pytest.mark.parametrize(("layout", "width", "height"), SIZES)
def test_every_layout_is_read_from_five_metres(
    browser: Browser, server: Server, layout: str, width: int, height: int
) -> None:
    with wall(browser, server, "?layout=list" if layout == "list" else "", width, height) as page:
        assert the(page).get_attribute("data-layout") == layout
        page.wait_for_timeout(1500)
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"wall_{layout}_{width}.png")
        unit = min(width / 1920, height / 1080) if layout != "portrait" else min(width / 1080, height / 1920)
        sizes = page.evaluate(
            """() => [...document.querySelectorAll(".canhlua-wall .stage *")].filter((n) =>
                n.offsetParent && !n.closest(".mapbox") &&
                [...n.childNodes].some((t) => t.nodeType === 3 && t.data.trim()))
                .map((n) => [parseFloat(getComputedStyle(n).fontSize), n.className + ": " + n.textContent])"""
        )
        assert sizes and not [each for each in sizes if each[0] < 28 * unit - 0.1]
        figures = page.evaluate(
            """() => [...document.querySelectorAll(".canhlua-wall :is(.figure, .figures b, .clock b)")]
                .map((n) => parseFloat(getComputedStyle(n).fontSize))"""
        )
        assert len(figures) >= 6 and min(figures) >= 48 * unit - 0.1
        seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert seen[0] <= width and seen[1] <= height
        # the whole area is in view, and nothing of the list is cut
        assert page.evaluate(
            "() => { const g = window.canhluaWall.ground; return g.map.getBounds().contains(g.home) }"
        )
        cut = page.evaluate(
            """() => {
                const box = document.querySelector(".canhlua-wall .decisions ol").getBoundingClientRect();
                return [...document.querySelectorAll(".canhlua-wall .decisions li:not([hidden])")]
                    .filter((row) => row.getBoundingClientRect().bottom > box.bottom + 1).length }"""
        )
        assert cut == 0


def test_a_new_fire_appears_without_reload_is_heard_and_visited(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        page.evaluate("window.stayed = true")
        page.mouse.click(900, 1000)  # sound needs one press, unless the browser was told otherwise
        total = "window.canhluaWall.packet.situation.decisions.total"
        before, at = page.evaluate(total), beats(page)
        assert not the(page).get_attribute("data-alarms")
        home = page.evaluate("window.canhluaWall.ground.map.getZoom()")
        fill(server.here, TWINS, minutes_ago=1)
        expect(the(page)).to_have_attribute("data-alarms", "1")
        assert page.evaluate(total) == before + 1 and beats(page) > at
        assert played(page)[-1] in ("critical", "high")
        assert page.evaluate("getComputedStyle(document.querySelector('.flash')).animationDuration") == "1s"
        expect(page.locator(".mapbox[data-tour='21.6402,103.6702']")).to_be_visible()
        page.wait_for_function("() => window.canhluaWall.ground.map.getZoom() >= 12")
        expect(page.locator(".mapbox[data-tour]")).to_have_count(0)  # gently back
        page.wait_for_function(f"() => Math.abs(window.canhluaWall.ground.map.getZoom() - {home}) < 0.01")
        assert page.evaluate("window.stayed") is True


def test_a_new_fire_behind_a_full_list_is_heard_ringed_and_visited(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        page.evaluate(
            """() => {
                const wall = window.canhluaWall;
                window.given = wall.take.bind(wall);
                wall.take = () => {};   // nothing but what this test gives
                window.packetOf = (state, behind) => {
                    const packet = structuredClone(wall.packet), found = packet.situation.decisions;
                    const like = Object.assign({}, found.rows[0], {urgency: "critical", state, late: 0});
                    found.rows = Array.from({length: 12}, (_, i) => ({...like, id: "event:a" + i}));
                    Object.assign(found, {behind, total: 12 + behind.length});
                    return Object.assign(packet, {sent: packet.sent + performance.now()});
                };
                return window.given(window.packetOf("acknowledged", []));
            }"""
        )
        before = int(the(page).get_attribute("data-alarms") or 0)
        fire = ["event:b", "critical", 21.6402, 103.6702]
        page.evaluate("(fire) => window.given(window.packetOf('acknowledged', [fire]))", fire)
        expect(the(page)).to_have_attribute("data-alarms", str(before + 1))
        assert played(page)[-1] == "critical"
        expect(page.locator(".mapbox[data-tour='21.6402,103.6702']")).to_be_visible()
        page.evaluate("() => window.given(window.packetOf('acknowledged', [['duty:9', 'high']]))")
        expect(the(page)).to_have_attribute("data-alarms", str(before + 2))
        assert played(page)[-1] == "high"


@pytest.mark.parametrize(("layout", "width", "height"), SIZES)
def test_what_is_late_is_in_view_and_the_rest_is_counted(
    browser: Browser, server: Server, layout: str, width: int, height: int
) -> None:
    """However many fires wait, the rows for which a place is kept are seen whole; of those that are not seen
    the head says how many are late."""
    with wall(browser, server, "?layout=list" if layout == "list" else "", width, height) as page:
        seen, more = page.evaluate(
            """() => {
                const wall = window.canhluaWall, situation = structuredClone(wall.packet.situation);
                const like = situation.decisions.rows[0];
                const rows = Array.from({length: 12},
                    (_, i) => Object.assign({}, like, {id: "event:" + i, late: i % 2}));
                Object.assign(rows[5], {id: "patrol:1", kind: "patrol", urgency: "medium", late: 1});
                situation.decisions = {rows, room: 6, total: 20, late: 11, by: {}};
                situation.notWhole = {sky: "thiếu 2/3 nguồn từ 03:00", map: "thiếu 2/3 nguồn"};
                wall.take = () => {};
                wall.panels.draw(situation, wall.packet.drill);
                const seen = [...document.querySelectorAll(".decisions li:not([hidden])")];
                return [seen.map((row) => row.dataset.id), document.querySelector("h2 .more").textContent];
            }"""
        )
        assert len(seen) >= 6 and "patrol:1" in seen
        late = 11 - sum(1 for own in seen if own == "patrol:1" or int(own.split(":")[1]) % 2)
        assert more == f"và {20 - len(seen)} việc nữa, trong đó {late} quá hạn"
        for head in page.locator(".panel h2").all():
            assert head.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1"), head.inner_text()


@pytest.mark.parametrize(("layout", "width", "height"), SIZES)
def test_that_no_feed_is_left_has_room_in_the_tile(
    browser: Browser, server: Server, layout: str, width: int, height: int
) -> None:
    with wall(browser, server, "?layout=list" if layout == "list" else "", width, height) as page:
        page.evaluate(
            """() => {
                const wall = window.canhluaWall, situation = structuredClone(wall.packet.situation);
                wall.take = () => {};
                situation.key.sky = {tone: "bad", text: "Hỏng mọi nguồn", look: situation.taken,
                    next: "00:43",
                    names: "tệp cuối 03:00 17/03 · VIIRS NOAA-20, VIIRS NOAA-21, MODIS Terra + Aqua"};
                wall.panels.draw(situation, "DIỄN TẬP – không phải cháy thật");
            }"""
        )
        tile = page.locator(".canhlua-wall .tile.looking")
        assert tile.locator(".figure").evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
        inside = (
            "(node) => node.getBoundingClientRect().right <= node.parentNode.getBoundingClientRect().right"
        )
        assert tile.locator(".said").evaluate(inside)


def test_the_loudest_of_what_is_new_is_heard(browser: Browser, server: Server) -> None:
    """The list's first is not always the most urgent: a late patrol may have the place of another fire."""
    with wall(browser, server) as page:
        page.mouse.click(900, 1000)
        page.evaluate(
            """() => {
                const wall = window.canhluaWall;
                wall.take = () => {};
                wall.first = false;
                wall.news(["medium", "critical"].map((urgency, i) =>
                    ({id: "patrol:" + i, kind: "patrol", state: "new", urgency, lat: null})));
            }"""
        )
        assert played(page)[-1] == "critical"


def test_pan_and_zoom_survive_refreshes_and_reloads(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        box = page.locator(".mapbox").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 300, box["y"] + 400)
        page.mouse.wheel(0, -400)
        page.wait_for_function("() => new URLSearchParams(location.search).has('at')")
        map_of = "window.canhluaWall.ground.map"
        view = f"[{map_of}.getZoom().toFixed(1), {map_of}.getCenter().lat.toFixed(3)]"
        page.wait_for_timeout(800)
        held, at = page.evaluate(view), beats(page)
        page.wait_for_function(
            f"() => Number(document.querySelector('.canhlua-wall').dataset.beats) > {at + 1}"
        )
        assert page.evaluate(view) == held
        page.reload()
        expect(the(page)).to_have_attribute("data-trust", "live")
        page.wait_for_function("() => window.canhluaWall.ground && window.canhluaWall.ground.own")
        assert page.evaluate(view) == held


def test_ages_are_counted_in_the_browser(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        page.evaluate("window.canhluaWall.take = () => {}")  # nothing comes any more
        age = page.locator(".panel.decisions .age")
        first = age.inner_text()
        page.wait_for_timeout(3000)
        assert age.inner_text() != first and "giây" in age.inner_text()


def test_a_dead_server_is_told_and_a_living_one_found_again(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        page.evaluate("window.stayed = true")
        server.kill()
        died = time.monotonic()
        expect(the(page)).to_have_attribute("data-trust", "lost", timeout=SAYS_SO_S * 1000)
        assert time.monotonic() - died < SAYS_SO_S
        banner = page.locator(".banner")
        expect(banner).to_contain_text("MẤT LIÊN LẠC VỚI MÁY CHỦ")
        expect(banner).to_contain_text("Đây là hình lúc")
        assert "grayscale" in page.evaluate("getComputedStyle(document.querySelector('.stage')).filter")
        assert page.locator(".decisions li").first.is_visible()  # the last picture stays
        assert not page.get_by_text("streamlit run").is_visible()
        page.screenshot(path=SCREENSHOTS / "wall_lost.png")
        server.start()
        expect(the(page)).to_have_attribute("data-trust", "live", timeout=120_000)
        expect(banner).to_be_hidden()
        assert page.evaluate("window.stayed") is True  # by itself, without a reload
        assert played(page).count("lost") == 1


def test_a_display_opens_its_wall_and_no_more_once_revoked(browser: Browser, server: Server) -> None:
    with writing(server.here.engine) as conn:
        token = make(conn, DISPLAY, "Sảnh", LOCAL_ADMIN, days=2, redaction="public", now=real_now())
    with looking(browser, f"{server.url}/display/{token}?layout=list", 1920, 1080) as look:
        expect(the(look.page)).to_have_attribute("data-trust", "live")
        assert look.page.url == f"{server.url}/wall?display=1&layout=list"
        assert look.page.evaluate("window.canhluaWall.packet.situation.profile") == "public"
        assert the(look.page).get_attribute("data-layout") == "list"
        with writing(server.here.engine) as conn:
            revoke(conn, list_tokens(conn, kind=DISPLAY)[0]["id"], LOCAL_ADMIN, now=real_now())
        expect(the(look.page)).to_have_attribute("data-trust", "refused")
        expect(look.page.locator(".decisions li")).to_have_count(0)


def test_it_leaves_when_somebody_goes_to_another_page(browser: Browser, server: Server) -> None:
    with looking(browser, f"{server.url}/rules", 1920, 1080) as look:
        page = look.page
        page.get_by_role("button", name="Hệ thống").click()
        page.get_by_role("link", name="Màn hình").click()
        expect(the(page)).to_have_attribute("data-trust", "live")
        page.go_back()
        expect(the(page)).to_have_count(0)
        expect(page.get_by_text("Canh Lửa").first).to_be_visible()


def reloads(page: Page, cause: str) -> None:
    """Something that makes a wall load itself anew: another page is there, and it is live by itself."""
    page.evaluate("window.stayed = true")
    page.evaluate(cause)
    page.wait_for_function("() => window.stayed === undefined")
    expect(the(page)).to_have_attribute("data-trust", "live")
    expect(page.locator(".decisions li").first).to_be_visible()


def test_it_loads_itself_anew_once_a_night(browser: Browser, server: Server) -> None:
    night = "const wall = window.canhluaWall; wall.night = wall.time.hour(wall.time.real())"
    with wall(browser, server, "?layout=list") as page:
        page.evaluate("window.stayed = true")
        page.evaluate(night)  # the hour has come, but this page is young
        page.wait_for_timeout(2500)
        assert page.evaluate("window.stayed") is True
        reloads(page, f"{night}; wall.opened -= 7 * 3600000")
        assert the(page).get_attribute("data-layout") == "list"


def test_a_new_program_is_loaded_by_itself(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        reloads(page, "window.canhluaWall.program = 'the one of yesterday'")


def test_the_night_reload_waits_for_a_server_that_answers(browser: Browser, server: Server) -> None:
    with wall(browser, server) as page:
        page.evaluate("window.stayed = true")
        page.route("**/health", lambda route: route.abort())
        page.evaluate("window.canhluaWall.reload()")
        page.wait_for_timeout(1500)
        assert page.evaluate("window.stayed") is True
        assert page.locator(".decisions li").first.is_visible()  # the last picture is not given away


def test_nothing_burns_into_the_screen_and_nothing_leaves_it(browser: Browser, server: Server) -> None:
    """The picture wanders along a closed way; on no step does a panel leave the screen."""
    with wall(browser, server) as page:
        places = page.evaluate(
            """() => (window.canhluaWall.stage.style.transition = "none") && Array.from({length: 40}, () => {
                window.canhluaWall.wander();
                return [...document.querySelectorAll('.stage .panel, .stage .band')].map((each) => {
                    const box = each.getBoundingClientRect();
                    return [box.left, box.top, box.right, box.bottom];
                });
            })"""
        )
        assert len({(step[0][0], step[0][1]) for step in places}) >= 20
        for step in places:
            for left, top, right, bottom in step:
                assert left >= 0 and top >= 0 and right <= 1920 and bottom <= 1080
