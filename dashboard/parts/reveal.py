"""Bring what was chosen into sight on a phone, where its card lies above the list."""

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
        _component()(data={"choice": f"{page}-{choices}", "key": key}, key=f"reveal_{page}")
