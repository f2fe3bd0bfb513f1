"""Dialogs, and whether one is open: a run of the whole page would close it, and what was typed would be gone.

Such a run comes by itself too: after a gap in the line Streamlit runs the page again. What no hand closed is
drawn again then, with what its fields hold.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

OPEN = "dialog_open"
_HELD = "dialog_held"
_AGAIN = "dialog_again"
_PATH = "dialog_path"


@dataclass
class _Held:
    """What it takes to draw a dialog again, and the page where it was opened. `over`: not to be drawn again
    (kept here, not in the session's state: what is written there can be cut short like the drawing).
    """

    title: str
    width: Literal["small", "large"]
    draw: Callable[..., Any]
    args: tuple[Any, ...]
    named: Mapping[str, Any]
    page: tuple[str, str]
    over: bool = False


_drawn: ContextVar[_Held | None] = ContextVar("_drawn", default=None)


def _page() -> tuple[str, str]:
    """Path and query of the address: whoever goes Back leaves a dialog, though the page may be the same."""
    pairs = [(name, each) for name in st.query_params for each in st.query_params.get_all(name)]
    return st.session_state.get(_PATH, ""), str(sorted(pairs))


def dialog(title: str, *, width: Literal["small", "large"] = "small") -> Callable[..., Any]:
    """Streamlit's dialog, from a function that draws it to one that opens it; `is_open` knows of it."""

    def opener(draw: Callable[..., Any]) -> Callable[..., Any]:
        def opened(*args: Any, **named: Any) -> None:
            # Pressed twice while it was being drawn: the first press has it on the page by now.
            if not is_open():
                _show(_Held(title, width, draw, args, named, _page()))

        return opened

    return opener


def _show(held: _Held) -> None:
    @wraps(held.draw)  # by its name Streamlit tells one dialog from another
    def drawn() -> None:
        held.over = False
        token = _drawn.set(held)
        try:
            held.draw(*held.args, **held.named)
            held.over = False  # what it stored did not end it
        except RerunException as run:
            if (asked := _asked_for(run)) is not None:
                held.over = asked == "app"
            raise
        except Exception:
            held.over = True  # drawn again it would fail again, and take the page with it
            raise
        finally:
            _drawn.reset(token)

    st.session_state[OPEN] = True
    st.session_state[_HELD] = held
    st.dialog(held.title, width=held.width, on_dismiss=_dismissed)(drawn)()


def stored() -> None:
    """A change was stored: the dialog that is being drawn, if one is, does not come back when its drawing is
    cut short from now on. Else what is stored would be offered for storing once more.
    """
    if (held := _drawn.get()) is not None:
        held.over = True


def _asked_for(run: RerunException) -> str | None:
    """What the dialog itself asked for by `st.rerun`: ``app`` when it is over, ``fragment`` to be drawn anew;
    None where something that was pressed meanwhile only cut its drawing short, for both raise the same.
    """
    asking = {inspect.unwrap(st.rerun).__code__, inspect.unwrap(st.switch_page).__code__}
    scopes = (
        str(frame.f_locals.get("scope", "app"))
        for frame, _line in traceback.walk_tb(run.__traceback__)
        if frame.f_code in asking
    )
    return next(scopes, None)


def _dismissed() -> None:
    st.session_state[_HELD] = None
    st.session_state[_AGAIN] = None


def begin_run() -> None:
    """A run of the whole page begins: it closes what was open."""
    held: _Held | None = st.session_state.get(_HELD)
    if held is not None:  # else a run that did not come as far as the page may have left one
        st.session_state[_AGAIN] = None if held.over else held
    st.session_state[_HELD] = None
    st.session_state[OPEN] = False


def resume(path: str) -> None:
    """Draw again, on the page `path`, what was open there and nobody closed."""
    st.session_state[_PATH] = path
    held: _Held | None = st.session_state.pop(_AGAIN, None)
    if held is not None and held.page == _page():
        _show(held)


def is_open() -> bool:
    """Whether somebody may be typing in a dialog: whatever runs the page again by itself waits."""
    return bool(st.session_state.get(OPEN))
