"""The bar's groups: every page is reached once, a page that the bar does not list marks its parent."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _count() -> None:
    import streamlit as st

    from dashboard.navigation import navigation

    pages = navigation()
    paths = [page.url_path for page in pages.pages()]
    st.session_state["twice"] = sorted({path for path in paths if paths.count(path) > 1})
    (guide,) = (page for page in pages.hidden if page.url_path == "forest-import")
    st.session_state["marked"] = pages.marked(guide).url_path
    listed = [page for group in pages.groups for page in group.pages]
    st.session_state["listed"] = [page.url_path for page in listed]
    st.session_state["itself"] = [pages.marked(page) is page for page in listed]


def test_every_page_is_listed_once_and_the_guide_marks_the_forest_page() -> None:
    ran = AppTest.from_function(_count, default_timeout=60).run()  # the first run imports every page
    assert not ran.exception
    assert ran.session_state["twice"] == []
    assert ran.session_state["marked"] == "forest"
    assert "forest" in ran.session_state["listed"]
    assert "forest-import" not in ran.session_state["listed"]
    assert all(ran.session_state["itself"])
