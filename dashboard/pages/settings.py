"""*Thiết đặt*: what can be changed by screen and where, targets, channels, settings to carry elsewhere."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from dashboard.parts import whole_page
from dashboard.parts.html import html
from dashboard.parts.settings import act, carry_part, channels_part, targets_part, where_part
from dashboard.words import N_, _

_CSS = Path(__file__).with_name("settings.css").read_text(encoding="utf-8")
_VIEWS = {
    "where": (N_("Sửa ở đâu"), where_part.show),
    "targets": (N_("Chỉ tiêu"), targets_part.show),
    "channels": (N_("Kênh gửi tin"), channels_part.show),
    "carry": (N_("Mang đi, nạp vào"), carry_part.show),
}


def _body() -> None:
    title, lead = _("Thiết đặt"), _("Sửa gì ở đâu, chỉ tiêu, kênh gửi tin; mang thiết đặt sang máy khác.")
    html(f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div></header>')
    view = st.segmented_control(
        _("Xem"), list(_VIEWS), default="where", required=True, key="settings_view",
        format_func=lambda each: _(_VIEWS[each][0]), label_visibility="collapsed",
    )  # fmt: skip
    act.news()
    _VIEWS[str(view)][1]()


def show() -> None:
    """Draw the page."""
    drop = _("Kéo tệp vào đây, hoặc bấm nút. Tệp zip, tối đa 20 MB.")
    whole_page.draw("settings", _body, f'{_CSS}\n.st-key-settings_drop {{ --cl-drop: "{drop}"; }}')
