"""Names of an installation and its files that are HTML and Markdown are shown as they are written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from dashboard.services import Services
from data.ingest import RunInfo, store
from data.profile import load_profile
from data.store.engine import migrate, open_engine
from geo.areas import load_areas
from geo.hotspots import read
from tests.browser import seed
from tests.browser.conftest import Look, looking
from tests.servers.dashboard import ROOT, serving

pytestmark = pytest.mark.browser
NAME = """<img src=x onerror="parent.ran=1"> 'A' &amp; **b** :red[c] <script>window.ran=1</script>"""
# What a name must never have become, in a page or in the map's frame.
ALIVE = "img[src='x'], script:text('ran=1'), .cl-html strong, [class*='st-key-filter'] strong"


def _hostile(folder: Path) -> Path:
    """The shipped profile with another name for the commune of the fire, for a feed and for the outlines."""
    profile = folder / "profile"
    shutil.copytree(ROOT / "data" / "profiles" / "quynh_nhai", profile)
    for file, old in (
        ("areas/areas.toml", 'name = "Mường Giôn"'),
        ("areas/areas.toml", 'attribution = "Canh Lửa: ranh giới khái quát hóa, sai số khoảng ±300 m"'),
        ("areas/areas.toml", 'note_vi = "Ranh giới chỉ để tham khảo, không phải ranh giới pháp lý"'),
        ("feeds.toml", 'name = "VIIRS NOAA-20"'),
    ):
        text = (profile / file).read_text(encoding="utf-8")
        assert old in text
        new = f"{old.split('=')[0]}= {json.dumps(NAME, ensure_ascii=False)}"
        (profile / file).write_text(text.replace(old, new), encoding="utf-8")
    return profile


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    profile = load_profile(_hostile(folder))
    engine = open_engine(database)
    migrate(engine)
    here = Services(profile, load_areas(profile.areas_dir), engine)
    seed.fill(here)
    data = (
        seed.csv(seed.TWINS, here.now())
        + f'1,2,3,4,5,6,7,8,9,"{NAME.replace(chr(34), chr(34) * 2)}",1,2,3\n'.encode()
    )
    info = RunInfo("upload", "upload", NAME, "upload", here.now(), file_name=NAME)
    store(engine, read(data, source=NAME), data, info, now=here.now(), profile=profile, areas=here.areas)
    engine.dispose()
    with serving(database, folder / "server.log", profile=profile.directory) as found:
        yield found


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Look]:
    with looking(browser, address + "/?period=7d", 1366, 900) as opened:
        yield opened


def _harmless(look: Look, *where: Locator) -> None:
    assert [each.locator(ALIVE).count() for each in where] == [0] * len(where)
    assert look.page.evaluate("() => window.ran === undefined")
    assert look.errors == []


def test_on_the_map(look: Look) -> None:
    look.drawn()
    look.map.locator("#map_div").hover(position=look.spot(*seed.FIRE[6][:2]))
    for part in (".canhlua-tip", ".leaflet-control-attribution", ".canhlua-legend"):
        expect(look.map.locator(part)).to_contain_text(NAME)
    assert look.map.locator("#map_div").evaluate("() => window.ran === undefined")
    _harmless(look, look.map.locator("body"), look.page.locator("body"))


def test_in_cards_filters_and_sheets(look: Look) -> None:
    look.drawn()
    card = look.page.locator("[class*='st-key-card_']").filter(has_text=NAME).first
    expect(card).to_be_visible()
    look.page.get_by_role("button", name="Lọc").click()
    expect(look.page.locator(".st-key-filter_commune")).to_contain_text(NAME)
    _harmless(look, look.page.locator("body"))
    look.page.keyboard.press("Escape")
    card.get_by_role("button").click()
    expect(look.page.locator("article.sheet")).to_contain_text(NAME)
    _harmless(look, look.page.locator("body"))


@pytest.mark.parametrize(("page", "times"), [("sources", 3), ("about", 1)])
def test_on_the_other_pages(browser: Browser, address: str, page: str, times: int) -> None:
    with looking(browser, f"{address}/{page}", 1366, 900) as look:
        expect(look.page.locator(".cl-html").filter(has_text=NAME).first).to_be_visible()
        assert (look.page.locator("body").text_content() or "").count(NAME) >= times
        _harmless(look, look.page.locator("body"))
