"""*Sổ trực ban*: a day of an agency: what the work left in it, what was written by hand, hand-overs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.duty_book.addresses import address
from dashboard.parts import dialogs
from dashboard.parts.actor_words import actor
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.dutybook import act, matters
from dashboard.parts.html import html
from dashboard.parts.incidents import papers as case_papers
from dashboard.services import services
from dashboard.words import _
from data.dutybook.own_entries import ACTION, LONGEST, Note, write_entry
from data.dutybook.papers.book import Book, book_of, handover_title
from data.dutybook.running import Line
from data.periods import Period, between
from data.store.engine import reading


def _moment(key: str, start: datetime) -> datetime:
    local = formats.local(start)
    left, right = st.columns(2)
    day = left.date_input(_("Xảy ra ngày"), local.date(), format="DD/MM/YYYY", key=f"{key}_day")
    at = right.time_input(_("lúc"), time(local.hour, local.minute), key=f"{key}_time", step=60)
    return datetime.combine(day, at, services().profile.tz)


def _quick(agency_id: str) -> None:
    """One line, and when it happened: now, unless somebody says otherwise."""
    with st.form("dutylog_quick", clear_on_submit=True, border=True):
        text = st.text_area(
            _("Ghi vào sổ"), key="dutylog_text", max_chars=LONGEST, height=80,
            placeholder=_("Việc gì, ở đâu, ai làm, đã xử lý thế nào"),
        )  # fmt: skip
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        at = left.time_input(_("Xảy ra lúc (để trống: bây giờ)"), None, key="dutylog_at", step=60)
        sent = right.form_submit_button(_("Ghi"), type="primary", width="stretch")
    if sent:
        now = services().now()
        local = formats.local(now)
        when = now if at is None else datetime.combine(local.date(), at, services().profile.tz)
        act.do(lambda conn, by: write_entry(conn, Note(agency_id, when, text), by), _("Đã ghi vào sổ trực."))
        st.rerun()


def _correct(agency_id: str, lines: Sequence[Line]) -> None:
    own = {line.id: line for line in lines}
    chosen = st.selectbox(
        _("Dòng cần đính chính"), list(own), key="dutylog_which",
        format_func=lambda each: f"{formats.clock(own[each].at)} {own[each].text[:80]}",
    )  # fmt: skip
    held = own[chosen]
    text = st.text_area(_("Ghi lại cho đúng"), held.text, key=f"dutylog_right_{chosen}", max_chars=LONGEST)
    when = _moment(f"dutylog_right_{chosen}", held.at)
    look.small(_("Dòng cũ không mất: nó đứng bên cạnh với dấu đã đính chính."))
    if st.button(_("Ghi đính chính"), key="dutylog_right_save", type="primary", width="stretch"):
        state, said = act.attempt(
            lambda conn, by: write_entry(conn, Note(agency_id, when, text), by, corrects=chosen)
        )
        act.finish(state, said, _("Đã ghi đính chính."))


def _line(line: Line) -> str:
    old = " old" if line.corrected_by is not None else ""
    mark = ""
    if line.corrected_by is not None:
        mark = f" <em>{escape(_('đã đính chính'))}</em>"
    elif line.corrects is not None:
        mark = f" <em>{escape(_('đính chính'))}</em>"
    text = escape(line.text).replace("\n", "<br>")
    return (
        f'<li class="{line.source}{old}"><time>{escape(formats.clock(line.at))}</time>'
        f'<div><span class="cl-pill">{escape(_(matters.SOURCES[line.source]))}</span>{mark} '
        f"<span class=said>{text}</span><i>{escape(actor(line.actor))}</i></div></li>"
    )


def _handover(held: Mapping[str, Any]) -> None:
    rows = held["open_matters"]
    said = f"<p>{escape(held['remark'])}</p>" if held["remark"] else ""
    none = f"<p>{escape(_('Không còn việc nào mở.'))}</p>"
    html(
        f'<article class="cl-handover"><h4>{escape(handover_title(held, services().profile.tz))}</h4>{said}'
        f"{matters.listed(rows) if rows else none}"
        f"<footer><span>{escape(_('Người giao'))}: <b>{escape(held['given_by'])}</b></span>"
        f"<span>{escape(_('Người nhận'))}: <b>{escape(held['taken_by'])}</b></span></footer></article>"
    )


def _bar(agencies: list[dict[str, Any]], first: str | None) -> tuple[str, date]:
    today = formats.local(services().now()).date()
    day: date = st.session_state.get("dutybook_day") or today
    with st.container(key="bookbar", horizontal=True, vertical_alignment="bottom"):
        with st.container(key="booknav", horizontal=True, vertical_alignment="center"):
            back = st.button("‹", key="book_back", help=_("Ngày trước"))
            html(f'<b class="cl-span">{escape(formats.day(day))}</b>')
            on = st.button("›", key="book_on", help=_("Ngày sau"), disabled=day >= today)
            now = st.button(_("Hôm nay"), key="book_today", type="tertiary")
        agency_id = act.agency_choice(agencies, first)
    if back or on:
        st.session_state["dutybook_day"] = day + timedelta(days=1 if on else -1)
        st.rerun()
    if now:
        st.session_state.pop("dutybook_day", None)
        st.rerun()
    return agency_id, day


def _book(agency_id: str, period: Period) -> Book:
    here = services()
    with reading(here.engine) as conn:
        return book_of(
            conn, agency_id, period, who(), areas=here.areas, place=case_papers.place(), now=here.now(),
            tz=here.profile.tz, drill=here.drill,
        )  # fmt: skip


def _papers(agency_id: str, day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    with st.container(key="bookpapers", horizontal=True):
        st.link_button(_("In sổ ngày này"), address(agency_id, day, day), icon=":material/print:")
        st.link_button(
            _("In cả tuần"), address(agency_id, monday, monday + timedelta(days=6)), icon=":material/print:"
        )
        st.link_button(_("Tải .docx"), address(agency_id, day, day, docx=True), icon=":material/download:")


def show(agencies: list[dict[str, Any]], first: str | None) -> None:
    """Draw it; only of agencies whose book this person may write."""
    readable = [row for row in agencies if act.may(ACTION, row["agency_id"])]
    if not readable:
        look.note(_("Không xem được sổ trực"), _("Sổ trực do người của đơn vị đó xem và ghi."), kind="warn")
        return
    agency_id, day = _bar(readable, first)
    if day == formats.local(services().now()).date():
        _quick(agency_id)
    held = _book(agency_id, between(day, day, services().profile.tz))
    people = [
        f"{row['name']} ({formats.clock(row['started_at'])}–"
        f"{formats.clock(row['ended_at']) if row['ended_at'] else '…'}, {agency_words.phone(row['phone'])})"
        for row in held.shifts
    ]
    look.small(
        _("Ca trực: {people}", people="; ".join(people)) if people else _("Không có ca trực nào được ghi.")
    )
    if held.lines:
        html(f'<ol class="cl-dutylog">{"".join(_line(each) for each in reversed(held.lines))}</ol>')
    else:
        look.small(_("Chưa có việc nào được ghi."))
    own = [each for each in reversed(held.lines) if each.source == "own" and each.corrected_by is None]
    with st.container(key="bookdeeds", horizontal=True):
        if own and st.button(_("Đính chính một dòng…"), key="dutylog_correct"):
            dialogs.dialog(_("Đính chính"))(_correct)(agency_id, own)
        _papers(agency_id, day)
    for each in held.handovers:
        _handover(each)
