"""A page as a whole: its style, its frame, and what it says when the database does not answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look
from dashboard.words import _

_log = logging.getLogger(__name__)


def draw(key: str, body: Callable[[], None], css: str = "") -> None:
    """Draw `body` inside the page's container (class ``st-key-<key>``), after its style.

    Never a traceback on screen: a database or a disk that fails is said, and nothing stored is touched.
    """
    if css:
        st.html(f"<style>{css}</style>")
    with st.container(key=key):
        try:
            body()
        except (SQLAlchemyError, OSError):
            _log.exception("the page %s cannot be drawn", key)
            look.note(
                _("Không đọc được cơ sở dữ liệu"),
                _("Dữ liệu đã lưu không bị thay đổi. Tải lại trang sau ít phút."),
                kind="bad",
            )
