"""From a hotspot on the map or in the list to its sheet, and what the address keeps of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import seed
from tests.browser.conftest import Look, looking
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser
ROW = MARKER = 35  # height of a row of the table, width of the column that selects it, in pixels
EVERY = len(seed.FIRE + seed.OTHERS + seed.TWINS)
BY_NOAA_20 = sum(row[3] == "N20" for row in seed.FIRE + seed.OTHERS + seed.TWINS)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sheet")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    seed.fill(here, seed.FIRE + seed.OTHERS + seed.TWINS)
    here.engine.dispose()
    with serving(database, folder / "server.log") as found:
        yield found


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Look]:
    """The drawn map; whatever a test does, no script fails."""
    with looking(browser, address + "/", 1366, 900) as opened:
        opened.drawn()
        yield opened
        assert opened.errors == []


def sheet(look: Look) -> Locator:
    return look.page.locator("article.sheet")


def in_address(look: Look, name: str) -> list[str]:
    """The values that the address holds under a name."""
    return parse_qs(urlsplit(look.page.url).query).get(name, [""])[0].split(",")


def opens(look: Look, latitude: float, longitude: float) -> str:
    """Wait for the sheet of the hotspot at a place; its id, which the address must hold first."""
    expect(sheet(look).locator(".fact.wgs84 dd")).to_contain_text(f"{latitude:.5f}, {longitude:.5f}")
    shown = sheet(look).locator("header .id").inner_text()
    assert shown.endswith(f".{latitude:.5f}.{longitude:.5f}")
    expect(look.page).to_have_url(re.compile(rf"pick={re.escape(shown)}"))
    return shown


def test_a_click_on_the_map_opens_the_sheet_of_that_hotspot(look: Look) -> None:
    for row in (seed.OTHERS[0], seed.OTHERS[4]):
        look.press(*row[:2])
        one = opens(look, *row[:2])
        assert in_address(look, "pick")[0] == one
        assert one.startswith({"N20": "NOAA-20.", "N21": "NOAA-21."}[row[3]])
        assert one in list(look.script("(v) => [...v.selected]"))  # type: ignore[call-overload]
    look.page.reload()
    opens(look, *seed.OTHERS[4][:2])


def test_both_of_two_overlapping_hotspots_can_be_opened(look: Look) -> None:
    place = seed.TWINS[0][:2]
    look.press(*place)
    first = opens(look, *place)
    both = in_address(look, "pick")
    assert len(both) == 2
    other = next(one for one in both if one != first)
    expect(look.page.get_by_text("2 điểm cháy ở chỗ này")).to_be_visible()
    look.page.locator(".st-key-cards").wait_for()
    look.page.get_by_role("button", name="2", exact=True).click()
    expect(look.page).to_have_url(re.compile(rf"pick={re.escape(other)}"))
    expect(sheet(look)).to_have_count(1)  # the other one goes when the new one stands
    expect(sheet(look).locator("header .id")).to_have_text(other)
    assert {first.split(".")[0], other.split(".")[0]} == {"NOAA-20", "NOAA-21"}


def test_a_row_of_the_table_opens_its_sheet_and_is_marked_on_the_map(look: Look) -> None:
    look.page.get_by_role("radio", name=f"Điểm cháy ({EVERY})").click()
    look.page.locator("canvas[data-testid='data-grid-canvas']").wait_for()
    third_below_the_head = {"x": MARKER / 2, "y": ROW * 3.5}
    look.page.locator(".dvn-scroller").click(position=third_below_the_head)
    one = opens(look, *seed.OTHERS[0][:2])
    look.page.wait_for_function(
        "id => [...document.querySelectorAll('.st-key-map iframe')].some("
        "f => f.contentWindow.map?.canhlua?.selected.has(id))",
        arg=one,
    )
    look.page.get_by_role("button", name="Danh sách").click()
    expect(sheet(look)).to_have_count(0)
    expect(look.page).not_to_have_url(re.compile("pick="))


def test_the_sheet_has_the_text_for_zalo(look: Look) -> None:
    latitude, longitude = seed.OTHERS[2][:2]
    look.press(latitude, longitude)
    opens(look, latitude, longitude)
    sheet(look).get_by_text("Xem tin nhắn").click()
    text = sheet(look).locator("details pre").inner_text()
    assert text.startswith(f"{latitude:.5f}, {longitude:.5f}\nVN-2000: X ")
    assert "NOAA-20" in text
    assert "cần xác minh tại chỗ" in text
    look.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sheet(look).get_by_role("button", name="Chép cho Zalo").click()
    expect(sheet(look).locator(".said")).to_have_text("Đã chép")
    assert look.page.evaluate("navigator.clipboard.readText()") == text


def test_a_filter_is_kept_by_the_address(look: Look) -> None:
    first = look.drawn()
    look.page.get_by_role("button", name="Lọc").click()
    look.page.locator(".st-key-filter_satellite").get_by_text("NOAA-20", exact=True).click()
    look.drawn(but=first)
    assert look.script("(v) => v.hot.n") == BY_NOAA_20 < EVERY
    assert in_address(look, "satellite") == ["NOAA-20"]
    look.page.reload()
    look.drawn()
    assert look.script("(v) => v.hot.n") == BY_NOAA_20
    expect(look.page.get_by_role("button", name="Lọc (1)")).to_be_visible()
    expect(look.page.get_by_role("radio", name=f"Điểm cháy ({BY_NOAA_20})")).to_be_visible()


def test_the_map_of_communes_is_kept_by_the_address(look: Look) -> None:
    first = look.drawn()
    expect(look.page.get_by_role("radio", name="11 xã cũ")).not_to_be_checked()
    cards = look.page.locator(".st-key-cards")
    now = cards.inner_text()
    look.page.get_by_role("radio", name="11 xã cũ").click()
    look.drawn(but=first)
    expect(cards).not_to_have_text(now, use_inner_text=True)
    then = cards.inner_text()
    look.page.reload()
    look.drawn()
    assert look.script("(v) => v.era") == "2021"
    expect(look.page.get_by_role("radio", name="11 xã cũ")).to_be_checked()
    expect(cards).to_have_text(then, use_inner_text=True)


def test_the_language_changes_the_sheet_and_is_kept(look: Look) -> None:
    look.press(*seed.OTHERS[0][:2])
    one = opens(look, *seed.OTHERS[0][:2])
    label = sheet(look).locator(".fact.confidence dt")
    expect(label).to_have_text("Độ tin cậy")
    look.page.get_by_role("radio", name="EN", exact=True).click()
    expect(label).to_have_text("Confidence")
    look.page.reload()
    expect(label).to_have_text("Confidence")
    expect(sheet(look).locator("header .id")).to_have_text(one)
