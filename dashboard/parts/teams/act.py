"""What a person does on the page *Đoàn liên ngành*."""

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
from data.teams.writing import ACTION, SCREEN

__all__ = ["attempt", "choose", "close", "do", "may", "news", "now_act", "remember", "saved"]

TEAM, INSPECTION = "team", "inspection"


def now_act() -> Act:
    """Who acts, and when."""
    here = services()
    return Act(here.now(), who(), SCREEN, drill=here.drill)


def may() -> bool:
    """Whether buttons that change something are shown."""
    return may_ever(who(), ACTION)


_deeds = Deeds("teams", now_act)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember


def saved(key: str, change: Callable[[Connection, Act, int], object], seen: int) -> bool:
    """Inside a dialog: make a change that names the version that was seen; whether it was made."""

    def made(conn: Connection, act: Act, version: int) -> bool:
        change(conn, act, version)
        return True

    return bool(_deeds.save(key, made, seen))


def close(key: str, *, done: bool) -> None:
    """After an attempt inside a dialog: closed when it was done, told when somebody was first."""
    if done:
        st.rerun()
    if st.session_state.pop(f"{key}_conflict", None):
        look.note(_("Người khác vừa sửa bản ghi này"), _("Chưa lưu gì. Đóng lại để xem bản mới."), kind="bad")


def choose(kind: str, own: int | None) -> None:
    """Show this team or inspection at the next run."""
    st.session_state["teams_chosen"] = None if own is None else (kind, own)
    st.session_state["teams_show"] = kind  # the choice of what is listed may be drawn already
