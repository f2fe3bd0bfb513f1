"""Telephone numbers that a tap calls."""

from __future__ import annotations

import re
from html import escape

from dashboard.parts.agencies import words as agency_words


def tel(number: str) -> str:
    """A link that dials; the number as people here write it. HTML, escaped."""
    shown = escape(agency_words.phone(number))
    if not re.fullmatch(r"\+?[0-9]{3,15}", number):
        return f"<span>{shown}</span>"
    return f'<a class="cl-tel" href="tel:{number}">{shown}</a>'
