"""A dialog whose drawing is cut short comes back; one that is over does not."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from dashboard.parts import dialogs

    def draw() -> None:
        state = st.session_state
        state["drawn"] = state.get("drawn", 0) + 1
        if st.button("Lưu", key="save"):
            st.rerun()
        if state.get("cut") == state["drawn"]:  # as a press that comes while it is being drawn
            ctx = get_script_run_ctx()
            assert ctx is not None and ctx.script_requests is not None
            ctx.script_requests.request_rerun(RerunData(page_script_hash=ctx.page_script_hash))
        st.text("trong hộp thoại")

    dialogs.begin_run()
    dialogs.resume("page")
    if st.button("Mở", key="open"):
        dialogs.dialog("Hộp thoại")(draw)()
    st.session_state["shown"] = dialogs.is_open()


def _opened(cut: int = 0) -> AppTest:
    page = AppTest.from_function(_page)
    page.session_state["cut"] = cut
    return page.run().button(key="open").click().run()


def test_a_dialog_opens_and_is_known_to_be_open() -> None:
    page = _opened()
    assert not page.exception
    assert page.session_state["shown"]
    assert [text.value for text in page.text] == ["trong hộp thoại"]


def test_a_dialog_that_asked_for_the_page_is_over() -> None:
    page = _opened().button(key="save").click().run()
    assert not page.exception
    assert not page.session_state["shown"]
    assert not page.text


def test_a_dialog_that_was_cut_short_is_drawn_again() -> None:
    page = _opened(cut=1)
    assert not page.exception
    assert page.session_state["drawn"] == 2
    assert page.session_state["shown"]
    assert [text.value for text in page.text] == ["trong hộp thoại"]
