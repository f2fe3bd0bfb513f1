"""Who hosts the quarterly meeting in turn: the order, what it gives, and a change of it from a quarter on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.html import html
from dashboard.parts.meetings import act, words
from dashboard.services import services
from dashboard.words import _
from data.access import may_ever
from data.agencies.act import Act
from data.meetings.generating import FORCES
from data.meetings.reading import changes_of_rotation, orders_of
from data.meetings.rotating import ACTION, change_order, take_back
from data.meetings.rotation import host_role
from data.periods import Period, period_of, shifted
from data.plan import list_plans
from data.store.engine import reading

_AHEAD = 8
"""Quarters to choose from: two years."""


def _order(roles: list[str]) -> str:
    return " → ".join(_(agency_words.ROLES[each]) for each in roles)


def _quarters(plan: Mapping[str, Any]) -> list[Period]:
    """Those of the plan from now on (of a plan that has not begun: from its first)."""
    tz = services().profile.tz
    first = max(formats.local(services().now()).date(), plan["period_from"])
    found = [shifted(period_of(first, "quarter", tz), by) for by in range(_AHEAD)]
    return [each for each in found if each.first <= plan["period_to"]]


def _turns(plan: Mapping[str, Any], quarters: list[Period]) -> None:
    with reading(services().engine) as conn:
        orders = orders_of(conn, plan)
    lines = []
    for each in quarters[:4]:
        role = host_role(each, orders)
        name = _(agency_words.ROLES[role]) if role else _("chưa nhập thứ tự")
        lines.append(f"<li><b>{escape(words.period(each))}</b><span>{escape(name)}</span></li>")
    html(f'<ul class="cl-turns">{"".join(lines)}</ul>')


def _take_back(rotation_id: int, conn: Connection, by: Act) -> None:
    take_back(conn, rotation_id, by)


def _changes(plan: Mapping[str, Any], *, may: bool) -> None:
    own = _order(plan["rotation"]) if plan["rotation"] else _("chưa nêu")
    look.small(_("Thứ tự trong kế hoạch: {order}", order=own))
    with reading(services().engine) as conn:
        rows = [each for each in changes_of_rotation(conn, plan["plan_id"]) if each["ended_at"] is None]
    for row in rows:
        with st.container(horizontal=True, key=f"rotation_{row['id']}", vertical_alignment="center"):
            year, part = row["from_quarter"].split("-Q")
            told = _(
                "Từ quý {quarter}: {order}. {reason}", order=_order(row["roles"]), reason=row["reason"],
                quarter=f"{words.roman(int(part))}/{year}",
            )  # fmt: skip
            look.small(told)
            if may and st.button(_("Thu hồi"), key=f"rotation_back_{row['id']}", type="tertiary"):
                act.do(partial(_take_back, row["id"]), _("Đã thu hồi thay đổi thứ tự luân phiên."))
                st.rerun()


def _form(plan: Mapping[str, Any], quarters: list[Period]) -> None:
    key = f"rotation_form_{plan['plan_id']}"
    texts = {each.text: words.period(each) for each in quarters}
    left, right = st.columns([2, 5])
    quarter = left.selectbox(_("Từ quý"), list(texts), key=f"{key}_from", format_func=texts.__getitem__)
    roles = right.multiselect(
        _("Chủ trì lần lượt, bắt đầu từ quý đó"), FORCES, key=f"{key}_roles", placeholder=_("chọn đủ ba"),
        select_all=False,  # the order is what counts
        format_func=lambda each: _(agency_words.ROLES[each]),
    )  # fmt: skip
    reason = st.text_input(
        _("Lý do"), key=f"{key}_reason", max_chars=300, placeholder=_("ba bên thống nhất ngày…")
    )
    needed = {
        _("Từ quý"): quarter,
        _("Chủ trì lần lượt, bắt đầu từ quý đó"): len(roles) == len(FORCES),
        _("Lý do"): reason,
    }
    if save_button.pressed(_("Lưu thứ tự"), f"{key}_save", needed) and quarter is not None:
        act.finish(
            key,
            lambda conn, by, _v: change_order(conn, plan["plan_id"], quarter, roles, reason, by),
            0,
            _("Đã lưu thứ tự luân phiên. Cuộc họp quý chưa đặt ngày sẽ theo thứ tự này."),
        )


def _dialog() -> None:
    today = formats.local(services().now()).date()
    with reading(services().engine) as conn:
        plans = [
            each for each in list_plans(conn) if each["status"] == "signed" and each["period_to"] >= today
        ]
    if not plans:
        look.note(
            _("Kế hoạch kế tiếp chưa nhập"),
            _("Nhập kế hoạch phối hợp ở trang Đơn vị, rồi mới có thứ tự luân phiên."),
            kind="warn",
        )
        return
    titles = {each["plan_id"]: each["title"] for each in plans}
    own = st.selectbox(_("Kế hoạch"), list(titles), key="rotation_plan", format_func=titles.__getitem__)
    plan = next(each for each in plans if each["plan_id"] == own)
    quarters, may = _quarters(plan), may_ever(who(), ACTION)
    _turns(plan, quarters)
    _changes(plan, may=may)
    if may:
        _form(plan, quarters)


def open_form() -> None:
    """Open the dialog."""
    dialogs.dialog(_("Luân phiên chủ trì giao ban quý"), width="large")(_dialog)()
