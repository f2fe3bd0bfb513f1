"""A real Chromium that looks at the real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Position, expect, sync_playwright

SCREENSHOTS = Path(__file__).parent / "screenshots"
PATIENCE_MS = 30_000
"""A busy machine draws a page late; a test that waits long for what never comes fails all the same."""
expect.set_options(timeout=PATIENCE_MS)
# As root in a container, without a graphics card, and without a look at the outside world.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP canhlua.test 127.0.0.1",  # a name for a program that is opened to a network
]


def chromium_path() -> str | None:
    """Where Chromium is installed, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; absent it is a skip, and a failure where CI is set."""
    path = chromium_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium must be installed where CI is set", pytrace=False)
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


def patient(page: Page) -> None:
    """Act, and look, as people do: once the page is drawn to its end.

    While Streamlit draws, a button of the page before can still stand where that of the new one will, and a
    press on it is lost. Before each action and each waiting look, Playwright waits until none is drawn.
    """
    drawing = page.locator("[data-testid=stApp]:not([data-test-script-state=notRunning])")
    page.add_locator_handler(drawing, lambda _drawing: None)


def only_map(page: Page, key: str) -> FrameLocator:
    """The frame of a map once the page is drawn to its end: until then the map of before stands beside it."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE_MS)
    expect(page.locator(f".st-key-{key} iframe")).to_have_count(1)
    return page.frame_locator(f".st-key-{key} iframe")


@dataclass
class Look:
    """A page, the requests that it sent elsewhere, and the errors of its scripts."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def map(self) -> FrameLocator:
        """The frame that holds the map."""
        return self.page.frame_locator(".st-key-map iframe")

    def drawn(self, but: str = "") -> str:
        """Wait until the map shows another version than ``but``; returns the version."""
        shown = self.map.locator(f"#map_div[data-drawn]:not([data-drawn='{but}'])")
        shown.wait_for(timeout=PATIENCE_MS)
        return str(shown.get_attribute("data-drawn"))

    def script(self, code: str) -> object:
        """Run a function of the renderer's view inside the map's frame."""
        return self.map.locator("#map_div").evaluate(f"(box) => ({code})(window.map.canhlua)")

    def spot(self, latitude: float, longitude: float) -> Position:
        """Where a place is on the map's box, in pixels."""
        found: Position = self.map.locator("#map_div").evaluate(
            "(box, at) => { const p = window.map.latLngToContainerPoint(at); return {x: p.x, y: p.y} }",
            [latitude, longitude],
        )
        return found

    def choose(self, label: str, option: str) -> None:
        """Pick from a list by its label."""
        box = self.page.get_by_role("combobox", name=label)
        # A list closes when the page scrolls, and the scroll that a click needs is told only after the click.
        box.evaluate(
            """box => new Promise(done => {
                box.scrollIntoView({block: "center"});
                requestAnimationFrame(() => requestAnimationFrame(done));
            })"""
        )
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        expect(box).to_have_value(option)

    def press(self, latitude: float, longitude: float) -> None:
        """Click on a place of the map."""
        self.map.locator("#map_div").click(position=self.spot(latitude, longitude))


@contextmanager
def looking(
    browser: Browser,
    address: str,
    width: int,
    height: int,
    scheme: str = "light",
    *,
    allowed: tuple[str, ...] = (),
) -> Iterator[Look]:
    """Open an address in a window of its own; afterwards, no request may have gone anywhere else.

    `allowed` holds the beginnings of addresses that this page may ask besides its own server.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    patient(page)
    look = Look(page)
    host = urlsplit(address).netloc
    own = (f"http://{host}/", f"ws://{host}/", "data:", "blob:", *allowed)
    page.on("request", lambda r: None if r.url.startswith(own) else look.outside.append(r.url))
    page.on("websocket", lambda w: None if w.url.startswith(own) else look.outside.append(w.url))
    page.on("pageerror", lambda error: look.errors.append(str(error)))
    page.goto(address)
    try:
        yield look
        assert look.outside == [], "the page asked somebody else"
    finally:
        context.close()
