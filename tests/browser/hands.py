"""What people do at a screen: without a mouse, with dates, with eyes; for tests of whole pages."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from dashboard.words import catalogue
from tests.browser.conftest import Look

PICTURES = os.environ.get("CANHLUA_SCREENSHOTS")
SIZES = ((1920, 1080), (1366, 768), (390, 844))
_FOCUSED = """() => {
    const at = document.activeElement;
    return at.getAttribute("aria-label") || (at.matches("button, a") ? at.innerText : "");
}"""


def tab_to(page: Page, label: str, most: int = 80) -> None:
    """Press Tab until the field, or the button, of this name has the focus, as whoever has no mouse does."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if str(page.evaluate(_FOCUSED)).strip().endswith(label):
            return
    raise AssertionError(f"Tab does not come to “{label}”")


def field(page: Page, label: str, text: str) -> None:
    """Come to a field with Tab and type."""
    tab_to(page, label)
    page.keyboard.type(text)


def day(box: Locator, label: str, digits: str) -> None:
    """Type a day into its parts, 18032027, and leave the field: a day counts when its calendar closes."""
    parts = box.get_by_role("group", name=label, exact=True).get_by_role("spinbutton")
    parts.first.click()
    box.page.keyboard.type(digits)
    box.page.keyboard.press("Tab")
    box.page.keyboard.press("Tab")
    expect(box.page.get_by_role("grid")).to_have_count(0)


def pictures(look: Look, name: str) -> None:
    """The page at three sizes, kept for people's eyes where somebody asks; it never scrolls sideways."""
    page, before = look.page, look.page.viewport_size
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".st-key-topbar")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"))
    if before is not None:
        page.set_viewport_size(before)


@cache
def _vietnamese() -> frozenset[str]:
    root = Path(catalogue.__file__).parents[1]
    texts = {text for _place, text in catalogue.source_strings(root)}
    return frozenset(text for text in texts if catalogue.translate(text, "en") != text)


def untranslated(page: Page) -> set[str]:
    """Lines on screen that are Vietnamese words of the program, where English is in use."""
    lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
    return lines & _vietnamese()
