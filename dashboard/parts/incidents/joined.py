"""Incidents that may be the same: gathered into one, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import of_events as incident_of_events
from dashboard.parts.incidents import words as incident_words
from dashboard.services import services
from dashboard.words import _
from data.access import may_ever
from data.incidents import events_of, incident_by_code, incident_by_id
from data.incidents.matching import Match, duplicates
from data.incidents.merging import merge, split_again
from data.incidents.reading import parts_of, survivor
from data.incidents.states import STATES
from data.incidents.writing import ACTION
from data.store.engine import reading

_MOST = 3


def _link(row: Mapping[str, Any], text: str) -> None:
    href = escape(incident_words.address(row["code"], st.get_option("server.baseUrlPath") or ""), quote=True)
    html(f'<p class="cl-small"><a href="{href}" target="_self">{escape(text)}</a></p>')


def became_part(row: Mapping[str, Any]) -> bool:
    """Whether the incident became part of another: says so, with the way there and the way back."""
    if row["merged_into"] is None:
        return False
    with reading(services().engine) as conn:
        whole = survivor(conn, row["id"])
    assert whole is not None  # noqa: S101 -- a foreign key
    look.note(
        _("Đã gộp vào {code}", code=whole["code"]),
        _("Mọi việc ghi tiếp ở vụ đó. Diễn biến của vụ này vẫn còn nguyên."),
        kind="warn",
    )
    _link(whole, _("Mở {code}", code=whole["code"]))
    if may_ever(who(), ACTION):
        _apart(row)
    return True


def _apart(part: Mapping[str, Any]) -> None:
    own, seen, into = part["id"], part["version"], part["merged_into"]
    if st.button(_("Tách {code} ra lại", code=part["code"]), key=f"case_split_{own}"):
        incident_act.do(
            lambda conn, by: split_again(conn, own, by, seen_version=seen),
            _("Đã tách {code} ra thành vụ riêng.", code=part["code"]),
            lambda conn, by: merge(conn, own, into, by, seen={}),
        )
        st.rerun()


def _confirm(gone: Mapping[str, Any], into: Mapping[str, Any]) -> None:
    look.note(
        _("Gộp {gone} vào {into}?", gone=gone["code"], into=into["code"]),
        _(
            "Tin báo, đám cháy, diễn biến và việc báo tin của cả hai sẽ nằm ở {into}. "
            "Hai hồ sơ vẫn giữ riêng và tách ra lại được.",
            into=into["code"],
        ),
        kind="warn",
    )
    columns = st.columns(2)
    for column, row in zip(columns, (gone, into), strict=True):
        kind = incident_words.KINDS[row["kind"]]
        lines = [f"**{look.plain(row['code'])}** · {_(kind)}", look.plain(row["summary"][:200])]
        lines += [formats.moment(row["occurred_at"]), look.plain(row["place_text"][:100])]
        column.markdown("  \n".join(line for line in lines if line))
    if st.button(_("Gộp làm một"), key="case_merge_yes", type="primary", width="stretch"):
        one, other = gone["id"], into["id"]
        seen = {one: gone["version"], other: into["version"]}
        incident_act.do(
            lambda conn, by: merge(conn, one, other, by, seen=seen),
            _("Đã gộp {gone} vào {into}.", gone=gone["code"], into=into["code"]),
            lambda conn, by: split_again(conn, one, by, seen_version=gone["version"] + 1),
        )
        st.session_state["incident_chosen"] = other
        st.rerun()


def _ask(gone: Mapping[str, Any], into: Mapping[str, Any]) -> None:
    dialogs.dialog(_("Gộp hai vụ việc"), width="large")(_confirm)(gone, into)


def _near(row: Mapping[str, Any], match: Match) -> None:
    age, far = formats.ago(match.seen_at, services().now()), formats.distance(match.distance_m)
    with st.container(horizontal=True, key=f"offered_incident_{match.id}", vertical_alignment="center"):
        said = _(
            "{code}: {summary}, {age}, cách {far}",
            code=match.label,
            summary=match.summary[:80],
            age=age,
            far=far,
        )
        look.small(said)
        if st.button(_("Gộp vào vụ này…"), key=f"case_merge_{match.id}"):
            with reading(services().engine) as conn:
                other = incident_by_id(conn, int(match.id))
            if other is not None:
                _ask(other, row)


def _by_code(row: Mapping[str, Any]) -> None:
    with st.popover(_("Gộp, tách…"), icon=":material/call_merge:"):
        label = _("Mã vụ việc gộp vào vụ này")
        code = st.text_input(label, key=f"case_merge_code_{row['id']}")
        if save_button.pressed(
            _("Xem rồi gộp…"), "case_merge_by_code", {label: code}, type="secondary", width="content"
        ):
            with reading(services().engine) as conn:
                other = incident_by_code(conn, code)
            if other is None:
                look.note(_("Không có vụ việc {code}", code=code[:30]), _("Kiểm tra lại mã."), kind="warn")
            else:
                _ask(other, row)
        with reading(services().engine) as conn:
            events = events_of(conn, row["id"])
        if len(events) > 1:
            part = st.multiselect(
                _("Đám cháy tách ra thành vụ riêng"),
                events,
                key=f"case_part_{row['id']}",
                placeholder=_("chọn"),
            )
            if st.button(_("Tách ra…"), key="case_split_off", disabled=not part or len(part) == len(events)):
                incident_of_events.open_form(part, origin=row)


def show(row: Mapping[str, Any]) -> None:
    """What was gathered into this incident, and what may be the same."""
    here, may = services(), may_ever(who(), ACTION)
    with reading(here.engine) as conn:
        parts = parts_of(conn, row["id"])
        near = []
        if may and STATES[row["status"]].open:
            near = duplicates(conn, row, here.profile.incidents)[:_MOST]
    if parts:
        st.subheader(_("Đã gộp vào vụ này"))
    for part in parts:
        _link(part, f"{part['code']} · {part['summary'][:80]}")
        if may and part["merged_into"] == row["id"]:
            _apart(part)
    if near:
        st.subheader(_("Có thể trùng với"))
    for match in near:
        _near(row, match)
    if may:
        _by_code(row)
