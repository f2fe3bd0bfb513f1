"""Zones in a real browser: drawn with mouse and finger, edited, stored, undone; two planners at once."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, insert

from data.access import LOCAL_ADMIN
from data.store.engine import open_engine, reading, writing
from data.store.tables import patrol, patrol_zone
from data.zones import By, Zone, create, edit, ground_of, history_of, list_zones, zone_by_code
from data.zones.drafts import drafts_of
from geo.zones import area_ha, vertices
from tests.browser import seed
from tests.browser.conftest import PATIENCE_MS, Look, looking, only_map, patient
from tests.servers.dashboard import installation, serving

PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")
HILL = shapely.box(103.60, 21.70, 103.66, 21.75)
LAKE = shapely.box(103.55, 21.80, 103.61, 21.84)


def picture(look: Look, name: str) -> None:
    """Kept for people's eyes, only where somebody asks for it."""
    if PICTURES:
        look.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


class Place:
    """A server with two zones, and its database."""

    def __init__(self, address: str, engine: Engine, ground: Any) -> None:
        self.address, self.engine, self.ground = f"{address}/planning", engine, ground

    def zone(self, code: str) -> dict[str, Any]:
        with reading(self.engine) as conn:
            found = zone_by_code(conn, code)
        assert found is not None
        return found

    def codes(self) -> list[str]:
        with reading(self.engine) as conn:
            return sorted(row["code"] for row in list_zones(conn))

    def kept(self, name: str | None) -> None:
        """Wait until the server keeps a drawing of that name; None: until it keeps none."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            with reading(self.engine) as conn:
                found = [each.content["created"] for each in drafts_of(conn, LOCAL_ADMIN, datetime.now(UTC))]
            if found == [] if name is None else found and found[0][0]["said"]["name"] == name:
                return
            time.sleep(0.1)
        raise AssertionError(f"the server keeps {found}")

    def actions(self, code: str) -> list[str]:
        with reading(self.engine) as conn:
            return [row["action"] for row in history_of(conn, self.zone(code)["id"])]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    database = f"sqlite:///{tmp_path / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here)
    now = datetime.now(UTC)
    ground = ground_of(here.areas, here.profile)
    with writing(here.engine) as conn:
        by = By(LOCAL_ADMIN, now)
        used = create(conn, Zone("Đồi thông Huổi Ngà", HILL, "key_area", "dry", 1), by, ground)
        create(conn, Zone("Ven hồ", LAKE), by, ground)
        row = {
            "code": "TT-2027-0001", "year": 2027, "number": 1, "kind": "joint", "objective": "x",
            "starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=4),
            "lead_agency_id": "hat-kiem-lam-khu-vuc", "required_roles": [], "meeting_place": "",
            "equipment": "", "notes": "", "status": "planned", "actor": "x", "created_at": now,
            "updated_at": now, "version": 1,
        }  # fmt: skip
        own = conn.execute(insert(patrol).returning(patrol.c.id), row).scalar_one()
        conn.execute(insert(patrol_zone), {"patrol_id": own, "zone_id": used})
    here.engine.dispose()
    engine = open_engine(database)
    with serving(database, tmp_path / "log") as address:
        yield Place(address, engine, ground)
    engine.dispose()


class Map:
    """The map that zones are drawn on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frame = only_map(page, "zonesmap")
        self.box = self.frame.locator("#map_div")
        self.frame.locator(".leaflet-draw").wait_for(timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)

    def tool(self, name: str) -> None:
        self.frame.locator(f".leaflet-draw-{name}").click()

    def action(self, name: str) -> None:
        self.frame.locator(".leaflet-draw-actions:visible a", has_text=name).first.click()

    def at(self, longitude: float, latitude: float) -> dict[str, float]:
        found: dict[str, float] = self.box.evaluate(
            "(box, at) => { const p = window.map.latLngToContainerPoint(at); return {x: p.x, y: p.y} }",
            [latitude, longitude],
        )
        return found

    def press(self, points: list[tuple[float, float]], *, touch: bool = False) -> None:
        for longitude, latitude in points:
            where: Any = self.at(longitude, latitude)
            if touch:
                self.box.tap(position=where)
            else:
                self.box.click(position=where)
            self.page.wait_for_timeout(250)  # Leaflet.draw takes no corner within 50 ms of the one before

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """From a corner to another place with the mouse."""
        frame = self.page.locator(".st-key-zonesmap iframe").bounding_box()
        assert frame is not None
        first, last = self.at(*start), self.at(*end)
        mouse = self.page.mouse
        mouse.move(frame["x"] + first["x"], frame["y"] + first["y"])
        mouse.down()
        for step in range(1, 6):
            mouse.move(
                frame["x"] + first["x"] + (last["x"] - first["x"]) * step / 5,
                frame["y"] + first["y"] + (last["y"] - first["y"]) * step / 5,
            )
        mouse.up()


RING = [(103.70, 21.60), (103.75, 21.60), (103.75, 21.65), (103.70, 21.65)]


def draw(page: Page, ring: list[tuple[float, float]] = RING) -> Map:
    board = Map(page)
    board.tool("draw-polygon")
    board.press([*ring, ring[0]])
    expect(page.get_by_text("Khu vực mới")).to_be_visible()
    return board


def save_new(page: Page, name: str) -> None:
    box = page.get_by_label("Tên khu vực")
    box.fill(name)
    box.press("Tab")
    page.get_by_role("button", name="Lưu khu vực").click()
    expect(page.get_by_text(f"Đã lưu khu vực {name}.")).to_be_visible()


def undo(page: Page) -> None:
    """Press the way back once the map is there: one that has just come runs the page again by itself, and a
    press in that moment is lost."""
    Map(page)
    page.get_by_role("button", name="Hoàn tác", exact=True).click()


def test_a_zone_is_drawn_stored_edited_and_undone_with_the_mouse(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        draw(page)
        picture(look, "zones-drawn-1366")
        save_new(page, "Đồi Mường Giàng")
        row = place.zone("KV-0003")
        assert (row["name"], row["kind"], row["source"]) == ("Đồi Mường Giàng", "patrol", "drawn")
        assert row["area_ha"] == pytest.approx(area_ha(shapely.Polygon(RING)), rel=0.05)
        expect(page.get_by_role("heading", name="Đồi Mường Giàng")).to_be_visible()
        picture(look, "zones-stored-1366")

        page.get_by_role("button", name="Danh sách khu vực").click()
        board = Map(page)
        board.press([(103.725, 21.625)])  # a click on the map opens the zone's card
        expect(page.get_by_role("heading", name="Đồi Mường Giàng")).to_be_visible()
        page.get_by_role("button", name="Danh sách khu vực").click()
        page.wait_for_timeout(1500)
        corner = row["shape"].exterior.coords[2]
        board.tool("edit-edit")
        page.wait_for_timeout(300)
        board.drag(corner, (103.73, 21.63))
        board.action("Giữ")
        expect(page.get_by_text("Hình mới của KV-0003")).to_be_visible()
        picture(look, "zones-edited-1366")
        assert place.zone("KV-0003")["version"] == 1, "nothing is stored before it is said"
        page.get_by_role("button", name="Lưu thay đổi").click()
        expect(page.get_by_text("Đã lưu hình mới của KV-0003")).to_be_visible()
        assert place.zone("KV-0003")["area_ha"] < row["area_ha"] * 0.9
        assert place.zone("KV-0001")["version"] == 1, "the others stay as they were"

        undo(page)
        expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
        assert place.zone("KV-0003")["area_ha"] == pytest.approx(row["area_ha"])
        assert place.actions("KV-0003") == ["undone", "edited", "created"]
        assert look.errors == []


def test_a_zone_is_drawn_and_stored_by_touch(browser: Browser, place: Place) -> None:
    with touching(browser, place.address) as look:
        page = look.page
        board = Map(page)
        page.locator(".st-key-zonesmap iframe").scroll_into_view_if_needed()
        board.frame.locator(".leaflet-draw-draw-polygon").tap()
        board.press(RING, touch=True)
        board.frame.locator(".leaflet-draw-actions a", has_text="Xong").first.tap()
        expect(page.get_by_text("Khu vực mới")).to_be_visible()
        picture(look, "zones-touch-390")
        save_new(page, "Đồi trên điện thoại")
        row = place.zone("KV-0003")
        assert vertices(row["shape"]) == 4
        assert row["area_ha"] == pytest.approx(area_ha(shapely.Polygon(RING)), rel=0.1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture(look, "zones-touch-stored-390")
        assert look.errors == []


@contextmanager
def touching(browser: Browser, address: str) -> Iterator[Look]:
    """A phone: 390 × 844 with fingers instead of a mouse."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh", device_scale_factor=2,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    patient(page)
    look = Look(page)
    page.on("pageerror", lambda error: look.errors.append(str(error)))
    page.goto(address)
    try:
        yield look
    finally:
        context.close()


def test_a_drawing_outlives_reruns_other_sections_and_other_planners(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        draw(page)
        page.get_by_label("Tên khu vực").fill("Chưa lưu")
        page.get_by_label("Tên khu vực").press("Tab")
        page.get_by_label("Tìm, không cần dấu").fill("ho")
        page.get_by_label("Tìm, không cần dấu").press("Enter")
        page.wait_for_timeout(1500)
        expect(page.get_by_label("Tên khu vực")).to_have_value("Chưa lưu")
        with writing(place.engine) as conn:
            create(
                conn, Zone("Của người khác", shapely.box(103.62, 21.71, 103.64, 21.73)),
                By(LOCAL_ADMIN, datetime.now(UTC)), place.ground,
            )  # fmt: skip
        page.get_by_label("Tìm, không cần dấu").fill("")
        page.get_by_label("Tìm, không cần dấu").press("Enter")
        page.wait_for_timeout(1500)
        expect(page.get_by_text("Khu vực mới")).to_be_visible()
        page.get_by_role("link", name="Vụ việc").click()
        expect(page.get_by_role("heading", name="Vụ việc", exact=True)).to_be_visible()
        page.get_by_role("button", name="Phối hợp").click()
        page.get_by_role("link", name="Quy hoạch tuần tra").click()
        expect(page.get_by_text("Khu vực mới")).to_be_visible()
        Map(page)
        save_new(page, "Lưu sau cùng")
        assert place.codes() == ["KV-0001", "KV-0002", "KV-0003", "KV-0004"]
        assert place.zone("KV-0004")["name"] == "Lưu sau cùng"


def test_a_drawing_outlives_a_reload_and_a_closed_window(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        draw(page)
        page.get_by_label("Tên khu vực").fill("Đồi trước khi tải lại")
        page.get_by_label("Tên khu vực").press("Tab")
        place.kept("Đồi trước khi tải lại")
        page.reload()
        expect(page.get_by_text("Bản vẽ chưa lưu từ")).to_be_visible()
        expect(page.get_by_text("Khu vực mới")).to_have_count(0)
        Map(page)
        picture(look, "zones-draft-1366")
    with touching(browser, place.address) as look:  # the window was closed; on the phone of the same person
        page = look.page
        expect(page.get_by_text("Bản vẽ chưa lưu từ")).to_be_visible()
        Map(page)
        picture(look, "zones-draft-390")
        page.get_by_role("button", name="Bỏ", exact=True).tap()
        expect(page.get_by_text("Đã bỏ bản vẽ từ")).to_be_visible()
        expect(page.get_by_text("Bản vẽ chưa lưu từ")).to_have_count(0)
        page.get_by_role("button", name="Hoàn tác", exact=True).tap()
        expect(page.get_by_text("Bản vẽ chưa lưu từ")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        Map(page)
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_text("Khu vực mới")).to_be_visible()
        expect(page.get_by_label("Tên khu vực")).to_have_value("Đồi trước khi tải lại")
        board = Map(page)
        expect(board.frame.locator("path.leaflet-interactive[stroke='#c62828']").first).to_be_attached()
        picture(look, "zones-draft-on-1366")
        save_new(page, "Đồi sau khi tải lại")
        row = place.zone("KV-0003")
        assert row["area_ha"] == pytest.approx(area_ha(shapely.Polygon(RING)), rel=0.05)
        place.kept(None)
        page.reload()
        expect(page.get_by_role("button", name="Nhập tọa độ")).to_be_visible()
        Map(page)
        expect(page.get_by_text("Bản vẽ chưa lưu")).to_have_count(0)
        assert look.errors == []


def test_two_planners_see_both_shapes_and_nothing_is_overwritten(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        board = Map(page)
        board.tool("edit-edit")
        page.wait_for_timeout(300)
        board.drag((103.61, 21.84), (103.63, 21.86))
        board.action("Giữ")
        expect(page.get_by_text("Hình mới của KV-0002")).to_be_visible()
        theirs = shapely.box(103.55, 21.80, 103.60, 21.83)
        with writing(place.engine) as conn:
            own = place.zone("KV-0002")
            edit(
                conn, own["id"], Zone("Ven hồ", theirs), By(LOCAL_ADMIN, datetime.now(UTC)), place.ground,
                seen_version=1,
            )  # fmt: skip
        page.get_by_role("button", name="Lưu thay đổi").click()
        expect(page.get_by_text("Người khác vừa sửa khu vực này")).to_be_visible()
        picture(look, "zones-conflict-1366")
        assert place.zone("KV-0002")["shape"].equals(theirs)
        page.get_by_role("button", name="Dùng hình tôi vẽ").click()
        expect(page.get_by_text("Đã lưu hình mới của KV-0002")).to_be_visible()
        assert place.actions("KV-0002") == ["edited", "edited", "created"]
        assert not place.zone("KV-0002")["shape"].equals(theirs)


def test_a_crossing_outline_is_explained_and_mended_only_when_asked(browser: Browser, place: Place) -> None:
    bow = [(103.70, 21.60), (103.75, 21.65), (103.75, 21.60), (103.70, 21.65)]
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        draw(page, bow)
        expect(page.get_by_text("Đường viền tự cắt gần 21.6")).to_be_visible()
        page.get_by_role("button", name="Lưu khu vực").click()
        expect(page.get_by_text("Còn thiếu: Tên khu vực.")).to_be_visible()
        page.get_by_label("Tên khu vực").fill("Hai mảnh")
        page.get_by_role("button", name="Lưu khu vực").click()
        expect(page.get_by_text("đường viền tự cắt, cần sửa trước")).to_be_visible()
        assert place.codes() == ["KV-0001", "KV-0002"]
        picture(look, "zones-crossing-1366")
        page.get_by_role("button", name="Dùng hình đề nghị").click()
        expect(page.get_by_text("Đường viền tự cắt gần 21.6")).to_have_count(0)
        expect(page.get_by_label("Tên khu vực")).to_have_value("Hai mảnh")
        page.get_by_role("button", name="Lưu khu vực").click()
        expect(page.get_by_text("Đã lưu khu vực Hai mảnh.")).to_be_visible()
        assert place.zone("KV-0003")["shape"].geom_type == "MultiPolygon"


def test_a_zone_with_patrols_is_archived_and_one_without_is_deleted(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        board = Map(page)
        board.tool("edit-remove")
        board.press([(103.63, 21.725), (103.58, 21.82)])
        board.action("Giữ")
        expect(page.get_by_text("Không xóa được: đã có 1 lượt tuần tra")).to_be_visible()
        expect(page.get_by_role("button", name="Danh sách khu vực")).to_have_count(0)  # no card was opened
        picture(look, "zones-delete-1366")
        page.get_by_role("button", name="Xóa khu vực").click()
        expect(page.get_by_text("Đã xóa KV-0002")).to_be_visible()
        assert place.codes() == ["KV-0001"]
        page.get_by_label("Lý do lưu trữ").fill("đã làm đường băng")
        page.get_by_label("Lý do lưu trữ").press("Tab")
        page.get_by_role("button", name="Lưu trữ khu vực").click()
        expect(page.get_by_text("Đã lưu trữ KV-0001")).to_be_visible()
        assert place.codes() == []
        assert place.zone("KV-0001")["archived_reason"] == "đã làm đường băng"
        undo(page)
        expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
        assert place.codes() == ["KV-0001"]


def test_a_zone_is_typed_with_the_keyboard_alone(browser: Browser, place: Place) -> None:
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        Map(page)
        page.get_by_role("button", name="Nhập tọa độ").focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        box = dialog.get_by_role("textbox", name="Mỗi dòng một điểm")
        box.fill("21.60 103.70\n21.60 103.75\nđồi\n21.65 103.75")
        box.press("Control+Enter")
        expect(dialog.get_by_text("Dòng 3: không đọc được tọa độ.")).to_be_visible()
        box.fill("1. 21.60 103.70\n2. 21.60 103.75\n3. 21.65 103.75\n4. 21.65 103.70")
        box.press("Control+Enter")
        expect(dialog.locator(".cl-zonesketch")).to_be_visible()
        picture(look, "zones-typed-1366")
        box.fill("1. 21.60 103.70\n2. 21.60 103.75\n3. 21.65 103.75\n4. 21.65 103.70\n")
        box.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Khu vực mới")).to_be_visible()
        Map(page)
        save_new(page, "Gõ bằng bàn phím")
        assert place.zone("KV-0003")["shape"].equals(shapely.Polygon(RING))


def test_a_file_of_fifty_thousand_corners_is_told_of_before_it_is_stored(
    browser: Browser, place: Place, tmp_path: Path
) -> None:
    round_hill = shapely.Point(103.63, 21.725).buffer(0.02, quad_segs=12_500)
    good, tiny = shapely.box(103.71, 21.61, 103.74, 21.64), shapely.box(103.63, 21.72, 103.6302, 21.7202)
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(shape)}
        for name, shape in (("Đồi tròn", round_hill), ("Đồi vuông", good), ("Chấm", tiny))
    ]
    file = tmp_path / "khu-vuc.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with looking(browser, place.address, 1366, 900) as look:
        page = look.page
        Map(page)
        page.get_by_role("button", name="Nạp từ tệp").click()
        dialog = page.get_by_role("dialog")
        page.locator("input[type=file]").set_input_files(file)
        save = dialog.get_by_role("button", name="Lưu 2 khu vực")
        save.click()
        expect(dialog.get_by_text("Còn thiếu: Tôi đã xem: 1 hình được sửa")).to_be_visible()
        assert place.codes() == ["KV-0001", "KV-0002"]
        picture(look, "zones-file-1366")
        dialog.get_by_test_id("stCheckbox").get_by_text("Tôi đã xem: 1 hình được sửa").click()
        save.click()
        expect(page.get_by_text("Đã lưu 2 khu vực từ tệp.")).to_be_visible()
        assert place.codes() == ["KV-0001", "KV-0002", "KV-0003", "KV-0004"]
        assert vertices(place.zone("KV-0003")["shape"]) <= 10_000
        assert place.zone("KV-0004")["shape"].equals(good)
