"""The section *Tuần tra*: the calendar and the load, or one patrol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.patrols import (
    act,
    alarm_bar,
    calendar,
    calendar_view,
    form,
    load_list,
    sheet,
    stand_down_list,
    words,
)
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.patrols.conflicts import conflicts
from data.patrols.load import load
from data.patrols.planning import move_to_day
from data.patrols.reading import list_patrols, patrol_of
from data.patrols.situation import situations_of
from data.patrols.stand_downs import stand_downs
from data.patrols.states import STATES
from data.patrols.undoing import undo
from data.store.engine import reading

_CSS = Path(__file__).with_name("section.css").read_text(encoding="utf-8")
_DAY = "patrol_day"


def _anchor() -> date:
    found: date = st.session_state.setdefault(_DAY, formats.local(services().now()).date())
    return found


def _go(view: str, by: int) -> None:
    st.session_state[_DAY] = calendar.moved(_anchor(), view, by)


def _today() -> None:
    st.session_state[_DAY] = formats.local(services().now()).date()


def _bar(names: Mapping[str, str], order: Sequence[str]) -> tuple[str, str | None, bool]:
    """View, agency and whether cancelled patrols are shown."""
    views = {calendar.WEEK: _("Tuần"), calendar.MONTH: _("Tháng")}
    with st.container(key="patrolbar", horizontal=True, vertical_alignment="bottom"):
        view = str(
            st.segmented_control(
                _("Xem theo"), list(views), default=calendar.WEEK, required=True, key="patrol_view",
                format_func=views.__getitem__, label_visibility="collapsed", width="content",
            )
        )  # fmt: skip
        with st.container(key="patrolnav", horizontal=True, vertical_alignment="center", width="content"):
            st.button("‹", key="patrol_back", help=_("Trước đó"), on_click=_go, args=(view, -1))
            days = calendar.days_of(_anchor(), view)
            html(f'<b class="cl-span">{escape(calendar.title(days, _anchor(), view))}</b>')
            st.button("›", key="patrol_on", help=_("Sau đó"), on_click=_go, args=(view, 1))
            st.button(_("Hôm nay"), key="patrol_today", on_click=_today)
        agency = st.selectbox(
            _("Đơn vị"), [None, *order], key="patrol_agency", label_visibility="collapsed",
            format_func=lambda own: _("Mọi đơn vị") if own is None else names.get(own, own),
        )  # fmt: skip
        cancelled = st.checkbox(_("cả lượt đã hủy"), key="patrol_cancelled")
    return view, agency, cancelled


def _ways_in() -> None:
    if not act.may_plan():
        return
    with st.container(key="patrolways", horizontal=True, vertical_alignment="center"):
        if st.button(_("Lập tuần tra"), key="patrol_new", type="primary", icon=":material/add:"):
            form.open_new(None)
        if st.button(_("Người, phương tiện nghỉ"), key="patrol_downs", icon=":material/event_busy:"):
            stand_down_list.open_list()


def _warnings(conn: Connection, rows: list[dict[str, Any]], names: Mapping[str, str]) -> dict[int, list[str]]:
    """What stands against each patrol that may still be mended, in words."""
    here = services()
    now = here.now()
    mendable = [row for row in rows if STATES[row["status"]].plan and row["ends_at"] > now]
    found = situations_of(conn, mendable, now, here.profile.tz, here.profile.patrols)
    return {
        own: [words.conflict(each, names, now) for each in conflicts(situation)]
        for own, situation in found.items()
    }


def _moved(did: Mapping[str, Any]) -> None:
    """A card was put on another day."""
    here, own, day = services(), int(did["id"]), date.fromisoformat(did["day"])
    with reading(here.engine) as conn:
        row = patrol_of(conn, own)
    if row is None:
        return
    seen = row["version"]
    act.do(
        lambda conn, by: move_to_day(conn, own, day, by, here.profile.tz, seen_version=seen),
        _("Đã chuyển {code} sang {day}.", code=row["code"], day=formats.day(day)),
        lambda conn, by: undo(conn, own, by, seen_version=seen + 1),
    )


def _calendar() -> None:
    here = services()
    tz, now = here.profile.tz, here.now()
    today = formats.local(now).date()
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        order = [row["agency_id"] for row in agencies_at(conn, today)]
    _ways_in()
    view, agency, cancelled = _bar(names, order)
    days = calendar.days_of(_anchor(), view)
    since, until = calendar.span_of(days, tz)
    with reading(here.engine) as conn:
        rows = list_patrols(conn, since, until)
        downs = stand_downs(conn, since, until)
        warnings = _warnings(conn, rows, names)
    loads = load(rows, since, until)
    shown = [row for row in rows if cancelled or STATES[row["status"]].taken]
    did = calendar_view.show(
        calendar.board(
            shown, days, view, _anchor(), names=names, order=order, tz=tz, today=today,
            warnings=warnings, load=loads, stand_downs=downs, may=act.may_plan(), agency=agency,
        )
    )  # fmt: skip
    load_list.show([each for each in loads if agency in (None, each.agency_id)], names)
    if did is None:
        return
    what, value = did
    if what == "added":
        form.open_new(date.fromisoformat(str(value)))
        return
    if what == "opened":
        act.open_patrol(int(value))
    else:
        _moved(value)
    st.rerun()


def _asked_by_address() -> None:
    """``?patrol=7`` opens that patrol, once."""
    asked = st.query_params.get("patrol", "")
    if asked and st.session_state.get("patrol_asked") != asked:
        st.session_state["patrol_asked"] = asked
        if asked.isdigit():
            act.open_patrol(int(asked))


def show() -> None:
    """Draw the section."""
    st.html(f"<style>{_CSS}</style>")
    _asked_by_address()
    own = act.chosen()
    row = None
    if own is not None:
        with reading(services().engine) as conn:
            row = patrol_of(conn, own)
        if row is None:
            look.note(_("Không có lượt tuần tra này"), _("Kiểm tra lại đường dẫn."), kind="warn")
            act.open_patrol(None)
    act.news()
    if row is None:
        alarm_bar.show()
        _calendar()
    else:
        sheet.show(row)
