"""The page *Tập huấn, tuyên truyền*: a quarter's events, what could be combined, and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import reveal
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.outreach import act, form, sheet, words
from dashboard.services import services
from dashboard.words import _
from data.outreach.combining import suggestions
from data.outreach.figures import figures
from data.outreach.reading import event_of, list_events
from data.periods import Period, period_of, read_period, shifted
from data.store.engine import reading


def _opening(found: Mapping[str, Any]) -> None:
    title = _("Tập huấn, tuyên truyền")
    lead = _("Đơn vị chủ trì báo trước; hai lực lượng còn lại thêm nội dung của mình.")
    share = "–" if found["share"] is None else f"{formats.number(100 * found['share'])} %"
    boxes = [(_("báo trước đúng hạn"), share)]
    boxes += [
        (_(words.NOTICES[name]), formats.number(found["counts"][name])) for name in ("late", "not_told")
    ]
    boxes.append((_("người dự"), formats.number(found["participants"])))
    inner = "".join(f"<div><span>{escape(name)}</span><b>{escape(text)}</b></div>" for name, text in boxes)
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{inner}</div></header>'
    )


def _bar() -> Period:
    here = services()
    today = formats.local(here.now()).date()
    held = st.session_state.get("outreach_period") or period_of(today, "quarter", here.profile.tz).text
    period = read_period(held, here.profile.tz)
    number = ("I", "II", "III", "IV")[(period.first.month - 1) // 3]
    quarter = _("Quý {quarter}", quarter=f"{number}/{period.first.year}")
    with st.container(key="meetingbar", horizontal=True, vertical_alignment="center"):
        with st.container(key="meetingnav", horizontal=True, vertical_alignment="center"):
            back = st.button("‹", key="outreach_back_q", help=_("Quý trước"))
            html(f'<b class="cl-span">{escape(quarter)}</b>')
            on = st.button("›", key="outreach_next_q", help=_("Quý sau"))
        if act.may() and st.button(
            _("Lập hội nghị…"), key="outreach_new", type="primary", icon=":material/add:"
        ):
            form.open_new()
    if back or on:
        st.session_state["outreach_period"] = shifted(period, 1 if on else -1).text
        st.rerun()
    return period


def _combine(rows: Sequence[Mapping[str, Any]]) -> None:
    own = {row["id"]: row for row in rows}
    for each in suggestions(rows):
        pair = " · ".join(f"{own[one]['code']} {own[one]['title']}" for one in (each.event_id, each.other_id))
        shared = ", ".join(_(words.AUDIENCES.get(one, one)) for one in each.shared)
        steps = (pair, shared) if shared else (pair,)
        look.note(_(words.SUGGESTIONS[each.code]), "", kind="warn", steps=steps)


def _list(rows: Sequence[Mapping[str, Any]], notices: Mapping[int, str], names: Mapping[str, str]) -> None:
    chosen = st.session_state.get("outreach_chosen")
    if not rows:
        look.small(_("Quý này chưa có hội nghị nào."))
    with st.container(key="meetinglist"):
        for row in rows:
            notice = notices.get(row["id"])
            state = _(words.STATUSES[row["status"]])
            if notice is not None and notice != "unannounced":
                state += f" · {_(words.NOTICES[notice])}"
            host = names.get(row["host_agency_id"], row["host_agency_id"])
            under = f"{words.when(row)} · {host}"
            label = f"**{look.plain(row['title'])}**\n{look.plain(under)}\n{state}"
            here = row["id"] == chosen
            if st.button(
                label,
                key=f"outreach_pick_{row['id']}",
                type="primary" if here else "secondary",
                width="stretch",
            ):
                st.session_state["outreach_chosen"] = row["id"]
                st.rerun()


def _asked() -> None:
    """``?event=3`` opens that event, once, in its quarter."""
    own = st.query_params.get("event", "")
    if not own.isdigit() or st.session_state.get("outreach_asked") == own:
        return
    st.session_state["outreach_asked"] = own
    st.session_state["outreach_chosen"] = int(own)
    with reading(services().engine) as conn:
        row = event_of(conn, int(own))
    if row is None:
        look.note(_("Không có hội nghị này"), _("Kiểm tra lại đường dẫn."), kind="warn")
        return
    begins = formats.local(row["starts_at"]).date()
    st.session_state["outreach_period"] = period_of(begins, "quarter", services().profile.tz).text


def body() -> None:
    """Draw it."""
    _asked()
    here = services()
    place = st.container()
    act.news()
    period = _bar()
    with reading(here.engine) as conn:
        found = figures(conn, period, here.now())
        rows = list_events(conn, period.start, period.end)
        names = agency_names.ever(conn)
        chosen = st.session_state.get("outreach_chosen")
        row = event_of(conn, chosen) if chosen else None
    with place:
        _opening(found)
    _combine(rows)
    with st.container(key="meetingboard"):
        left, right = st.columns([5, 7], gap="medium")
        with left:
            _list(rows, {each["id"]: each["notice"] for each in found["rows"]}, names)
        with right, st.container(key="outreachside"):
            if row is None:
                look.small(_("Chọn một hội nghị để thông báo, xem trả lời và ai đã được báo."))
            else:
                sheet.show(row)
    reveal.show("outreach", "outreachside")
