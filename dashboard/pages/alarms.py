"""*Cảnh báo*: the wall's alarms, to be acknowledged or put aside; from a phone as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, whole_page
from dashboard.parts.deeds import Deeds
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.wall import alarm_list
from dashboard.wall.alarm_list import Line
from dashboard.words import N_, _, counted
from data.store.engine import reading
from data.wall import acting
from data.wall.acting import By
from data.wall.alarms import looked_at

REFRESH_S = 15
FIRST = 30
"""Cards of a page: more than anybody acts on in one go."""
SILENT = timedelta(minutes=5)
"""A watch that works looks every 20 s; longer than this it stands still."""
SHOWN = {
    "waits": (N_("Chưa ai nhận"), ("new", "returned")),
    "taken": (N_("Đã nhận"), ("acknowledged",)),
    "aside": (N_("Tạm gác"), ("shelved",)),
}
"""What the list is narrowed to: words, and states of `data.wall.states`."""
_SPANS = {30: N_("30 phút"), 60: N_("1 giờ"), 120: N_("2 giờ"), 240: N_("4 giờ"), 480: N_("8 giờ")}
_CSS = Path(__file__).with_name("alarms.css").read_text(encoding="utf-8")


def _by() -> By:
    return By(who(), services().now())


_deeds = Deeds("alarms", _by)


def _lines() -> list[Line]:
    with reading(services().engine) as conn:
        return alarm_list.read(conn, services(), who())


def _opening(lines: Sequence[Line]) -> None:
    of = {
        name: [each for each in lines if each.alarm.state in states] for name, (_w, states) in SHOWN.items()
    }
    kinds = {"waits": "bad" if of["waits"] else "", "taken": "", "aside": "warn" if of["aside"] else ""}
    boxes = "".join(
        f'<div class="{kinds[name]}"><span>{escape(_(said))}</span>'
        f"<b>{escape(formats.number(len(of[name])))}</b></div>"
        for name, (said, _states) in SHOWN.items()
    )
    lead = _("Việc đang hiện trên màn hình chỉ huy. Bấm “Tiếp nhận” là màn hình thôi kêu và hiện tên bạn.")
    title = _("Cảnh báo")
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _watch_stands() -> None:
    """That the watch does not run: the list is right all the same, but nothing is written down."""
    here = services()
    with reading(here.engine) as conn:
        last = looked_at(conn)
    if here.drill or (last is not None and here.now() - last < SILENT):
        return
    since = formats.short_moment(last, here.now()) if last else _("chưa lần nào")
    look.note(
        _("Theo dõi nền không chạy"),
        _("Lần tính cảnh báo cuối: {since}. Danh sách vẫn tính từ dữ liệu đang có.", since=since),
        kind="warn",
    )


def _card(line: Line) -> None:
    due = f'<b class="late">{escape(line.due)}</b>' if line.over else f"<b>{escape(line.due)}</b>"
    said = f'<p class="said">{escape(line.said)}</p>' if line.said else ""
    more = " · ".join(filter(None, (line.text, line.owner)))
    html(
        f'<div class="cl-alarm {line.alarm.state}"><div class="top"><span>{escape(line.how_urgent)} ·'
        f' {escape(line.since)}</span>{due}</div><p class="what"><a href="{escape(line.href)}"'
        f' target="_self">{escape(line.title)}</a></p><p class="more">{escape(more)}</p>'
        f"{said}</div>"
    )


def _acknowledge(lines: Sequence[Line]) -> None:
    profile = services().profile
    if len(lines) == 1:
        (one,) = lines
        _deeds.do(
            lambda conn, by: acting.acknowledge(
                conn, one.key, by, profile=profile, seen_version=one.alarm.version
            ),
            _("Đã tiếp nhận: {title}.", title=one.title),
        )
        return
    seen = {each.key: each.alarm.version for each in lines}
    _deeds.do(
        lambda conn, by: acting.acknowledge_seen(conn, seen, by, profile=profile),
        counted("Đã tiếp nhận {count} cảnh báo; cái nào vừa đổi thì vẫn chưa nhận.", len(lines)),
    )


def _unshelve(line: Line) -> None:
    profile, seen = services().profile, line.alarm.version
    _deeds.do(
        lambda conn, by: acting.unshelve(conn, line.key, by, profile=profile, seen_version=seen),
        _("Đã thôi gác: {title}.", title=line.title),
    )


def _buttons(line: Line) -> None:
    if not line.can:
        return
    own = line.name
    with st.container(horizontal=True, key=f"alarm_acts_{own}"):
        if "acknowledged" in line.can and st.button(
            _("Tiếp nhận"), key=f"ack_{own}", type="primary", icon=":material/check:"
        ):
            _acknowledge([line])
            st.rerun()
        if "shelved" in line.can and st.button(_("Gác lại"), key=f"shelve_{own}", icon=":material/snooze:"):
            st.session_state["alarms_shelve"] = own
            st.rerun()
        if "unshelved" in line.can and st.button(_("Thôi gác"), key=f"back_{own}", icon=":material/undo:"):
            _unshelve(line)
            st.rerun()


def _all(lines: Sequence[Line]) -> None:
    """One press for what is shown: an afternoon on which everybody burns has dozens."""
    able = [each for each in lines if "acknowledged" in each.can]
    if len(able) > 1 and st.button(
        counted("Tiếp nhận cả {count} cảnh báo đang hiện", len(able)),
        key="alarms_all",
        icon=":material/done_all:",
    ):
        _acknowledge(able)
        st.rerun()


@st.fragment(run_every=REFRESH_S)
def _board() -> None:
    lines = _lines()
    _opening(lines)
    _watch_stands()
    chosen = st.pills(
        _("Hiện"),
        list(SHOWN),
        default="waits",
        format_func=lambda name: _(SHOWN[name][0]),
        key="alarms_shown",
        label_visibility="collapsed",
    )
    states = SHOWN[chosen or "waits"][1]
    wanted = [each for each in lines if each.alarm.state in states]
    most = st.session_state.setdefault("alarms_most", FIRST)
    if not wanted:
        _empty(chosen or "waits")
        return
    if chosen in (None, "waits"):
        _all(wanted[:most])
    with st.container(key="alarmrows"):
        for line in wanted[:most]:
            with st.container(key=f"alarm_row_{line.urgency}_{line.name}"):
                _card(line)
                _buttons(line)
    if len(wanted) > most and st.button(_("Hiện thêm"), key="alarms_more", width="stretch"):
        st.session_state["alarms_most"] = most + FIRST
        st.rerun(scope="fragment")


def _empty(shown: str) -> None:
    if shown == "waits":
        text = _("Mọi cảnh báo đều đã có người nhận. Không có cảnh báo không có nghĩa là không có cháy.")
        look.note(_("Không có gì chờ tiếp nhận"), text)
    else:
        look.note(_("Không có cảnh báo nào ở đây"), "")


def _shelf(own: str) -> None:
    """The dialog: for how long, and why."""
    line = next((each for each in _lines() if each.name == own), None)
    if line is None or "shelved" not in line.can:
        look.note(_("Cảnh báo này vừa đổi"), _("Đóng lại và xem danh sách."), kind="warn")
        return
    look.small(line.title)
    minutes = st.selectbox(
        _("Gác trong"), list(_SPANS), index=1, format_func=lambda each: _(_SPANS[each]), key="shelf_span"
    )
    reason = st.text_area(_("Lý do"), key="shelf_reason", max_chars=acting.LONGEST_REASON)
    look.small(_("Hết giờ, hoặc khi gấp hơn, cảnh báo tự trở lại. Lý do vào nhật ký."))
    if st.button(_("Gác lại"), key="shelf_save", type="primary", width="stretch"):
        profile, seen = services().profile, line.alarm.version
        state, said = _deeds.attempt(
            lambda conn, by: acting.shelve(
                conn, line.key, timedelta(minutes=minutes), reason, by, profile=profile, seen_version=seen
            )
        )
        if state == "done":
            _deeds.remember(_("Đã gác lại: {title}.", title=line.title))
            st.rerun()
        look.note(_("Chưa lưu"), said or _("Cảnh báo này vừa đổi. Đóng và mở lại."), kind="bad")


def _body() -> None:
    _deeds.news()
    _board()
    asked = st.session_state.pop("alarms_shelve", None)
    if asked:
        dialogs.dialog(_("Gác lại"))(_shelf)(asked)


def show() -> None:
    """Draw the page."""
    whole_page.draw("alarms", _body, _CSS)
