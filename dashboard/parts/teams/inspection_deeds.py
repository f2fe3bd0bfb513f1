"""The steps of an inspection as buttons: announced, done, cancelled, looked at again, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.teams import act, inspection_form, words
from dashboard.services import services
from dashboard.words import _
from data.teams.inspecting import announce, cancel, finish, take_back
from data.teams.states import STATES, follows

_STEP = timedelta(minutes=15)


def _announce(row: Mapping[str, Any]) -> None:
    key, own, seen = "inspection_announce", row["id"], row["version"]
    look.note(
        _("Thông báo {code}?", code=row["code"]),
        _("Từ lúc này các lực lượng trong đoàn và ở địa bàn phải được báo, để lồng ghép nội dung."),
    )
    if st.button(_("Thông báo"), key=f"{key}_save", type="primary", width="stretch"):
        act.finish(
            key,
            lambda conn, by, v: announce(conn, own, by, seen_version=v),
            seen,
            _("Đã thông báo {code}. Muốn thôi thì hủy, các bên được báo lại.", code=row["code"]),
        )


def _finish(row: Mapping[str, Any]) -> None:
    key, own, seen = "inspection_finish", row["id"], row["version"]
    now = formats.local(services().now())
    ended = min(formats.local(row["ends_at"]), now)
    day = st.date_input(_("Kết thúc ngày"), ended.date(), format="DD/MM/YYYY", key=f"{key}_day_{seen}")
    at = st.time_input(_("lúc"), ended.time(), step=_STEP, key=f"{key}_at_{seen}")
    done_at = datetime.combine(day, at or time(11), tzinfo=services().profile.tz)
    if row["announced_at"] is None:
        look.note(_("Chưa thông báo trước"), _("Cuộc này được tính là không thông báo trước."), kind="warn")
    if st.button(_("Ghi là đã kiểm tra"), key=f"{key}_save", type="primary", width="stretch"):
        done = act.saved(key, lambda conn, by, v: finish(conn, own, done_at, by, seen_version=v), seen)
        if done:
            act.remember(
                _("Đã ghi {code} là đã kiểm tra.", code=row["code"]),
                lambda conn, by: take_back(conn, own, by, seen_version=seen + 1),
            )
            st.session_state[act.part_key(own)] = "results"
        act.close(key, done=done)


def _cancel(row: Mapping[str, Any]) -> None:
    key, own, seen = "inspection_cancel", row["id"], row["version"]
    told = (
        _("Các đơn vị đã được thông báo sẽ được báo là hủy.")
        if row["announced_at"] is not None
        else _("Chưa thông báo ai nên không phải báo lại.")
    )
    look.note(_("Hủy {code}?", code=row["code"]), told, kind="warn")
    reason = st.text_input(_("Lý do"), key=f"{key}_reason_{seen}", max_chars=300)
    if save_button.pressed(_("Hủy cuộc kiểm tra"), f"{key}_save", {_("Lý do"): reason}):
        act.finish(
            key,
            lambda conn, by, v: cancel(conn, own, reason, by, seen_version=v),
            seen,
            _("Đã hủy {code}.", code=row["code"]),
            lambda conn, by: take_back(conn, own, by, seen_version=seen + 1),
        )


def show(row: Mapping[str, Any]) -> None:
    """Draw the buttons that make sense now."""
    own, seen, status = row["id"], row["version"], row["status"]
    plan = STATES[status].plan
    with st.container(horizontal=True, key="inspectiondeeds"):
        # Whatever is done or cancelled goes back by its own button, not by announcing it once more.
        if (
            plan
            and follows(status, "announced")
            and st.button(
                _("Thông báo"), key="inspection_announce", type="primary", icon=":material/campaign:"
            )
        ):
            dialogs.dialog(_("Thông báo cuộc kiểm tra"))(_announce)(row)
        if follows(status, "done") and st.button(
            _("Đã kiểm tra"), key="inspection_done", type="primary" if status == "announced" else "secondary"
        ):
            dialogs.dialog(_("Ghi là đã kiểm tra"))(_finish)(row)
        if plan and st.button(_("Lồng ghép nội dung"), key="inspection_content", icon=":material/add:"):
            inspection_form.open_content(row)
        if plan and st.button(_("Sửa"), key="inspection_edit", icon=":material/edit:"):
            inspection_form.open_edit(row)
        if status == "done" and st.button(
            _("Lập cuộc kiểm tra lại"), key="inspection_again", icon=":material/replay:"
        ):
            inspection_form.open_follow_up(row)
        if follows(status, "cancelled") and st.button(_("Hủy…"), key="inspection_cancel"):
            dialogs.dialog(_("Hủy cuộc kiểm tra"))(_cancel)(row)
        if not plan and st.button(
            _("Rút lại: {what}", what=_(words.STATUSES[status])), key="inspection_back",
            icon=":material/undo:", type="tertiary",
        ):  # fmt: skip
            act.do(lambda conn, by: take_back(conn, own, by, seen_version=seen), _("Đã hoàn tác."))
            st.rerun()
