"""What a person does at the duty desk, and the dialogs that stay open while the page looks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from dashboard.access import who
from dashboard.parts.conflict import conflicting
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.ledger.telling import By
from data.reception.errors import MomentAhead, MomentUnreadable
from data.reception.spoken_time import LONGEST, read_moment

__all__ = [
    "attempt",
    "by",
    "close",
    "conflicting",
    "do",
    "news",
    "opened",
    "remember",
    "save",
    "show",
    "when",
]

_OPEN = "desk_open"


def by() -> By:
    """Who acts, and when."""
    return By(who(), services().now())


_deeds = Deeds("desk", by)
attempt, do, news, save, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.save, _deeds.remember


def show(what: str, **about: Any) -> None:
    """Open a dialog at the next run of the whole page; it is drawn again by every run until it is closed, so
    that nothing that was typed is lost when the page looks for news."""
    number = st.session_state.get("desk_number", 0) + 1
    st.session_state["desk_number"] = number
    st.session_state[_OPEN] = {"what": what, "number": number, **about}


def opened() -> Mapping[str, Any] | None:
    """The dialog that is open."""
    found: Mapping[str, Any] | None = st.session_state.get(_OPEN)
    return found


def close() -> None:
    """Nothing is open any more."""
    st.session_state.pop(_OPEN, None)


def when(key: str, label: str, earliest: datetime, wrong: dict[str, str]) -> datetime | None:
    """The moment that is typed as people say it, now when nothing is; None, and why in `wrong`, when it
    cannot be.

    A minute that begins before `earliest` and holds it means `earliest`: clocks are read without seconds.
    """
    here = services()
    now = here.now()
    text = st.text_input(
        label, key=key, max_chars=LONGEST, placeholder=_("bây giờ; hoặc 14:32, 10 phút trước")
    )
    try:
        found = read_moment(text, now, here.profile.tz)
    except (MomentUnreadable, MomentAhead) as error:
        wrong[label] = say(error.code, error.params)
        return None
    return earliest if timedelta(0) < earliest - found < timedelta(minutes=1) else found


def versions(rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The versions of duties as they were seen."""
    return {row["id"]: row["version"] for row in rows}
