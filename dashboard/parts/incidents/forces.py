"""*Lực lượng*: who came, how many, with what."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.services import services
from dashboard.words import _, counted
from data.access import may_ever
from data.agencies import agencies_at
from data.casework.forces import Force, add_force, end_force, forces_of, headcount, restore_force
from data.casework.records import ACTION
from data.store.engine import reading


def _line(force: Mapping[str, Any], may: bool) -> None:
    more = " · ".join(each for each in (force["vehicles"], force["tools"]) if each)
    with st.container(horizontal=True, key=f"caseforce_{force['id']}", vertical_alignment="center"):
        html(
            f'<article class="cl-force"><b>{escape(force["name"])}</b> '
            f"<strong>{escape(counted('{count} người', force['people']))}</strong>"
            f"<p>{escape(more)}</p></article>"
        )
        own = force["id"]
        if may and st.button(_("Bỏ"), key=f"case_force_drop_{own}", type="tertiary"):
            incident_act.do(
                lambda conn, by: end_force(conn, own, by),
                _("Đã bỏ {name}.", name=force["name"]),
                lambda conn, by: restore_force(conn, own, by),
            )
            st.rerun()


def _form(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        day = formats.local(services().now()).date()
        named = {each["agency_id"]: each["name"] for each in agencies_at(conn, day) if each["name"]}
    with st.form("case_force_form", clear_on_submit=True):
        agency = st.selectbox(
            _("Đơn vị"), [None, *named], key="case_force_agency",
            format_func=lambda each: _("khác, ghi tên bên dưới") if each is None else named[each],
        )  # fmt: skip
        name = st.text_input(_("Tên lực lượng, nếu không có trong danh sách"), max_chars=200)
        people = st.number_input(_("Số người"), 0, None, None, step=1)
        vehicles = st.text_input(_("Phương tiện"), max_chars=400)
        tools = st.text_input(_("Dụng cụ"), max_chars=400)
        sent = st.form_submit_button(_("Thêm lực lượng"))
    if not sent:
        return
    if people is None:
        look.note(_("Chưa lưu"), _("Ghi số người; chưa ai tới thì ghi 0."), kind="bad")
        return
    told = name.strip() or (named[agency] if agency else "")
    force, made = Force(told, int(people), agency, vehicles, tools), {}

    def change(conn: Any, by: Any) -> None:
        made["id"] = add_force(conn, row["id"], force, by)

    incident_act.do(change, _("Đã thêm {name}.", name=told), lambda conn, by: end_force(conn, made["id"], by))
    st.rerun()


def show(row: Mapping[str, Any]) -> None:
    """Draw the section."""
    with reading(services().engine) as conn:
        forces = forces_of(conn, row["id"])
    may = may_ever(who(), ACTION)
    if not forces:
        look.small(_("Chưa ghi lực lượng nào tham gia."))
    else:
        look.facts(
            [
                (_("người tham gia"), formats.number(headcount(forces))),
                (_("lực lượng"), formats.number(len(forces))),
            ]
        )
    for force in forces:
        _line(force, may)
    if may:
        _form(row)
