"""Who goes along, on the sheet of a patrol: added, replaced by a stand-in, taken off, mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.html import html
from dashboard.parts.patrols import act, pieces, words
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.patrols.act import By
from data.patrols.members import add_member, edit_member, remove_member, replace_member
from data.patrols.states import STATES
from data.patrols.undoing import undo
from data.patrols.wanted import Member
from data.store.engine import reading


def _there(row: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    with reading(services().engine) as conn:
        day = formats.local(row["starts_at"]).date()
        return [each["agency_id"] for each in agencies_at(conn, day)], agency_names.ever(conn)


def _as_typed(member: Mapping[str, Any]) -> Member:
    phone = agency_words.phone(member["phone"]) if member["phone"] else ""
    return Member(member["agency_id"], member["name"], member["role"], phone, member["account_id"])


def _save(
    row: Mapping[str, Any], key: str, change: Callable[[Connection, By, int], object], done: str
) -> None:
    """Make the change; close the dialog when it was made, say why when it was not."""
    own, seen = row["id"], row["version"]
    if act.saved(key, change, seen):
        act.remember(done, lambda conn, by: undo(conn, own, by, seen_version=seen + 1))
        st.rerun()
    if st.session_state.pop(f"{key}_conflict", None):
        look.note(
            _("Người khác vừa sửa lượt tuần tra này"), _("Chưa lưu gì. Đóng lại để xem bản mới."), kind="bad"
        )


def _add(row: Mapping[str, Any]) -> None:
    order, names = _there(row)
    typed = pieces.person(order, names, None, "patrol_member_add")
    if save_button.pressed(_("Thêm"), "patrol_member_add_save", pieces.needed(typed)):
        _save(
            row,
            "patrol_member_add",
            lambda conn, by, v: add_member(conn, row["id"], typed, by, seen_version=v),
            _("Đã thêm {name}.", name=typed.name),
        )


def _edit(row: Mapping[str, Any], member: Mapping[str, Any]) -> None:
    order, names = _there(row)
    key = f"patrol_member_edit_{member['id']}"
    typed = pieces.person(order, names, _as_typed(member), key)
    if save_button.pressed(_("Lưu"), f"{key}_save", pieces.needed(typed)):
        _save(
            row, key,
            lambda conn, by, v: edit_member(conn, row["id"], member["id"], typed, by, seen_version=v),
            _("Đã sửa {name}.", name=typed.name),
        )  # fmt: skip


def _reason(key: str) -> str:
    return st.text_input(_("Lý do"), key=f"{key}_reason", max_chars=300, placeholder=_("ốm, bận việc khác…"))


def _replace(row: Mapping[str, Any], member: Mapping[str, Any]) -> None:
    order, names = _there(row)
    key = f"patrol_member_in_{member['id']}"
    look.small(_("Đi thay {name}. Tên người được thay vẫn ở lại.", name=member["name"]))
    held = Member(member["agency_id"], "", member["role"])
    typed = pieces.person(order, names, held, key)
    reason = _reason(key)
    if save_button.pressed(_("Đi thay"), f"{key}_save", {**pieces.needed(typed), _("Lý do"): reason}):
        _save(
            row, key,
            lambda conn, by, v: replace_member(
                conn, row["id"], member["id"], typed, by, seen_version=v, reason=reason
            ),
            _("{name} đi thay {gone}.", name=typed.name, gone=member["name"]),
        )  # fmt: skip


def _remove(row: Mapping[str, Any], member: Mapping[str, Any]) -> None:
    key = f"patrol_member_out_{member['id']}"
    look.note(
        _("Bớt {name}?", name=member["name"]),
        _("Việc đã làm và tin đã báo vẫn ở lại. Đường dẫn điểm danh của người này hết dùng được."),
        kind="warn",
    )
    reason = _reason(key)
    if save_button.pressed(_("Bớt"), f"{key}_save", {_("Lý do"): reason}):
        _save(
            row, key,
            lambda conn, by, v: remove_member(
                conn, row["id"], member["id"], by, seen_version=v, reason=reason
            ),
            _("Đã bớt {name}.", name=member["name"]),
        )  # fmt: skip


def _line(member: Mapping[str, Any], names: Mapping[str, str], instead: Mapping[int, str]) -> None:
    phone = agency_words.phone(member["phone"]) if member["phone"] else _("chưa có số điện thoại")
    stands = instead.get(member["stands_in_for"])
    more = " · " + _("đi thay {name}", name=stands) if stands else ""
    agency = names.get(member["agency_id"], member["agency_id"])
    under = f"{_(words.ROLES[member['role']])} · {agency} · {phone}{more}"
    html(f'<p class="cl-member"><b>{escape(member["name"])}</b> <span>{escape(under)}</span></p>')


def _one(
    row: Mapping[str, Any], member: Mapping[str, Any], names: Mapping[str, str], instead: Mapping[int, str]
) -> None:
    own = member["id"]
    with st.container(horizontal=True, key=f"patrolmember_{own}", vertical_alignment="center"):
        _line(member, names, instead)
        if not (act.may_plan() and STATES[row["status"]].people):
            return
        name = member["name"]
        if st.button(_("Sửa"), key=f"patrol_m_edit_{own}", type="tertiary"):
            dialogs.dialog(_("Sửa {name}", name=name))(_edit)(row, member)
        if st.button(_("Thay"), key=f"patrol_m_in_{own}", type="tertiary"):
            dialogs.dialog(_("Người đi thay"))(_replace)(row, member)
        if st.button(_("Bớt"), key=f"patrol_m_out_{own}", type="tertiary"):
            dialogs.dialog(_("Bớt người"))(_remove)(row, member)


def show(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Draw who is on the list, and who was."""
    st.subheader(_("Người đi ({count})", count=formats.number(len(row["members"]))))
    instead = {each["id"]: each["name"] for each in (*row["members"], *row["former_members"])}
    if not row["members"]:
        look.small(_("Chưa có ai. Thêm người rồi mới giao nhiệm vụ được."))
    with st.container(key="patrolmembers"):
        for member in row["members"]:
            _one(row, member, names, instead)
    may = act.may_plan() and STATES[row["status"]].people
    if may and st.button(_("Thêm người"), key="patrol_member_new", icon=":material/person_add:"):
        dialogs.dialog(_("Thêm người"))(_add)(row)
    gone = [
        _("{name} ({agency}): {reason}", name=each["name"],
          agency=names.get(each["agency_id"], each["agency_id"]),
          reason=_("hoàn tác") if each["ended_reason"] == "undone" else each["ended_reason"] or "")
        for each in row["former_members"]
    ]  # fmt: skip
    if gone:
        look.small(_("Không đi nữa: {people}", people="; ".join(gone)))
