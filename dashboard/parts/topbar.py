"""The bar at the top of every page: who we are, the pages, the language."""

from __future__ import annotations

from html import escape

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.navigation.page import StreamlitPage

from dashboard import look, words
from dashboard.access import who
from dashboard.navigation import Group, Navigation
from dashboard.words import _, catalogue
from data.access import Actor, may_ever
from geo.errors import GeoError


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


def show(pages: Navigation, current: StreamlitPage, place: str) -> None:
    """Draw the bar: groups without a title as links, others as menus; `current` or its parent is marked."""
    marked, visitor = pages.marked(current), _visitor()
    with st.container(key="topbar", horizontal=True, vertical_alignment="center"):
        st.html(look.brand(place), width="content")
        with st.container(key="pages", horizontal=True, width="content", gap="small"):
            for number, group in enumerate(_seen(pages, visitor)):
                if group.title:
                    _menu(number, group, marked)
                else:
                    _links(group, marked)
        st.space("stretch")
        if visitor is not None and visitor.account_id is not None:
            me = f'<a class="cl-me" href="/accounts" target="_self">{escape(visitor.name)}</a>'
            st.html(me, width="content")
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


def _visitor() -> Actor | None:
    """Who looks; None where the page itself will say that the database does not answer."""
    try:
        return who()
    except (SQLAlchemyError, OSError, GeoError):
        return None


def _seen(pages: Navigation, visitor: Actor | None) -> list[Group]:
    """The groups with the pages that whoever looks may see."""
    if visitor is None:
        return pages.groups
    seen = [
        Group(group.title, [page for page in group.pages if may_ever(visitor, pages.need(page))])
        for group in pages.groups
    ]
    return [group for group in seen if group.pages]


def _links(group: Group, marked: StreamlitPage) -> None:
    for page in group.pages:
        key = "nav_current" if page is marked else f"nav_{page.url_path}"
        with st.container(key=key, width="content"):
            st.page_link(page, width="content")


def _menu(number: int, group: Group, marked: StreamlitPage) -> None:
    here = marked in group.pages
    # Where one is, instead of the group: both together pushed the bar off a small desk's screen.
    title = marked.title if here else group.title
    with (
        st.container(key=f"menu_current_{number}" if here else f"menu_{number}", width="content"),
        # A new page gets a new menu, which is closed.
        st.popover(title, width="content", key=f"menu_{number}_{marked.url_path}"),
    ):
        _links(group, marked)
