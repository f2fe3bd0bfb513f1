"""The Streamlit script: theme, language, navigation. A page holds layout and wiring; no rule lives in a
page."""

from __future__ import annotations

import logging

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look, words
from dashboard.navigation import navigation
from dashboard.parts import connection, dialogs, drill_bar, topbar
from dashboard.parts.accounts import sign_in
from dashboard.services import services
from dashboard.words import _
from data.profile import ProfileError
from geo.errors import AreaError

WALL = "wall"
_log = logging.getLogger(__name__)


def _unusable(text: str, *steps: str) -> None:
    with st.container(key="unusable"):
        look.note(_("Chưa mở được Canh Lửa"), text, kind="bad", steps=steps)


def main() -> None:
    """One run of the script."""
    st.set_page_config(
        page_title="Canh Lửa", page_icon="🔥", layout="wide", initial_sidebar_state="collapsed"
    )
    dialogs.begin_run()
    topbar.choose_language()
    look.apply()
    pages = navigation()
    current = st.navigation(pages.pages(), position="hidden")
    try:
        here = services()
    except (SQLAlchemyError, OSError):
        _log.exception("database unusable")
        topbar.show(pages, current, "")
        _unusable(
            _("Không mở được cơ sở dữ liệu, nên không có gì để hiện. Dữ liệu đã lưu không bị thay đổi."),
            _("Kiểm tra ổ đĩa còn chỗ và thư mục data/local ghi được."),
            _("Nếu dùng CANHLUA_DATABASE_URL, kiểm tra máy chủ cơ sở dữ liệu."),
            _("Khởi động lại chương trình, rồi tải lại trang này."),
        )
        return
    except (AreaError, ProfileError) as error:
        _log.exception("profile unusable")
        topbar.show(pages, current, "")
        _unusable(
            _("Không đọc được cấu hình địa bàn: {reason}", reason=error),
            _("Sửa tệp trong thư mục cấu hình, rồi khởi động lại."),
        )
        return
    if current.url_path == WALL:  # nothing but the wall; it says by itself that this is a drill
        if not sign_in.asked(pages.need(current)):
            current.run()
        return
    topbar.show(pages, current, here.profile.name_en if words.current() == "en" else here.profile.name_vi)
    connection.watch()
    drill_bar.show()
    if sign_in.asked(pages.need(current)):
        return
    current.run()


main()
