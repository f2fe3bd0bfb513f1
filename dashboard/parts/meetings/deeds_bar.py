"""The steps of a meeting as buttons: its day, held, missed, cancelled, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.meetings import act, day_form, minutes_part, words
from dashboard.services import services
from dashboard.words import _
from data.journal_pages import entries_about
from data.meetings.holding import hold
from data.meetings.planning import cancel, miss, plan_again, undo
from data.meetings.reading import RECORD_KIND
from data.meetings.states import STATES, follows
from data.store.engine import reading

_QUARTER = timedelta(minutes=15)


def _hold(row: Mapping[str, Any]) -> None:
    here, key = services(), "meeting_hold"
    own, seen, now = row["id"], row["version"], formats.local(services().now())
    begun = formats.local(row["starts_at"]) if row["starts_at"] is not None else now
    begun = min(begun, now)
    day = st.date_input(_("Họp ngày"), begun.date(), format="DD/MM/YYYY", key=f"{key}_day_{seen}")
    at = st.time_input(_("Bắt đầu lúc"), begun.time(), step=_QUARTER, key=f"{key}_at_{seen}")
    held_at = datetime.combine(day, at or time(8), tzinfo=here.profile.tz)
    if day > row["due_on"]:
        look.note(_("Họp muộn"), _("Hạn của kỳ là {day}.", day=formats.day(row["due_on"])), kind="warn")
    if st.button(_("Ghi là đã họp"), key=f"{key}_save", type="primary", width="stretch"):
        done = act.saved(key, lambda conn, by, v: hold(conn, own, held_at, by, seen_version=v), seen)
        if done:
            act.remember(
                _("Đã ghi {code} là đã họp.", code=row["code"]),
                lambda conn, by: plan_again(conn, own, by, seen_version=seen + 1),
            )
            st.session_state[f"meeting_part_{own}"] = "people"
        act.close(key, done=done)


def _reasoned(row: Mapping[str, Any], key: str, change: Callable[..., None], said: str, told: str) -> None:
    own, seen = row["id"], row["version"]
    look.note(f"{row['code']} · {words.title(row)}", said, kind="warn")
    reason = st.text_input(_("Lý do"), key=f"{key}_reason_{seen}", max_chars=300)
    if save_button.pressed(_("Ghi"), f"{key}_save", {_("Lý do"): reason}):
        act.finish(
            key,
            lambda conn, by, v: change(conn, own, reason, by, seen_version=v),
            seen,
            told,
            lambda conn, by: plan_again(conn, own, by, seen_version=seen + 1),
        )


def _cancel(row: Mapping[str, Any]) -> None:
    told = (
        _("Các đơn vị đã được mời sẽ được báo là hủy.")
        if row["announced_at"] is not None
        else _("Chưa báo ai nên không phải báo lại.")
    )
    _reasoned(row, "meeting_cancel", cancel, told, _("Đã hủy {code}.", code=row["code"]))


def _miss(row: Mapping[str, Any]) -> None:
    told = _("Tính là không họp trong kỳ. Nếu sau này họp thì ghi là đã họp, tính muộn.")
    _reasoned(row, "meeting_miss", miss, told, _("Đã ghi {code} là không họp.", code=row["code"]))


def _back(row: Mapping[str, Any]) -> None:
    """The way back from the last step, whatever it was."""
    own, seen, status = row["id"], row["version"], row["status"]
    with reading(services().engine) as conn:
        entries = entries_about(conn, RECORD_KIND, own)
    last = entries[0]["action"] if entries else ""
    if status in ("held", "missed", "cancelled"):
        label = _("Rút lại: {what}", what=_(words.STATUSES[status]))
        change: Callable[..., None] = plan_again
    elif last in ("day_set", "moved") and STATES[status].plan:
        label, change = _("Hoàn tác ngày họp"), undo
    else:
        return
    if st.button(label, key="meeting_back", icon=":material/undo:", type="tertiary"):
        act.do(lambda conn, by: change(conn, own, by, seen_version=seen), _("Đã hoàn tác."))
        st.rerun()


def _steps(row: Mapping[str, Any]) -> None:
    status, dated = row["status"], row["starts_at"] is not None
    if STATES[status].plan and st.button(
        _("Dời ngày") if dated else _("Đặt ngày họp"), key="meeting_day", icon=":material/event:",
        type="secondary" if dated else "primary",
    ):  # fmt: skip
        day_form.open_day(row)
    if follows(status, "held") and st.button(
        _("Đã họp"), key="meeting_held", type="primary" if dated else "secondary"
    ):
        dialogs.dialog(_("Ghi là đã họp"))(_hold)(row)
    if follows(status, "missed") and st.button(_("Không họp"), key="meeting_missed"):
        dialogs.dialog(_("Ghi là không họp"))(_miss)(row)
    if follows(status, "cancelled") and st.button(_("Hủy…"), key="meeting_cancel"):
        dialogs.dialog(_("Hủy cuộc họp"))(_cancel)(row)


def show(row: Mapping[str, Any], *, may: bool) -> None:
    """Draw the buttons that make sense now, and the invitation."""
    with st.container(horizontal=True, key="meetingdeeds"):
        if may:
            _steps(row)
        minutes_part.invitation_button(row)
        if may:
            _back(row)
