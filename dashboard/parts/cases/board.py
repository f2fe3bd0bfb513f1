"""The page *Hồ sơ chung*: the cases that one may read, and one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import reveal
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.cases import act, form, sheet, words
from dashboard.parts.html import html
from dashboard.parts.incidents import words as incident_words
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.cases.errors import CaseUnknown
from data.cases.persons import due_for_erasing
from data.cases.reading import list_cases
from data.store.engine import reading


def _opening(rows: Sequence[Mapping[str, Any]]) -> None:
    title = _("Hồ sơ chung")
    lead = _("Vụ việc và người liên quan do các lực lượng cùng xử lý. Chỉ đơn vị trong hồ sơ xem được.")
    counts = Counter(row["status"] for row in rows)
    boxes = "".join(
        f"<div><span>{escape(_(name))}</span><b>{formats.number(counts[own])}</b></div>"
        for own, name in words.STATUSES.items()
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _over(rows: Sequence[Mapping[str, Any]]) -> None:
    """Whose persons should be erased by now."""
    here = services()
    with reading(here.engine) as conn:
        due = {row["id"] for row in due_for_erasing(conn, formats.local(here.now()).date())}
    codes = tuple(f"{row['code']} · {row['title']}" for row in rows if row["id"] in due)
    if codes:
        look.note(
            _("Hết hạn giữ thông tin cá nhân"),
            _("Mở hồ sơ và xóa thông tin cá nhân, hoặc đặt lại hạn nếu còn cần."),
            kind="warn",
            steps=codes,
        )


def _list(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    chosen = st.session_state.get("case_chosen")
    if not rows:
        look.small(_("Không có hồ sơ nào của đơn vị bạn."))
    with st.container(key="meetinglist"):
        for row in rows:
            lead = names.get(row["lead_agency_id"], row["lead_agency_id"])
            said = f"{row['code']} · {_(incident_words.FIELDS[row['field']])} · {lead}"
            label = f"**{look.plain(row['title'])}**\n{look.plain(said)}\n{_(words.STATUSES[row['status']])}"
            here = row["id"] == chosen
            if st.button(
                label, key=f"case_pick_{row['id']}", type="primary" if here else "secondary", width="stretch"
            ):
                st.session_state["case_chosen"] = row["id"]
                st.rerun()


def _asked() -> None:
    """``?case=3`` opens that case, once."""
    own = st.query_params.get("case", "")
    if own.isdigit() and st.session_state.get("case_asked") != own:
        st.session_state["case_asked"] = own
        st.session_state["case_chosen"] = int(own)


def body() -> None:
    """Draw it."""
    _asked()
    by = act.now_act()
    with reading(services().engine) as conn:
        rows = list_cases(conn, by)
        names = agency_names.ever(conn)
    _opening(rows)
    act.news()
    if act.may() and st.button(_("Mở hồ sơ…"), key="case_new", type="primary", icon=":material/add:"):
        form.open_new()
    _over(rows)
    chosen = st.session_state.get("case_chosen")
    with st.container(key="meetingboard"):
        left, right = st.columns([5, 7], gap="medium")
        with left:
            _list(rows, names)
        with right, st.container(key="caseside"):
            if chosen is None:
                look.small(_("Chọn một hồ sơ. Mỗi lần mở đều được ghi vào nhật ký."))
                return
            try:
                sheet.show(chosen)
            except CaseUnknown as error:
                look.note(_("Không mở được hồ sơ"), say(error.code, error.params), kind="warn")
    reveal.show("cases", "caseside")
