"""Targets: what each agency sets out to do in a month."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.patrols import act as patrol_act
from dashboard.parts.patrols import effort_target
from dashboard.parts.patrols.effort_words import month as month_words
from dashboard.services import services
from dashboard.words import _
from data.effort.periods import Span
from data.effort.targets import EVERY, targets
from data.store.engine import reading


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def _rows() -> list[dict[str, Any]]:
    with reading(services().engine) as conn:
        known, names = targets(conn), agency_names.ever(conn)
    return [
        {
            _("Đơn vị"): names.get(agency, agency),
            _("Cho"): _("mọi tháng") if month == EVERY else month_words(month),
            _("Số lượt"): _number(target.patrols),
            _("Số km"): _number(target.km),
            _("Số giờ"): _number(target.hours),
        }
        for agency, months in sorted(known.by_agency.items())
        for month, target in sorted(months.items(), reverse=True)
    ]


def show() -> None:
    """Draw it."""
    patrol_act.news()
    look.small(_("Chỉ tiêu tuần tra mỗi tháng. Số liệu tuần tra và báo cáo so với các số này."))
    rows = _rows()
    if rows:
        st.dataframe(rows, hide_index=True)
    else:
        look.note(_("Chưa có chỉ tiêu nào"), _("Không đặt thì số liệu chỉ nêu số đã làm, không nêu tỷ lệ."))
    today = formats.local(services().now()).date()
    if st.button(_("Đặt chỉ tiêu…"), key="settings_target", type="primary", icon=":material/edit:"):
        effort_target.open_form(Span("year", date(today.year, 1, 1), date(today.year, 12, 31)))
