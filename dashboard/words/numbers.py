"""Numbers as people here write them: 1.234,56, and 1,234.56 in English."""

from __future__ import annotations

import math

from dashboard.words.language import current

UNKNOWN = "—"


def number(value: float | int | None, digits: int = 0) -> str:
    """A number with the thousands and decimal marks of the language in use; a dash for none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return text if current() == "en" else text.translate(str.maketrans(",.", ".,"))
