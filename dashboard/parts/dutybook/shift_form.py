"""Who is on duty, and until when: the fields of signing on and of handing over, filled from the roster."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import words as agency_words
from dashboard.services import services
from dashboard.words import _
from data.duty_shifts import Shift
from data.dutybook.roster import turn_now, turns
from data.store.engine import reading

SOON = timedelta(hours=2)
"""Whoever signs on so long before the turn comes for that turn."""


def _turn(agency_id: str, after: bool) -> dict[str, object] | None:
    """Whose turn it is; at a hand-over the one that begins next, where that is soon."""
    now = services().now()
    with reading(services().engine) as conn:
        coming = [row for row in turns(conn, now, now + SOON, agency_id) if row["starts_at"] > now]
        present = turn_now(conn, agency_id, now)
    if after:
        return coming[0] if coming else present
    return present or (coming[0] if coming else None)


def _until(key: str, planned: datetime | None) -> datetime:
    """As the roster says, else half past seven of the next morning."""
    here = services()
    tomorrow = formats.local(here.now()).date() + timedelta(days=1)
    local = formats.local(planned) if planned else None
    left, right = st.columns(2)
    day = left.date_input(
        _("Đến"), local.date() if local else tomorrow, format="DD/MM/YYYY", key=f"{key}_day"
    )
    at = right.time_input(_("lúc"), local.time() if local else time(7, 30), key=f"{key}_time")
    return datetime.combine(day, at, tzinfo=here.profile.tz)


def typed(agency_id: str, key: str, *, after: bool = False) -> Shift:
    """The fields; `after`: of whoever takes over."""
    turn = _turn(agency_id, after)
    name, phone, until = ("", "", None) if turn is None else (turn["name"], turn["phone"], turn["ends_at"])
    if turn is not None:
        look.small(_("Theo lịch trực: {name}. Sửa được nếu người khác trực thay.", name=name))
    told = st.text_input(_("Người trực"), str(name), key=f"{key}_name", max_chars=120)
    shown = agency_words.phone(str(phone)) if phone else ""
    number = st.text_input(
        _("Điện thoại"), shown, key=f"{key}_phone", max_chars=30, placeholder="0912 345 678"
    )
    return Shift(agency_id, told, number, _until(key, until if isinstance(until, datetime) else None))
