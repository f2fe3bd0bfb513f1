"""One joint team: its decision, its members, what it inspects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html, lines_of
from dashboard.parts.teams import act, inspection_form, team_form, words
from dashboard.parts.together import history_list
from dashboard.services import services
from dashboard.words import _
from data.agencies.act import Act
from data.scans import read_scan
from data.store.engine import reading
from data.teams.forming import reopen_team, scan_folder, take_off
from data.teams.reading import TEAM, members_of


def _head(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    facts = [
        (_("Quyết định"), words.decision(row)),
        (_("Chủ trì"), names.get(row["lead_agency_id"], row["lead_agency_id"])),
        (_("Hoạt động"), words.period(row)),
        (_("Lý do kết thúc"), row["ended_reason"] or ""),
    ]
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in facts if said)
    over = words.is_over(row)
    state = _("đã kết thúc") if over else _("đang hoạt động")
    html(
        f'<article class="cl-team {"over" if over else ""}"><header><h2>{escape(row["name"])}</h2>'
        f'<span class="cl-pill {"" if over else "fresh"}">{escape(state)}</span></header>'
        f'<p class="said">{lines_of(row["task"])}</p><dl>{lines}</dl></article>'
    )


def _deeds(row: Mapping[str, Any]) -> None:
    own, seen, ended = row["id"], row["version"], row["ended_at"] is not None
    with st.container(horizontal=True, key="teamdeeds"):
        if ended:
            if st.button(_("Mở lại đoàn"), key="team_reopen", icon=":material/undo:"):
                act.do(lambda conn, by: reopen_team(conn, own, by, seen_version=seen), _("Đã mở lại đoàn."))
                st.rerun()
            return
        if st.button(_("Lập cuộc kiểm tra"), key="team_inspect", type="primary", icon=":material/add:"):
            inspection_form.open_new(own)
        if st.button(_("Sửa"), key="team_edit", icon=":material/edit:"):
            team_form.open_form(row)
        if st.button(_("Bản chụp quyết định"), key="team_scan", icon=":material/upload_file:"):
            team_form.open_scan(row)
        if st.button(_("Kết thúc đoàn"), key="team_end"):
            team_form.open_end(row)


def _scan(row: Mapping[str, Any]) -> None:
    scan = row["decision_scan"]
    if scan is None:
        look.small(_("Chưa có bản chụp quyết định."))
        return
    held = read_scan(scan, scan_folder(drill=services().drill))
    if held is None:
        look.note(
            _("Không mở được bản chụp"), _("Tệp bị mất hoặc không còn như lúc tải lên. Hãy tải lên lại."),
            kind="bad",
        )  # fmt: skip
        return
    st.download_button(
        _("Tải bản chụp ({name})", name=look.plain(scan["name"])), held, scan["name"], scan["type"],
        key=f"team_scan_get_{row['id']}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _take_off(member_id: int, conn: Connection, by: Act) -> None:
    take_off(conn, member_id, by)


def _members(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    st.subheader(_("Thành viên ({count})", count=formats.number(len(row["members"]))))
    may = act.may() and row["ended_at"] is None
    if not row["members"]:
        look.small(_("Chưa có ai trong đoàn."))
    with st.container(key="teammembers"):
        for each in row["members"]:
            with st.container(horizontal=True, key=f"teammember_{each['id']}", vertical_alignment="center"):
                agency = names.get(each["agency_id"], each["agency_id"])
                under = " · ".join(
                    part for part in (_(words.ROLES[each["role"]]), each["post"], agency) if part
                )
                html(f'<p class="cl-member"><b>{escape(each["name"])}</b> <span>{escape(under)}</span></p>')
                if may and st.button(_("Bớt"), key=f"team_off_{each['id']}", type="tertiary"):
                    act.do(partial(_take_off, each["id"]), _("{name} thôi tham gia đoàn.", name=each["name"]))
                    st.rerun()
    if may and st.button(_("Thêm thành viên"), key="team_member", icon=":material/person_add:"):
        team_form.open_member(row)
    with reading(services().engine) as conn:
        everybody = members_of(conn, row["id"], ended=True)
    gone = [f"{each['name']} ({formats.day(each['ended_at'])})" for each in everybody if each["ended_at"]]
    if gone:
        look.small(_("Không còn trong đoàn: {people}", people="; ".join(gone)))


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
    _head(row, names)
    if act.may():
        _deeds(row)
    _scan(row)
    _members(row, names)
    history_list.show(TEAM, row["id"])
