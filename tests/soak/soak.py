"""One wall for ten hours, told faster: 1,200 refreshes, one a second, in a real Chromium.

Memory is read after a forced collection, so that what is measured is what is held.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium_path
from tests.servers.wall import Server
from tests.soak.bounds import HEAP_MB_PER_100, SERVER_MB, Bound, slope
from tests.soak.installed import news, served
from tests.soak.process import rss_mb

STEP = 100
WARM_UP = 2
"""Steps that do not count: caches fill, code is compiled."""
NEWS_EVERY = 50
MORE_NODES = 200
"""Of 24 fires that come meanwhile each may add a ring and a line; more would be something that piles up."""


def _beats(page: Page) -> int:
    return int(page.locator(".canhlua-wall").get_attribute("data-beats") or 0)


def _heap_mb(cdp: CDPSession) -> float:
    for _ in range(2):
        cdp.send("HeapProfiler.collectGarbage")
    return float(cdp.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


def _wait(page: Page, server: Server, until: int, told: int) -> int:
    """Wait until so many refreshes were drawn; something new is stored now and then. Returns how often."""
    while (now_at := _beats(page)) < until:
        if now_at // NEWS_EVERY > told:
            told += 1
            news(server, told)
        time.sleep(0.5)
    return told


def measure(refreshes: int, folder: Path) -> list[Bound]:
    """Watch a wall; print memory at every step."""
    heaps: list[float] = []
    servers: list[float] = []
    nodes: list[int] = []
    with served(folder, 1.0) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{server.url}/wall")
        page.locator(".canhlua-wall[data-beats]").wait_for(timeout=60_000)
        cdp, told, begun = page.context.new_cdp_session(page), 0, time.monotonic()
        for step in range(1, refreshes // STEP + 1):
            told = _wait(page, server, step * STEP, told)
            heaps.append(_heap_mb(cdp))
            servers.append(rss_mb(server.pid))
            nodes.append(page.evaluate("document.getElementsByTagName('*').length"))
            print(
                f"  {step * STEP:5d} refreshes: heap {heaps[-1]:.2f} MB, server {servers[-1]:.1f} MB, "
                f"{nodes[-1]} elements, {time.monotonic() - begun:.0f} s",
                flush=True,
            )
        state = page.locator(".canhlua-wall").get_attribute("data-trust")
        browser.close()
    assert state == "live", f"the wall ended {state}"
    held = heaps[WARM_UP:] or heaps
    late = held[len(held) // 2 :]
    server_from, nodes_from = (some[min(WARM_UP, len(some) - 1)] for some in (servers, nodes))
    return [
        Bound("browser heap, growth per 100 refreshes", slope(held), HEAP_MB_PER_100, "MB"),
        Bound("browser heap, the same in the second half", slope(late), HEAP_MB_PER_100, "MB"),
        Bound("server memory, growth after warm-up", servers[-1] - server_from, SERVER_MB, "MB"),
        Bound("elements of the page, growth after warm-up", nodes[-1] - nodes_from, MORE_NODES, "elements"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.soak", description=__doc__)
    parser.add_argument("--refreshes", type=int, default=1200)
    given = parser.parse_args()
    print(f"soak: {given.refreshes} refreshes at 1 s")
    with TemporaryDirectory() as folder:
        found = measure(given.refreshes, Path(folder))
    for each in found:
        print(each.line())
    return 0 if all(each.kept for each in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
