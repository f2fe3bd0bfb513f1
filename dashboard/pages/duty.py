"""*Trực ban*: who is on duty now at each agency, the roster, the duty book."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import whole_page
from dashboard.parts.dutybook import act, book_part, roster_part, shifts_part
from dashboard.services import services
from dashboard.words import N_, _
from data.agencies import agencies_at
from data.duty_shifts import on_duty
from data.store.engine import reading

_CSS = Path(__file__).with_name("duty.css").read_text(encoding="utf-8")
_VIEWS = {"now": N_("Đang trực"), "roster": N_("Lịch trực"), "book": N_("Sổ trực ban")}


def _body() -> None:
    here, me = services(), who()
    st.title(_("Trực ban"))
    look.small(
        _("Ai đang trực ở từng đơn vị. Ca trực không tự hết: quá giờ mà chưa ký hết ca thì được nêu lên.")
    )
    view = st.segmented_control(
        _("Xem"), list(_VIEWS), default="now", required=True, key="duty_view",
        format_func=lambda each: _(_VIEWS[each]), label_visibility="collapsed",
    )  # fmt: skip
    act.news()
    with reading(here.engine) as conn:
        rows = agencies_at(conn, formats.local(here.now()).date())
        busy = next(iter(on_duty(conn)), None)
    if view == "now":
        shifts_part.show(rows)
    elif rows:
        part = roster_part if view == "roster" else book_part
        part.show(rows, me.agency_id or busy)
    else:
        look.small(_("Chưa có đơn vị nào."))


def show() -> None:
    """Draw the page."""
    whole_page.draw("duty", _body, _CSS)
