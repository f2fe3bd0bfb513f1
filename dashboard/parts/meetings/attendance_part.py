"""*Thành phần* of a meeting: who of each agency came, and for whom they stood in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.meetings import act, words
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.meetings.holding import Guests, attend
from data.meetings.reading import attendance_of
from data.meetings.states import STATES
from data.store.engine import reading


def people_of(text: str) -> list[dict[str, str]]:
    """One person a line: name; post; for whom they stand in. What follows is left out."""
    found = []
    for line in text.splitlines():
        parts = [" ".join(part.split()) for part in line.split(";")]
        if parts[0]:
            name, post, stands_in_for = (*parts, "", "")[:3]
            found.append({"name": name, "post": post, "stands_in_for": stands_in_for})
    return found


def lines_of(names: Sequence[Mapping[str, str]]) -> str:
    """The same the other way round."""
    lines = (
        "; ".join((each["name"], each.get("post") or "", each.get("stands_in_for") or "")) for each in names
    )
    return "\n".join(line.rstrip("; ") for line in lines)


def _dialog(
    row: Mapping[str, Any], agency_id: str | None, held: Mapping[str, Any] | None, names: Mapping[str, str]
) -> None:
    key = f"meeting_people_{row['id']}_{agency_id}_{held['id'] if held else 0}"
    chosen = agency_id
    if agency_id is None:
        with reading(services().engine) as conn:
            rows = agencies_at(conn, formats.local(row["held_at"]).date())
        chosen = st.selectbox(
            _("Đơn vị"), [each["agency_id"] for each in rows if each["agency_id"] not in row["invited"]],
            None, key=f"{key}_agency", format_func=lambda own: names.get(own, own), placeholder=_("chọn"),
        )  # fmt: skip
    present = st.segmented_control(
        _("Có mặt"), [True, False], default=held["present"] if held else True, required=True,
        key=f"{key}_present", format_func=lambda yes: _("Có mặt") if yes else _("Vắng"),
        label_visibility="collapsed",
    )  # fmt: skip
    text = ""
    if present:
        text = st.text_area(
            _("Người dự, mỗi dòng một người"), lines_of(held["names"]) if held else "", key=f"{key}_names",
            placeholder=_("họ tên; chức vụ; dự thay ai (nếu có)"), height=110,
        )  # fmt: skip
    note = st.text_input(_("Ghi chú"), held["note"] if held else "", key=f"{key}_note", max_chars=300)
    if save_button.pressed(_("Ghi"), f"{key}_save", {_("Đơn vị"): chosen}) and chosen is not None:
        guests = Guests(chosen, bool(present), people_of(text), note)
        act.finish(
            key,
            lambda conn, by, _v: attend(conn, row["id"], guests, by),
            0,
            _("Đã ghi thành phần của {name}.", name=names.get(chosen, chosen)),
        )


def _line(name: str, held: Mapping[str, Any] | None) -> str:
    if held is None:
        sign, said = "none", _("chưa ghi")
    elif held["present"]:
        sign, said = "yes", words.people(held["names"])
    else:
        sign, said = "no", _("vắng")
    note = f" · {held['note']}" if held and held["note"] else ""
    return f'<p class="cl-came {sign}"><b>{escape(name)}</b> <span>{escape(said + note)}</span></p>'


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    with reading(services().engine) as conn:
        came = {each["agency_id"]: each for each in attendance_of(conn, row["id"])}
        names = agency_names.ever(conn)
    if row["held_at"] is None and not came:
        look.small(_("Họp rồi mới ghi ai dự. Các đơn vị được mời:"))
    may = act.may() and STATES[row["status"]].write
    with st.container(key="meetingcame"):
        for own in [*row["invited"], *(each for each in came if each not in row["invited"])]:
            with st.container(horizontal=True, key=f"meetingcame_{own}", vertical_alignment="center"):
                held = came.get(own)
                if row["held_at"] is None and held is None:
                    html(f'<p class="cl-came"><b>{escape(names.get(own, own))}</b></p>')
                else:
                    html(_line(names.get(own, own), held))
                if may and st.button(
                    _("Sửa") if held else _("Ghi"), key=f"meeting_came_{own}", type="tertiary"
                ):
                    dialogs.dialog(names.get(own, own))(_dialog)(row, own, held, names)
    if not row["invited"] and not came:
        look.small(_("Chưa mời đơn vị nào."))
    if may and st.button(_("Đơn vị khác cũng dự"), key="meeting_came_more", icon=":material/add:"):
        dialogs.dialog(_("Đơn vị khác cũng dự"))(_dialog)(row, None, None, names)
