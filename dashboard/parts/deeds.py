"""What a person does on a page: in one transaction, with what went wrong said in words, and the way back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import streamlit as st
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dashboard import look
from dashboard.parts import dialogs
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.errors import ConflictError, DataError
from data.store.engine import writing

_log = logging.getLogger(__name__)
By = TypeVar("By")


class Deeds(Generic[By]):
    """The deeds of one page.

    Parameters
    ----------
    page
        Names what is kept between two runs.
    by
        Who acts and when, made anew for every change; the change gets it after the connection.
    """

    def __init__(self, page: str, by: Callable[[], By]) -> None:
        self._page, self._by = page, by
        self._done, self._refused = f"{page}_done", f"{page}_refused"

    def attempt(self, change: Callable[[Connection, By], Any]) -> tuple[str, Any]:
        """Run one change in its transaction.

        Returns ``("done", what it gave)``, ``("conflict", None)`` when somebody else was first, or
        ``("refused", why)``.
        """
        try:
            with writing(services().engine) as conn:
                made = change(conn, self._by())
            dialogs.stored()
            return "done", made
        except ConflictError:
            return "conflict", None
        except DataError as error:
            return "refused", say(error.code, error.params)
        except (SQLAlchemyError, OSError):
            _log.exception("a change on the page of %s failed", self._page)
            return "refused", _("Không có gì bị ghi dở. Hãy thử lại sau ít phút.")

    def remember(self, text: str, undo: Callable[[Connection, By], Any] | None = None) -> None:
        """Say this on the next run, with the way back."""
        st.session_state[self._done] = (text, undo)

    def do(
        self,
        change: Callable[[Connection, By], Any],
        done: str,
        undo: Callable[[Connection, By], Any] | None = None,
    ) -> bool:
        """A change by a button of the page: the next run says how it went. True when it was made."""
        state, said = self.attempt(change)
        if state == "done":
            self.remember(done, undo)
        elif state == "conflict":
            st.session_state[self._refused] = _("Người khác vừa sửa bản ghi này. Trang đã hiện bản mới nhất.")
        else:
            st.session_state[self._refused] = said
        return state == "done"

    def news(self) -> None:
        """How the last change went."""
        if refused := st.session_state.pop(self._refused, None):
            look.note(_("Chưa thay đổi gì"), refused, kind="bad")
        if said := st.session_state.get(self._done):
            text, undo = said
            with st.container(key=f"{self._page}done", horizontal=True, vertical_alignment="center"):
                look.note(text, "")
                if undo is not None and st.button(
                    _("Hoàn tác"), key=f"{self._page}_undo", icon=":material/undo:"
                ):
                    st.session_state.pop(self._done)
                    self.do(undo, _("Đã hoàn tác."))
                    st.rerun()
                if st.button(_("Ẩn"), key=f"{self._page}_hide", type="tertiary"):
                    st.session_state.pop(self._done)
                    st.rerun()

    def save(self, key: str, change: Callable[[Connection, By, int], Any], seen: int) -> Any:
        """Inside a dialog: run a change that names the version that was seen.

        Returns what it gave, None when it was refused (said here) or somebody else was first
        (`conflicting`).
        """
        state, said = self.attempt(lambda conn, by: change(conn, by, seen))
        if state == "done":
            st.session_state.pop(f"{key}_conflict", None)
            return said
        if state == "conflict":
            st.session_state[f"{key}_conflict"] = True
            return None
        look.note(_("Chưa lưu"), said, kind="bad")
        return None
