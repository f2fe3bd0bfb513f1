"""Above the desk's list: what nobody may overlook. A ledger that the auditor finds wrong, messages that did
not get out, and the next person to call because nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import select

from dashboard import formats, look
from dashboard.office import office
from dashboard.parts import agency_names, audit_note, desk_act, ledger_words, reveal
from dashboard.parts.html import html
from dashboard.parts.phones import tel
from dashboard.services import services
from dashboard.words import _
from data.clock import real_now
from data.ledger.states import LIVE
from data.notices.alarms import Alarm, alarms, retry
from data.notices.calling import Call, calls_to_make
from data.store.engine import reading
from data.store.tables import duty

_MOST = 6


def _escalated() -> tuple[list[dict[str, Any]], dict[int, Call]]:
    """Duties that the escalation has reached and a person must call for, the most pressing first."""
    here = services()
    with reading(here.engine) as conn:
        query = (
            select(duty)
            .where(duty.c.status.in_(LIVE), duty.c.escalation_step > 0)
            .order_by(duty.c.deadline_at, duty.c.id)
            .limit(200)
        )
        rows = [dict(row) for row in conn.execute(query).mappings()]
        calls = calls_to_make(conn, [row["id"] for row in rows], office(), now=here.now())
        return rows, calls


def _whom(call: Call, names: dict[str, str]) -> str:
    if call.contact is None:
        return escape(_("mọi đầu mối đã tới lượt, chưa ai tiếp nhận: gọi bất kỳ ai ở đơn vị, hoặc cấp trên"))
    to = call.contact
    who = escape(" · ".join(part for part in (names.get(to.agency_id, ""), to.person) if part))
    spoken = to.channel in ("call", "sms", "zalo") and to.address.startswith("+")
    how = tel(to.address) if spoken else escape(f"{_(ledger_words.CHANNELS[to.channel])} {to.address}")
    return f"{who} · {how}"


def _calls(names: dict[str, str]) -> None:
    rows, calls = _escalated()
    due = [row for row in rows if row["id"] in calls]
    if not due:
        return
    with st.container(key="deskcalls", border=True):
        title = escape(_("Chưa ai tiếp nhận: cần gọi điện"))
        html(f'<header class="cl-matter"><h3>{title}</h3></header>')
        for row in due[:_MOST]:
            call = calls[row["id"]]
            since = escape(_("cần gọi từ {time}", time=formats.clock(call.since)))
            said = escape(names.get(row["receiver_id"], row["receiver_id"]))
            with st.container(key=f"owed_call_{row['id']}", horizontal=True, vertical_alignment="center"):
                html(
                    f'<div class="cl-owed bad"><b class="left">{since}</b><div><b class="to">{said}</b>'
                    f"<p>{_whom(call, names)}</p></div></div>"
                )
                if st.button(_("Xem"), key=f"call_see_{row['id']}", type="tertiary"):
                    st.session_state["desk_chosen"] = row["id"]
                    reveal.count("desk")
                    st.rerun(scope="app")
        if len(due) > _MOST:
            look.small(_("và {count} nghĩa vụ nữa đang chờ gọi", count=formats.number(len(due) - _MOST)))


def _unsent(found: Sequence[Alarm], names: dict[str, str]) -> None:
    dead = [each for each in found if each.kind == "dead"]
    for each in found[:_MOST]:
        to = names.get(each.receiver_id, each.receiver_id)
        channel = _(ledger_words.CHANNELS[each.channel])
        gone = each.kind == "dead"
        title = (
            _("Tin gửi {to} qua {channel} không đi được", to=to, channel=channel)
            if gone
            else _("Tin gửi {to} qua {channel} chưa đi được, đang thử lại", to=to, channel=channel)
        )
        with st.container(key=f"deskalarm_{each.notice_id}", horizontal=True, vertical_alignment="center"):
            look.note(title, each.error, kind="bad" if gone else "warn")
            if gone and st.button(_("Gửi lại"), key=f"retry_{each.notice_id}", icon=":material/refresh:"):
                own = each.notice_id
                desk_act.do(
                    lambda conn, by, own=own: retry(conn, own, by, real_now=real_now()),  # type: ignore[misc]
                    _("Đang gửi lại."),
                )
                st.rerun()
    if len(found) > _MOST:
        look.small(_("và {count} tin nữa chưa đi được", count=formats.number(len(found) - _MOST)))
    if dead:
        look.small(_("Trong lúc chờ, gọi trực tiếp cho đơn vị nhận và ghi “Báo”."))


def _outbox() -> None:
    if services().drill:
        text = escape(_("Diễn tập: không tin nào ra ngoài. Mở hộp thư diễn tập"))
        html(f'<p class="cl-small"><a href="/outbox" target="_blank">{text}</a></p>')


@st.fragment(run_every=timedelta(seconds=30))
def show() -> None:
    """Draw what there is."""
    audit_note.show()
    with reading(services().engine) as conn:
        found = alarms(conn)
        names = agency_names.ever(conn)
    _unsent(found, names)
    _calls(names)
    _outbox()
