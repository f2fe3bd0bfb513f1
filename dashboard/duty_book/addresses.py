"""Where a duty book is found."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from dashboard.words import current

PAGE = "/duty-book/{agency_id}"
DOCX = "/duty-book/{agency_id}/docx"
SCRIPT = "/duty-book/files/print.js"


def address(agency_id: str, first: date, last: date, *, docx: bool = False) -> str:
    """The address of some days (both included) of an agency's book."""
    path = (DOCX if docx else PAGE).replace("{agency_id}", quote(agency_id, safe=""))
    return f"{path}?from={first.isoformat()}&to={last.isoformat()}&lang={current()}"
