"""All accounts: made, changed, given a link for their password, disabled; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs
from dashboard.parts.accounts import act as account_act
from dashboard.parts.accounts import own as account_own
from dashboard.parts.accounts import words as account_words
from dashboard.parts.accounts.act import By
from dashboard.parts.agencies import words as agency_words
from dashboard.services import services
from dashboard.words import _
from data.access import Actor
from data.access.accounts import Wanted, account_row, create, disable, edit, enable, list_accounts
from data.access.links import LASTS, make_link
from data.agencies import agencies_at
from data.store.engine import reading
from data.store.tables import ROLES


def _agencies() -> dict[str, str]:
    """Agencies of today by id."""
    here = services()
    with reading(here.engine) as conn:
        rows = agencies_at(conn, formats.local(here.now()).date())
    return {row["agency_id"]: agency_words.agency_name(row) for row in rows}


def offer_link(secret: str, name: str) -> None:
    """Show a one-time link; the administrator hands it over."""
    account_act.tell_secret(
        _("Đường dẫn một lần cho {name}", name=name),
        _(
            "Gửi cho người đó. Dùng được một lần, trong {hours} giờ; đường dẫn cũ không còn dùng được.",
            hours=formats.number(LASTS.total_seconds() / 3600),
        ),
        account_act.own_address(f"/setup/{secret}"),
    )


def _inputs(row: Mapping[str, Any] | None, key: str) -> Wanted:
    names = _agencies()
    name = st.text_input(
        _("Tên đăng nhập"), row["name"] if row else "", key=f"{key}_name", max_chars=40,
        help=_("3–40 ký tự: chữ a–z đứng đầu, chữ số, dấu chấm, gạch."),
    )  # fmt: skip
    full = st.text_input(_("Họ tên"), row["full_name"] if row else "", key=f"{key}_full", max_chars=120)
    role = st.selectbox(
        _("Vai trò"), ROLES, ROLES.index(row["role"]) if row else 1, key=f"{key}_role",
        format_func=lambda each: _(account_words.ROLES[each]),
    )  # fmt: skip
    known = [None, *names]
    held = row["agency_id"] if row else None
    if held not in known:
        known.append(held)
    agency = st.selectbox(
        _("Đơn vị"), known, known.index(held), key=f"{key}_agency",
        format_func=lambda each: _("không thuộc đơn vị nào") if each is None else names.get(each, each),
    )  # fmt: skip
    return Wanted(name, full, role, agency)


def _made(conn: Connection, wanted: Wanted, by: By) -> str:
    number = create(conn, wanted, by.who, now=by.now)
    return make_link(conn, number, by.who, now=by.now)


def _add() -> None:
    wanted = _inputs(None, "account_new")
    if st.button(_("Tạo tài khoản"), key="account_new_save", type="primary", width="stretch"):
        state, said = account_act.attempt(lambda conn, by: _made(conn, wanted, by))
        if state == "done":
            offer_link(said, wanted.name)
            st.rerun()
        look.note(_("Chưa tạo"), said, kind="bad")


def _told(row: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    role = account_words.ROLES[row["role"]]
    own = row["agency_id"]
    return [
        (_("Tên đăng nhập"), row["name"]),
        (_("Họ tên"), row["full_name"]),
        (_("Vai trò"), _(role)),
        (_("Đơn vị"), names.get(own, own) if own else ""),
    ]


def _changed(conn: Connection, account_id: int, wanted: Wanted, by: By, seen: int) -> bool:
    edit(conn, account_id, wanted, by.who, seen_version=seen, now=by.now)
    return True


def _edit(account_id: int, seen: int) -> None:
    key = f"account_{account_id}"
    with reading(services().engine) as conn:
        row = account_row(conn, account_id)
    wanted = _inputs(row, key)
    names = _agencies()
    mine = _told(vars(wanted), names)
    pairs = [
        (name, theirs, own) for (name, theirs), (_name, own) in zip(_told(row, names), mine, strict=True)
    ]
    decided = account_act.conflicting(key, pairs)
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch") or decided:
        saved = account_act.save(
            key, lambda conn, by, version: _changed(conn, account_id, wanted, by, version),
            row["version"] if decided else seen,
        )  # fmt: skip
        if saved or st.session_state.get(f"{key}_conflict"):
            st.rerun(scope="app" if saved else "fragment")


def _card(row: Mapping[str, Any], me: Actor) -> None:
    own, seen, name = row["id"], row["version"], row["name"]
    with st.container(horizontal=True, key="accountdeeds"):
        if st.button(_("Sửa"), key="account_edit", icon=":material/edit:"):
            dialogs.dialog(_("Sửa tài khoản"))(_edit)(own, seen)
        if row["disabled_at"] is None:
            if st.button(_("Đường dẫn đặt mật khẩu"), key="account_link", icon=":material/link:"):
                state, said = account_act.attempt(lambda conn, by: make_link(conn, own, by.who, now=by.now))
                if state == "done":
                    offer_link(said, name)
                    st.rerun()
                look.note(_("Chưa tạo"), said, kind="bad")
            if st.button(_("Khóa"), key="account_off", icon=":material/block:"):
                account_act.do(
                    lambda conn, by: disable(conn, own, by.who, seen_version=seen, now=by.now),
                    _("Đã khóa {name}: mọi nơi đang đăng nhập đã bị đăng xuất.", name=name),
                    lambda conn, by: enable(conn, own, by.who, seen_version=seen + 1, now=by.now),
                )
                st.rerun()
        elif st.button(_("Mở khóa"), key="account_on", icon=":material/undo:"):
            account_act.do(
                lambda conn, by: enable(conn, own, by.who, seen_version=seen, now=by.now),
                _("Đã mở khóa {name}.", name=name),
            )
            st.rerun()
    account_own.sessions(own, me)


def show(me: Actor) -> None:
    """Draw it for somebody who manages accounts."""
    names = _agencies()
    with reading(services().engine) as conn:
        rows = list_accounts(conn)
    if st.button(_("Thêm tài khoản"), key="account_add", type="primary", icon=":material/person_add:"):
        dialogs.dialog(_("Thêm tài khoản"))(_add)()
    answer = st.dataframe(
        [dict(_told(row, names)) | {_("Tình trạng"): account_words.account_state(row)} for row in rows],
        hide_index=True,
        key="account_table",
        on_select="rerun",
        selection_mode="single-row",
    )
    picked = answer["selection"]["rows"]
    if picked and picked[0] < len(rows):
        row = rows[picked[0]]
        st.subheader(look.plain(f"{row['full_name']} ({row['name']})"))
        _card(row, me)
    else:
        look.small(_("Chọn một dòng để sửa, khóa, gửi đường dẫn đặt mật khẩu hoặc xem nơi đăng nhập."))
