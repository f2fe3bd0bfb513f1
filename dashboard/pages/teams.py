"""*Đoàn liên ngành*: teams by decision, what they inspect, find and recommend."""

from __future__ import annotations

from pathlib import Path

from dashboard.parts import whole_page
from dashboard.parts.teams import board
from dashboard.words import _

_PARTS = Path(__file__).parents[1] / "parts"
_SHEETS = (Path(__file__).with_name("teams.css"), _PARTS / "followup" / "items.css")
_CSS = "".join(each.read_text(encoding="utf-8") for each in _SHEETS)


def show() -> None:
    """Draw the page."""
    drop = _("Kéo tệp vào đây, hoặc bấm nút. PDF hoặc JPG, tối đa 20 MB.")
    whole_page.draw("teams", board.body, f'{_CSS}\n.st-key-team_drop {{ --cl-drop: "{drop}"; }}')
