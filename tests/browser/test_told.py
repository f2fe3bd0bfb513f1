"""Who has been told stands on the map, on sheets and cards, in exports and in a call's answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from data.access import LOCAL_ADMIN
from data.agencies import Act, Agency, agencies_at, edit_agency
from data.clock import real_now
from data.ledger.standing_of_matters import standing_of
from data.ledger.telling import By, Telling, tell
from data.store.engine import open_engine, reading, writing
from data.store.tables import duty
from tests.browser import seed, told_seed
from tests.browser.conftest import SCREENSHOTS, looking
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
NAME = """<img src=x onerror="parent.ran=1"> **b** :red[c]"""
# Pixels of the map's canvas in the colour of a ring around an event that somebody was not told of.
RINGS = """view => {
  const c = view.canvas._container, d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  let found = 0;
  for (let i = 0; i < d.length; i += 4) if (d[i] === 178 && d[i + 1] === 90 && d[i + 2] === 0) found++;
  return found;
}"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('told') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def address(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = installation(database)
    told_seed.agencies(here)
    with writing(here.engine) as conn:
        (row,) = [
            each
            for each in agencies_at(conn, here.now().date())
            if each["agency_id"] == "cong-an-xa-muong-gion"
        ]
        wanted = Agency(**{name: row[name] for name in Agency.__dataclass_fields__} | {"name": NAME})
        edit_agency(conn, row["id"], wanted, Act(here.now(), LOCAL_ADMIN), seen_version=row["version"])
    told_seed.rule(here, "diem", "fire_event")
    told_seed.rule(here, "vu", "incident", deadline_minutes=10)
    seed.fill(here)
    told_seed.incident(here, here.now() - timedelta(minutes=30), latitude=21.778, longitude=103.605)
    here.engine.dispose()
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


def test_the_map_rings_what_somebody_was_not_told_of(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/?period=72h", 1366, 768) as look:
        look.drawn()
        assert look.script("view => view.untold.there") is True
        big = "view => view.events.find((e) => e.n === 7)"
        assert look.script(f"view => ({big})(view).duties") == {"told": 0, "untold": 3, "overdue": 0}
        assert look.script(f"view => view.tellEvent(({big})(view)).at(-1)") == "Đã báo 0/3 đơn vị"
        sign = look.map.locator(".canhlua-incident.overdue")
        expect(sign.locator("i")).to_have_text("3")
        assert int(str(look.script(RINGS))) > 200
        box = look.map.get_by_label("Chưa báo đủ", exact=True)
        expect(box).to_be_checked()
        expect(look.map.get_by_text("có đơn vị quá hạn")).to_be_visible()
        look.page.screenshot(path=SCREENSHOTS / "told-1366.png")
        box.uncheck()
        expect(sign.locator("i")).to_be_hidden()
        assert look.script(RINGS) == 0
        box.check()
        sign.click()
        popup = look.map.locator(".canhlua-told")
        expect(popup.get_by_text("Đã báo 0/3 đơn vị · quá hạn 3")).to_be_visible()
        expect(popup.get_by_role("link", name="Mở bàn trực")).to_have_attribute(
            "href", "/desk?matter=incident:1&lang=vi"
        )
        assert look.errors == []


def test_card_and_sheet_of_a_fire_event_name_the_receivers(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/?period=72h", 1366, 900) as look:
        page = look.page
        page.locator(".st-key-cards button", has_text="7 điểm").click()
        sheet = page.locator(".sheet .telling")
        expect(sheet.get_by_text("Đã báo 0/3 đơn vị")).to_be_visible()
        expect(sheet.locator("li.untold b")).to_have_text(
            [NAME, "Ban Chỉ huy quân sự xã Mường Giôn", "UBND xã Mường Giôn"]
        )
        href = sheet.get_by_role("link", name="Mở bàn trực").get_attribute("href")
        assert href is not None and href.startswith("/desk?matter=fire_event%3ADC-")
        assert page.locator("img[src='x']").count() == 0
        assert page.evaluate("window.ran") is None


def test_the_sheet_of_an_incident_follows_what_is_told(browser: Browser, address: str, database: str) -> None:
    with looking(browser, f"{address}/incidents", 390, 844) as look:
        page = look.page
        row = page.locator(".st-key-incidentlist button")
        row.wait_for()
        expect(row.get_by_text("Đã báo 0/3 đơn vị · quá hạn 3")).to_be_visible()
        engine = open_engine(database)
        now = real_now()
        with writing(engine) as conn:
            found = standing_of(conn, "incident", "1")
            assert found is not None
            own = found.receivers[0].duty_id
            tell(conn, [own], Telling("call", now, "Quàng Thị B"), By(LOCAL_ADMIN, now, "test"))
        engine.dispose()
        row.click()
        block = page.locator(".cl-told")
        expect(block.get_by_text("Đã báo 1/3 đơn vị · quá hạn 2")).to_be_visible()
        expect(block.locator("li.told small")).to_have_text("có ghi tên người nghe")
        expect(block.locator("li.told b")).to_have_text(NAME)
        expect(block.get_by_role("link", name="Mở bàn trực")).to_have_attribute(
            "href", "/desk?matter=incident%3A1"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("img[src='x']").count() == 0


def test_exports_count_who_was_told(address: str, database: str) -> None:
    engine = open_engine(database)
    with reading(engine) as conn:
        there = conn.execute(select(duty.c.id)).all()
    engine.dispose()
    asked = requests.get(f"{address}/export/events.geojson?period=72h", timeout=30).json()
    counts = {each["properties"]["detections"]: each["properties"] for each in asked["features"]}
    assert {name: counts[7][name] for name in ("told", "untold", "overdue")} == {
        "told": 0,
        "untold": 3,
        "overdue": 0,
    }
    asked = requests.get(f"{address}/export/incidents.geojson?period=24h", timeout=30).json()
    (told,) = [each["properties"] for each in asked["features"]]
    assert told["told"] + told["untold"] == 3
    assert told["overdue"] == told["untold"]
    every = sum(
        each["properties"]["told"] + each["properties"]["untold"]
        for each in requests.get(f"{address}/export/events.geojson?period=7d", timeout=30).json()["features"]
    )
    assert every + 3 == len(there)


def test_a_call_says_how_many_must_be_told(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/call", 390, 844) as look:
        page = look.page
        page.locator("#said").fill("Cháy ở khe núi")
        page.locator("#place_text").fill("21.5905, 103.7180")
        page.locator("#place_text").press("Tab")
        expect(page.locator("[name=latitude]")).to_have_value("21.5905")
        page.locator("#refused").check()
        page.get_by_role("button", name="Lưu tin báo").click()
        done = page.locator("#done .told")
        done.wait_for()
        expect(done).to_contain_text("Phải báo: 3 đơn vị · mở bàn trực")
        href = done.get_by_role("link").get_attribute("href")
        assert href is not None and href.startswith("/desk?matter=incident:")
        page.screenshot(path=SCREENSHOTS / "told-call-390.png")
