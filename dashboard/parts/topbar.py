"""The bar at the top of every page: who we are, the pages, the language."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import look, words
from dashboard.words import _, catalogue


def choose_language() -> str:
    """The language of this visit: the address first (``?lang=en``), then what was chosen, else Vietnamese."""
    words.ask(_kept)
    return words.use(_kept())


def _kept() -> str | None:
    return st.session_state.get("language") or st.query_params.get("lang")


def _remember() -> None:
    chosen = st.session_state.get("language")
    if chosen and chosen != catalogue.SOURCE_LANGUAGE:
        st.query_params["lang"] = chosen
    elif "lang" in st.query_params:
        del st.query_params["lang"]


def show(pages: list[StreamlitPage], current: StreamlitPage, place: str) -> None:
    """Draw the bar; `current` is the page to mark, for a page without an entry the one that led to it."""
    with st.container(key="topbar", horizontal=True, vertical_alignment="center"):
        st.html(look.brand(place), width="content")
        with st.container(key="pages", horizontal=True, width="content", gap="small"):
            for page in pages:
                with st.container(
                    key="nav_current" if page is current else f"nav_{page.url_path}", width="content"
                ):
                    st.page_link(page, width="content")
        st.space("stretch")
        if "language" not in st.session_state:
            st.session_state["language"] = words.current()
        st.segmented_control(
            _("Ngôn ngữ"),
            catalogue.languages(),
            format_func=str.upper,
            key="language",
            required=True,
            label_visibility="collapsed",
            width="content",
            on_change=_remember,
        )
