"""Form a joint team by a decision, change it, keep the scan of the decision, name its members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies.form import day_input
from dashboard.parts.teams import act, words
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.scans import LIMIT_MB
from data.store.engine import reading
from data.store.tables import TEAM_ROLES
from data.teams.forming import (
    Member,
    Team,
    add_member,
    attach_decision,
    edit_team,
    end_team,
    form_team,
    reopen_team,
    scan_folder,
)


def agencies(held: str | None = None) -> tuple[list[str], dict[str, str]]:
    """The agencies of today to choose from, with one that is held already; their names."""
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
        order = [row["agency_id"] for row in agencies_at(conn, formats.local(services().now()).date())]
    return order + ([held] if held and held not in order else []), names


def _typed(held: Mapping[str, Any], key: str) -> tuple[dict[str, Any], Team | None]:
    """What must be filled in (label → what it holds), and the team where all of it is."""
    name = st.text_input(_("Tên đoàn"), held.get("name", ""), key=f"{key}_name", max_chars=300)
    task = st.text_area(_("Nhiệm vụ"), held.get("task", ""), key=f"{key}_task", max_chars=2000, height=80)
    left, right = st.columns(2)
    number = left.text_input(
        _("Số quyết định (để trống nếu chưa có)"), held.get("decision_number") or "", key=f"{key}_number"
    )
    with right:
        on = day_input(_("Ngày quyết định"), held.get("decision_on"), f"{key}_on")
    lead_held = held.get("lead_agency_id") or act.now_act().who.agency_id
    order, names = agencies(lead_held)
    lead = st.selectbox(
        _("Đơn vị chủ trì đoàn"), order, order.index(lead_held) if lead_held else None, key=f"{key}_lead",
        format_func=lambda own: names.get(own, own), placeholder=_("chọn"),
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        first = day_input(_("Hoạt động từ ngày"), held.get("period_from"), f"{key}_first")
    with right:
        last = day_input(_("Đến hết ngày"), held.get("period_to"), f"{key}_last")
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    needed = {
        _("Tên đoàn"): name,
        _("Nhiệm vụ"): task,
        _("Đơn vị chủ trì đoàn"): lead,
        _("Hoạt động từ ngày"): first,
        _("Đến hết ngày"): last,
    }
    if not (name.strip() and task.strip() and lead and first and last):
        return needed, None
    return needed, Team(name, lead, task, first, last, number, on)


def _dialog(row: Mapping[str, Any] | None) -> None:
    key = f"team_form_{row['id']}_{row['version']}" if row is not None else "team_form_new"
    needed, wanted = _typed(row or {}, key)
    if not save_button.pressed(_("Lưu"), f"{key}_save", needed) or wanted is None:
        return
    made: list[int] = []

    def change(conn: Any, by: Any, version: int) -> None:
        if row is None:
            made.append(form_team(conn, wanted, by))
        else:
            edit_team(conn, row["id"], wanted, by, seen_version=version)

    done = act.saved(key, change, row["version"] if row is not None else 0)
    if done:
        act.remember(_("Đã lưu đoàn."))
        if made:
            act.choose(act.TEAM, made[0])
    act.close(key, done=done)


def open_form(row: Mapping[str, Any] | None) -> None:
    """Open the dialog for a new team, or for one as the person sees it now."""
    dialogs.dialog(_("Lập đoàn") if row is None else _("Sửa đoàn"), width="large")(_dialog)(row)


def _scan(row: Mapping[str, Any]) -> None:
    key, own, seen = f"team_scan_{row['id']}", row["id"], row["version"]
    look.small(
        _("PDF hoặc JPG, tối đa {limit} MB. Không tải lên văn bản mật.", limit=formats.number(LIMIT_MB))
    )
    with st.container(key="team_drop"):
        given = st.file_uploader(_("Bản chụp"), type=["pdf", "jpg", "jpeg"], key=f"{key}_file")
    asked = save_button.pressed(_("Lưu bản chụp"), f"{key}_save", {_("Bản chụp"): given})
    if asked and given is not None:
        folder, data, name = scan_folder(drill=services().drill), given.getvalue(), given.name
        act.finish(
            key,
            lambda conn, by, v: attach_decision(conn, own, name, data, by, seen_version=v, folder=folder),
            seen,
            _("Đã lưu bản chụp."),
        )


def open_scan(row: Mapping[str, Any]) -> None:
    """Open the dialog that takes the scan of the decision."""
    dialogs.dialog(_("Bản chụp quyết định"))(_scan)(row)


def _member(row: Mapping[str, Any]) -> None:
    key = f"team_member_{row['id']}_{len(row['members'])}"
    order, names = agencies()
    agency = st.selectbox(
        _("Đơn vị"), order, None, key=f"{key}_agency", format_func=lambda own: names.get(own, own),
        placeholder=_("chọn"),
    )  # fmt: skip
    left, right = st.columns(2)
    name = left.text_input(_("Họ tên"), key=f"{key}_name", max_chars=120)
    post = right.text_input(_("Chức vụ"), key=f"{key}_post", max_chars=120)
    headed = any(each["role"] == "head" for each in row["members"])
    role = st.selectbox(
        _("Trong đoàn"), TEAM_ROLES, TEAM_ROLES.index("member" if headed else "head"), key=f"{key}_role",
        format_func=lambda each: _(words.ROLES[each]),
    )  # fmt: skip
    asked = save_button.pressed(_("Thêm"), f"{key}_save", {_("Đơn vị"): agency, _("Họ tên"): name})
    if asked and agency:
        wanted = Member(agency, name, role, post)
        act.finish(
            key,
            lambda conn, by, _v: add_member(conn, row["id"], wanted, by),
            0,
            _("Đã thêm {name}.", name=name.strip()),
        )


def open_member(row: Mapping[str, Any]) -> None:
    """Open the dialog that names a member."""
    dialogs.dialog(_("Thêm thành viên"))(_member)(row)


def _end(row: Mapping[str, Any]) -> None:
    key, own, seen = "team_end", row["id"], row["version"]
    look.note(_("Kết thúc {name}?", name=row["name"]), _("Việc đã làm vẫn đọc được."), kind="warn")
    reason = st.text_input(_("Lý do"), key=f"{key}_reason_{seen}", max_chars=300)
    if save_button.pressed(_("Kết thúc đoàn"), f"{key}_save", {_("Lý do"): reason}):
        act.finish(
            key,
            lambda conn, by, v: end_team(conn, own, reason, by, seen_version=v),
            seen,
            _("Đã kết thúc {name}.", name=row["name"]),
            lambda conn, by: reopen_team(conn, own, by, seen_version=seen + 1),
        )


def open_end(row: Mapping[str, Any]) -> None:
    """Open the dialog that ends a team."""
    dialogs.dialog(_("Kết thúc đoàn"))(_end)(row)
