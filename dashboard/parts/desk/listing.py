"""The duties of the desk: by matter or by receiver, each with its time left, whom to call, and *Báo*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st

from dashboard.access import who
from dashboard.parts import reveal
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.desk import tell as desk_tell
from dashboard.parts.html import html
from dashboard.parts.ledger import matter_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.phones import tel
from dashboard.services import services
from dashboard.words import _, counted
from data.access import Actor, decide
from data.ledger.desk import grouped
from data.ledger.telling import TELL
from data.ledger.whom import Contact, contacts
from data.store.engine import reading

FIRST = 40
"""Duties that are drawn at once: a page that people scroll, not a table."""


def _urgent(row: Mapping[str, Any]) -> str:
    if row["urgency"] != "immediate":
        return ""
    return f'<span class="cl-pill failing">{escape(_(ledger_words.URGENCIES["immediate"]))}</span>'


def _matter(row: Mapping[str, Any]) -> str:
    areas = services().areas
    said = matter_words.summary(row)
    about = f"<p>{escape(said[:240])}</p>" if said else ""
    return (
        f'<header class="cl-matter"><h3>{escape(matter_words.what(row))} {_urgent(row)}</h3>'
        f'<p class="where">{escape(matter_words.where(row, areas))} · {escape(matter_words.when(row))}</p>'
        f"{about}</header>"
    )


def _contact(some: Sequence[Contact]) -> str:
    """The person to call: who answers now, else the first, and that nobody answers."""
    if not some:
        none = escape(_("chưa có đầu mối"))
        return f'<span class="nobody">{none}</span>'
    first = some[0]
    name = escape(" ".join(part for part in (first.rank, first.name or _("chưa nhập tên")) if part))
    number = tel(first.phones[0]) if first.phones else escape(_("chưa có số điện thoại"))
    off_duty = escape(_("ngoài giờ trực"))
    off = "" if first.answers else f' <span class="nobody">{off_duty}</span>'
    return f"{name} · {number}{off}"


def _row(row: Mapping[str, Any], title: str, some: Sequence[Contact], now: datetime, *, new: bool) -> str:
    if row["proven_at"] is not None:
        text, kind = _("chờ tiếp nhận"), ""
    else:
        text, kind = ledger_words.left(row, now)
    told = f'<p class="limit">{escape(ledger_words.standing(row))}</p>' if row["told_at"] is not None else ""
    changed = escape(_("mới đổi"))
    mark = f'<span class="cl-new">{changed}</span>' if new else ""
    return (
        f'<div class="cl-owed {kind}"><b class="left">{escape(text)}</b>'
        f'<div><b class="to">{escape(title)}</b> {mark}<p>{_contact(some)}</p>'
        f'<p class="limit">{escape(ledger_words.limits(row))}</p>{told}</div></div>'
    )


def _buttons(row: Mapping[str, Any], me: Actor) -> None:
    may = decide(me, TELL, {"agency_id": row["holder_id"]}).allowed
    if may and st.button(_("Báo"), key=f"tell_{row['id']}", type="primary", icon=":material/call:"):
        desk_tell.open_dialog(row["receiver_id"], [row["id"]])
        st.rerun(scope="app")
    if st.button(_("Xem"), key=f"see_{row['id']}", type="tertiary"):
        st.session_state["desk_chosen"] = row["id"]
        reveal.count("desk")
        st.rerun(scope="app")


def _owed(row: Mapping[str, Any], drawn: str, me: Actor) -> None:
    chosen = st.session_state.get("desk_chosen") == row["id"]
    key = f"owed_{'chosen_' if chosen else ''}{row['id']}"
    with st.container(key=key, horizontal=True, vertical_alignment="center", wrap=False):
        html(drawn)
        with st.container(key=f"oweddeeds_{row['id']}", width="content", gap=None):
            _buttons(row, me)


def show(rows: Sequence[Mapping[str, Any]], by: str, changed: set[int]) -> None:
    """Draw them; `by` is ``matter_id`` or ``receiver_id``."""
    here, me = services(), who()
    now = here.now()
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        some = contacts(
            conn, now, zone=here.profile.tz, agencies=sorted({row["receiver_id"] for row in rows})
        )
    for group in grouped(rows, by):
        first = group[0]
        with st.container(key=f"group_{first['urgency']}_{by}_{first[by]}", border=True):
            if by == "matter_id":
                html(_matter(first))
            else:
                _receiver(group, names, me)
            for row in group:
                title = names.get(row["receiver_id"], row["receiver_id"])
                if by != "matter_id":
                    title = f"{matter_words.what(row)} · {matter_words.where(row, here.areas)}"
                told = some.get(row["receiver_id"], [])
                _owed(row, _row(row, title, told, now, new=row["id"] in changed), me)


def _receiver(group: Sequence[Mapping[str, Any]], names: Mapping[str, str], me: Actor) -> None:
    own = group[0]["receiver_id"]
    count = counted("{count} tin", len(group))
    html(f'<header class="cl-matter"><h3>{escape(names.get(own, own))} · {escape(count)}</h3></header>')
    waiting = [row["id"] for row in group if row["proven_at"] is None]
    may = all(decide(me, TELL, {"agency_id": row["holder_id"]}).allowed for row in group)
    if may and len(waiting) > 1 and st.button(
        counted("Báo cả {count} tin bằng một lần", len(waiting)), key=f"tellall_{own}", icon=":material/call:"
    ):  # fmt: skip
        desk_tell.open_dialog(own, waiting)
        st.rerun(scope="app")
