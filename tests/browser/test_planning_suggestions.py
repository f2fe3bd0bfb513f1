"""Suggested zones in a real browser: scored, looked into cell by cell, accepted, redrawn, refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from data.store.engine import open_engine, reading
from data.zones import list_zones
from data.zones.suggestions import newest_run, of_run
from geo.zones import area_ha
from tests.browser import seed
from tests.browser.conftest import PATIENCE_MS, Look, looking, only_map
from tests.servers.dashboard import installation, serving

PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")


def picture(look: Look, name: str) -> None:
    """Kept for people's eyes, only where somebody asks for it."""
    if PICTURES:
        look.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


class Place:
    """A server with the fires of two days, and its database."""

    def __init__(self, address: str, engine: Engine) -> None:
        self.address, self.engine = f"{address}/planning?section=suggestions", engine

    def rows(self) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            run = newest_run(conn)
            return [] if run is None else of_run(conn, run["id"])

    def zones(self) -> list[dict[str, Any]]:
        with reading(self.engine) as conn:
            return list_zones(conn)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    database = f"sqlite:///{tmp_path / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    here.engine.dispose()
    engine = open_engine(database)
    with serving(database, tmp_path / "log") as address:
        yield Place(address, engine)
    engine.dispose()


def scored(page: Page) -> None:
    page.get_by_role("button", name="Chấm điểm và gợi ý").click()
    expect(page.get_by_text("Đã chấm điểm xong")).to_be_visible()
    only_map(page, "suggestmap").locator(".cl-zonenumber").first.wait_for()
    page.wait_for_timeout(1500)  # the frame begins to tell clicks a moment after it has drawn


def undo(page: Page) -> None:
    """Press the way back once the map is there: one that has just come runs the page again by itself, and a
    press in that moment is lost."""
    only_map(page, "suggestmap").locator(".leaflet-control-zoom").first.wait_for()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Hoàn tác", exact=True).click()


def at(page: Page, point: shapely.Point, where: str = "suggestmap") -> Any:
    box = page.frame_locator(f".st-key-{where} iframe").locator("#map_div")
    return box.evaluate(
        "(box, at) => { const p = window.map.latLngToContainerPoint(at); return {x: p.x, y: p.y} }",
        [point.y, point.x],
    )


def press(page: Page, point: shapely.Point) -> None:
    box = page.frame_locator(".st-key-suggestmap iframe").locator("#map_div")
    box.click(position=at(page, point))


def test_a_planner_scores_looks_into_a_cell_and_accepts(browser: Browser, place: Place) -> None:
    # High enough for the whole map: a click that scrolls first lands where the map was.
    with looking(browser, place.address, 1366, 1100) as look:
        page = look.page
        expect(page.get_by_text("Chưa có gợi ý nào")).to_be_visible()
        scored(page)
        picture(look, "suggestions-1366")
        last = place.rows()[-1]
        press(page, shapely.point_on_surface(last["shape"]))
        expect(page.get_by_text("đám cháy trong ô,")).to_be_visible()
        expect(page.get_by_role("heading", name=f"Gợi ý {last['number']}", exact=True)).to_be_visible()
        picture(look, "suggestions-cell-1366")
        page.get_by_role("button", name="Nhận khu vực này").click()
        dialog = page.get_by_role("dialog")
        box = dialog.get_by_label("Tên khu vực")
        box.fill("Khe Huổi Ngà")
        box.press("Tab")
        picture(look, "suggestions-accept-1366")
        dialog.get_by_role("button", name="Lưu thành khu vực").click()
        expect(page.get_by_text("thành khu vực “Khe Huổi Ngà”")).to_be_visible()
        (zone,) = place.zones()
        assert (zone["name"], zone["source"], zone["suggestion_id"]) == (
            "Khe Huổi Ngà", "suggested", last["id"],
        )  # fmt: skip
        assert zone["shape"].equals(last["shape"])
        undo(page)
        expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
        assert place.zones() == [] and {row["state"] for row in place.rows()} == {"open"}
        assert look.errors == []


def test_a_suggestion_is_redrawn_before_it_is_accepted(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        scored(page)
        first = place.rows()[0]
        page.get_by_role("button", name="Vẽ lại rồi nhận").click()
        page.get_by_role("button", name="Lưu thành khu vực").wait_for()
        frame = only_map(page, "suggestpen")
        frame.locator(".leaflet-draw").wait_for(timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)
        frame.locator(".leaflet-draw-edit-edit").click()
        page.wait_for_timeout(300)
        corner = shapely.Point(first["shape"].exterior.coords[0])
        middle = first["shape"].centroid
        inward = shapely.Point((corner.x + middle.x) / 2, (corner.y + middle.y) / 2)
        where = page.locator(".st-key-suggestpen iframe").bounding_box()
        assert where is not None
        begin, end = (at(page, each, "suggestpen") for each in (corner, inward))
        page.mouse.move(where["x"] + begin["x"], where["y"] + begin["y"])
        page.mouse.down()
        for step in range(1, 6):
            page.mouse.move(
                where["x"] + begin["x"] + (end["x"] - begin["x"]) * step / 5,
                where["y"] + begin["y"] + (end["y"] - begin["y"]) * step / 5,
            )
        page.mouse.up()
        frame.locator(".leaflet-draw-actions:visible a", has_text="Giữ").first.click()
        page.wait_for_timeout(2000)
        picture(look, "suggestions-redrawn-1366")
        page.get_by_role("button", name="Lưu thành khu vực").click()
        expect(page.get_by_text("Đã nhận gợi ý 1")).to_be_visible()
        (zone,) = place.zones()
        assert zone["area_ha"] < 0.99 * area_ha(first["shape"])
        assert place.rows()[0]["shape"].equals(first["shape"]), "the suggestion stays as it was made"
        assert look.errors == []


def test_a_refusal_needs_its_reason_and_is_undone_on_a_phone(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 390, 844) as look:
        page = look.page
        scored(page)
        picture(look, "suggestions-390")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="Từ chối…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Từ chối", exact=True).click()
        expect(dialog.get_by_text("cần ghi lý do từ chối")).to_be_visible()
        box = dialog.get_by_label("Vì sao không cần khu vực ở đây")
        box.fill("Chủ rừng tự canh")
        box.press("Tab")
        dialog.get_by_role("button", name="Từ chối", exact=True).click()
        expect(page.get_by_text("Đã từ chối gợi ý 1.")).to_be_visible()
        assert place.rows()[0]["reason"] == "Chủ rừng tự canh"
        undo(page)
        expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
        assert place.rows()[0]["state"] == "open"
        assert look.errors == []
