"""Channels: which are set up (never how), and a test by the way that every message goes."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import select

from dashboard import formats, look
from dashboard.access import who
from dashboard.notices.outbox_page import STATES
from dashboard.office import office
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.html import html
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.settings import act
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from dashboard.words.sending_errors import why
from data.agencies import agencies_at
from data.clock import real_now
from data.ledger.telling import By
from data.notices.errors import ChannelsInvalid
from data.notices.office import Office
from data.notices.settings import (
    ALLOW_VARIABLE,
    PUBLIC_VARIABLE,
    SMS_SECRET_VARIABLE,
    VARIABLES,
    Channels,
)
from data.notices.testing import queue_test
from data.store.engine import reading
from data.store.tables import notice

_LAST = 8


def _line(name: str, variable: str, there: bool, drill: bool) -> str:
    said = _("đã đặt") if there else _("chưa đặt")
    if drill and not there:
        said = _("chưa đặt; diễn tập ghi vào hộp thư đi")
    kind = "fresh" if there else ""
    return (
        f"<tr><th>{escape(name)}</th><td><code>{escape(variable)}</code></td>"
        f'<td><span class="cl-pill {kind}">{escape(said)}</span></td></tr>'
    )


def _list(channels: Channels) -> None:
    lines = [
        _line(_(ledger_words.CHANNELS[name]), variable, name in channels.templates, channels.drill)
        for name, variable in VARIABLES.items()
    ]
    lines.append(_line(_("Nhận SMS trả lời"), SMS_SECRET_VARIABLE, channels.sms_secret is not None, False))
    lines.append(_line(_("Đường dẫn trong tin"), PUBLIC_VARIABLE, channels.public_url is not None, False))
    if channels.drill:
        lines.append(_line(_("Nơi diễn tập gửi thật"), ALLOW_VARIABLE, bool(channels.drill_allow), False))
    html(f'<table class="cl-channels"><tbody>{"".join(lines)}</tbody></table>')
    look.small(_("Địa chỉ và mật khẩu của kênh nằm ở máy chủ, không bao giờ hiện ở đây."))


def _test(here: Office) -> None:
    possible = [name for name in VARIABLES if here.channels.can(name)]
    if not possible:
        look.note(
            _("Chưa có kênh nào gửi được"),
            _("Người cài đặt đặt một biến ở trên rồi khởi động lại chương trình."),
            kind="warn",
        )
        return
    with reading(services().engine) as conn:
        agencies = agencies_at(conn, formats.local(services().now()).date())
    names = {row["agency_id"]: agency_words.agency_name(row) for row in agencies}
    if not names:
        look.small(_("Chưa có đơn vị nào."))
        return
    with st.form("settings_test", border=True):
        left, right = st.columns(2)
        channel = left.selectbox(
            _("Kênh"), possible, format_func=lambda each: _(ledger_words.CHANNELS[each]), key="test_channel"
        )
        agency = right.selectbox(
            _("Ghi là gửi cho đơn vị"), list(names), format_func=lambda own: names[own], key="test_agency"
        )
        address = st.text_input(
            _("Địa chỉ nhận"), key="test_address", max_chars=200,
            placeholder=_("e-mail, số điện thoại hoặc mã chat, tùy kênh"),
        )  # fmt: skip
        sent = st.form_submit_button(_("Gửi thử"), type="primary")
    if sent:
        by = By(who(), services().now(), act.SCREEN)
        act.do(
            lambda conn, _act: queue_test(
                conn, str(agency), str(channel), address, office=here, by=by, real_now=real_now()
            ),
            _("Tin thử đã vào hộp thư đi; kết quả ở mục Kênh gửi tin sau ít giây."),
        )
        st.rerun()


def _try(row: dict[str, Any]) -> str:
    """HTML of one test message: to where, when, what became of it, and why not."""
    state = row["state"]
    gone = state in ("sent", "delivered")
    said = _("ở hộp thư đi, không ra ngoài") if row["local"] and state == "sent" else _(STATES[state])
    kind = "fresh" if gone else "late" if state == "dead" else ""
    channel = _(ledger_words.CHANNELS[row["channel"]])
    error = "" if gone else why(row["error"] or "")
    return (
        f"<li><b>{escape(channel)} · {escape(row['address'])}</b>"
        f'<em class="cl-pill {kind}">{escape(said)}</em>'
        f"<span>{escape(formats.moment(row['created_at']))}</span>"
        + (f"<p>{escape(error)}</p>" if error else "")
        + "</li>"
    )


def _last() -> None:
    c = notice.c
    query = select(notice).where(c.purpose == "test").order_by(c.id.desc()).limit(_LAST)
    with reading(services().engine) as conn:
        rows: list[dict[str, Any]] = [dict(row) for row in conn.execute(query).mappings()]
    if not rows:
        return
    st.subheader(_("Các tin thử"))
    html(f'<ul class="cl-tries">{"".join(_try(row) for row in rows)}</ul>')
    if st.button(_("Xem lại kết quả"), key="settings_again", icon=":material/refresh:"):
        st.rerun()


def show() -> None:
    """Draw it."""
    try:
        here = office()
    except ChannelsInvalid as error:
        look.note(_("Một kênh đặt sai"), say(error.code, error.params), kind="bad")
        return
    _list(here.channels)
    st.subheader(_("Gửi thử"))
    _test(here)
    _last()
