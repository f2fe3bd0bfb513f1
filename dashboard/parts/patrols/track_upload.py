"""Hand in a track at a desk: choose the file and whose it is; nothing is stored before the button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.html import html
from dashboard.parts.patrols import act, track_words
from dashboard.parts.patrols.ground import ground
from dashboard.words import _
from dashboard.words.errors import say
from data.effort import Taken, TrackFile, read_file, take_track
from geo.errors import GeoError

_TAKEN = "track_taken"
"""What came of the file that was stored last; kept, for a dialog may run again at any moment."""


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(_digest: str, name: str, _data: bytes) -> TrackFile:
    return read_file(_data, name)


def open_upload(plan: Mapping[str, Any]) -> None:
    """Open the dialog."""
    st.session_state.pop(_TAKEN, None)
    dialogs.dialog(_("Nộp vết đi"))(_dialog)(plan)


def _dialog(plan: Mapping[str, Any]) -> None:
    if (found := st.session_state.get(_TAKEN)) is not None:
        _say(found)
        return
    look.small(
        _("Tệp GPX, KML hoặc KMZ của máy định vị hay điện thoại. Tệp gốc được giữ nguyên, kèm giờ nhận.")
    )
    file = st.file_uploader(
        _("Tệp vết đi"), type=["gpx", "kml", "kmz"], key="track_file", label_visibility="collapsed"
    )
    people = {each["id"]: each["name"] for each in plan["members"]}
    member = st.selectbox(
        _("Của ai"), [None, *people], key="track_member",
        format_func=lambda own: _("của cả tổ, không rõ ai") if own is None else people[own],
    )  # fmt: skip
    if not save_button.pressed(_("Lưu vết đi"), "track_save", {_("Tệp vết đi"): file}) or file is None:
        return
    try:
        with st.spinner(_("Đang đọc tệp… Tệp lớn mất vài giây.")):
            read = _read(file.file_id, file.name, file.getvalue())
    except GeoError as error:
        look.note(_("Không dùng được tệp này"), say(error.code, error.params), kind="bad")
        return
    with st.spinner(_("Đang tính quãng đường và diện tích…")):
        state, said = act.attempt(
            lambda conn, by: take_track(conn, plan["id"], read, by, ground(), member_id=member)
        )
    if state != "done":
        look.note(_("Chưa lưu"), said or _("Người khác vừa sửa. Hãy tải lại trang."), kind="bad")
        return
    st.session_state[_TAKEN] = said
    st.rerun(scope="fragment")


def _say(found: Taken) -> None:
    """What came of it, before the dialog is closed."""
    if found.again:
        look.note(
            _("Tệp này đã có"),
            _("Cùng một tệp đã nộp cho lượt này trước đây, không lưu lần nữa."),
            kind="warn",
        )
    else:
        look.note(
            _("Đã lưu vết đi"),
            f"{formats.distance(found.distance_m)} · {track_words.hours(found.duration_s)}",
        )
    if found.findings:
        html(f'<div class="cl-track"><ul>{track_words.lines(found.findings)}</ul></div>')
    if st.button(_("Xong"), key="track_done"):
        st.session_state.pop(_TAKEN)
        st.rerun()
