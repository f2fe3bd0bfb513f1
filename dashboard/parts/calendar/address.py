"""The address of one's own calendar for phones and office programs: made, shown once, revoked."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.access.opening import public_url
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from dashboard.words import _
from data.access import tokens
from data.agencies.act import Act
from data.clock import real_now
from data.store.engine import reading

DAYS = 366


def _act() -> Act:
    return Act(services().now(), who(), "screen:calendar")


_deeds = Deeds("calendar", _act)
news = _deeds.news


def _make() -> None:
    me = who()
    state, said = _deeds.attempt(
        lambda conn, _by: tokens.make(conn, tokens.CALENDAR, me.name, me, days=DAYS, now=real_now())
    )
    if state == "done":
        base = public_url() or _("(địa chỉ của chương trình)")
        st.session_state["calendar_address"] = f"{base}/calendar/{said}.ics"
    else:
        st.session_state["calendar_refused"] = said
    st.rerun()


def _revoking(token_id: int) -> Callable[[Connection, Act], None]:
    return lambda conn, by: tokens.revoke(conn, token_id, by.who, now=real_now())


def show() -> None:
    """Draw it, closed."""
    me = who()
    with st.expander(_("Xem lịch này trên điện thoại, Outlook, Google Calendar")):
        if me.account_id is None:
            look.small(_("Cần có tài khoản: địa chỉ lịch chỉ cho thấy những gì tài khoản được xem."))
            return
        look.small(
            _(
                "Mỗi địa chỉ là của riêng bạn, dùng được một năm. Ai có địa chỉ thì xem được lịch;"
                " thu hồi lúc nào cũng được."
            )
        )
        if refused := st.session_state.pop("calendar_refused", None):
            look.note(_("Chưa tạo được"), refused, kind="bad")
        if address := st.session_state.get("calendar_address"):
            look.note(_("Chép địa chỉ này ngay, sau này không hiện lại:"), "")
            st.code(address, language=None)
        if st.button(_("Tạo địa chỉ lịch"), key="calendar_make", icon=":material/add_link:"):
            _make()
        with reading(services().engine) as conn:
            rows = tokens.list_tokens(conn, kind=tokens.CALENDAR, account_id=me.account_id)
        for row in rows:
            if row["revoked_at"] is not None:
                continue
            with st.container(horizontal=True, key=f"calendartoken_{row['id']}", vertical_alignment="center"):
                used = formats.moment(row["used_at"]) if row["used_at"] else _("chưa dùng")
                look.small(
                    _("Tạo {day} · dùng lần cuối {used}", day=formats.day(row["created_at"]), used=used)
                )
                if st.button(_("Thu hồi"), key=f"calendar_revoke_{row['id']}", type="tertiary"):
                    _deeds.do(_revoking(row["id"]), _("Đã thu hồi địa chỉ lịch."))
                    st.session_state.pop("calendar_address", None)
                    st.rerun()
