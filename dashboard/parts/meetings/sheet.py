"""One meeting: what it is, its steps, agenda, who came, minutes, decisions, who has been told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.ledger import told_block
from dashboard.parts.meetings import (
    act,
    agenda_part,
    attendance_part,
    decisions_part,
    deeds_bar,
    minutes_part,
    words,
)
from dashboard.parts.together import history_list
from dashboard.services import services
from dashboard.words import N_, _
from data.meetings.planning import same_day
from data.meetings.reading import RECORD_KIND
from data.plan import plan_of
from data.store.engine import reading

PARTS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], None]]] = {
    "agenda": (N_("Chương trình"), agenda_part.show),
    "people": (N_("Thành phần"), attendance_part.show),
    "minutes": (N_("Biên bản"), minutes_part.show),
    "decisions": (N_("Kết luận"), decisions_part.show),
}


def _facts(row: Mapping[str, Any], names: Mapping[str, str], plan: str) -> list[tuple[str, str]]:
    host = row["host_agency_id"]
    guests = [names.get(own, own) for own in row["invited"] if own != host]
    found = [
        (_("Thời gian"), words.when(row)),
        (_("Hạn của kỳ"), formats.day(row["due_on"]) if row["kind"] != "extraordinary" else ""),
        (_("Địa điểm"), row["venue"]),
        (_("Chủ trì"), names.get(host, host) if host else _("chưa biết đơn vị nào")),
        (_("Mời"), ", ".join(guests)),
        (_("Theo kế hoạch"), plan),
        (_("Lý do"), row["reason"] or ""),
    ]
    return [(name, value) for name, value in found if value]


def _head(row: Mapping[str, Any], names: Mapping[str, str], plan: str) -> None:
    today = formats.local(services().now()).date()
    bucket = words.counts_as(row, today)
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(row, names, plan)
    )
    html(
        f'<article class="cl-meeting {bucket}"><header><h2>{escape(words.title(row))}</h2>'
        f'<span class="cl-pill {bucket}">{escape(words.standing(row, today))}</span></header>'
        f'<p class="under">{escape(row["code"])}</p><dl>{facts}</dl></article>'
    )


def _warnings(row: Mapping[str, Any], others: list[dict[str, Any]]) -> None:
    if row["status"] != "planned":
        return
    if row["host_agency_id"] is None:
        look.note(
            _("Chưa biết đơn vị nào chủ trì"),
            _("Chọn khi đặt ngày; hoặc nhập thứ tự luân phiên và đơn vị, rồi lập lại lịch họp."),
            kind="warn",
        )
    if others:
        told = tuple(f"{each['code']} · {words.title(each)} · {words.when(each)}" for each in others)
        look.note(
            _("Cùng ngày còn cuộc họp khác của đơn vị được mời"),
            _("Xem lại để không ai phải ở hai nơi."),
            kind="warn",
            steps=told,
        )


def _who_knows(row: Mapping[str, Any]) -> None:
    if row["announced_at"] is None:
        look.note(
            _("Chưa báo ai"),
            _("Khi đặt ngày họp, các đơn vị được mời phải được báo qua đầu mối, có hạn và bằng chứng."),
        )
        return
    told_block.of_matter(RECORD_KIND, row["id"])


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    here = services()
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        plan = plan_of(conn, row["plan_id"]) if row["plan_id"] else None
        others = same_day(conn, dict(row), here.profile.tz)
    _head(row, names, plan["title"] if plan else "")
    deeds_bar.show(row, may=act.may())
    _warnings(row, others)
    key = f"meeting_part_{row['id']}"
    if st.session_state.get(key) not in PARTS:
        st.session_state[key] = "agenda"
    with st.container(key="meetingparts"):
        chosen = st.segmented_control(
            _("Phần"), list(PARTS), key=key, required=True, label_visibility="collapsed",
            format_func=lambda each: _(PARTS[each][0]),
        )  # fmt: skip
    PARTS[str(chosen)][1](row)
    _who_knows(row)
    history_list.show(RECORD_KIND, row["id"])
