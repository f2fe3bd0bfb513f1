"""*Báo cáo*: what the coordination plan promised in a period, what was done of it, and on which records."""

from __future__ import annotations

from pathlib import Path

from dashboard.parts import whole_page
from dashboard.parts.reports import board

_CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def show() -> None:
    """Draw the page."""
    whole_page.draw("reports", board.body, _CSS)
