"""One's own account: where one is signed in, the password, tokens for programs."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import formats, look
from dashboard.access import cookies, visitor
from dashboard.parts.accounts import act as account_act
from dashboard.parts.accounts import words as account_words
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _, current
from dashboard.words.errors import say
from data.access import Actor, may_ever
from data.access.accounts import account_row
from data.access.secrets import signing_key
from data.access.sessions import list_sessions
from data.access.sign_in import change_password, sign_out_everywhere
from data.access.tokens import API, API_SCOPES, MOST_DAYS, list_tokens, make
from data.clock import real_now
from data.errors import DataError
from data.store.engine import reading


def _secret_here() -> str | None:
    """The secret of the session that looks at this page."""
    here = services()
    with reading(here.engine) as conn:
        key = signing_key(conn)
    found = visitor.visit_of_page()
    return cookies.secret_of(found.cookies, cookies.SESSION, key, drill=here.drill)


def _password(me: Actor) -> None:
    with st.form("own_password", clear_on_submit=True):
        old = st.text_input(_("Mật khẩu hiện nay"), type="password", autocomplete="current-password")
        new = st.text_input(_("Mật khẩu mới"), type="password", autocomplete="new-password")
        again = st.text_input(_("Gõ lại mật khẩu"), type="password", autocomplete="new-password")
        look.small(_("Ít nhất 10 ký tự. Một câu dài dễ nhớ tốt hơn một từ khó."))
        sent = st.form_submit_button(_("Đổi mật khẩu"))
    if not sent or me.account_id is None:
        return
    if new != again:
        look.note(_("Chưa đổi"), _("Hai lần gõ mật khẩu không giống nhau."), kind="bad")
        return
    try:
        change_password(
            services().engine, me.account_id, old, new, keep=_secret_here(), address=me.origin, now=real_now()
        )
    except DataError as error:
        look.note(_("Chưa đổi"), say(error.code, error.params), kind="bad")
        return
    look.note(_("Đã đổi mật khẩu"), _("Những nơi khác đang đăng nhập bằng tài khoản này đã bị đăng xuất."))


def sessions(account_id: int, me: Actor) -> None:
    """Where an account is signed in; sign out everywhere."""
    with reading(services().engine) as conn:
        rows = list_sessions(conn, account_id, real_now())
    if not rows:
        look.small(_("Chưa đăng nhập lần nào."))
        return
    st.dataframe(
        [
            {
                _("Lúc"): formats.moment(row["created_at"]),
                _("Thấy lần cuối"): formats.moment(row["seen_at"]),
                _("Từ địa chỉ"): row["address"],
                _("Thiết bị"): row["device"],
                _("Tình trạng"): account_words.session_state(row),
            }
            for row in rows[:50]
        ],
        hide_index=True,
    )
    if any(row["holds"] for row in rows) and st.button(
        _("Đăng xuất mọi nơi"), key=f"everywhere_{account_id}", icon=":material/logout:"
    ):
        try:
            sign_out_everywhere(services().engine, account_id, me, now=real_now())
        except DataError as error:
            look.note(_("Chưa thay đổi gì"), say(error.code, error.params), kind="bad")
            return
        st.rerun()


def _tokens(me: Actor) -> None:
    with reading(services().engine) as conn:
        rows = [
            each for each in list_tokens(conn, kind=API, account_id=me.account_id) if not each["revoked_at"]
        ]
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", key=f"token_{row['id']}"):
            used = formats.moment(row["used_at"]) if row["used_at"] else _("chưa dùng")
            scopes = ", ".join(_(account_words.SCOPES[each]) for each in row["scopes"])
            until = formats.day(formats.local(row["expires_at"]).date())
            line = _(
                "{label}: {scopes}; đến {day}; dùng lần cuối: {used}",
                label=row["label"],
                scopes=scopes,
                day=until,
                used=used,
            )
            look.small(line)
            if st.button(_("Thu hồi"), key=f"revoke_{row['id']}", type="tertiary"):
                account_act.do(account_act.revoking(row["id"]), _("Đã thu hồi mã."))
                st.rerun()
    with st.form("new_token", clear_on_submit=True):
        label = st.text_input(_("Dùng để làm gì"), placeholder=_("ví dụ: QGIS ở Hạt"), max_chars=80)
        days = st.number_input(_("Trong bao nhiêu ngày"), 1, MOST_DAYS[API], 90)
        wanted = st.pills(
            _("Được"), API_SCOPES, selection_mode="multi", default=["export.read"],
            format_func=lambda each: _(account_words.SCOPES[each]),
        )  # fmt: skip
        sent = st.form_submit_button(_("Tạo mã"))
    if sent:
        state, said = account_act.attempt(
            lambda conn, by: make(conn, API, label, by.who, days=int(days), scopes=wanted, now=by.now)
        )
        if state != "done":
            look.note(_("Chưa tạo mã"), said, kind="bad")
            return
        account_act.tell_secret(
            _("Mã mới, chỉ hiện một lần"),
            _("Phần mềm gửi kèm tiêu đề “Authorization: Bearer …”. Ai có mã này thì đọc được như bạn."),
            said,
        )
        st.rerun()


def show(me: Actor) -> None:
    """Draw it; `me` has an account."""
    assert me.account_id is not None  # noqa: S101 -- the page shows this part to accounts only
    with reading(services().engine) as conn:
        row = account_row(conn, me.account_id)
    look.facts(
        [
            (_("tên đăng nhập"), row["name"]),
            (_("họ tên"), row["full_name"]),
            (_("vai trò"), account_words.role(row)),
        ]
    )
    out = escape(_("Đăng xuất khỏi máy này"))
    html(f'<a class="cl-go" href="/logout?lang={current()}" target="_self">{out}</a>')
    st.subheader(_("Đang đăng nhập ở đâu"))
    sessions(me.account_id, me)
    st.subheader(_("Đổi mật khẩu"))
    _password(me)
    if may_ever(me, "tokens.make"):
        st.subheader(_("Mã cho phần mềm khác"))
        _tokens(me)
