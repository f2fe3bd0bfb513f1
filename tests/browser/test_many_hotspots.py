"""50,000 hotspots on the map page: filtered, listed and chosen as a dozen are."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import many
from tests.browser.conftest import SCREENSHOTS, looking
from tests.servers.dashboard import installation, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, pd.DataFrame]]:
    """Address that shows them all, and the hotspots."""
    folder = tmp_path_factory.mktemp("many")
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    points, path = many.fill(here)
    here.engine.dispose()
    with serving(database, folder / "server.log") as found:
        yield found + path, points


def test_every_filter_redraws_exactly_what_it_wants(
    browser: Browser, installed: tuple[str, pd.DataFrame]
) -> None:
    address, points = installed
    with looking(browser, address, 1366, 768) as look:
        drawn = look.drawn()
        assert look.script("(v) => v.hot.n") == many.COUNT
        high, night = points["confidence"] == "high", points["daynight"] == "N"
        look.page.get_by_role("button", name="Lọc").click()
        for label, wanted in (("cao", high), ("ban đêm", high & night)):
            look.page.get_by_test_id("stPopoverBody").get_by_role("button", name=label, exact=True).click()
            drawn = look.drawn(but=drawn)
            assert look.script("(v) => v.hot.n") == wanted.sum()
        SCREENSHOTS.mkdir(exist_ok=True)
        look.page.screenshot(path=SCREENSHOTS / "many_filtered.png")
        count = f"{int((high & night).sum()):,}".replace(",", ".")
        expect(look.page.get_by_role("radio", name=f"Điểm cháy ({count})")).to_be_visible()
        look.page.get_by_role("button", name="Bỏ mọi bộ lọc").click()
        look.drawn(but=drawn)
        assert look.script("(v) => v.hot.n") == many.COUNT
        assert look.errors == []


def test_the_table_and_the_charts_hold_them_all(
    browser: Browser, installed: tuple[str, pd.DataFrame]
) -> None:
    with looking(browser, installed[0], 1366, 768) as look:
        look.drawn()
        look.page.get_by_role("radio", name="Điểm cháy (50.000)").click()
        expect(look.page.get_by_test_id("stDataFrame")).to_be_visible()
        look.page.get_by_role("radio", name="Biểu đồ").click()
        expect(look.page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
        assert look.errors == []
