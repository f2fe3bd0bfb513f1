"""The phone pages in a real browser: without signal for a whole visit, with a server that dies, with two
people who answer at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select

from data.clock import real_now
from data.store.engine import open_engine, reading
from data.store.tables import assignment, fire_event, photo, verdict
from tests.browser import seed
from tests.browser.conftest import PATIENCE_MS, SCREENSHOTS
from tests.data.checking.pictures import exif, jpeg, scene
from tests.servers.dashboard import installation
from tests.servers.field import Mortal
from tests.servers.lossy import lossy

PHONE = {"width": 390, "height": 844}
HERE = {"latitude": 21.7500, "longitude": 103.6600, "accuracy": 12}
FIRST_VIEW_BYTES = 300_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    folder = tmp_path_factory.mktemp("field")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    found = Mortal.on(database, folder / "log")
    found.start()
    yield found
    found.kill()


@pytest.fixture(autouse=True)
def _alive(server: Mortal) -> None:
    """A test that fails while the server is killed must not take those after it along."""
    if server.process is None:
        server.start()


@pytest.fixture
def engine(server: Mortal) -> Iterator[Engine]:
    opened = open_engine(server.database)
    yield opened
    opened.dispose()


@contextmanager
def phone(browser: Browser, **more: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", is_mobile=True, has_touch=True, **more
    )
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        yield context
        assert errors == []
    finally:
        context.close()


def until(page: Page, met: str, tenths: int = PATIENCE_MS // 100) -> None:
    """Wait for a condition; the page's policy forbids the script that Playwright would wait with."""
    for _ in range(tenths):
        if page.evaluate(met):
            return
        page.wait_for_timeout(100)
    raise TimeoutError(met)


def kept(page: Page) -> None:
    """Wait until the phone has kept what it takes into the valley."""
    page.wait_for_selector("html[data-kept]", state="attached")
    until(page, "navigator.serviceWorker.controller !== null")


def event_of(engine: Engine, latitude: float) -> str:
    with reading(engine) as conn:
        rows = conn.execute(select(fire_event.c.id, fire_event.c.latitude)).all()
    return str(min(rows, key=lambda row: abs(row.latitude - latitude)).id)


def verdicts(engine: Engine, event: str) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        query = select(verdict).where(verdict.c.event_id == event).order_by(verdict.c.id)
        return [dict(row) for row in conn.execute(query).mappings()]


def photos(engine: Engine, verdict_id: int) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        query = select(photo).where(photo.c.record_id == verdict_id).order_by(photo.c.id)
        return [dict(row) for row in conn.execute(query).mappings()]


def pictures(count: int, *, width: int = 800) -> list[dict[str, Any]]:
    """Photos as a phone writes them, each another one."""
    now = real_now()
    return [
        {
            "name": f"IMG_{k}.jpg",
            "mimeType": "image/jpeg",
            "buffer": jpeg(
                scene(width, width * 3 // 4),
                exif(now - timedelta(minutes=k), (21.7502, 103.6601), offset="+00:00"),
                quality=95,
            ),
        }
        for k in range(count)
    ]


def fill(page: Page, kind: str, text: str) -> None:
    page.locator(f"#verdict input[value={kind}]").check()
    page.fill("#f-description", text)
    page.fill("#f-name", "Lò Văn Giả Định")
    page.fill("#f-phone", "0912 345 678")


def arrived(page: Page) -> None:
    """Wait until nothing of this account waits on the phone any more."""
    page.wait_for_selector("main")
    until(
        page, "window.CanhLuaQueue ? CanhLuaQueue.counts().then(n => !n.verdicts && !n.photos) : false", 600
    )


def test_the_first_view_is_small_and_its_list_comes_first(browser: Browser, server: Mortal) -> None:
    with phone(browser, geolocation=HERE, permissions=["geolocation"]) as context:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        page.goto(f"{server.address}/m/")
        kept(page)
        page.wait_for_timeout(500)
        assert 10_000 < sum(sizes) <= FIRST_VIEW_BYTES, sizes
        cards, chart = page.locator("#cards").bounding_box(), page.locator("svg.chart").bounding_box()
        assert cards and chart and cards["y"] + cards["height"] <= chart["y"]
        expect(page.locator("#cards .who").first).to_have_text("CHƯA AI NHẬN")
        far = page.locator("#cards .far").all_inner_texts()
        assert all(text.startswith("cách bạn ") for text in far)
        kilometres = [float(text.split()[2].replace(",", ".")) for text in far]
        assert kilometres == sorted(kilometres) and kilometres[0] < 3
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden]), summary")]
                .filter(e => e.offsetParent && !e.closest("svg"))
                .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
                .filter(([, height]) => height < 48)"""
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "field_list_390.png", full_page=True)


def test_a_bad_day_is_kept_for_the_valley_within_the_same_bytes(browser: Browser, tmp_path: Path) -> None:
    """More fires than a list shows: the first view with every sheet that is kept stays small."""
    database = f"sqlite:///{tmp_path / 'canhlua.db'}"
    here = installation(database)
    places = [(21.55 + 0.045 * (k % 11), 103.45 + 0.045 * (k // 11)) for k in range(80)]
    seed.fill(here, tuple((*place, 3.0, "N20", "nominal", 5.0) for place in places))
    here.engine.dispose()
    many = Mortal.on(database, tmp_path / "log")
    many.start()
    try:
        with phone(browser) as context:
            page = context.new_page()
            wire = context.new_cdp_session(page)
            wire.send("Network.enable")
            sizes: list[float] = []
            wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
            page.goto(f"{many.address}/m/")
            kept(page)
            expect(page.locator("#cards li")).to_have_count(60)
            assert sum(sizes) <= FIRST_VIEW_BYTES, sum(sizes)
            page.wait_for_selector("html[data-all]", state="attached")  # the rest follows after a breath
            last = page.locator("#cards a").last
            many.kill()
            context.set_offline(True)
            last.click()
            expect(page.locator("svg.chart .area")).to_be_visible()
            expect(page.locator("#verdict")).to_be_visible()
    finally:
        many.kill()


def test_it_is_read_without_a_script(browser: Browser, server: Mortal) -> None:
    with phone(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/")
        expect(page.locator("#cards li")).not_to_have_count(0)
        page.locator("#cards a").first.click()
        expect(page.locator("svg.chart .area")).to_be_visible()
        assert page.locator(".ways a").first.get_attribute("href").startswith("geo:21.")  # type: ignore[union-attr]
        expect(page.locator("#answer noscript")).to_be_visible()


def test_a_whole_visit_without_signal_loses_nothing(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.7690)
    with phone(browser, geolocation=HERE, permissions=["geolocation"]) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/")
        kept(page)
        context.set_offline(True)
        server.kill()  # whatever the browser's switch leaves open: nobody answers
        page.reload()
        expect(page.locator("#net")).to_contain_text("Không có mạng. Bản lưu lúc")
        page.locator(f"#{event} a").click()  # a sheet that was never opened
        expect(page.locator("svg.chart .area")).to_be_visible()
        expect(page.locator("#far")).to_contain_text("cách bạn 1,8 km")  # to its edge
        page.get_by_role("button", name="Tôi đi").click()
        expect(page.locator("#actsaid")).to_contain_text("Không có mạng")
        fill(page, "burning_not_allowed", "Đốt nương")
        page.locator("#here").click()
        expect(page.locator("#hereis")).to_contain_text("21.75000, 103.66000 (sai số 12 m)")
        page.locator("#gallery").set_input_files(pictures(2))
        expect(page.locator("#photos img")).to_have_count(2)
        page.screenshot(path=SCREENSHOTS / "field_sheet_390.png", full_page=True)
        expect(page.locator("#unsent .count")).to_have_text("Chưa gửi: 1 kết quả, 2 ảnh")
        page.close()  # the battery is empty: nothing was sent, not even queued
        page = context.new_page()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        expect(page.locator("#f-description")).to_have_value("Đốt nương")
        expect(page.locator("#photos img")).to_have_count(2)
        page.fill("#f-description", "Đốt nương chưa báo, cách rừng 200 m")
        page.locator("#more summary").click()
        page.fill("#f-distance_km", "0,4")
        page.select_option("#f-direction", "NE")
        page.locator("#send").click()
        expect(page.locator("#kept")).to_contain_text("Đã xếp hàng")
        page.goto(f"{server.address}/m/")
        expect(page.locator("#unsent .count")).to_have_text("Chưa gửi: 1 kết quả, 2 ảnh")
        assert verdicts(engine, event) == []
        server.start()
        context.set_offline(False)
        arrived(page)
        page.goto(f"{server.address}/m/{event}?lang=vi")
        expect(page.locator(".history li b").first).to_have_text("đốt nương, không được phép")
        expect(page.locator(".history img")).to_have_count(2)
        page.locator(".history img").first.scroll_into_view_if_needed()
        until(page, "[...document.querySelectorAll('.history img')].every(i => i.naturalWidth > 0)")
        page.locator(".history").screenshot(path=SCREENSHOTS / "field_history_390.png")
    (row,) = verdicts(engine, event)
    assert row["description"] == "Đốt nương chưa báo, cách rừng 200 m"
    assert (row["direction"], row["distance_km"], row["accuracy_m"]) == ("NE", 0.4, 12)
    assert (round(row["latitude"], 4), round(row["longitude"], 4)) == (21.75, 103.66)
    assert row["conflict"] is None and row["channel"] == "field"
    assert [each["name"] for each in photos(engine, row["id"])] == ["IMG_0.jpg", "IMG_1.jpg"]
    assert {tuple(each["findings"]) for each in photos(engine, row["id"])} == {()}


def test_a_server_killed_in_the_middle_of_the_upload(
    browser: Browser, server: Mortal, engine: Engine
) -> None:
    event = event_of(engine, 21.5920)
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        kept(page)
        fill(page, "forest_fire", "Cháy lan vào rừng")
        page.locator("#gallery").set_input_files(pictures(3, width=2400))
        expect(page.locator("#photos img")).to_have_count(3)
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 700_000}
        wire.send("Network.emulateNetworkConditions", slow)
        page.locator("#send").click()
        for _ in range(300):
            found = verdicts(engine, event)
            if found and photos(engine, found[0]["id"]):
                break
            time.sleep(0.1)
        server.kill()  # one photo has arrived, another is on its way
        expect(page.locator("#unsent .count")).to_contain_text("Chưa gửi")
        page.wait_for_timeout(2500)
        before = len(photos(engine, verdicts(engine, event)[0]["id"]))
        assert 1 <= before < 3
        server.start()
        arrived(page)
        expect(page.locator("#done")).to_contain_text("Máy chủ đã ghi kết quả", timeout=PATIENCE_MS)
        expect(page.locator("#done")).to_contain_text("Lập vụ việc")
    (row,) = verdicts(engine, event)
    assert [each["name"] for each in photos(engine, row["id"])] == ["IMG_0.jpg", "IMG_1.jpg", "IMG_2.jpg"]


def test_answers_that_are_lost_store_nothing_twice(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.7690)
    before = len(verdicts(engine, event))
    with lossy(server.port, ["/verdict", "/m/photo"]) as line, phone(browser) as context:
        page = context.new_page()
        page.goto(f"{line.address}/m/{event}?lang=vi")
        fill(page, "burning_not_allowed", "Gửi hai lần")
        page.locator("#gallery").set_input_files(pictures(2))
        expect(page.locator("#photos img")).to_have_count(2)
        page.locator("#send").click()
        arrived(page)
        assert line.lost == ["/verdict", "/m/photo"]
        expect(page.locator("#done")).to_contain_text("không ghi hai lần")
    rows = verdicts(engine, event)
    assert len(rows) == before + 1
    assert [each["name"] for each in photos(engine, rows[-1]["id"])] == ["IMG_0.jpg", "IMG_1.jpg"]


def test_what_changed_meanwhile_is_told_and_kept(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.5920)
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        kept(page)
        context.set_offline(True)
        fill(page, "forest_fire", "Cháy vẫn lan")
        here = installation(server.database)
        seed.fill(here, ((21.5945, 103.7215, 0.6, "N21", "high", 20.0),), minutes_ago=5)  # seen once more
        here.engine.dispose()
        page.locator("#send").click()
        context.set_offline(False)
        arrived(page)
        expect(page.locator("#done")).to_contain_text("đã có thêm điểm cháy")
    row = verdicts(engine, event)[-1]
    assert row["description"] == "Cháy vẫn lan" and row["conflict"]["fields"]["detections"] == [2, 3]


def test_two_verdicts_at_once_are_both_kept(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.9010)
    with phone(browser) as one, phone(browser) as two:
        first, second = one.new_page(), two.new_page()
        for page in (first, second):
            page.goto(f"{server.address}/m/{event}?lang=vi")
            kept(page)
        fill(first, "forest_fire", "Thấy khói")
        fill(second, "nothing", "Không thấy gì")
        second.fill("#f-searched_percent", "70")
        two.set_offline(True)
        second.locator("#send").click()
        first.locator("#send").click()
        arrived(first)
        two.set_offline(False)
        arrived(second)
        expect(second.locator("#done")).to_contain_text("Đã có kết quả khác: cháy rừng")
        second.locator("#done a").first.click()
        expect(second.locator(".history")).to_contain_text("Trái với điều đã biết")
        expect(second.locator(".history li")).to_have_count(2)
    rows = verdicts(engine, event)
    assert [row["kind"] for row in rows] == ["forest_fire", "nothing"]
    assert rows[1]["conflict"]["verdicts"][0]["id"] == rows[0]["id"] and rows[1]["searched_share"] == 0.7


def test_what_the_server_refuses_is_mended_and_sent(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.9010)
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        kept(page)
        fill(page, "fire_other", "Đốt rác cạnh đường")
        page.fill("#f-phone", "12")
        page.fill("#f-place_text", "2424141 458023")  # VN-2000 in the box for degrees
        page.locator("#send").click()
        expect(page.locator("#wrong")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator("[data-field=place_text] .wrong")).to_contain_text("có thể hiểu là")
        page.locator("#offer button").click()
        expect(page.locator("#f-place_text")).to_have_value("21.91350, 103.59559")
        page.locator("#send").click()
        expect(page.locator("[data-field=phone] .wrong")).not_to_be_empty(timeout=PATIENCE_MS)
        page.fill("#f-phone", "0912345678")
        page.locator("#gallery").set_input_files(
            [{"name": "report.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7 no photo"}]
        )
        page.locator("#send").click()
        expect(page.locator("#unsent .rows")).to_contain_text(
            "không phải ảnh", timeout=20_000, use_inner_text=False
        )
        page.on("dialog", lambda asked: asked.accept())
        page.locator("#unsent summary").click()
        page.locator("#unsent .row button").click()
        arrived(page)
    row = verdicts(engine, event)[-1]
    assert (round(row["latitude"], 4), round(row["longitude"], 4)) == (21.9135, 103.5956)
    assert photos(engine, row["id"]) == []


def test_claim_and_give_back(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.4803)
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        page.select_option("#claimhours", "2")
        page.get_by_role("button", name="Tôi đi").click()
        expect(page.locator("section.held")).to_contain_text("Bạn đang nhận", timeout=PATIENCE_MS)
        expect(page.locator("section.held time")).to_have_text("còn 2 giờ")
        context.clear_cookies()  # the mark of the form is old now: a fresh one is fetched
        page.get_by_role("button", name="Trả lại, không đi nữa").click()
        expect(page.locator("section.held")).to_contain_text("CHƯA AI NHẬN", timeout=PATIENCE_MS)
    with reading(engine) as conn:
        rows = (
            conn.execute(select(assignment.c.ended_how).where(assignment.c.event_id == event)).scalars().all()
        )
    assert rows == ["released"]


def test_a_browser_that_keeps_nothing_still_sends(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.4803)
    with phone(browser) as context:
        none = "{value: {open() { throw new Error('private'); }}}"
        context.add_init_script(f"Object.defineProperty(window, 'indexedDB', {none})")
        page = context.new_page()
        page.goto(f"{server.address}/m/{event}?lang=vi")
        fill(page, "permanent_source", "Lò gạch")
        expect(page.locator("#kept")).to_contain_text("không giữ được bản nháp")
        page.locator("#gallery").set_input_files(pictures(1))
        expect(page.locator("#photos img")).to_have_count(1)
        page.locator("#send").click()
        expect(page.locator("#done")).to_contain_text("Máy chủ đã ghi kết quả", timeout=PATIENCE_MS)
        arrived(page)
    (row,) = verdicts(engine, event)
    assert row["kind"] == "permanent_source" and len(photos(engine, row["id"])) == 1


def test_it_can_be_installed(browser: Browser, server: Mortal) -> None:
    with phone(browser) as context:
        page = context.new_page()
        page.goto(f"{server.address}/m/")
        kept(page)
        wire = context.new_cdp_session(page)
        told = wire.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [each["errorId"] for each in told if each["errorId"] != "in-incognito"] == []
        manifest = wire.send("Page.getAppManifest")
        assert manifest["errors"] == [] and '"start_url": "/m/?lang=vi"' in manifest["data"]


def test_screens_of_a_desk(browser: Browser, server: Mortal, engine: Engine) -> None:
    event = event_of(engine, 21.7690)
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
    for name, path in (("list", "/m/"), ("sheet", f"/m/{event}?team=4")):
        page.goto(server.address + path)
        page.wait_for_selector("html[data-kept]", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        page.screenshot(path=Path(SCREENSHOTS) / f"field_{name}_1366.png", full_page=True)
    expect(page.locator("svg.chart .sector")).to_have_count(4)
    page.context.close()
