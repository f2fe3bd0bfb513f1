"""The section *Khu vực*."""

from __future__ import annotations

from dashboard import look
from dashboard.words import _


def show() -> None:
    """Draw the section."""
    look.small(_("Chọn một khu vực để xem, hoặc vẽ khu vực mới."))
