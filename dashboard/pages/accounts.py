"""*Tài khoản*: one's own account, everybody's, walls, and who may do what."""

from __future__ import annotations

import streamlit as st

from dashboard import look
from dashboard.access import who
from dashboard.parts import whole_page
from dashboard.parts.accounts import act as account_act
from dashboard.parts.accounts import listing as account_list
from dashboard.parts.accounts import own as account_own
from dashboard.parts.accounts import roles as account_roles
from dashboard.parts.accounts import walls as account_walls
from dashboard.services import services
from dashboard.words import _
from data.access import Actor, may_ever
from data.access.accounts import administrators, any_account
from data.access.links import make_link
from data.store.engine import reading


def _before_accounts() -> None:
    look.note(
        _("Chưa có tài khoản nào"),
        _("Ai ngồi tại máy này cũng đang làm việc với quyền quản trị. Muốn mở ra mạng thì cần tài khoản."),
        kind="warn",
    )
    if st.button(_("Tạo quản trị viên đầu tiên"), key="account_first", type="primary"):
        state, said = account_act.attempt(lambda conn, by: make_link(conn, None, by.who, now=by.now))
        if state == "done":
            account_list.offer_link(said, _("quản trị viên đầu tiên"))
            st.rerun()
        look.note(_("Chưa tạo"), said, kind="bad")


def _parts(me: Actor) -> dict[str, str]:
    parts = {"own": _("Của tôi")} if me.account_id is not None else {}
    if me.account_id is not None and may_ever(me, "accounts.manage"):
        parts["all"] = _("Mọi tài khoản")
    if may_ever(me, "displays.manage"):
        parts["walls"] = _("Màn hình treo tường")
    return parts | {"roles": _("Ai được làm gì")}


def _body() -> None:
    me = who()
    st.title(_("Tài khoản"))
    account_act.news()
    account_act.show_secret()
    with reading(services().engine) as conn:
        nobody_yet = not any_account(conn) or not administrators(conn)
    if nobody_yet and may_ever(me, "accounts.manage"):
        _before_accounts()
    parts = _parts(me)
    part = st.segmented_control(
        _("Xem"), list(parts), format_func=parts.__getitem__, default=next(iter(parts)), required=True,
        key="account_part", label_visibility="collapsed",
    )  # fmt: skip
    if part == "own":
        account_own.show(me)
    elif part == "all":
        account_list.show(me)
    elif part == "walls":
        account_walls.show()
    else:
        account_roles.show()


def show() -> None:
    """Draw the page."""
    whole_page.draw("accounts", _body)
