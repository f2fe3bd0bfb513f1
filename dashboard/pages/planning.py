"""*Quy hoạch tuần tra*: where patrols are worth it, who goes, and what came of it."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from dashboard import look
from dashboard.access import who
from dashboard.parts import whole_page
from dashboard.parts.html import html
from dashboard.parts.planning_sections import SECTIONS, Section, asked, of
from dashboard.words import _
from data.access import may_ever

_PARTS = Path(__file__).parents[1] / "parts"
_SHEETS = (Path(__file__).with_name("planning.css"), _PARTS / "patrols" / "effort.css")
_CSS = "".join(each.read_text(encoding="utf-8") for each in _SHEETS)
_KEY = "planning_section"


def _opening() -> None:
    title = _("Quy hoạch tuần tra")
    lead = _("Khoanh khu vực cần tuần tra, giao ba lực lượng cùng đi, xem đã đi tới đâu.")
    html(f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div></header>')


def _remember() -> None:
    st.query_params["section"] = st.session_state[_KEY]


def _chosen(sections: tuple[Section, ...]) -> Section:
    """The section that the address asks for at first, then the one that was chosen."""
    keys = [each.key for each in sections]
    wanted = asked(set(st.query_params), sections)
    address = f"{sorted(st.query_params.items())}"
    if wanted is not None and st.session_state.get("planning_asked") != address:
        st.session_state["planning_asked"] = address
        st.session_state[_KEY] = wanted.key
    if st.session_state.get(_KEY) not in keys:
        st.session_state[_KEY] = of(st.query_params.get("section"), sections).key
    if len(sections) > 1:
        titles = {each.key: _(each.title) for each in sections}
        with st.container(key="planningbar"):
            st.segmented_control(
                _("Phần của trang"), keys, key=_KEY, format_func=titles.__getitem__, required=True,
                label_visibility="collapsed", on_change=_remember,
            )  # fmt: skip
    return of(st.session_state[_KEY], sections)


def _body() -> None:
    visitor = who()
    sections = tuple(each for each in SECTIONS if may_ever(visitor, each.needs))
    _opening()
    if not sections:
        look.note(_("Chưa có phần nào để xem"), _("Vai trò của bạn chưa được xem trang này."), kind="warn")
        return
    _chosen(sections).show()


def show() -> None:
    """Draw the page."""
    whole_page.draw("planning", _body, _CSS)
