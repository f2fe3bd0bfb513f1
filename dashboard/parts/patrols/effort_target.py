"""What an agency sets out to do in a month: a small form."""

from __future__ import annotations

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.patrols import act
from dashboard.parts.patrols.effort_words import month as month_words
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.effort.periods import Span
from data.effort.summing import months_of
from data.effort.targets import EVERY, MOST, Target, set_target, targets
from data.store.engine import reading


def open_form(span: Span) -> None:
    """Open the dialog for the months of a span."""
    dialogs.dialog(_("Chỉ tiêu tuần tra"))(_form)(months_of(span.since, span.until))


def _number(name: str, value: float | None, most: int, key: str, *, whole: bool = False) -> float | None:
    found: float | None = st.number_input(
        name, min_value=0.0, max_value=float(most), value=value, step=1.0 if whole else 5.0,
        format="%.0f" if whole else "%.1f", key=key, placeholder=_("không đặt"),
    )  # fmt: skip
    return found


def _form(months: list[str]) -> None:
    here = services()
    with reading(here.engine) as conn:
        rows = agencies_at(conn, formats.local(here.now()).date())
        names, known = agency_names.ever(conn), targets(conn)
    if not rows:
        look.small(_("Chưa có đơn vị nào trong danh sách."))
        return
    agency = str(
        st.selectbox(
            _("Đơn vị"), [row["agency_id"] for row in rows], key="target_agency",
            format_func=lambda own: names.get(own, own),
        )
    )  # fmt: skip
    month = str(
        st.selectbox(
            _("Cho"), [EVERY, *months], key="target_month",
            format_func=lambda each: _("mọi tháng") if each == EVERY else month_words(each),
        )
    )  # fmt: skip
    seen = known.own(agency, month)
    usual = known.of(agency, month)
    if month != EVERY and seen.empty and not usual.empty:
        look.small(_("Tháng này đang theo chỉ tiêu của mọi tháng. Ghi số để đặt riêng."))
    own = f"{agency}_{month}"
    wanted = Target(
        _number(_("Số lượt một tháng"), seen.patrols, MOST["patrols"], f"target_patrols_{own}", whole=True),
        _number(_("Số km một tháng"), seen.km, MOST["km"], f"target_km_{own}"),
        _number(_("Số giờ theo vết một tháng"), seen.hours, MOST["hours"], f"target_hours_{own}"),
    )
    look.small(_("Để trống ô nào thì không có chỉ tiêu cho ô đó."))
    # Never greyed out: a number counts when its field is left, and Tab would jump over the button.
    if st.button(_("Lưu chỉ tiêu"), key="target_save", type="primary", width="stretch"):
        if wanted == seen:
            look.note(_("Chưa lưu"), _("Chưa có số nào đổi."), kind="warn")
            return
        state, said = act.attempt(lambda conn, by: set_target(conn, agency, month, wanted, by, seen=seen))
        if state == "done":
            act.remember(_("Đã lưu chỉ tiêu."))
            st.rerun()
        look.note(_("Chưa lưu"), said or _("Người khác vừa sửa. Hãy mở lại để xem."), kind="bad")
