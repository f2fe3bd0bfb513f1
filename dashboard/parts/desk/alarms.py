"""Above the desk's list: what nobody may overlook. A ledger that the auditor finds wrong, messages that did
not get out, and the next person to call because nobody has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import select

from dashboard import formats, look
from dashboard.office import office
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.desk import act as desk_act
from dashboard.parts.html import html
from dashboard.parts.ledger import audit_note
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.phones import tel
from dashboard.services import services
from dashboard.words import _
from dashboard.words.sending_errors import why
from data.clock import real_now
from data.ledger.limits import limit_sql
from data.ledger.states import LIVE
from data.notices.alarms import Alarm, alarms, retry
from data.notices.calling import Call, calls_to_make
from data.notices.contacts import Contact
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
            .order_by(limit_sql(), duty.c.id)
            .limit(200)
        )
        rows = [dict(row) for row in conn.execute(query).mappings()]
        calls = calls_to_make(conn, [row["id"] for row in rows], office(), now=here.now())
        return rows, calls


def _whom(to: Contact, names: Mapping[str, str]) -> str:
    who = escape(" · ".join(part for part in (names.get(to.agency_id, ""), to.person) if part))
    spoken = to.channel in ("call", "sms", "zalo") and to.address.startswith("+")
    how = tel(to.address) if spoken else escape(f"{_(ledger_words.CHANNELS[to.channel])} {to.address}")
    return f"{who} · {how}"


def _receivers(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """Agencies with how many of their duties wait, in the order in which they press."""
    counts = Counter(row["receiver_id"] for row in rows)
    return "; ".join(
        f"{names.get(own, own)} ({formats.number(count)})" if count > 1 else names.get(own, own)
        for own, count in counts.items()
    )


def _calls(names: Mapping[str, str]) -> None:
    """One line for each person to call, with all that they are called for; and who had their turn in vain."""
    rows, calls = _escalated()
    to_call: dict[Contact, list[dict[str, Any]]] = {}
    in_vain: list[dict[str, Any]] = []
    for row in rows:
        call = calls.get(row["id"])
        if call is not None and call.contact is not None:
            to_call.setdefault(call.contact, []).append(row)
        elif call is not None:
            in_vain.append(row)
    if to_call:
        lines = []
        for to, some in list(to_call.items())[:_MOST]:
            since = formats.clock(min(calls[row["id"]].since for row in some))
            about = escape(_("vì {receivers}, từ {time}", receivers=_receivers(some, names), time=since))
            lines.append(f"<li>{_whom(to, names)} <span>{about}</span></li>")
        if len(to_call) > _MOST:
            more = escape(_("và {count} người nữa", count=formats.number(len(to_call) - _MOST)))
            lines.append(f"<li>{more}</li>")
        title = escape(_("Chưa ai tiếp nhận: gọi người tiếp theo"))
        html(f'<div class="cl-note bad cl-nextcalls"><b>{title}</b><ul>{"".join(lines)}</ul></div>')
    if in_vain:
        look.note(
            _("Mọi đầu mối và cấp trên đã tới lượt, chưa ai tiếp nhận"),
            _("{receivers}. Gọi trực tiếp, hoặc cử người đến.", receivers=_receivers(in_vain, names)),
            kind="warn",
        )


def _unsent(found: Sequence[Alarm], names: Mapping[str, str]) -> None:
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
            look.note(title, why(each.error), kind="bad" if gone else "warn")
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
