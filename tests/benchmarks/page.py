"""From a press on a filter to the redrawn map in Chromium, with 50,000 hotspots stored: the whole way.

The limit is one `pandas.read_csv` of the same hotspots. The other rows, without a limit, are its parts: what
the same press takes where nothing is stored (Streamlit's floor), until the new picture reaches the renderer,
and the renderer's work. Nothing is shown where Chromium is absent.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Page, sync_playwright

from tests.browser import many
from tests.browser.conftest import FLAGS, chromium_path, looking
from tests.servers.dashboard import installation, serving

LIMIT = 1.0
EMPTY = "/?period=2012-01-20..2012-01-21"
#: Each press gives a combination that was not asked for before.
PRESSES = (
    *("cao", "ban ngày", "vừa", "cao", "ban đêm", "thấp", "cao", "ban ngày", "NOAA-20", "vừa", "cao"),
    *("NOAA-21", "thấp", "ban ngày", "cao"),
)
# Milliseconds: until the picture is painted, until it reached the renderer, and in the renderer.
_PRESS = """(label) => new Promise((done, fail) => {
    const frame = [...document.querySelectorAll("iframe")].find((f) => f.contentWindow.map?.canhlua);
    const box = frame.contentDocument.getElementById("map_div"), view = frame.contentWindow.map.canhlua;
    const pills = [...document.querySelectorAll('[data-testid="stPopoverBody"] button')];
    const update = view.update;
    let came = 0, worked = 0;
    view.update = (payload) => {
        came = performance.now();
        update.call(view, payload);
        worked = performance.now() - came;
    };
    const pressed = performance.now();
    const watch = new MutationObserver(() => {
        watch.disconnect();
        delete view.update;
        const painted = () => done([performance.now() - pressed, came - pressed, worked]);
        requestAnimationFrame(() => setTimeout(painted));
    });
    watch.observe(box, {attributeFilter: ["data-drawn"]});
    pills.find((one) => one.innerText.trim() === label).click();
    setTimeout(() => fail(new Error("the map was not redrawn after " + label)), 30000);
})"""


@contextmanager
def _page(folder: Path) -> Iterator[tuple[Page, str, str, bytes]]:
    database = f"sqlite:///{folder / 'canhlua.db'}"
    here = installation(database)
    points, path = many.fill(here)
    here.engine.dispose()
    with serving(database, folder / "server.log") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        with looking(browser, address + "/about", 1366, 768) as look:
            yield look.page, address + path, address + EMPTY, points.to_csv(index=False).encode()


def _presses(page: Page, address: str, data: bytes) -> list[tuple[float, float, float, float]]:
    """Per press: total, until it reached the renderer, in the renderer, one read_csv; seconds."""
    page.goto(address)
    page.frame_locator(".st-key-map iframe").locator("#map_div[data-drawn]").wait_for()
    page.get_by_role("button", name="Lọc").click()
    page.get_by_test_id("stPopoverBody").wait_for()
    rows = []
    for label in PRESSES:
        page.wait_for_load_state("networkidle")
        page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
        began = time.perf_counter()
        pd.read_csv(io.BytesIO(data))
        bare = time.perf_counter() - began
        total, came, worked = (ms / 1000 for ms in page.evaluate(_PRESS, label))
        rows.append((total, came, worked, bare))
    return rows[1:]  # the first only warms up


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`."""
    if chromium_path() is None:
        return []
    with tempfile.TemporaryDirectory() as folder, _page(Path(folder)) as (page, full, empty, data):
        total, came, worked, bare = map(statistics.median, zip(*_presses(page, full, data), strict=True))
        floor, *_others = map(statistics.median, zip(*_presses(page, empty, data), strict=True))
    parts = [
        (f"filter to redrawn map in Chromium / read_csv, {many.COUNT:,} hotspots", total, LIMIT),
        ("  of it: until the picture reaches the renderer", came, None),
        ("  of it: decoding and painting in the renderer", worked, None),
        ("  beside it: the same press with no hotspot in the period", floor, None),
    ]
    return [{"name": name, "ratio": round(part / bare, 2), "limit": limit} for name, part, limit in parts]


if __name__ == "__main__":
    for row in run():
        print(row)
