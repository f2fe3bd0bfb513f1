"""The striped bar of a drill, on every page: what this is, the scenario's clock, and its controls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import escape

import streamlit as st

from dashboard import drill_mark, formats, screen, words
from dashboard.access import who
from dashboard.parts import dialogs, refreshing
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.drill.director import Director, Now
from data.drill.scene import Moment
from geo.errors import GeoError

REFRESH_SECONDS = 3
RATES = (0.0, 1.0, 60.0)


def show() -> None:
    """Draw the bar where this is a drill; nothing otherwise."""
    director = services().director
    if director is None:
        return
    # The page that is being drawn shows what is there by now.
    st.session_state["drill_version"] = screen.standing().version
    if director.now().target is None:
        st.session_state.pop("drill_from", None)
    with st.container(key="drill", horizontal=True, vertical_alignment="center"):
        _clock(director)
        st.space("stretch")
        with st.popover(_("Điều khiển"), icon=":material/tune:", width="content"):
            _controls(director)


@st.fragment(run_every=REFRESH_SECONDS)
def _clock(director: Director) -> None:
    """The time, kept running; a page shows what came in since as soon as it came."""
    now = director.now()
    what, when = escape(drill_mark.line()), escape(_when(now))
    st.html(f'<div class="cl-drill"><b>{what}</b> <span>{when}</span></div>')
    if now.target is not None:
        st.progress(_share(director, now), text=_progress(now))
    if not refreshing.alone() or dialogs.is_open():
        return  # what came in waits until nothing is in somebody's hand
    version = screen.standing().version
    if st.session_state["drill_version"] != version:
        st.session_state["drill_version"] = version
        if now.target is None:
            st.session_state.pop("drill_from", None)
            st.rerun(scope="app")
    if now.target is None and st.session_state.pop("drill_from", None) is not None:
        st.rerun(scope="app")


def _when(now: Now) -> str:
    return f"{formats.moment(now.time)} · {rate_name(now.rate)}"


def rate_name(rate: float) -> str:
    """A speed in words."""
    return _("tạm dừng") if rate == 0 else f"×{rate:g}"


def _share(director: Director, now: Now) -> float:
    assert now.target is not None  # noqa: S101 -- the caller looked
    start = st.session_state.setdefault("drill_from", now.time) if now.ready else director.begins
    return min(1.0, (now.time - start) / max(now.target - start, timedelta(seconds=1)))


def _progress(now: Now) -> str:
    assert now.target is not None  # noqa: S101 -- the caller looked
    if not now.ready:
        return _("Đang dựng sáu tuần trước đó (khoảng một phút)…")
    return _("Đang diễn tới {time}…", time=formats.moment(now.target))


def _controls(director: Director) -> None:
    now = director.now()
    moving = now.target is not None
    st.segmented_control(
        _("Tốc độ"),
        RATES,
        format_func=rate_name,
        default=now.rate if now.rate in RATES else None,
        key=f"drill_rate_{now.rate:g}",
        disabled=moving,
        on_change=_set_rate,
        args=(director, f"drill_rate_{now.rate:g}"),
    )
    ahead = [m for m in director.moments if m.time > now.time]
    chosen = st.selectbox(
        _("Tới lúc"),
        ahead,
        index=None,
        placeholder=_("Chọn một thời điểm của kịch bản"),
        format_func=_name,
        disabled=moving,
    )
    if st.button(_("Diễn tới đó"), disabled=moving or chosen is None, width="stretch") and chosen is not None:
        _tried(lambda: director.jump(chosen.time, who()))
    sure = st.checkbox(_("Xóa mọi thứ đã làm trong diễn tập này"), disabled=not now.ready)
    if st.button(_("Diễn lại từ đầu"), disabled=not sure, width="stretch"):
        _tried(lambda: director.restart(who()))


def _name(at: Moment) -> str:
    return f"{formats.moment(at.time)} – {at.name_en if words.current() == 'en' else at.name_vi}"


def _set_rate(director: Director, key: str) -> None:
    rate = st.session_state.get(key)
    if rate is not None:
        try:
            director.set_rate(rate, who())
        except GeoError as refusal:
            st.toast(say(refusal.code, refusal.params))


def _tried(action: Callable[[], None]) -> None:
    try:
        action()
    except GeoError as refusal:
        st.error(say(refusal.code, refusal.params))
        return
    st.rerun(scope="app")
