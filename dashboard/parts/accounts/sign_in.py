"""What a page shows to somebody who may not see it: how to sign in."""

from __future__ import annotations

import logging
from html import escape
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look
from dashboard.access import who
from dashboard.access.opening import only_accounts
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _, current
from dashboard.words.errors import say
from data.access import Actor, decide, may_ever
from data.access.accounts import any_account
from data.store.engine import reading

_log = logging.getLogger(__name__)


def address(path: str = "/") -> str:
    """Where to sign in, coming back to a page."""
    return f"/login?{urlencode({'next': path, 'lang': current()})}"


def _steps() -> tuple[str, ...]:
    with reading(services().engine) as conn:
        if any_account(conn):
            return ()
    if only_accounts():
        return (_("Mở đường dẫn một lần mà chương trình in ra lúc khởi động để tạo quản trị viên đầu tiên."),)
    return (_("Chưa có tài khoản nào: hãy mở trang này ngay trên máy chạy chương trình."),)


def refusal(visitor: Actor, action: str) -> str | None:
    """Why somebody may not do an action, in words; None when they may."""
    decision = decide(visitor, action)
    if decision.allowed:
        return None
    return say("access_denied", {"name": visitor.name, "action": action, "problem": decision.reason})


def asked(action: str) -> bool:
    """Ask to sign in, or say that it is not for them; True when the page must not be drawn."""
    try:
        visitor = who()
    except SQLAlchemyError:
        _log.exception("the database did not answer")
        with st.container(key="unusable"):
            look.note(
                _("Không đọc được cơ sở dữ liệu"),
                _("Dữ liệu đã lưu không bị thay đổi. Tải lại trang sau ít phút."),
                kind="bad",
            )
        return True
    if may_ever(visitor, action):
        return False
    refused = refusal(visitor, action) or ""
    with st.container(key="unusable"):
        if visitor.signed_in:
            look.note(_("Trang này không dành cho vai trò của bạn"), refused, kind="warn")
            return True
        look.note(_("Cần đăng nhập"), refused, kind="warn", steps=_steps())
        path = st.context.url.split("://", 1)[-1].partition("/")[2] if st.context.url else ""
        text, to = escape(_("Đăng nhập")), escape(address(f"/{path.partition('?')[0]}"), quote=True)
        html(f'<a class="cl-go" href="{to}" target="_self">{text}</a>')
    return True
