"""Each member's own link, to be scanned from the screen or copied into a message, and ended by a new one."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import look
from dashboard.access.opening import public_url
from dashboard.parts.html import html
from dashboard.parts.patrols import act
from dashboard.services import services
from dashboard.words import _
from data.patrols.papers.order import links_of
from data.patrols.papers.qr import qr_data
from data.patrols.tokens import renew


def _renew(member: Mapping[str, Any]) -> None:
    own = member["id"]
    pressed = st.button(
        _("Đổi đường dẫn"),
        key=f"patrol_link_new_{own}",
        type="tertiary",
        help=_("Đường dẫn cũ hết dùng được. Dùng khi gửi nhầm người hoặc mất điện thoại."),
    )
    if pressed:
        act.do(lambda conn, by: renew(conn, own, by), _("{name} có đường dẫn mới.", name=member["name"]))
        st.rerun()


def show(row: Mapping[str, Any]) -> None:
    """Draw them, in a dialog."""
    base = public_url()
    if base is None:
        look.note(
            _("Chưa có đường dẫn"),
            _("Chương trình chưa biết địa chỉ mà điện thoại mở được. Quản trị viên đặt CANHLUA_PUBLIC_URL."),
            kind="warn",
        )
        return
    look.small(_("Của riêng từng người, không cần tài khoản. Gửi đúng người, hoặc cho quét ngay ở đây."))
    found = links_of(services().engine, row, base)
    for member in row["members"]:
        with st.container(key=f"patrollink_{member['id']}"):
            code = escape(qr_data(found[member["id"]]), quote=True)
            html(f'<p class="cl-qr"><img src="{code}" alt="QR"><b>{escape(member["name"])}</b></p>')
            st.code(found[member["id"]], language=None, wrap_lines=True)
            if act.may_plan():
                _renew(member)
