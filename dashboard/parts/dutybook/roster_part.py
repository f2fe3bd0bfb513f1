"""*Lịch trực*: a week of an agency, who has which turn, which hours nobody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any, Literal

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.calendar.words import SHORT_DAYS
from dashboard.parts.dutybook import act
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import _
from data.duty_shifts import on_duty
from data.dutybook.roster import gaps, turns
from data.dutybook.rostering import MOST_WEEKS, Turn, add_turns, put_back, take_off
from data.periods import Period, between, shifted
from data.store.engine import reading

_DAYS = 7
_MOST_GAPS = 6


def _week() -> Period:
    here = services()
    today = formats.local(here.now()).date()
    monday = st.session_state.get("roster_monday") or today - timedelta(days=today.weekday())
    return between(monday, monday + timedelta(days=_DAYS - 1), here.profile.tz)


def _add(agency_id: str, first: date) -> None:
    tz = services().profile.tz
    name = st.text_input(_("Người trực"), key="roster_name", max_chars=120)
    phone = st.text_input(_("Điện thoại"), key="roster_phone", max_chars=30, placeholder="0912 345 678")
    left, right = st.columns(2)
    day = left.date_input(_("Từ ngày"), first, format="DD/MM/YYYY", key="roster_day")
    at = right.time_input(_("lúc"), time(7, 30), key="roster_at")
    last = left.date_input(_("Đến ngày"), day + timedelta(days=1), format="DD/MM/YYYY", key="roster_last")
    to = right.time_input(_("đến lúc"), time(7, 30), key="roster_to")
    weeks = st.number_input(
        _("Lặp lại hằng tuần, số tuần"), 1, MOST_WEEKS, 1, key="roster_weeks",
        help=_("1 là chỉ một lượt này. Giờ trên đồng hồ giữ nguyên qua các tuần."),
    )  # fmt: skip
    if st.button(_("Thêm vào lịch"), key="roster_save", type="primary", width="stretch"):
        wanted = Turn(agency_id, name, datetime.combine(day, at, tz), datetime.combine(last, to, tz), phone)
        state, said = act.attempt(lambda conn, by: add_turns(conn, wanted, by, tz, weeks=int(weeks)))
        act.finish(state, said, _("Đã thêm {name} vào lịch trực.", name=wanted.name))


def _one(row: Mapping[str, Any], may: bool) -> None:
    look.facts(
        [
            (_("Người trực"), row["name"]),
            (_("Điện thoại"), agency_words.phone(row["phone"]) if row["phone"] else _("chưa ghi")),
            (_("Từ"), formats.moment(row["starts_at"])),
            (_("Đến"), formats.moment(row["ends_at"])),
        ]
    )
    own, seen = row["id"], row["version"]
    if may and st.button(_("Bỏ khỏi lịch"), key=f"roster_off_{own}", width="stretch"):
        state, said = act.attempt(lambda conn, by: take_off(conn, own, by, seen_version=seen))
        if state == "done":
            act.remember(
                _("Đã bỏ lượt trực của {name}.", name=row["name"]),
                lambda conn, by: put_back(conn, own, by, seen_version=seen + 1),
            )
            st.rerun()
        act.finish(state, said, "")


def _times(row: Mapping[str, Any]) -> str:
    first, last = formats.local(row["starts_at"]), formats.local(row["ends_at"])
    beyond = "" if last.date() == first.date() else f" ({last:%d/%m})"
    return f"{first:%H:%M}–{last:%H:%M}{beyond}"


def _day(day: date, rows: Sequence[Mapping[str, Any]], may: bool) -> None:
    now = services().now()
    today = " today" if day == formats.local(now).date() else ""
    name = escape(_(SHORT_DAYS[day.weekday()]))
    with st.container(key=f"rosterday_{day.isoformat()}"):
        html(f'<p class="cl-rosterday{today}"><b>{name}</b> {day:%d/%m}</p>')
        if not rows:
            html('<p class="cl-nobody">–</p>')
        for row in rows:
            kind: Literal["primary", "secondary"] = (
                "primary" if row["starts_at"] <= now < row["ends_at"] else "secondary"
            )
            label = f"**{look.plain(row['name'])}**  \n{_times(row)}"
            if st.button(label, key=f"turn_{row['id']}", type=kind, width="stretch"):
                dialogs.dialog(_("Lượt trực"))(_one)(row, may)


def _bar(week: Period) -> None:
    with st.container(key="rosternav", horizontal=True, vertical_alignment="center"):
        back = st.button("‹", key="roster_back", help=_("Tuần trước"))
        html(f'<b class="cl-span">{week.first:%d/%m}–{week.last:%d/%m/%Y}</b>')
        on = st.button("›", key="roster_on", help=_("Tuần sau"))
        now = st.button(_("Tuần này"), key="roster_now", type="tertiary")
    if back or on:
        st.session_state["roster_monday"] = shifted(week, 1 if on else -1).first
        st.rerun()
    if now:
        st.session_state.pop("roster_monday", None)
        st.rerun()


def _gaps(rows: Sequence[Mapping[str, Any]], week: Period) -> None:
    """Which hours from now on nobody has; a roster that was never begun says only that."""
    now = services().now()
    since = max(week.start, now)
    if since >= week.end:
        return
    if not rows:
        look.note(
            _("Tuần này chưa có lịch trực"), _("Thêm lượt trực để mỗi ca biết trước ai trực."), kind="warn"
        )
        return
    found = gaps(rows, since, week.end)
    if found:
        said = "; ".join(
            f"{formats.local(first):%H:%M %d/%m} – {formats.local(last):%H:%M %d/%m}"
            for first, last in found[:_MOST_GAPS]
        )
        more = _(" và {count} khoảng nữa", count=len(found) - _MOST_GAPS) if len(found) > _MOST_GAPS else ""
        look.note(_("Chưa có ai trực"), f"{said}{more}", kind="warn")


def show(agencies: list[dict[str, Any]], first: str | None) -> None:
    """Draw it."""
    week = _week()
    with st.container(key="rosterbar", horizontal=True, vertical_alignment="bottom"):
        _bar(week)
        agency_id = act.agency_choice(agencies, first)
    may = act.may("duty.roster", agency_id)
    with reading(services().engine) as conn:
        rows = turns(conn, week.start, week.end, agency_id)
        present = on_duty(conn).get(agency_id, [])
    _gaps(rows, week)
    days = [week.first + timedelta(days=step) for step in range(_DAYS)]
    began = {day: [row for row in rows if formats.local(row["starts_at"]).date() == day] for day in days}
    began[days[0]] = [row for row in rows if row["starts_at"] < week.start] + began[days[0]]
    with st.container(key="rosterweek"):
        for day in days:
            _day(day, began[day], may)
    if present:
        names = ", ".join(row["name"] for row in present)
        look.small(_("Đang trực thật: {people}", people=names))
    if may and st.button(_("Thêm lượt trực…"), key="roster_add", icon=":material/add:", type="primary"):
        today = formats.local(services().now()).date()
        dialogs.dialog(_("Thêm lượt trực"))(_add)(agency_id, max(week.first, today))
