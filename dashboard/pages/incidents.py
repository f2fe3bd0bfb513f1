"""*Vụ việc*: what was reported, how far it is, and the reception log's way in."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import reveal, whole_page
from dashboard.parts.html import html
from dashboard.parts.incidents import act as incident_act
from dashboard.parts.incidents import clock as case_clock
from dashboard.parts.incidents import form as incident_form
from dashboard.parts.incidents import of_events as incident_of_events
from dashboard.parts.incidents import register as case_register
from dashboard.parts.incidents import sheet as incident_sheet
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.map import event_cards
from dashboard.parts.together import communes
from dashboard.services import services
from dashboard.words import _, current
from data.access import may_ever
from data.casework.report_clock import ReportClock, clocks
from data.incidents import find, incident_by_code, incident_by_id, list_incidents
from data.incidents.states import STATES
from data.ledger.standing_of_matters import MatterStanding, standings_of
from data.store.engine import reading
from data.store.tables import INCIDENT_FIELDS

_CSS = Path(__file__).with_name("incidents.css").read_text(encoding="utf-8")
_MOST = 100


def _opening(rows: list[dict[str, Any]], start: datetime | None) -> None:
    title = _("Vụ việc")
    lead = _("Mọi việc được báo, ai nắm, đã tới đâu. Không gì đã ghi bị mất hay bị sửa lặng lẽ.")
    still = sum(STATES[row["status"]].open for row in rows)
    within = sum(start is None or row["occurred_at"] >= start for row in rows)
    counts = ((_("đang mở"), still), (_("trong kỳ"), within))
    boxes = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(formats.number(count))}</b></div>"
        for name, count in counts
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{boxes}</div></header>'
    )


def _bar() -> dict[str, Any]:
    names = communes.names()
    days = {7: _("7 ngày"), 30: _("30 ngày"), 365: _("một năm"), 0: _("tất cả")}
    states = {"open": _("Đang mở"), "all": _("Tất cả")}
    with st.container(key="incidentbar", horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            _("Tìm, không cần dấu"), key="incident_search", placeholder=_("mã, nơi, việc gì")
        )
        state = st.segmented_control(
            _("Tình trạng"), list(states), default="open", required=True, key="incident_state",
            format_func=states.__getitem__, width="content",
        )  # fmt: skip
        with st.popover(_("Lọc"), icon=":material/filter_alt:"):
            field = st.selectbox(
                _("Lĩnh vực"), [None, *INCIDENT_FIELDS], key="incident_field",
                format_func=lambda each: _("tất cả") if each is None else _(incident_words.FIELDS[each]),
            )  # fmt: skip
            commune = st.selectbox(
                _("Xã"), [None, *names], key="incident_commune",
                format_func=lambda each: _("tất cả") if each is None else names[each],
            )  # fmt: skip
            step = st.selectbox(
                _("Bước"), [None, *STATES], key="incident_step",
                format_func=lambda each: (
                    _("tất cả") if each is None else incident_words.status(each, "forest_fire")
                ),
            )  # fmt: skip
            overdue = st.checkbox(_("chỉ vụ quá hạn báo cáo"), key="incident_overdue")
            st.selectbox(_("Trong"), list(days), 1, key="incident_days", format_func=days.__getitem__)
    return {
        "text": text,
        "state": state,
        "field": field,
        "commune": commune,
        "step": step,
        "overdue": overdue,
    }


def _met(
    rows: list[dict[str, Any]], wanted: dict[str, Any], clocks: dict[int, ReportClock]
) -> list[dict[str, Any]]:
    areas = services().areas
    column = f"commune_{areas.present_era}_id"
    names = {row["id"]: incident_words.commune(row, areas) for row in rows}
    kept = [
        row
        for row in find(rows, wanted["text"], also=names)
        if (wanted["state"] == "all" or wanted["step"] or STATES[row["status"]].open)
        and wanted["field"] in (None, row["field"])
        and wanted["commune"] in (None, row[column])
        and wanted["step"] in (None, row["status"])
        and (not wanted["overdue"] or (row["id"] in clocks and clocks[row["id"]].state == "overdue"))
    ]
    return kept


def _label(row: dict[str, Any], clock: ReportClock | None, standing: MatterStanding | None) -> str:
    kind, status = incident_words.KINDS[row["kind"]], incident_words.status(row["status"], row["kind"])
    place = row["place_text"] or incident_words.commune(row, services().areas)
    under = f"{formats.short_moment(row['occurred_at'], services().now())} · {place[:60]}"
    said = look.plain(row["summary"][:90])
    due = "" if clock is None or clock.reported_at else f" · :red[{look.plain(case_clock.short(clock))}]"
    lines = [
        f"**{look.plain(row['code'])} · {_(kind)}**",
        said,
        f"{look.plain(under)} · :orange[{look.plain(status)}]{due}",
    ]
    return "\n".join(filter(None, (*lines, event_cards.told_line(standing, services().now()))))


def _list(rows: list[dict[str, Any]], chosen: int | None, clocks: dict[int, ReportClock]) -> None:
    if not rows:
        look.note(_("Không có vụ việc nào"), _("Trong kỳ và theo điều kiện đang chọn."))
    with reading(services().engine) as conn:
        standings = standings_of(conn, "incident", [str(row["id"]) for row in rows[:_MOST]])
    with st.container(key="incidentlist"):
        for row in rows[:_MOST]:
            if st.button(
                _label(row, clocks.get(row["id"]), standings.get(str(row["id"]))),
                key=f"incident_row_{row['id']}", width="stretch",
                type="primary" if row["id"] == chosen else "secondary",
            ):  # fmt: skip
                st.session_state["incident_chosen"] = None if row["id"] == chosen else row["id"]
                reveal.count("incidents")
                st.rerun()
    if len(rows) > _MOST:
        look.small(_("Chỉ hiện {count} vụ mới nhất. Hãy lọc bớt.", count=formats.number(_MOST)))


def _asked_by_address() -> None:
    """``?incident=VV-2027-0001`` opens that incident, once."""
    code = st.query_params.get("incident")
    if code and st.session_state.get("incident_asked") != code:
        st.session_state["incident_asked"] = code
        with reading(services().engine) as conn:
            found = incident_by_code(conn, code)
        if found is None:
            look.note(_("Không có vụ việc {code}", code=code[:30]), _("Kiểm tra lại mã."), kind="warn")
        else:
            st.session_state["incident_chosen"] = found["id"]


def _ways_in() -> None:
    with st.container(horizontal=True, key="incidentways", vertical_alignment="center"):
        if may_ever(who(), "reception.record"):
            text = escape(_("Ghi tin báo mới"))
            html(f'<a class="cl-go" href="/call?lang={current()}" target="_self">{text}</a>')
        if may_ever(who(), "incidents.record") and st.button(
            _("Ghi vụ việc không qua tin báo"), key="incident_new"
        ):
            incident_form.open_form(None)
        case_register.button()


def _body() -> None:
    here = services()
    _asked_by_address()
    incident_of_events.asked_by_address()
    days = st.session_state.get("incident_days", 30)
    start = here.now() - timedelta(days=days) if days else None
    with reading(here.engine) as conn:
        rows = list_incidents(conn, start=start, open_too=True)
        chosen = st.session_state.get("incident_chosen")
        row = incident_by_id(conn, chosen) if chosen is not None else None
        due = clocks(conn, rows, here.now(), here.profile.tz)
    _opening(rows, start)
    incident_act.news()
    _ways_in()
    wanted = _bar()
    with st.container(key="incidentboard"):
        left, right = st.columns([5, 7], gap="medium")
        with left:
            _list(_met(rows, wanted, due), chosen, due)
        with right, st.container(key="incidentside"):
            if row is None:
                look.small(_("Chọn một vụ việc để xem diễn biến, chuyển bước, ghi thêm."))
            else:
                with st.container(key="incidentshown"):
                    incident_sheet.show(row)
                reveal.show("incidents", "incidentshown")


def show() -> None:
    """Draw the page."""
    whole_page.draw("incidents", _body, _CSS)
