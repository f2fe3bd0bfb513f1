"""Held, late, missed: per commune and of the area, with what is still ahead."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import formats
from dashboard.parts.html import html
from dashboard.parts.meetings import words
from dashboard.services import services
from dashboard.words import _
from data.meetings.figures import BUCKETS
from geo.alphabet import sort_key


def _row(name: str, counts: Mapping[str, int], *, total: bool = False) -> str:
    cells = "".join(
        f'<td class="{each if counts[each] else "nought"}">'
        f"{escape(formats.number(counts[each])) if counts[each] else '–'}</td>"
        for each in BUCKETS
    )
    return f"<tr{' class=total' if total else ''}><th scope=row>{escape(name)}</th>{cells}</tr>"


def show(found: Mapping[str, Any]) -> None:
    """Draw what `data.meetings.figures.figures` gives."""
    areas = services().areas
    head = "".join(f"<th scope=col>{escape(_(words.BUCKETS[each]))}</th>" for each in BUCKETS)
    names = {own: str(areas.by_id(own).name) for own in found["communes"]}
    rows = [
        _row(_("xã {name}", name=names[own]), found["communes"][own])
        for own in sorted(names, key=lambda own: sort_key(names[own]))
    ]
    if any(found["quarterly"].values()):
        rows.append(_row(_("Giao ban quý, toàn khu vực"), found["quarterly"]))
    rows.append(_row(_("Cộng"), found["total"], total=True))
    html(
        f'<div class="cl-scroll"><table class="cl-held"><thead><tr><th scope=col>{escape(_("Nơi họp"))}</th>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
