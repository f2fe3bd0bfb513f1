"""The guided import of a forest layer in a real browser, from the file on a ranger's disk to the page that
shows whose forest it is."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser, expect

from data.forest.layers import list_layers
from data.store.engine import open_engine, reading
from geo.forest.text import encode
from geo.vn2000 import to_vn2000
from tests.browser.conftest import SCREENSHOTS, Look, looking
from tests.browser.seed import fill
from tests.geo.forest.layers import square, write, zipped
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
OWNERS = ("Lò Văn Đôi", "Quàng Thị Én", "UBND xã Mường Giôn", "Cộng đồng bản Huổi Ngà")
FIRE = (21.7735, 103.6530)
SIDE = 400.0


def _raw(text: str) -> str:
    """TCVN3 bytes, each as a letter of Latin-1, as GDAL writes them into a DBF."""
    return encode(text, "tcvn3").decode("latin-1")


def _plots() -> gpd.GeoDataFrame:
    """Four by four plots of 16 ha around a fire, FRMS columns, EPSG:9206; lot 6 crosses itself."""
    at = to_vn2000([FIRE[1]], [FIRE[0]])
    east, north = float(at.easting[0]) - 2 * SIDE, float(at.northing[0]) - 2 * SIDE
    shapes = [square(east + n % 4 * SIDE, north + n // 4 * SIDE, SIDE) for n in range(16)]
    rows = range(16)
    return gpd.GeoDataFrame(
        {
            "tt": [n + 1 for n in rows],
            "tk": ["112"] * 16,
            "khoanh": [str(1 + n // 8) for n in rows],
            "lo": ["a", *(f"{n + 1}" for n in rows[1:])],
            "ddanh": [_raw("Bản Huổi Ngà")] * 16,
            "dtich": [16.0] * 16,
            "ldlr_23": ["TXN", "RTG", "DT2", "NN"] * 4,
            "maldlr_23": [16, 60, 78, 88] * 4,
            "sldlr": [_raw("Keo lai")] * 16,
            "namtr": [0, 2015, 0, 0] * 4,
            "malr3": [1, 3, 2, 0] * 4,
            "churung": [_raw(OWNERS[n % 4]) for n in rows],
        },
        geometry=shapes,
        crs=9206,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zipped Shapefile in VN-2000 without .prj and .cpg."""
    folder = tmp_path_factory.mktemp("layer")
    write(_plots(), folder / "LoRung_2023.shp", raw_text=True)
    return zipped(folder, folder / "LoRung_2023.zip", without=(".prj", ".cpg"))


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'canhlua.db'}"
    here = installation(url)
    fill(here)
    here.engine.dispose()
    return url


@pytest.fixture
def address(database: str, tmp_path: Path) -> Iterator[str]:
    with serving(database, tmp_path / "server.log") as found:
        yield found


def _next(look: Look, key: str) -> None:
    button = look.page.locator(f".st-key-{key} button")
    expect(button).to_be_enabled()
    button.click()


def _shot(look: Look, name: str, width: int = 1366) -> None:
    """A picture of the whole page."""
    SCREENSHOTS.mkdir(exist_ok=True)
    look.page.wait_for_timeout(700)  # pictures only: maps and tables draw themselves
    tall = look.page.locator('[data-testid="stMain"]').evaluate("box => box.scrollHeight")
    before = look.page.viewport_size
    look.page.set_viewport_size({"width": width, "height": min(max(tall, 700), 5000)})
    look.page.wait_for_timeout(500)
    look.page.screenshot(path=SCREENSHOTS / f"forest_{name}.png")
    if before:
        look.page.set_viewport_size(before)


def _upload(look: Look, *files: Path) -> None:
    look.page.locator(".st-key-forest_drop input[type=file]").set_input_files(list(files))


def _until_read(look: Look, archive: Path) -> None:
    """The steps up to the staged layer."""
    _upload(look, archive)
    expect(look.page.get_by_text("thiếu .prj")).to_be_visible()
    _shot(look, "1_file")
    _next(look, "forest_to_columns")
    expect(look.page.locator(".st-key-forest_field_owner")).to_contain_text("Lò Văn Đôi")
    _shot(look, "2_columns")
    _next(look, "forest_to_crs")
    onward = look.page.locator(".st-key-forest_to_text button")
    expect(look.page.get_by_text("Tệp không nói hệ tọa độ")).to_be_visible()
    expect(onward).to_be_disabled()
    spots = look.page.frame_locator(".st-key-forest_places iframe").locator("#map_div[data-spots]")
    expect(spots).to_be_attached()
    expect(look.page.get_by_text("EPSG:4326: không đặt được lớp này")).to_be_visible()
    look.page.locator(".st-key-forest_epsg label").filter(has_text="EPSG:9206").click()
    expect(onward).to_be_enabled()
    _shot(look, "3_crs")
    onward.click()
    expect(look.page.locator(".st-key-forest_encoding label").filter(has_text="TCVN3")).to_contain_text(
        "đề xuất"
    )
    expect(look.page.locator(".st-key-forest_encoding input:checked")).to_have_count(1)
    _shot(look, "4_text")
    _next(look, "forest_to_read")
    _next(look, "forest_read")
    expect(look.page.locator(".st-key-forest_activate button")).to_be_visible()


def test_a_shapefile_without_prj_in_tcvn3_becomes_the_layer_in_use(
    browser: Browser, address: str, archive: Path
) -> None:
    with looking(browser, f"{address}/forest-import", 1366, 768) as look:
        _until_read(look, archive)
        look.page.reload()
        expect(look.page.get_by_text("đang chờ xác nhận")).to_be_visible()
        facts = look.page.locator(".st-key-forestpage .cl-facts").first
        expect(facts).to_contain_text("16")
        drawn = look.page.frame_locator(".st-key-forest_map iframe").locator("#map_div[data-drawn]")
        expect(drawn).to_be_attached()
        expect(
            look.page.frame_locator(".st-key-forest_map iframe").locator("img.leaflet-tile-loaded").first
        ).to_be_attached()
        _shot(look, "6_check")
        _next(look, "forest_activate")
        expect(look.page.get_by_text("Đã đưa vào dùng: 16 lô.")).to_be_visible()
        expect(look.page.locator(".cl-forest h2")).to_have_text("LoRung_2023")
        _shot(look, "page_1366")
        expect(drawn).to_be_attached()
        look.choose("Theo", "Chủ rừng")
        look.page.wait_for_timeout(500)  # the chart of before stands until the page has run again
        look.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        expect(look.page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()
        with look.page.expect_download() as download:
            look.page.locator(".st-key-forest_csv button").click()
        text = download.value.path().read_bytes().decode("utf-8")
        assert text.startswith("\ufeff")
        assert all(owner in text for owner in OWNERS)
        told = look.page.request.get(f"{address}/export/hotspots.geojson?period=7d").json()["features"]
        (seen,) = [one for one in told if one["geometry"]["coordinates"][:2] == [FIRE[1], FIRE[0]]]
        assert seen["properties"]["in_forest"] == "inside"
        look.page.goto(f"{address}/?pick={seen['id']}")
        sheet = look.page.locator("article.sheet")
        for words in (
            "Trong rừng",
            "Lô 10 – khoảnh 2 – tiểu khu 112",
            "trồng",
            "Keo lai, trồng năm 2015",
            "chủ rừng: Quàng Thị Én",
            "LoRung_2023",
        ):
            expect(sheet).to_contain_text(words)
        assert unicodedata.is_normalized("NFC", sheet.inner_text())
        look.drawn()
        _shot(look, "sheet_1366")
        look.page.set_viewport_size({"width": 390, "height": 844})
        look.page.wait_for_timeout(1500)
        _shot(look, "sheet_390", 390)
        assert look.errors == []


def test_nothing_is_left_of_what_is_thrown_away(
    browser: Browser, address: str, archive: Path, database: str
) -> None:
    with looking(browser, f"{address}/forest-import", 390, 844) as look:
        _until_read(look, archive)
        _next(look, "forest_discard")
        _next(look, "forest_discard_yes")
        expect(look.page.locator(".st-key-forest_drop")).to_be_visible()
        wide = look.page.locator('[data-testid="stMain"]').evaluate("box => box.scrollWidth")
        assert wide <= 390
    engine = open_engine(database)
    with reading(engine) as conn:
        assert list_layers(conn, states=("reading", "staged", "active", "retired")) == []
    engine.dispose()


def test_what_cannot_be_read_is_refused_in_words(
    browser: Browser, address: str, archive: Path, tmp_path: Path
) -> None:
    text = tmp_path / "ghi chu.txt"
    text.write_text("không phải bản đồ", encoding="utf-8")
    broken = tmp_path / "hong.zip"
    broken.write_bytes(archive.read_bytes()[:900])
    lonely = tmp_path / "LoRung_2023.shp"
    shutil.copy(archive.parent / "LoRung_2023.shp", lonely)
    points = _plots().set_geometry(_plots().geometry.centroid)
    write(points, tmp_path / "diem.gpkg")
    cases = ((text, "không phải lớp bản đồ"), (broken, "bị hỏng"), (lonely, "thiếu tệp .dbf"))
    with looking(browser, f"{address}/forest-import", 1366, 768) as look:
        for file, said in cases:
            _upload(look, file)
            expect(look.page.locator(".cl-note.bad")).to_contain_text(said)
            look.page.reload()
            look.page.locator(".st-key-forest_drop").wait_for()
        _upload(look, tmp_path / "diem.gpkg")
        expect(look.page.locator(".cl-note.bad")).to_contain_text("không phải lớp lô rừng")
        expect(look.page.locator(".st-key-forest_to_columns button")).to_be_disabled()
        assert look.errors == []
