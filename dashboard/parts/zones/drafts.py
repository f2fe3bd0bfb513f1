"""What is drawn and not stored, kept on the server: after a reload, or on another machine, it is offered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts.deeds import Deeds
from dashboard.parts.zones import act
from dashboard.parts.zones.pen import Said, unsaved
from dashboard.services import services
from dashboard.words import _, counted
from data.clock import real_now
from data.store.engine import reading
from data.zones.drafts import Draft, drafts_of, drop_draft, keep_draft, new_id, take_draft

_OWN, _KEPT = "zones_draft", "zones_draft_kept"
_deeds = Deeds("zonesdraft", act.by)


def _text(content: Mapping[str, Any] | None) -> str:
    return "" if content is None else json.dumps(content, sort_keys=True)


def keep(said: Mapping[int, Said]) -> None:
    """Keep what this visit has drawn by now, with what was `said` of each new drawing; written only when
    something changed."""
    content = unsaved(act.pen(), said)
    text = _text(content)
    if text == st.session_state.get(_KEPT, ""):
        return
    own = st.session_state.setdefault(_OWN, new_id())
    state, why = _deeds.attempt(
        lambda conn, by: (
            drop_draft(conn, own, by)
            if content is None
            else keep_draft(conn, Draft(own, real_now(), content), by)
        )
    )
    if state == "done":
        st.session_state[_KEPT] = text
    elif content is not None:
        look.note(_("Chưa giữ được nét vẽ trên máy chủ"), _("Đừng tải lại trang trước khi lưu."), kind="bad")
        look.small(str(why or ""))


def _count(content: Mapping[str, Any]) -> int:
    return sum(len(content[name]) for name in ("created", "changed", "deleted"))


def _go_on(draft: Draft) -> None:
    own = new_id()
    state, taken = _deeds.attempt(lambda conn, by: take_draft(conn, draft.id, own, by))
    if state == "done" and taken:
        st.session_state[_OWN], st.session_state[_KEPT] = own, _text(draft.content)
        act.take_up(draft.content)
    else:
        _deeds.remember(_("Bản vẽ này vừa được tiếp tục hoặc bỏ ở cửa sổ khác."))


def _drop(draft: Draft, when: str) -> None:
    _deeds.do(
        lambda conn, by: drop_draft(conn, draft.id, by),
        _("Đã bỏ bản vẽ từ {when}.", when=when),
        lambda conn, by: keep_draft(conn, draft, by),
    )


def _one(draft: Draft, *, busy: bool) -> None:
    when = formats.short_moment(draft.kept_at, real_now())
    with st.container(key=f"zonedraft_{draft.id}", horizontal=True, vertical_alignment="center"):
        look.note(
            _("Bản vẽ chưa lưu từ {when}", when=when),
            counted("{count} nét vẽ chưa lưu", _count(draft.content)),
            kind="warn",
        )
        # Called back before the page runs: a draft that is gone by then is still answered for.
        st.button(
            _("Tiếp tục"), key=f"zone_draft_on_{draft.id}", type="primary", disabled=busy,
            help=_("Lưu hoặc bỏ nét đang vẽ trước.") if busy else None, on_click=_go_on, args=(draft,),
        )  # fmt: skip
        st.button(_("Bỏ"), key=f"zone_draft_off_{draft.id}", on_click=_drop, args=(draft, when))


def offer() -> None:
    """Draw the drafts of this account that other visits left, and how the last one went."""
    _deeds.news()
    with reading(services().engine) as conn:
        found = drafts_of(conn, who(), real_now())
    pen, own = act.pen(), st.session_state.get(_OWN)
    for draft in found:
        if draft.id != own:
            _one(draft, busy=pen.waits)
