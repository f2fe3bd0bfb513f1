"""A dialog whose drawing is cut short comes back; one that is over does not.

Streamlit ends a run that something else came into by `StopException` (a press, a line that was cut) or by
`RerunException`, and raises the latter for `st.rerun`, too.
"""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

IN_IT = "trong hộp thoại"


def _page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from dashboard.parts import dialogs

    state = st.session_state

    def cut(how: str) -> None:
        """As what comes from the browser while this is being drawn."""
        if state.get("cut") != how:
            return
        state["cut"] = ""
        ctx = get_script_run_ctx()
        assert ctx is not None and ctx.script_requests is not None
        if how.startswith("stop"):
            ctx.script_requests.request_stop()
        else:
            ctx.script_requests.request_rerun(RerunData(page_script_hash=ctx.page_script_hash))
        st.empty()

    def draw() -> None:
        if st.button("Lưu", key="save"):
            dialogs.stored()
            cut("stop when stored")
            st.rerun()
        if st.button("Lưu rồi viết tiếp", key="more"):
            dialogs.stored()
        if state.get("cut") == "fail":
            raise ValueError
        cut("stop")
        cut("rerun")
        st.text("trong hộp thoại")

    dialogs.begin_run()
    cut("stop before the page")
    dialogs.resume("page")
    if st.button("Mở", key="open"):
        dialogs.dialog("Hộp thoại")(draw)()
    state["shown"] = dialogs.is_open()
    st.text("trang")


def _opened(cut: str = "") -> AppTest:
    page = AppTest.from_function(_page)
    page.session_state["cut"] = cut
    return page.run().button(key="open").click().run()


def _said(page: AppTest) -> list[str]:
    assert not page.exception
    return sorted(text.value for text in page.text)


def test_a_dialog_opens_and_is_known_to_be_open() -> None:
    page = _opened()
    assert _said(page) == ["trang", IN_IT] and page.session_state["shown"]


def test_a_dialog_that_asked_for_the_page_is_over() -> None:
    page = _opened().button(key="save").click().run()
    assert _said(page) == ["trang"] and not page.session_state["shown"]


@pytest.mark.parametrize("how", ["stop", "rerun"])
def test_a_dialog_that_was_cut_short_is_drawn_again(how: str) -> None:
    page = _opened(how)
    if how == "stop":  # what came in runs the page
        page.run()
    assert _said(page) == ["trang", IN_IT] and page.session_state["shown"]


def test_what_was_stored_is_not_offered_once_more() -> None:
    page = _opened()
    page.session_state["cut"] = "stop when stored"
    page.button(key="save").click().run()
    assert _said(page.run()) == ["trang"]


def test_a_dialog_that_stays_open_after_it_stored_is_drawn_again() -> None:
    page = _opened().button(key="more").click().run()
    assert _said(page) == ["trang", IN_IT]


def test_a_second_press_while_it_is_being_drawn_opens_it_once() -> None:
    page = _opened("stop")
    assert _said(page.button(key="open").click().run()) == ["trang", IN_IT]


def test_a_run_that_did_not_come_as_far_as_the_page_keeps_it() -> None:
    page = _opened()
    page.session_state["cut"] = "stop before the page"
    page.run()
    assert _said(page.run()) == ["trang", IN_IT]


def test_a_dialog_that_fails_does_not_take_the_page_with_it_for_good() -> None:
    page = _opened("fail")
    assert page.exception
    assert _said(page.run()) == ["trang"]
