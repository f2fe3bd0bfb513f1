"""What a planner does with suggestions, and what this visit has chosen."""

from __future__ import annotations

import streamlit as st

from dashboard.access import who
from dashboard.parts.deeds import Deeds
from dashboard.services import services
from data.zones import By

_CHOSEN, _CELL, _EDITED = "suggest_chosen", "suggest_cell", "suggest_edited"


def by() -> By:
    """Who acts, and when."""
    return By(who(), services().now())


deeds = Deeds("suggestions", by)


def chosen() -> int | None:
    """The suggestion whose parts are shown."""
    return st.session_state.get(_CHOSEN)


def choose(suggestion_id: int | None) -> None:
    """Show another one."""
    st.session_state[_CHOSEN] = suggestion_id


def cell() -> int | None:
    """The cell whose parts are shown: its position in the run."""
    return st.session_state.get(_CELL)


def look_at(number: int | None) -> None:
    """Show another cell; None: none."""
    st.session_state[_CELL] = number


def edited() -> int | None:
    """The suggestion that is being redrawn."""
    return st.session_state.get(_EDITED)


def redraw(suggestion_id: int | None) -> None:
    """Begin to redraw one; None: no more."""
    st.session_state[_EDITED] = suggestion_id
