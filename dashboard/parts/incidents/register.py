"""The reception log of some days as a register to print."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents.papers import DOCX, XLSX, drill_name, place
from dashboard.services import services
from dashboard.words import _
from data.access import may_ever
from data.casework.documents.case_file import letterhead
from data.casework.documents.register import DOCUMENT, Register, register, register_paper, register_sheet
from data.incidents import By
from data.reception.reading import READ


def button() -> None:
    """The button that opens the dialog, for whoever may make documents."""
    if may_ever(who(), DOCUMENT) and st.button(
        _("Sổ tiếp nhận…"), key="register_open", icon=":material/menu_book:"
    ):
        st.session_state.pop("register_made", None)
        dialogs.dialog(_("Sổ tiếp nhận thông tin"))(_dialog)()


def _make(first: datetime, last: datetime, informants: bool) -> None:
    here = services()

    def change(conn: Connection, by: By) -> tuple[Register, Any]:
        head = letterhead(conn, who().agency_id, place(), here.now(), here.profile.tz)
        return register(conn, first, last, by, informants=informants), head

    state, found = incident_act.attempt(change)
    if state != "done":
        look.note(_("Chưa lập được"), str(found), kind="bad")
        return
    held, head = found
    st.session_state["register_made"] = (
        register_paper(held, head, here.now(), here.profile.tz, drill=here.drill),
        register_sheet(held, here.profile.tz, drill=here.drill),
        len(held.rows),
    )


def _dialog() -> None:
    here = services()
    today = formats.local(here.now()).date()
    left, right = st.columns(2)
    first = left.date_input(
        _("Từ ngày"), today - timedelta(days=30), format="DD/MM/YYYY", key="register_first"
    )
    last = right.date_input(_("Đến hết ngày"), today, format="DD/MM/YYYY", key="register_last")
    informants = False
    if may_ever(who(), READ):
        informants = st.checkbox(_("Có tên, địa chỉ, điện thoại người báo"), key="register_informants")
        if informants:
            look.small(_("Mỗi người báo được in ra là một lần xem, ghi vào nhật ký. Giữ sổ theo quy định."))
    backwards = last < first
    if backwards:
        look.small(_("Ngày cuối sớm hơn ngày đầu."))
    if st.button(_("Lập sổ"), key="register_make", type="primary", width="stretch", disabled=backwards):
        start = datetime.combine(first, time(), here.profile.tz)
        _make(start, datetime.combine(last + timedelta(days=1), time(), here.profile.tz), informants)
    if made := st.session_state.get("register_made"):
        paper, sheet, count = made
        look.small(_("Sổ có {count} tin báo.", count=formats.number(count)))
        name = drill_name(f"so-tiep-nhan-{first:%Y%m%d}-{last:%Y%m%d}")
        st.download_button(_("Tải .docx để in"), paper, f"{name}.docx", DOCX, key="register_docx")
        st.download_button(_("Tải .xlsx"), sheet, f"{name}.xlsx", XLSX, key="register_xlsx")
