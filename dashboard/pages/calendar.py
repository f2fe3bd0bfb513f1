"""*Lịch*: meetings, trainings, inspections, patrols and deadlines, a month at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import formats
from dashboard.access import who
from dashboard.parts import whole_page
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.calendar import address, agenda, month, words
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _
from data.calendar.entries import DEADLINES, KINDS, Entry, entries
from data.periods import Period, period_of, read_period, shifted
from data.store.engine import reading
from geo.alphabet import sort_key

_CSS = Path(__file__).with_name("calendar.css").read_text(encoding="utf-8")


def _period() -> Period:
    here = services()
    today = formats.local(here.now()).date()
    held = st.session_state.get("calendar_month") or period_of(today, "month", here.profile.tz).text
    return read_period(held, here.profile.tz)


def _bar(period: Period, names: dict[str, str]) -> tuple[str | None, str]:
    with st.container(key="calendarbar", horizontal=True, vertical_alignment="bottom"):
        with st.container(key="calendarnav", horizontal=True, vertical_alignment="center"):
            back = st.button("‹", key="calendar_back", help=_("Tháng trước"))
            html(f'<b class="cl-span">{escape(formats.month(period.first))}</b>')
            on = st.button("›", key="calendar_on", help=_("Tháng sau"))
            now = st.button(_("Hôm nay"), key="calendar_today", type="tertiary")
        agency = st.selectbox(
            _("Đơn vị"), [None, *sorted(names, key=lambda own: sort_key(names[own]))], key="calendar_agency",
            format_func=lambda own: _("tất cả") if own is None else names[own],
        )  # fmt: skip
        view = st.segmented_control(
            _("Xem"), ["month", "list"], default="month", required=True, key="calendar_view",
            format_func=lambda each: _("Tháng") if each == "month" else _("Danh sách"),
        )  # fmt: skip
    if back or on:
        st.session_state["calendar_month"] = shifted(period, 1 if on else -1).text
        st.rerun()
    if now:
        st.session_state.pop("calendar_month", None)
        st.rerun()
    return agency, str(view)


def _by_day(found: Sequence[Entry], first: date, last: date) -> dict[date, list[Entry]]:
    """Each day with what takes place on it; what lasts several days stands on each of them."""
    days: dict[date, list[Entry]] = {}
    for each in found:
        day, end = formats.local(each.starts_at).date(), formats.local(each.ends_at).date()
        while day <= min(end, last):
            if day >= first:
                days.setdefault(day, []).append(each)
            day += timedelta(days=1)
    return days


def _key() -> None:
    listed = "".join(
        f'<li class="{kind}{" due" * (kind in DEADLINES)}">{escape(_(words.KINDS[kind]))}</li>'
        for kind in KINDS
    )
    html(f'<ul class="cl-kinds">{listed}</ul>')


def _body() -> None:
    here, period = services(), _period()
    title, lead = _("Lịch"), _("Họp, tập huấn, kiểm tra, tuần tra và các thời hạn, trong một lịch.")
    html(f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div></header>')
    address.news()
    today = formats.local(here.now()).date()
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
    agency, view = _bar(period, names)
    first = period.first - timedelta(days=period.first.weekday())
    last = period.last + timedelta(days=6 - period.last.weekday())
    shown = (first, last) if view == "month" else (period.first, period.last)
    with reading(here.engine) as conn:
        # What began before the month and still lasts belongs to it too.
        since = period.start - timedelta(days=38)
        until = period.end + timedelta(days=7)
        found = entries(conn, since, until, who(), here.profile.tz, agency_id=agency, off=True)
    days = _by_day(found, *shown)
    _key()
    with st.container(key="calendarview"):
        if view == "month":
            month.show(period.first, period.last, days, names, today)
        else:
            agenda.show(days, names, today)
    address.show()


def show() -> None:
    """Draw the page."""
    whole_page.draw("calendarpage", _body, _CSS)
