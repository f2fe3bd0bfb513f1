"""What a person does on the page of agencies: in one transaction, with what went wrong said in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.access import LOCAL_ADMIN, Actor
from data.agencies import Act
from data.errors import ConflictError, DataError
from data.store.engine import writing

_log = logging.getLogger(__name__)
_DONE = "agencies_done"
_REFUSED = "agencies_refused"
Change = Callable[[Connection, Act], Any]


def who() -> Actor:
    """Who works on this page."""
    return LOCAL_ADMIN


def act() -> Act:
    """Who acts now, for a change."""
    here = services()
    return Act(here.now(), who(), drill=here.drill)


def attempt(change: Change) -> tuple[str, Any]:
    """Run one change in its transaction.

    Returns ``("done", what it gave)``, ``("conflict", None)`` when somebody else was first, or ``("refused",
    why)``.
    """
    try:
        with writing(services().engine) as conn:
            return "done", change(conn, act())
    except ConflictError:
        return "conflict", None
    except DataError as error:
        return "refused", say(error.code, error.params)
    except (SQLAlchemyError, OSError):
        _log.exception("a change on the page of agencies failed")
        return "refused", _("Không có gì bị ghi dở. Hãy thử lại sau ít phút.")


def remember(text: str, undo: Change | None = None) -> None:
    """Say this on the next run, with the way back."""
    st.session_state[_DONE] = (text, undo)


def do(change: Change, done: str, undo: Change | None = None) -> None:
    """A change by a button of the page: the next run says how it went."""
    state, said = attempt(change)
    if state == "done":
        remember(done, undo)
    elif state == "conflict":
        st.session_state[_REFUSED] = _("Người khác vừa sửa bản ghi này. Trang đã hiện bản mới nhất.")
    else:
        st.session_state[_REFUSED] = said


def news() -> None:
    """How the last change went."""
    if refused := st.session_state.pop(_REFUSED, None):
        look.note(_("Chưa thay đổi gì"), refused, kind="bad")
    if said := st.session_state.get(_DONE):
        text, undo = said
        with st.container(key="agenciesdone", horizontal=True, vertical_alignment="center"):
            look.note(text, "")
            if undo is not None and st.button(_("Hoàn tác"), key="agency_undo", icon=":material/undo:"):
                st.session_state.pop(_DONE)
                do(undo, _("Đã hoàn tác."))
                st.rerun()
            if st.button(_("Ẩn"), key="agency_hide", type="tertiary"):
                st.session_state.pop(_DONE)
                st.rerun()


def save(key: str, change: Callable[[Connection, Act, int], Any], seen: int) -> Any:
    """Inside a dialog: run a change that names the version that was seen.

    Returns what it gave, None when it was refused (said here) or somebody else was first (`conflicting`).
    """
    state, said = attempt(lambda conn, who_acts: change(conn, who_acts, seen))
    if state == "done":
        st.session_state.pop(f"{key}_conflict", None)
        return said
    if state == "conflict":
        st.session_state[f"{key}_conflict"] = True
        return None
    look.note(_("Chưa lưu"), said, kind="bad")
    return None


def conflicting(key: str, fields: list[tuple[str, str, str]]) -> bool:
    """Both versions side by side: (field, stored, mine). True when the person decides for their own."""
    if not st.session_state.get(f"{key}_conflict"):
        return False
    look.note(_("Người khác vừa sửa bản ghi này"), _("Chưa lưu gì. Xem hai bản rồi chọn."), kind="bad")
    rows = [{_("Mục"): name, _("Đang lưu"): theirs, _("Bạn nhập"): mine} for name, theirs, mine in fields]
    st.dataframe([row for row in rows if row[_("Đang lưu")] != row[_("Bạn nhập")]], hide_index=True)
    left, right = st.columns(2)
    if left.button(_("Giữ bản đang lưu"), key=f"{key}_keep", width="stretch"):
        st.session_state.pop(f"{key}_conflict")
        st.rerun()
    return right.button(_("Dùng bản tôi nhập"), key=f"{key}_mine", width="stretch")
