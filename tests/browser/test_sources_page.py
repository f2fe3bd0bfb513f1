"""The pages about sources and about the program in a real browser: at three sizes, by keyboard, offline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from data.ingest import record_failure, record_unchanged
from geo.errors import Unreachable
from tests.browser.conftest import PATIENCE_MS, SCREENSHOTS, looking
from tests.data.fires import put, run_info
from tests.servers import firms as server
from tests.servers.dashboard import installation, serving
from tests.servers.dialects import Pixel, keyless
from tests.servers.firms import FirmsServer

pytestmark = pytest.mark.browser
SIZES = [(1920, 1080, "dark"), (1366, 768, "light"), (390, 844, "light")]


def fill(database: str) -> None:
    """A day of two satellites, one of which has stopped answering."""
    here = installation(database)
    now = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=10)
    seen = now - timedelta(hours=5)
    near = [Pixel(21.6436, 103.6619, seen), Pixel(21.6470, 103.6650, seen)]
    far = [Pixel(16.0, 107.5, seen - timedelta(minutes=3)), Pixel(12.5, 105.0, seen)]
    put(here.engine, [*near, *far], now=now, info=run_info(started=now))
    for quarter in range(6):
        record_unchanged(here.engine, run_info(started=now), now + timedelta(seconds=quarter))
    error = Unreachable(source="firms.modaps.eosdis.nasa.gov", reason="timed out")
    record_failure(here.engine, run_info("noaa-21", started=now), error, now)
    here.engine.dispose()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sources")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    fill(database)
    with FirmsServer() as firms, pytest.MonkeyPatch.context() as patch:
        firms.answer("J1_VIIRS", server.body(keyless([])))
        patch.setenv("CANHLUA_FIRMS_URL", firms.url)
        patch.delenv("FIRMS_MAP_KEY", raising=False)
        with serving(database, folder / "server.log") as found:
            yield found


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
@pytest.mark.parametrize(("page", "ready"), [("sources", ".cl-runs"), ("about", ".cl-about footer")])
def test_it_fits_and_asks_nobody(
    browser: Browser, address: str, page: str, ready: str, width: int, height: int, scheme: str
) -> None:
    with looking(browser, f"{address}/{page}", width, height, scheme) as look:
        expect(look.page.locator(ready)).to_be_attached()
        expect(look.page.locator("h1")).to_be_visible()
        wide = look.page.locator('[data-testid="stMain"]').evaluate("box => box.scrollWidth")
        assert wide <= width
        SCREENSHOTS.mkdir(exist_ok=True)
        tall = look.page.locator('[data-testid="stMain"]').evaluate("box => box.scrollHeight")
        look.page.set_viewport_size({"width": width, "height": min(tall, 6000)})
        look.page.screenshot(path=SCREENSHOTS / f"{page}-{width}-{scheme}.png")
        assert look.errors == []


def test_the_line_is_drawn_and_its_hatching_too(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/sources", 390, 844) as look:
        line = look.page.locator("svg.cl-sky")
        expect(line).to_have_attribute("role", "img")
        assert "NOAA-20" in str(line.get_attribute("aria-label"))
        assert line.locator("rect.look").count() >= 4
        assert line.evaluate("svg => getComputedStyle(svg.querySelector('.hatch')).stroke") != "none"
        sizes = line.locator("text.tick:not(.minor)").evaluate_all(
            "all => all.map(t => t.getBoundingClientRect())"
        )
        edges = sorted((box["left"], box["right"]) for box in sizes)
        assert all(left[1] < right[0] for left, right in pairwise(edges))


def test_states_are_told_without_colour(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/sources", 1366, 768) as look:
        cards = look.page.locator("[class*='st-key-feed_']")
        expect(cards).to_have_count(4)
        expect(look.page.locator(".cl-feedcard .cl-state svg")).to_have_count(4)
        told = look.page.locator(".cl-feedcard .cl-state").evaluate_all(
            "all => all.map(s => [s.querySelector('svg').innerHTML, s.innerText.split(' từ ')[0]])"
        )
        assert len({shape for shape, _ in told}) == len({word for _, word in told}) >= 3


def test_poll_now_says_what_came_of_it(browser: Browser, address: str) -> None:
    with looking(browser, f"{address}/sources", 1366, 768) as look:
        button = look.page.locator(".st-key-poll_noaa-20 button")
        expect(button).to_be_enabled()
        button.click()
        expect(look.page.get_by_text("Đã hỏi xong VIIRS NOAA-20")).to_be_visible(timeout=PATIENCE_MS)
        expect(look.page.locator(".cl-runs tbody tr").first).to_contain_text("Đã nhận")
        button.click()
        expect(look.page.get_by_text("chưa đầy một phút trước")).to_be_visible()
