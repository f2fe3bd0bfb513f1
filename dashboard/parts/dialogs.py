"""Dialogs, and whether one is open: a page that runs again by itself would close it, and what was typed would
be gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

OPEN = "dialog_open"


def dialog(title: str, *, width: Literal["small", "large"] = "small") -> Callable[..., Any]:
    """Streamlit's dialog; `is_open` knows of it until the page runs again: it does when one is closed."""
    st.session_state[OPEN] = True
    return st.dialog(title, width=width, on_dismiss="rerun")


def begin_run() -> None:
    """A run of the whole page begins: it closes what was open."""
    st.session_state[OPEN] = False


def is_open() -> bool:
    """Whether somebody may be typing in a dialog: whatever runs the page again by itself waits."""
    return bool(st.session_state.get(OPEN))
