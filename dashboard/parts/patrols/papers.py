"""Links to a patrol's papers, for its sheet."""

from __future__ import annotations

from html import escape

from dashboard import words
from dashboard.access import who
from dashboard.parts.html import html
from dashboard.patrol_papers import addresses
from dashboard.patrol_papers.addresses import address
from dashboard.words import _
from data.access import may_ever


def links(patrol_id: int) -> None:
    """Draw them: the plan to print for those who follow patrols, files for everybody who may export."""
    me, found = who(), []
    if may_ever(me, "patrols.follow"):
        page = f"{address(addresses.PAGE, patrol_id)}?lang={words.current()}"
        found += [(page, _("Bản kế hoạch để in")), (address(addresses.DOCX, patrol_id), ".docx")]
    if may_ever(me, "export.read"):
        found += [
            (address(addresses.GPX, patrol_id), "GPX"),
            (address(addresses.KML, patrol_id), "KML"),
            (address(addresses.ICS, patrol_id), _("Lịch (.ics)")),
        ]
    shown = "".join(f'<a href="{escape(href)}" target="_blank">{escape(name)}</a>' for href, name in found)
    if shown:
        html(f'<p class="cl-papers">{shown}</p>')
