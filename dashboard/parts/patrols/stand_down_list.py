"""Who or what cannot go for a while: entered, taken back, listed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.patrols import act, pieces
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.patrols.people import known_people, known_vehicles
from data.patrols.stand_downs import StandDown, bring_back, stand_down_now, stand_downs, take_back
from data.store.engine import reading

_AHEAD = timedelta(days=180)
"""Entries that begin later than this are not listed: nobody plans leave farther ahead."""


def _who(own: str, key: str) -> tuple[str, str, dict[str, str]]:
    """Person and vehicle, both empty for the whole agency; and what of that must be filled in."""
    kinds = {"person": _("một người"), "vehicle": _("một phương tiện"), "agency": _("cả đơn vị")}
    kind = st.segmented_control(
        _("Ai, cái gì nghỉ"), list(kinds), default="person", required=True, key=f"{key}_kind",
        format_func=kinds.__getitem__,
    )  # fmt: skip
    day = formats.local(services().now()).date()
    with reading(services().engine) as conn:
        people = [each.name for each in known_people(conn, day) if each.agency_id == own]
        plates = [each.plate for each in known_vehicles(conn)]
    if kind == "agency":
        return "", "", {}
    options = people if kind == "person" else plates
    label = _("Họ tên") if kind == "person" else _("Biển số, tên gọi")
    picked = st.selectbox(
        label, options, None, key=f"{key}_{kind}_{own}", accept_new_options=True,
        placeholder=_("chọn, hoặc gõ tên mới"),
    )  # fmt: skip
    said = picked or ""
    return (said, "", {label: said}) if kind == "person" else ("", said, {label: said})


def _window(key: str) -> tuple[datetime, datetime]:
    here = services()
    today = formats.local(here.now()).date()
    left, right = st.columns(2)
    first = left.date_input(_("Từ ngày"), today, format="DD/MM/YYYY", key=f"{key}_first")
    last = right.date_input(_("đến hết ngày"), max(first, today), format="DD/MM/YYYY", key=f"{key}_last")
    start = datetime.combine(first, time(), tzinfo=here.profile.tz)
    return start, datetime.combine(last + timedelta(days=1), time(), tzinfo=here.profile.tz)


def _enter(names: Mapping[str, str], order: list[str]) -> None:
    key = f"patrol_down_{st.session_state.get('patrol_down_number', 0)}"
    own = pieces.agency(_("Đơn vị"), order, names, act.by().who.agency_id, f"{key}_agency")
    person, vehicle, needed = _who(own or "", key)
    first, last = _window(key)
    reason = st.text_input(
        _("Lý do"), key=f"{key}_reason", max_chars=300, placeholder=_("nghỉ phép, sửa chữa, nhiệm vụ khác…")
    )
    needed = {_("Đơn vị"): own or "", **needed, _("Lý do"): reason}
    if save_button.pressed(_("Ghi"), f"{key}_save", needed) and own:
        wanted = StandDown(own, first, last, reason, person, vehicle)
        if act.save(key, lambda conn, by, _seen: stand_down_now(conn, wanted, by), 0) is not None:
            st.session_state["patrol_down_number"] = st.session_state.get("patrol_down_number", 0) + 1
            st.rerun(scope="fragment")


def _days(row: Mapping[str, Any]) -> str:
    last = row["ends_at"] - timedelta(microseconds=1)
    first, end = formats.local(row["starts_at"]).date(), formats.local(last).date()
    return formats.day(first) if first == end else f"{formats.day(first)} – {formats.day(end)}"


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    what = row["person"] or row["vehicle"] or _("cả đơn vị")
    own, seen, gone = row["id"], row["version"], row["ended_at"] is not None
    state = " · " + _("đã bỏ") if gone else ""
    with st.container(horizontal=True, key=f"patroldown_{own}", vertical_alignment="center"):
        under = f"{names.get(row['agency_id'], row['agency_id'])} · {_days(row)} · {row['reason']}{state}"
        html(f'<p class="cl-member"><b>{escape(what)}</b> <span>{escape(under)}</span></p>')
        label, change = (_("Ghi lại"), bring_back) if gone else (_("Bỏ"), take_back)
        if st.button(label, key=f"patrol_down_off_{own}_{seen}", type="tertiary"):
            key = "patrol_down_off"
            done = act.saved(key, lambda conn, by, v: change(conn, own, by, seen_version=v), seen)
            if done or st.session_state.pop("patrol_down_off_conflict", None):
                st.rerun(scope="fragment")


def _list() -> None:
    here = services()
    now = here.now()
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        order = [row["agency_id"] for row in agencies_at(conn, formats.local(now).date())]
        rows = stand_downs(conn, now, now + _AHEAD, ended=True)
    look.small(_("Người, phương tiện, đơn vị không đi tuần tra được. Lịch và kế hoạch cảnh báo theo đây."))
    _enter(names, order)
    if rows:
        st.subheader(_("Đang và sắp nghỉ"))
    with st.container(key="patroldowns"):
        for row in rows:
            _line(row, names)


def open_list() -> None:
    """Open the dialog."""
    dialogs.dialog(_("Người, phương tiện nghỉ"), width="large")(_list)()
