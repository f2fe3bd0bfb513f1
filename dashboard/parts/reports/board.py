"""The page *Báo cáo*: one period of one kind, as it was frozen or as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection, func, select

from dashboard import formats, look
from dashboard.parts import ways
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.reports import cards, freezing
from dashboard.parts.reports import words as said_words
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.effort.ground import Ground
from data.periods import MONTHS_OF, Period, PeriodUnreadable, period_of, read_period, shifted
from data.plan import list_plans
from data.reports.content import content, period_of_report
from data.reports.freezing import frozen, moved_since
from data.store.engine import reading
from data.store.tables import journal
from geo.errors import GeoError

_HOW_MANY = {"month": 24, "quarter": 12, "half": 6, "year": 5}
"""Periods to choose from, back from the present one; older ones by address."""


def _ground() -> Ground:
    here = services()
    return Ground.of(here.profile, here.areas, drill=here.drill)


def _recent(kind: str, today: date) -> dict[str, str]:
    """Period → its name, the present one first."""
    zone, found = services().profile.tz, {}
    period = period_of(today, kind, zone)
    for _step in range(_HOW_MANY[kind]):
        found[period.text] = said_words.period(kind, period.first, period.last)
        period = shifted(period, -1)
    return found


def _plans() -> dict[str, str]:
    with reading(services().engine) as conn:
        rows = list_plans(conn)
    return {row["plan_id"]: row["title"] for row in rows if row["status"] != "withdrawn"}


def _named(kind: str, text: str) -> str | None:
    """The name of a period of a kind; None where the text names none."""
    try:
        period = read_period(text, services().profile.tz)
    except PeriodUnreadable:
        return None
    return said_words.period(kind, period.first, period.last) if period.kind == kind else None


def _asked() -> None:
    """``?kind=quarter&period=2027-Q1`` opens that report, once."""
    asked = (st.query_params.get("kind", ""), st.query_params.get("period", ""))
    known = asked[0] in said_words.KINDS and (asked[0] == "plan" or _named(*asked) is not None)
    if known and asked[1] and st.session_state.get("reports_asked") != asked:
        st.session_state["reports_asked"] = asked
        st.session_state["reports_kind"] = asked[0]
        st.session_state[f"reports_{asked[0]}"] = asked[1]


def _remember(kind: str, text: str) -> None:
    st.session_state["reports_asked"] = (kind, text)
    st.query_params["kind"], st.query_params["period"] = kind, text


def _last_over(options: Mapping[str, str], kind: str) -> str:
    """The last period that is over: what a report is written of; else the present one."""
    texts = list(options)
    return texts[1] if kind in MONTHS_OF and len(texts) > 1 else texts[0]


def _choose() -> tuple[str, str] | None:
    """Kind and period; None where there is no plan to choose."""
    st.session_state.setdefault("reports_kind", "month")
    kind = st.segmented_control(
        _("Loại báo cáo"), list(said_words.KINDS), required=True, key="reports_kind",
        format_func=lambda each: _(said_words.KINDS[each]),
    )  # fmt: skip
    kind = str(kind)
    options = _plans() if kind == "plan" else _recent(kind, formats.local(services().now()).date())
    if not options:
        return None
    key = f"reports_{kind}"
    held = st.session_state.get(key)
    if held not in options and kind != "plan" and held is not None:
        options[held] = _named(kind, held) or held  # an older one, by address
    if held not in options:
        st.session_state[key] = _last_over(options, kind)
    text = st.selectbox(_("Kỳ"), list(options), key=key, format_func=lambda each: options[each])
    return kind, str(text)


def _files(kind: str, text: str) -> None:
    links = "".join(
        f'<a class="cl-file" href="{escape(ways.way(f"export/reports/{kind}/{text}.{ending}"), quote=True)}"'
        f' target="_self" download>{escape(title)}</a>'
        for ending, title in (("docx", _("Tải .docx")), ("xlsx", _("Tải Excel")))
    )
    html(f'<div class="cl-files">{links}</div>')


def _opening(name: str, state: str) -> None:
    title, lead = (
        _("Báo cáo"),
        _("Kế hoạch phối hợp hứa gì, làm được bao nhiêu; mỗi con số mở ra bản ghi được tính."),
    )
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now"><div><span>{escape(name)}</span><b>{escape(state)}</b></div></div></header>'
    )


def _notes(said: Mapping[str, Any], kept: bool) -> None:
    if len(said["eras"]) > 1:
        look.note(
            _("Kỳ này qua hai bản đồ địa giới"),
            _("Trước 01/7/2025 tính theo các xã cũ, từ ngày đó theo các xã mới; tên xã kèm năm của bản đồ."),
        )
    if not kept and not said["over"]:
        at = formats.moment(datetime.fromisoformat(said["at"]))
        look.small(_("Kỳ chưa hết: số liệu tính đến {moment}, các kỳ bên cạnh là trọn kỳ.", moment=at))
    elif not kept:
        look.small(_("Kỳ đã hết, chưa chốt: số liệu còn đổi theo những gì ghi bổ sung."))


def _read(conn: Connection, kind: str, text: str, ground: Ground) -> tuple[Period, dict[str, Any]]:
    """The period and what is to be said of it; counted again when something was written, or a minute later:
    opening a list of records counts nothing anew."""
    period, now = period_of_report(conn, kind, text, ground), services().now()
    written = conn.execute(select(func.max(journal.c.id))).scalar()
    key = (kind, text, written, f"{now:%Y%m%d%H%M}")
    held = st.session_state.get("reports_content")
    if held is None or held[0] != key:
        held = st.session_state["reports_content"] = (key, content(conn, kind, period, now, ground))
    return period, held[1]


def body() -> None:
    """Draw it."""
    _asked()
    here, ground = services(), _ground()
    head = st.container(key="reportshead")
    freezing.news()
    with st.container(key="reportsbar", horizontal=True, vertical_alignment="bottom"):
        chosen = _choose()
        ways_out = st.container(key="reportsfiles", horizontal=True, vertical_alignment="bottom")
    if chosen is None:
        with head:
            _opening(_("Cả kế hoạch"), "–")
        look.note(_("Chưa có kế hoạch phối hợp nào"), _("Nhập kế hoạch ở trang Đơn vị, rồi trở lại đây."))
        return
    kind, text = chosen
    try:
        with reading(here.engine) as conn:
            period, today = _read(conn, kind, text, ground)
            kept, agencies = frozen(conn, kind, text), agency_names.ever(conn)
    except GeoError as error:  # a period before every map
        with head:
            _opening(text, "–")
        look.note(_("Không lập được báo cáo này"), say(error.code, error.params), kind="bad")
        return
    _remember(kind, text)
    name = said_words.period(kind, period.first, period.last)
    over = today["over"]
    state = _("Đã chốt") if kept else _("Chưa chốt") if over else _("Đang diễn ra")
    with head:
        _opening(name, state)
    with ways_out:
        _files(kind, text)
        if over and kept is None:
            freezing.button(kind, text, name, ground)
    _notes(today, kept is not None)
    if kept:
        freezing.show(kept, moved_since(kept, today))
    cards.show(kept["content"] if kept else today, agencies)
