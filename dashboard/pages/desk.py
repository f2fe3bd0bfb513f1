"""*Bàn trực*: whom somebody still has to tell, by the time left; one click to tell."""

from __future__ import annotations

import logging
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, reveal, whole_page
from dashboard.parts.desk import act as desk_act
from dashboard.parts.desk import alarms as desk_alarms
from dashboard.parts.desk import bar as desk_bar
from dashboard.parts.desk import listing as desk_list
from dashboard.parts.desk import more as desk_more
from dashboard.parts.desk import paste as desk_paste
from dashboard.parts.desk import quiet as desk_quiet
from dashboard.parts.desk import sheet as desk_sheet
from dashboard.parts.desk import tell as desk_tell
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _, counted
from data.ledger.desk import Counts, changed, count, last_look, live
from data.ledger.desk import look as seen_all
from data.ledger.reading import newest_entry_id
from data.store.engine import reading, writing

REFRESH_S = 30
_CSS = Path(__file__).with_name("desk.css").read_text(encoding="utf-8")
_log = logging.getLogger(__name__)


def _opening(counts: Counts) -> None:
    boxes = (
        (_("quá hạn"), counts.overdue, "bad" if counts.overdue else ""),
        (_("cần báo ngay"), counts.soon, "warn" if counts.soon else ""),
        (_("đang chờ"), counts.all, ""),
    )
    drawn = "".join(
        f'<div class="{kind}"><span>{escape(name)}</span><b>{escape(formats.number(number))}</b></div>'
        for name, number, kind in boxes
    )
    title = _("Bàn trực")
    lead = _("Ai còn phải được báo, còn bao lâu. Trong 24 giờ, qua đầu mối, có tên người nhận.")
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{drawn}</div></header>'
    )


def _baseline(viewer: str) -> int:
    """The entry up to which this person has seen everything; the first visit begins with what is there."""
    here = services()
    with reading(here.engine) as conn:
        found = last_look(conn, viewer)
        newest = newest_entry_id(conn)
    if found is not None:
        return int(found["entry_id"])
    try:
        with writing(here.engine) as conn:
            seen_all(conn, viewer, here.now())
    except SQLAlchemyError:
        _log.exception("what was seen could not be kept")
    return newest


def _news(viewer: str, marked: set[int]) -> None:
    """What changed since the last look, and that it has been seen."""
    if not marked:
        return
    here = services()
    with reading(here.engine) as conn:
        found = last_look(conn, viewer)
    since = formats.short_moment(found["at"], here.now()) if found else ""
    with st.container(key="desknews", horizontal=True, vertical_alignment="center"):
        look.small(counted("{count} nghĩa vụ đổi từ lần xem lúc {since}.", len(marked), since=since))
        if st.button(_("Đã xem"), key="desk_seen", type="tertiary", icon=":material/done_all:"):
            with writing(here.engine) as conn:
                seen_all(conn, viewer, here.now())
            st.rerun(scope="app")


@st.fragment(run_every=REFRESH_S)
def _head(choice: desk_bar.Choice) -> None:
    with reading(services().engine) as conn:
        counts = count(conn, choice.wanted, services().now())
    _opening(counts)


@st.fragment(run_every=REFRESH_S)
def _board(choice: desk_bar.Choice, on: int) -> None:
    """The list, looked at again by itself; dialogs are drawn outside of it."""
    here, viewer = services(), who().name
    most = st.session_state.setdefault("desk_most", desk_list.FIRST)
    since = _baseline(viewer)
    with reading(here.engine) as conn:
        rows = live(conn, choice.wanted, here.now(), limit=most + 1)
        marked = changed(conn, viewer, since)
    _news(viewer, marked)
    if not rows:
        desk_quiet.empty(choice.wanted, on)
    desk_list.show(rows[:most], choice.by, marked)
    if len(rows) > most and st.button(_("Hiện thêm"), key="desk_more", width="stretch"):
        st.session_state["desk_most"] = most + desk_list.FIRST
        st.rerun(scope="fragment")


def _asked_by_address() -> None:
    """``?duty=12`` opens that duty, once."""
    asked = st.query_params.get("duty", "")
    if asked.isdecimal() and st.session_state.get("desk_asked") != asked:
        st.session_state["desk_asked"] = asked
        st.session_state["desk_chosen"] = int(asked)


def _dialogs() -> None:
    """Draw the dialog that is open: again at every run, so that nothing typed is lost."""
    opened = desk_act.opened()
    if opened is None:
        return
    what, number = opened["what"], opened["number"]

    def drawn(title: str) -> Any:
        # `dialogs.is_open`: what runs every page again by itself, as a drill does, waits.
        st.session_state[dialogs.OPEN] = True
        return st.dialog(title, width="medium", on_dismiss=desk_act.close)

    if what == "tell":
        drawn(_("Báo tin"))(desk_tell.dialog)(opened["receiver"], opened["ticked"], number)
    elif what == "pasted":
        drawn(_("Tin để chép"))(desk_paste.dialog)(opened["text"], number)
    elif what == "acknowledged":
        drawn(_("Đã tiếp nhận"))(desk_more.acknowledged)(opened["duty_id"], number)
    elif what == "waived":
        drawn(_("Miễn"))(desk_more.waived)(opened["duty_id"], number)
    elif what == "confirmed":
        drawn(_("Xác nhận lần báo"))(desk_more.confirmed)(opened["duty_id"], opened["entry_id"], number)
    elif what == "revoked":
        drawn(_("Rút lại"))(desk_more.revoked)(opened["duty_id"], opened["entry_id"], number)


def _body() -> None:
    _asked_by_address()
    head = st.container(key="deskhead")
    desk_act.news()
    desk_alarms.show()
    on = desk_quiet.rules()
    choice = desk_bar.show()
    with head:
        _head(choice)
    chosen = st.session_state.get("desk_chosen")
    with st.container(key="deskboard"):
        if chosen is None:
            _board(choice, on)
        else:
            left, right = st.columns([7, 5], gap="medium")
            with left:
                _board(choice, on)
            with right, st.container(key="deskside"):
                if st.button(_("Đóng"), key="desk_close", type="tertiary", icon=":material/close:"):
                    st.session_state["desk_chosen"] = None
                    st.query_params.pop("duty", None)
                    st.rerun()
                desk_sheet.show(chosen)
            reveal.show("desk", "deskside")
    _dialogs()


def show() -> None:
    """Draw the page."""
    drop = _("Kéo tệp vào đây, hoặc bấm nút. PDF hoặc JPG, tối đa 20 MB.")
    css = f'{_CSS}\n.st-key-desk_drop {{ --cl-drop: "{drop}"; }}'
    whole_page.draw("desk", _body, css)
