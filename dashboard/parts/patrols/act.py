"""What a person does in the section *Tuần tra*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard.access import who
from dashboard.parts.conflict import conflicting
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from data.access import may_ever
from data.patrols.act import PLAN, By

__all__ = [
    "attempt",
    "by",
    "chosen",
    "conflicting",
    "do",
    "may_plan",
    "news",
    "open_patrol",
    "remember",
    "save",
    "saved",
]

_CHOSEN = "patrol_chosen"


def by() -> By:
    """Who acts, and when."""
    here = services()
    return By(who(), here.now(), drill=here.drill)


def may_plan() -> bool:
    """Whether buttons that change a plan are shown."""
    return may_ever(who(), PLAN)


_deeds = Deeds("patrols", by)
attempt, do, news, save, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.save, _deeds.remember


def saved(key: str, change: Callable[[Connection, By, int], object], seen: int) -> bool:
    """`save` of a change that gives nothing back: whether it was made."""

    def made(conn: Connection, by: By, version: int) -> bool:
        change(conn, by, version)
        return True

    return bool(save(key, made, seen))


def open_patrol(patrol_id: int | None) -> None:
    """Show this patrol at the next run; None: the calendar."""
    st.session_state[_CHOSEN] = patrol_id
    if patrol_id is None:
        st.query_params.pop("patrol", None)
    else:
        st.query_params["patrol"] = str(patrol_id)


def chosen() -> int | None:
    """The patrol that is shown."""
    found: Any = st.session_state.get(_CHOSEN)
    return found
