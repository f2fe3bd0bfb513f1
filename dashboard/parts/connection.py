"""What a page does while its server is away, by itself in the browser: it says so, keeps what was typed in an
open dialog, and comes back: to the same visit, or to a new one where the server no longer knows this one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.words import _

_JS = Path(__file__).with_suffix(".js")


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "canhlua_connection", html="<i></i>", js=_JS.read_text(encoding="utf-8")
    )


def _nothing() -> None:
    """Who listens makes the trigger run the page: the new visit draws itself."""


def watch() -> None:
    """Call it on each run of the page, outside of fragments."""
    ctx = get_script_run_ctx()
    words = {
        "away": _(
            "Mất kết nối với máy chủ từ {time}. Đang tự nối lại; điều đang gõ còn đây, chưa lưu.",
            time="{time}",
        ),
        "lost": _(
            "Mất kết nối lâu, hoặc máy chủ đã chạy lại: hộp thoại đã đóng, chưa lưu. Điều đã gõ, để chép lại:"
        ),
        "copy": _("Chép"),
        "copied": _("Đã chép"),
        "close": _("Đóng"),
    }
    _component()(
        data={"session": ctx.session_id if ctx else "", "words": words},
        key="connection",
        on_again_change=_nothing,
    )
