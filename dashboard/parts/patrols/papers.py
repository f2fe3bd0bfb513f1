"""*Mang theo*, on the sheet of a patrol: its plan to print, files for receivers and calendars, links."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.html import html
from dashboard.parts.patrols import member_links
from dashboard.patrol_papers import addresses
from dashboard.patrol_papers.addresses import address
from dashboard.words import _
from data.access import may_ever
from data.patrols.act import FOLLOW


def _links(patrol_id: int) -> list[tuple[str, str]]:
    me, found = who(), []
    if may_ever(me, FOLLOW):
        page = f"{address(addresses.PAGE, patrol_id)}?lang={words.current()}"
        found += [(page, _("Bản kế hoạch để in")), (address(addresses.DOCX, patrol_id), ".docx")]
    if may_ever(me, "export.read"):
        found += [
            (address(addresses.GPX, patrol_id), "GPX"),
            (address(addresses.KML, patrol_id), "KML"),
            (address(addresses.ICS, patrol_id), _("Lịch (.ics)")),
        ]
    return found


def links(patrol_id: int) -> None:
    """Draw the links: the plan for those who follow patrols, files for everybody who may export."""
    shown = "".join(
        f'<a href="{escape(href)}" target="_blank" rel="noopener">{escape(name)}</a>'
        for href, name in _links(patrol_id)
    )
    if shown:
        html(f'<p class="cl-papers">{shown}</p>')


def show(row: Mapping[str, Any]) -> None:
    """Draw the part."""
    if not _links(row["id"]):
        return
    st.subheader(_("Mang theo"))
    links(row["id"])
    if (
        row["members"]
        and may_ever(who(), FOLLOW)
        and st.button(_("Đường dẫn điểm danh"), key="patrol_links", icon=":material/qr_code_2:")
    ):
        dialogs.dialog(_("Đường dẫn điểm danh"))(member_links.show)(row)
