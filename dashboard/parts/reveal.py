"""Bring into sight what was asked for: on a phone a card lies above its list, a long form hides its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_JS = Path(__file__).with_suffix(".js")


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("canhlua_reveal", html="<i></i>", js=_JS.read_text(encoding="utf-8"))


def count(page: str) -> None:
    """Somebody chose on this page just now: the next `show` scrolls."""
    name = f"{page}_choices"
    st.session_state[name] = st.session_state.get(name, 0) + 1


def show(page: str, key: str) -> None:
    """Call it after the container `key` was drawn; it scrolls there if something was chosen since."""
    if choices := st.session_state.get(f"{page}_choices", 0):
        _scroll(page, choices, {"key": key, "block": "start", "narrow": True})


def answer(key: str) -> None:
    """Call it after the container `key` was drawn in answer to a press: it scrolls there, no further than it
    must, on any screen.
    """
    count(key)
    _scroll(key, st.session_state[f"{key}_choices"], {"key": key, "block": "nearest"})


def _scroll(name: str, choices: int, where: dict[str, Any]) -> None:
    _component()(data={"choice": f"{name}-{choices}", **where}, key=f"reveal_{name}")
