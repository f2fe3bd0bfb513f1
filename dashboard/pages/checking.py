"""*Kiểm tra*: which fires nobody looks at, who goes, what they found, and the second person's review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import reveal, whole_page
from dashboard.parts.checking import act as checking_act
from dashboard.parts.checking import kit as checking_kit
from dashboard.parts.checking import listing as checking_list
from dashboard.parts.checking import sheet as checking_sheet
from dashboard.parts.checking.listing import GROUPS, groups_of
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _, current
from dashboard.words.errors import say
from data.checking.listing import my_list
from data.errors import EventUnknown
from data.store.engine import reading
from geo.alphabet import sort_key

_CSS = Path(__file__).with_name("checking.css").read_text(encoding="utf-8")
_MOST = 500


def _opening(rows: Sequence[Mapping[str, Any]]) -> None:
    title, lead = _("Kiểm tra"), _("Điểm cháy là dấu hiệu, chưa phải đám cháy: người tới nơi mới biết.")
    quiet = sum(row["assignment"] is not None and row["assignment"]["quiet"] for row in rows)
    groups = [groups_of(row) for row in rows]
    counts = [
        (_("chưa ai nhận"), sum("free" in each for each in groups)),
        (_("đang đi"), sum("going" in each for each in groups)),
        (_("im lặng"), quiet),
        (_("chờ kiểm duyệt"), sum("waiting" in each for each in groups)),
    ]
    boxes = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(formats.number(count))}</b></div>"
        for name, count in counts
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _bar(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    areas = services().areas
    known = areas.of_era(areas.present_era)
    names = dict(zip(known["area_id"], known["name"], strict=True))
    counts = {name: sum(name in groups_of(row) for row in rows) for name in GROUPS}
    with st.container(key="checkingbar", horizontal=True, vertical_alignment="bottom"):
        group = st.segmented_control(
            _("Xem"),
            list(GROUPS),
            default="free",
            required=True,
            key="checking_group",
            format_func=lambda each: f"{_(GROUPS[each])} ({formats.number(counts[each])})",
            width="content",
        )
        commune = st.selectbox(
            _("Xã"),
            [None, *sorted(names, key=lambda each: sort_key(names[each]))],
            key="checking_commune",
            format_func=lambda each: _("tất cả") if each is None else names[each],
        )
        text = escape(_("Trang cho điện thoại"))
        html(f'<a class="cl-go" href="/m/?lang={current()}" target="_self">{text}</a>')
    return [
        row
        for row in rows
        if group in groups_of(row) and (commune is None or commune in row["communes_2025"])
    ]


def _asked_by_address() -> None:
    """``?event=DC-…`` opens that fire, once."""
    own = st.query_params.get("event")
    if own and st.session_state.get("checking_asked") != own:
        st.session_state["checking_asked"] = own
        st.session_state["checking_chosen"] = own


def _side(chosen: str | None) -> None:
    if chosen is None:
        look.small(_("Chọn một đám cháy để giao người, xem kết quả, kiểm duyệt."))
        return
    try:
        with st.container(key="checkingshown"):
            checking_sheet.show(chosen)
    except EventUnknown as error:
        look.note(_("Không có đám cháy này"), say(error.code, error.params), kind="warn")


def _body() -> None:
    here = services()
    _asked_by_address()
    with reading(here.engine) as conn:
        rows = my_list(
            conn,
            who(),
            None,
            here.now(),
            settings=here.profile.checking,
            tz=here.profile.tz,
            areas=here.areas,
            everywhere=True,
            done=True,
            most=_MOST,
        )
    _opening(rows)
    checking_act.news()
    shown = _bar(rows)
    chosen = st.session_state.get("checking_chosen")
    with st.container(key="checkingboard"):
        left, right = st.columns([5, 7], gap="medium")
        with left:
            checking_list.show(shown, chosen)
        with right, st.container(key="checkingside"):
            _side(chosen)
    reveal.show("checking", "checkingside")
    checking_kit.show()


def show() -> None:
    """Draw the page."""
    whole_page.draw("checking", _body, _CSS)
