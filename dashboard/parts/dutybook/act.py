"""What a person does on the page *Trực ban*."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from dashboard.words import _
from data.access import decide
from data.duty_shifts import By
from geo.alphabet import sort_key

__all__ = ["agency_choice", "attempt", "finish", "may", "news", "now_by", "remember"]
_AGENCY = "duty_agency_held"


def now_by() -> By:
    """Who acts, and when."""
    here = services()
    return By(who(), here.now(), drill=here.drill)


_deeds = Deeds("duty", now_by)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember


def may(action: str, agency_id: str | None) -> bool:
    """Whether this person may do that for this agency."""
    return decide(who(), action, {"agency_id": agency_id}).allowed


def finish(state: str, said: Any, done: str) -> None:
    """Inside a dialog: after an attempt."""
    if state == "done":
        remember(done)
        st.rerun()
    look.note(
        _("Chưa lưu"), said or _("Ca trực này vừa được người khác kết thúc. Đóng và mở lại."), kind="bad"
    )


def agency_choice(rows: list[dict[str, Any]], first: str | None) -> str:
    """Which agency's roster or book is shown; kept while one goes from one to the other."""
    names = {row["agency_id"]: agency_words.agency_name(row) for row in rows}
    held = st.session_state.get(_AGENCY)
    start = held if held in names else first if first in names else next(iter(names))
    ordered = sorted(names, key=lambda own: sort_key(names[own]))
    chosen = st.selectbox(
        _("Đơn vị"),
        ordered,
        index=ordered.index(start),
        key="duty_agency",
        format_func=lambda own: names[own],
    )
    st.session_state[_AGENCY] = chosen
    return str(chosen)


def day_said(day: Any) -> str:
    """ "12/03/2027"."""
    return formats.day(day)
