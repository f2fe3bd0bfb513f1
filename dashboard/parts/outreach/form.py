"""An event as it is planned or changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.outreach import act, words
from dashboard.parts.together import communes
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.outreach.acting import Outreach, edit_event, plan_event
from data.store.engine import reading
from data.store.tables import AUDIENCES, OUTREACH_KINDS

_STEP = timedelta(minutes=30)
_AHEAD = timedelta(days=10)
"""A day that a new event begins with: late enough to be announced, until somebody says otherwise."""


def _window(row: Mapping[str, Any] | None, key: str) -> tuple[datetime, datetime]:
    here = services()
    tz, ahead = here.profile.tz, formats.local(here.now()).date() + _AHEAD
    first, last = datetime.combine(ahead, time(8)), datetime.combine(ahead, time(10))
    if row is not None:
        first, last = (formats.local(row[name]) for name in ("starts_at", "ends_at"))
    with st.container(key=f"{key}_when", horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(_("Ngày"), first.date(), format="DD/MM/YYYY", key=f"{key}_day")
        begins = st.time_input(_("từ"), first.time(), step=_STEP, key=f"{key}_from")
        until = st.date_input(_("đến ngày"), last.date(), format="DD/MM/YYYY", key=f"{key}_until")
        ends = st.time_input(_("lúc"), last.time(), step=_STEP, key=f"{key}_to")
    start = datetime.combine(day, begins or time(8), tzinfo=tz)
    return start, datetime.combine(until, ends or time(10), tzinfo=tz)


def _topics(row: Mapping[str, Any] | None, host: str | None, key: str) -> list[dict[str, Any]]:
    """The host's own topics as lines; those of the others stay as they wrote them."""
    held = list(row["topics"]) if row is not None else []
    own = [each["text"] for each in held if row is None or each["agency_id"] == row["host_agency_id"]]
    text = st.text_area(
        _("Nội dung, mỗi dòng một nội dung"), "\n".join(own), key=f"{key}_topics", max_chars=4000
    )
    others = [each for each in held if row is not None and each["agency_id"] != row["host_agency_id"]]
    if others:
        look.small(_("Nội dung do đơn vị khác thêm được giữ nguyên: {count}.", count=len(others)))
    mine = [{"text": line, "agency_id": host} for line in text.splitlines() if line.strip()]
    return [*mine, *others]


def _typed(row: Mapping[str, Any] | None, key: str) -> Outreach:
    kind = st.segmented_control(
        _("Loại"), OUTREACH_KINDS, default=row["kind"] if row is not None else OUTREACH_KINDS[0],
        key=f"{key}_kind", format_func=lambda each: _(words.KINDS[each]), required=True,
    )  # fmt: skip
    title = st.text_input(
        _("Tên hội nghị"), row["title"] if row is not None else "", key=f"{key}_title", max_chars=300
    )
    start, end = _window(row, key)
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
        order = [each["agency_id"] for each in agencies_at(conn, formats.local(start).date())]
    held = row["host_agency_id"] if row is not None else who().agency_id
    options = [*order, *([held] if held and held not in order else [])]
    host = st.selectbox(
        _("Chủ trì"), options, options.index(held) if held in options else None, key=f"{key}_host",
        format_func=lambda own: names.get(own, own), placeholder=_("chọn đơn vị"),
    )  # fmt: skip
    left, right = st.columns(2)
    commune = communes.choice(left, row["commune_id"] if row is not None else None, key, _("cả khu vực"))
    venue = right.text_input(
        _("Địa điểm"), row["venue"] if row is not None else "", key=f"{key}_venue", max_chars=300
    )
    people = st.pills(
        _("Đối tượng"), AUDIENCES, default=list(row["audiences"]) if row is not None else [],
        selection_mode="multi", key=f"{key}_people", format_func=lambda each: _(words.AUDIENCES[each]),
    )  # fmt: skip
    topics = _topics(row, host, key)
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    return Outreach(kind, title, host or "", start, end, venue, list(people), topics, commune)


def _new() -> None:
    key, tz = "outreach_new", services().profile.tz
    wanted = _typed(None, key)
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        state, said = act.attempt(lambda conn, by: plan_event(conn, wanted, by, tz))
        if state == "done":
            st.session_state["outreach_chosen"] = said
            act.remember(_("Đã lưu. Chưa đơn vị nào được báo: bấm “Thông báo” khi đã chắc."))
            st.rerun()
        look.note(_("Chưa lưu"), said, kind="bad")


def _change(row: Mapping[str, Any]) -> None:
    own, seen, tz = row["id"], row["version"], services().profile.tz
    key = f"outreach_edit_{own}_{seen}"
    wanted = _typed(row, key)
    asked = row["announced_at"] is not None
    reason = (
        st.text_input(_("Lý do, nếu đổi giờ hay nơi"), key=f"{key}_reason", max_chars=300) if asked else ""
    )
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        act.finish(
            key,
            lambda conn, by, v: edit_event(conn, own, wanted, by, tz, seen_version=v, reason=reason),
            seen,
            _("Đã sửa {code}.", code=row["code"]),
        )


def open_new() -> None:
    """Ask for a new event."""
    dialogs.dialog(_("Lập hội nghị"), width="large")(_new)()


def open_change(row: Mapping[str, Any]) -> None:
    """Ask for the changes of one."""
    dialogs.dialog(_("Sửa hội nghị"), width="large")(_change)(row)
