"""*Tập huấn, tuyên truyền*: announced beforehand, answered by the other forces, counted by when they knew."""

from __future__ import annotations

from pathlib import Path

from dashboard.parts import whole_page
from dashboard.parts.outreach import board

_CSS = Path(__file__).with_name("meetings.css").read_text(encoding="utf-8")
_CSS = _CSS.replace(".st-key-meetings", ".st-key-outreach")


def show() -> None:
    """Draw the page."""
    whole_page.draw("outreach", board.body, _CSS)
