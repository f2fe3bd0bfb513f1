"""The words that mark an exercise. In every language they begin with DIỄN TẬP: nobody can miss them."""

from __future__ import annotations

from dashboard.words import _

MARK = "DIỄN TẬP"


def line() -> str:
    """One line that says that nothing of this happens."""
    return _("DIỄN TẬP – không phải cháy thật")
