"""The deeds of a page whose records follow the plan: meetings, events, joint teams, cases."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.access import who
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from dashboard.words import _
from data.access import may_ever
from data.agencies.act import Act


class PlanDeeds(Deeds[Act]):
    """`action`: what writing is in the table of roles; `screen`: the journal's origin."""

    def __init__(self, page: str, action: str, screen: str) -> None:
        super().__init__(page, self.now_act)
        self._action, self._screen = action, screen

    def now_act(self) -> Act:
        """Who acts, and when."""
        here = services()
        return Act(here.now(), who(), self._screen, drill=here.drill)

    def may(self) -> bool:
        """Whether buttons that change a record are shown."""
        return may_ever(who(), self._action)

    def saved(self, key: str, change: Callable[[Connection, Act, int], object], seen: int) -> bool:
        """Inside a dialog: make a change that names the version that was seen; whether it was made."""

        def made(conn: Connection, act: Act, version: int) -> bool:
            change(conn, act, version)
            return True

        return bool(self.save(key, made, seen))

    def finish(
        self,
        key: str,
        change: Callable[[Connection, Act, int], object],
        seen: int,
        done: str,
        undo: Callable[[Connection, Act], object] | None = None,
    ) -> None:
        """Inside a dialog: `saved`; when it was made, say so with the way back, and close."""
        made = self.saved(key, change, seen)
        if made:
            self.remember(done, undo)
        self.close(key, done=made)

    @staticmethod
    def close(key: str, *, done: bool) -> None:
        """After an attempt inside a dialog: closed when it was done, told when somebody was first."""
        if done:
            st.rerun()
        if st.session_state.pop(f"{key}_conflict", None):
            look.note(
                _("Người khác vừa sửa bản ghi này"), _("Chưa lưu gì. Đóng lại để xem bản mới."), kind="bad"
            )
