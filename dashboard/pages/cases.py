"""*Hồ sơ chung*: cases and the persons concerned, read by role, each reading journalled."""

from __future__ import annotations

from pathlib import Path

from dashboard.parts import whole_page
from dashboard.parts.cases import board

_CSS = Path(__file__).with_name("meetings.css").read_text(encoding="utf-8")
_CSS = _CSS.replace(".st-key-meetings", ".st-key-cases") + (
    ".st-key-casedeeds { gap: 10px; flex-wrap: wrap; } .cl-handed { border: 1px solid var(--cl-line);"
    " border-left: 4px solid var(--cl-warn); border-radius: 10px; background: var(--cl-card);"
    " padding: 8px 14px; color: var(--cl-ink); } .cl-handed.received { border-left-color: var(--cl-good); }"
    " .cl-handed p { font-size: .92rem; } .cl-handed small { color: var(--cl-soft); }"
)


def show() -> None:
    """Draw the page."""
    whole_page.draw("cases", board.body, _CSS)
