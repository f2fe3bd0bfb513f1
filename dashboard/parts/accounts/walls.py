"""Screens on walls: each has a token of its own, which can be revoked at once."""

from __future__ import annotations

import streamlit as st

from dashboard import formats, look
from dashboard.parts.accounts import act as account_act
from dashboard.services import services
from dashboard.words import N_, _
from data.access.sessions import shown_by
from data.access.tokens import DISPLAY, MOST_DAYS, list_tokens, make
from data.store.engine import reading

REDACTIONS = {
    "full": N_("chỉ người trực: hiện đủ"),
    "visitors": N_("có khách: che bớt"),
    "public": N_("ai cũng xem được: che nhiều nhất"),
}
CAPTIONS = {
    "full": N_("Có tên, số điện thoại người trực, vị trí các tổ tuần tra. Xem được cả các trang khác."),
    "visitors": N_("Không tên, không số điện thoại, không vị trí công an, quân sự. Chỉ màn hình này."),
    "public": N_("Thêm nữa: không tuần tra, không nghĩa vụ báo tin, không lịch. Chỉ màn hình này."),
}


def show() -> None:
    """Draw it for somebody who manages displays."""
    look.small(
        _("Màn hình treo tường mở đường dẫn này một lần, rồi tự hiện tình hình, không cần ai đăng nhập.")
    )
    with reading(services().engine) as conn:
        rows = [row for row in list_tokens(conn, kind=DISPLAY) if not row["revoked_at"]]
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", key=f"wall_{row['id']}"):
            until = formats.day(formats.local(row["expires_at"]).date())
            shown = _(REDACTIONS[shown_by(row["redaction"])])
            look.small(_("{label}: đến {day}, {shown}", label=row["label"], day=until, shown=shown))
            if st.button(_("Thu hồi"), key=f"wall_off_{row['id']}", type="tertiary"):
                account_act.do(
                    account_act.revoking(row["id"]),
                    _("Đã thu hồi: màn hình ấy không còn xem được."),
                )
                st.rerun()
    with st.form("new_wall", clear_on_submit=True):
        label = st.text_input(
            _("Màn hình ở đâu"), placeholder=_("ví dụ: phòng trực Hạt Kiểm lâm"), max_chars=80
        )
        days = st.number_input(_("Trong bao nhiêu ngày"), 1, MOST_DAYS[DISPLAY], 365)
        redaction = st.radio(
            _("Ai nhìn thấy màn hình"),
            list(REDACTIONS),
            format_func=lambda name: _(REDACTIONS[name]),
            captions=[_(CAPTIONS[name]) for name in REDACTIONS],
            index=None,
            key="wall_redaction",
        )
        sent = st.form_submit_button(_("Tạo đường dẫn"))
    if sent:
        state, said = account_act.attempt(
            lambda conn, by: make(
                conn, DISPLAY, label, by.who, days=int(days), redaction=redaction or "", now=by.now
            )
        )
        if state != "done":
            look.note(_("Chưa tạo"), said, kind="bad")
            return
        account_act.tell_secret(
            _("Đường dẫn của màn hình, chỉ hiện một lần"),
            _("Mở trên máy của màn hình đó. Ai có đường dẫn này thì xem được màn hình."),
            account_act.own_address(f"/display/{said}"),
        )
        st.rerun()
