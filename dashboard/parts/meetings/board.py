"""The page *Hội nghị*: the meetings of a month or quarter, what became of them, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import reveal
from dashboard.parts.html import html
from dashboard.parts.meetings import act, day_form, figures_table, rotation_form, sheet, words
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.sheet.told import line as told_line
from dashboard.words import _
from data.ledger.standing_of_matters import MatterStanding, standings_of
from data.meetings.figures import figures
from data.meetings.generating import generate, pending
from data.meetings.reading import RECORD_KIND, list_meetings, meeting_of
from data.periods import Period, PeriodUnreadable, period_of, read_period, shifted
from data.plan import list_plans
from data.store.engine import reading

_CHOSEN, _PERIOD, _KIND = "meeting_chosen", "meeting_period", "meeting_kind"


def _today() -> Period:
    here = services()
    kind = st.session_state.get(_KIND) or "quarter"
    return period_of(formats.local(here.now()).date(), kind, here.profile.tz)


def _period() -> Period:
    """The one that is looked at; it is kept as text, and follows month or quarter."""
    tz, kind = services().profile.tz, st.session_state.get(_KIND) or "quarter"
    try:
        held = read_period(st.session_state.get(_PERIOD) or _today().text, tz)
    except PeriodUnreadable:
        held = _today()
    return held if held.kind == kind else period_of(min(held.last, max(held.first, _today().first)), kind, tz)


def _go(by: int) -> None:
    st.session_state[_PERIOD] = shifted(_period(), by).text


def _now() -> None:
    st.session_state[_PERIOD] = _today().text


def _bar(period: Period) -> None:
    kinds = {"month": _("Tháng"), "quarter": _("Quý")}
    with st.container(key="meetingbar", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Xem theo"), list(kinds), key=_KIND, required=True, format_func=kinds.__getitem__,
            label_visibility="collapsed", width="content",
        )  # fmt: skip
        with st.container(key="meetingnav", horizontal=True, vertical_alignment="center", width="content"):
            st.button("‹", key="meeting_back_period", help=_("Kỳ trước"), on_click=_go, args=(-1,))
            html(f'<b class="cl-span">{escape(words.period(period))}</b>')
            st.button("›", key="meeting_next_period", help=_("Kỳ sau"), on_click=_go, args=(1,))
            if period.text != _today().text:
                st.button(_("Kỳ này"), key="meeting_this_period", on_click=_now)
        if act.may() and st.button(_("Họp đột xuất"), key="meeting_call", icon=":material/add:"):
            day_form.open_call()
        if st.button(_("Luân phiên chủ trì"), key="meeting_rotation", icon=":material/autorenew:"):
            rotation_form.open_form()


def _opening(counts: dict[str, int]) -> None:
    title = _("Hội nghị giao ban")
    lead = _("Giao ban tháng ở xã, giao ban quý luân phiên: ai chủ trì, họp chưa, kết luận gì, ai làm.")
    boxes = "".join(
        f"<div><span>{escape(_(words.BUCKETS[name]))}</span><b>{escape(formats.number(counts[name]))}</b></div>"
        for name in ("held", "late", "missed", "ahead")
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _make(period: Period) -> None:
    """The meetings that the plan promises and that are not there: made by a button, once."""
    here = services()
    with reading(here.engine) as conn:
        waiting = pending(conn, period, here.areas)
        plans = [
            each
            for each in list_plans(conn)
            if each["status"] == "signed"
            and each["period_from"] <= period.last
            and each["period_to"] >= period.first
        ]
    if not plans:
        look.note(
            _("Không có kế hoạch phối hợp nào cho kỳ này"),
            _("Không có kế hoạch thì không biết phải họp những cuộc nào. Vẫn triệu tập họp đột xuất được."),
            kind="warn",
        )
        plan = escape(way("agencies", part="plan"), quote=True)
        html(
            f'<p class="cl-small"><a href="{plan}" target="_self">'
            f"{escape(_('Nhập kế hoạch ở trang Đơn vị'))}</a></p>"
        )
        return
    if not waiting or not act.may():
        return
    with st.container(key="meetingmake", horizontal=True, vertical_alignment="center"):
        new = sum(row is None for _plan, _each, row in waiting)
        told = (
            _("Kế hoạch hứa {count} cuộc họp chưa có trong lịch kỳ này.", count=formats.number(new))
            if new
            else _("Có {count} cuộc họp cần đổi đơn vị chủ trì.", count=formats.number(len(waiting)))
        )
        look.small(told)
        if st.button(_("Lập lịch họp"), key="meeting_make", type="primary"):
            act.do(
                lambda conn, by: generate(conn, period, here.areas, by, here.profile.tz),
                _("Đã lập lịch họp của {period}.", period=words.period(period)),
            )
            st.rerun()


def _rows(period: Period) -> list[dict[str, Any]]:
    """Of a month also the quarter's meeting that it belongs to."""
    with reading(services().engine) as conn:
        rows = list_meetings(conn, period.first, period.last)
        if period.kind == "month":
            quarter = period_of(period.first, "quarter", period.zone)
            more = list_meetings(conn, quarter.first, quarter.last)
            known = {row["id"] for row in rows}
            rows += [row for row in more if row["kind"] == "area_quarter" and row["id"] not in known]
    return rows


def _label(row: dict[str, Any], standing: MatterStanding | None) -> str:
    now = services().now()
    today = formats.local(now).date()
    bucket = words.counts_as(row, today)
    tone = {"held": "green", "late": "orange", "missed": "red"}.get(bucket, "gray")
    told = told_line(standing.counts(now)) if standing is not None else ""
    said = look.plain(words.standing(row, today))
    lines = [
        f"**{look.plain(words.title(row))}**",
        f"{look.plain(words.when(row))}",
        f":{tone}[{said}]" + (f" · {look.plain(told)}" if told else ""),
    ]
    return "\n".join(lines)


def _list(rows: Sequence[dict[str, Any]], chosen: int | None) -> None:
    if not rows:
        look.small(_("Kỳ này chưa có cuộc họp nào trong lịch."))
        return
    with reading(services().engine) as conn:
        standings = standings_of(conn, RECORD_KIND, [str(row["id"]) for row in rows])
    period = None
    with st.container(key="meetinglist"):
        for row in rows:
            if row["period"] != period:
                period = row["period"]
                html(f'<h3 class="cl-period">{escape(_heading(row))}</h3>')
            if st.button(
                _label(row, standings.get(str(row["id"]))), key=f"meeting_row_{row['id']}", width="stretch",
                type="primary" if row["id"] == chosen else "secondary",
            ):  # fmt: skip
                st.session_state[_CHOSEN] = None if row["id"] == chosen else row["id"]
                reveal.count("meetings")
                st.rerun()


def _heading(row: dict[str, Any]) -> str:
    return words.period(read_period(row["period"], services().profile.tz))


def _asked_by_address() -> None:
    """``?meeting=7`` opens that meeting, once, in its period."""
    asked = st.query_params.get("meeting", "")
    if not asked or st.session_state.get("meeting_asked") == asked:
        return
    st.session_state["meeting_asked"] = asked
    row = None
    if asked.isdigit():
        with reading(services().engine) as conn:
            row = meeting_of(conn, int(asked))
    if row is None:
        look.note(_("Không có cuộc họp này"), _("Kiểm tra lại đường dẫn."), kind="warn")
        return
    st.session_state[_CHOSEN] = row["id"]
    st.session_state[_PERIOD] = period_of(row["due_on"], "quarter", services().profile.tz).text
    st.session_state[_KIND] = "quarter"


def body() -> None:
    """Draw the page."""
    here = services()
    _asked_by_address()
    st.session_state.setdefault(_KIND, "quarter")
    period = _period()
    st.session_state[_PERIOD] = period.text
    today = formats.local(here.now()).date()
    with reading(here.engine) as conn:
        found = figures(conn, period, today)
        chosen = st.session_state.get(_CHOSEN)
        row = meeting_of(conn, chosen) if chosen is not None else None
    _opening(found["total"])
    act.news()
    _bar(period)
    _make(period)
    with st.container(key="meetingboard"):
        left, right = st.columns([5, 7], gap="medium")
        with left:
            _list(_rows(period), chosen)
        with right, st.container(key="meetingside"):
            if row is None:
                figures_table.show(found)
                look.small(_("Chọn một cuộc họp để đặt ngày, soạn chương trình, ghi biên bản."))
                return
            with st.container(key="meetingshown"):
                sheet.show(row)
            reveal.show("meetings", "meetingshown")
    if row is not None:
        with st.expander(_("Số liệu của {period}", period=words.period(period))):
            figures_table.show(found)
