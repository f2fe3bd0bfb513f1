"""*Bàn giao ca*: what is open, who follows, and both names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.parts.dutybook import act, matters
from dashboard.parts.dutybook.shift_form import typed
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _
from data.dutybook.handing import Handover, hand_over_signed
from data.dutybook.open_matters import kept, open_matters
from data.store.engine import reading


def _open(rows: Sequence[Mapping[str, Any]]) -> None:
    html(f'<h4 class="cl-sub">{escape(_("Việc còn mở ({count})", count=len(rows)))}</h4>')
    if rows:
        with st.container(key="overmatters"):
            html(matters.listed(rows))
    else:
        look.small(_("Không còn việc nào mở."))


def _signed(shift: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Handover:
    wanted = typed(shift["agency_id"], "duty_over", after=True)
    remark = st.text_area(_("Ghi lại cho ca sau"), key="duty_over_remark", max_chars=1000, height=80)
    look.small(_("Hai người cùng xem việc còn mở, rồi mỗi người gõ họ tên mình để ký."))
    left, right = st.columns(2)
    given = left.text_input(
        _("Người giao ký"), key="duty_over_given", max_chars=120, placeholder=shift["name"]
    )
    taken = right.text_input(
        _("Người nhận ký"), key="duty_over_taken", max_chars=120, placeholder=wanted.name
    )
    return Handover(wanted, given, taken, remark, tuple(each["ref"] for each in rows))


def show(shift: dict[str, Any]) -> None:
    """Draw it."""
    here = services()
    with reading(here.engine) as conn:
        rows = kept(open_matters(conn, shift["agency_id"], here.now(), here.profile.tz))
    left, right = st.columns(2, gap="medium")
    with left:
        _open(rows)
    with right:
        signed = _signed(shift, rows)
        if st.button(_("Ký và bàn giao"), key="duty_over_save", type="primary", width="stretch"):
            state, said = act.attempt(
                lambda conn, by: hand_over_signed(
                    conn, shift["id"], signed, by, here.profile.tz, seen_version=shift["version"]
                )
            )
            act.finish(state, said, _("Đã bàn giao cho {name}.", name=signed.to.name))
