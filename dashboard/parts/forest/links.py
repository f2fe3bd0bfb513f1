"""The way from *Rừng* to the guided import and back. The application says which pages these are."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_FOREST, _GUIDE = "forest_page", "forest_guide"


def remember(forest: StreamlitPage, guide: StreamlitPage) -> None:
    """Called at every run: a page's title follows the language."""
    st.session_state[_FOREST], st.session_state[_GUIDE] = forest, guide


def _link(key: str, label: str, icon: str) -> None:
    page = st.session_state.get(key)
    if page is not None:
        st.page_link(page, label=label, icon=icon)


def to_guide(label: str, icon: str = ":material/upload_file:") -> None:
    """A link to the guided import."""
    _link(_GUIDE, label, icon)


def to_forest(label: str) -> None:
    """A link back."""
    _link(_FOREST, label, ":material/arrow_back:")


def go_to_forest() -> None:
    """Leave for *Rừng*."""
    page = st.session_state.get(_FOREST)
    if page is None:
        st.rerun()
    else:
        st.switch_page(page)
