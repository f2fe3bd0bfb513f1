"""The steps of a patrol as buttons: assign, change, move, repeat as a template, close, cancel, take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.patrols import act, conflict_list, form, series_form, words
from dashboard.services import services
from dashboard.words import _
from data.patrols.act import By
from data.patrols.conflicts import conflicts
from data.patrols.planning import assign, cancel, complete, move_to_day
from data.patrols.reading import involved
from data.patrols.repeating import cancel_following
from data.patrols.situation import situation_of
from data.patrols.states import STATES, follows
from data.patrols.templates import save_template
from data.patrols.undoing import last_change, undo
from data.patrols.wanted import plan_of
from data.store.engine import reading


def _close(key: str, *, done: bool) -> None:
    """After an attempt inside a dialog: closed when it was done, told when somebody was first."""
    if done:
        st.rerun()
    if st.session_state.pop(f"{key}_conflict", None):
        look.note(
            _("Người khác vừa sửa lượt tuần tra này"), _("Chưa lưu gì. Đóng lại để xem bản mới."), kind="bad"
        )


def _assign(row: Mapping[str, Any]) -> None:
    here, own = services(), row["id"]
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        around = situation_of(
            conn, plan_of(row), here.now(), here.profile.tz, here.profile.patrols, patrol_id=own
        )
    told = ", ".join(names.get(each, each) for each in involved(dict(row)))
    look.note(
        _("Giao {code}?", code=row["code"]), _("Từ lúc này phải báo: {agencies}.", agencies=told), kind=""
    )
    conflict_list.show(conflicts(around), names)
    if st.button(_("Giao cho tổ"), key="patrol_assign_save", type="primary", width="stretch"):
        key = "patrol_assign"
        settings, areas = here.profile.patrols, here.areas
        done = act.saved(
            key, lambda conn, by, v: assign(conn, own, by, settings, areas, seen_version=v), row["version"]
        )
        if done:
            act.remember(_("Đã giao {code}. Muốn thôi thì hủy, các đơn vị được báo lại.", code=row["code"]))
        _close(key, done=done)


def _cancel(row: Mapping[str, Any]) -> None:
    key, own, seen = "patrol_cancel", row["id"], row["version"]
    said = (
        _("Các đơn vị đã được giao sẽ được báo là hủy.")
        if row["assigned_at"]
        else _("Chưa giao cho ai nên không phải báo.")
    )
    look.note(_("Hủy {code}?", code=row["code"]), said + " " + _("Lượt đã hủy vẫn đọc được."), kind="warn")
    reason = st.text_input(_("Lý do"), key=f"{key}_reason", max_chars=300)
    later = row["series_id"] is not None and st.checkbox(
        _("hủy cả các lượt sau của kế hoạch lặp này"), key=f"{key}_later"
    )
    if save_button.pressed(_("Hủy tuần tra"), f"{key}_save", {_("Lý do"): reason}):
        gone: list[int] = []

        def change(conn: Connection, by: By, version: int) -> None:
            if later:
                gone.extend(cancel_following(conn, own, by, seen_version=version, reason=reason))
            else:
                cancel(conn, own, by, seen_version=version, reason=reason)

        done = act.saved(key, change, seen)
        if done and len(gone) > 1:
            act.remember(_("Đã hủy {count} lượt.", count=formats.number(len(gone))))
        elif done:
            act.remember(
                _("Đã hủy {code}.", code=row["code"]),
                lambda conn, by: undo(conn, own, by, seen_version=seen + 1),
            )
        _close(key, done=done)


def _complete(row: Mapping[str, Any]) -> None:
    key, own, seen = "patrol_complete", row["id"], row["version"]
    text = st.text_area(
        _("Kết quả, lời tổ trưởng"), key=f"{key}_words", max_chars=2000, placeholder=_("đã đi đâu, thấy gì")
    )
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    if st.button(_("Kết thúc tuần tra"), key=f"{key}_save", type="primary", width="stretch"):
        done = act.saved(key, lambda conn, by, v: complete(conn, own, by, seen_version=v, words=text), seen)
        if done:
            act.remember(
                _("Đã kết thúc {code}.", code=row["code"]),
                lambda conn, by: undo(conn, own, by, seen_version=seen + 1),
            )
        _close(key, done=done)


def _move(row: Mapping[str, Any]) -> None:
    key, own, seen, tz = "patrol_move", row["id"], row["version"], services().profile.tz
    held = formats.local(row["starts_at"]).date()
    day = st.date_input(_("Đi ngày"), held, format="DD/MM/YYYY", key=f"{key}_day_{seen}")
    look.small(_("Giờ đi, giờ về giữ nguyên."))
    # The day that it has already is refused as no change, not by a button that wakes up too late.
    if save_button.pressed(_("Chuyển"), f"{key}_save", {_("Đi ngày"): day}):
        done = act.saved(key, lambda conn, by, v: move_to_day(conn, own, day, by, tz, seen_version=v), seen)
        if done:
            act.remember(
                _("Đã chuyển {code} sang {day}.", code=row["code"], day=formats.day(day)),
                lambda conn, by: undo(conn, own, by, seen_version=seen + 1),
            )
        _close(key, done=done)


def _keep(row: Mapping[str, Any]) -> None:
    key = "patrol_keep"
    look.small(
        _("Mẫu giữ loại, giờ, khu vực, người, phương tiện; không giữ ngày. Trùng tên thì thay mẫu cũ.")
    )
    name = st.text_input(_("Tên mẫu"), key=f"{key}_name", max_chars=80)
    if save_button.pressed(_("Lưu mẫu"), f"{key}_save", {_("Tên mẫu"): name}):
        tz = services().profile.tz
        done = act.saved(key, lambda conn, by, _seen: save_template(conn, name, row["id"], by, tz), 0)
        if done:
            act.remember(_("Đã lưu mẫu “{name}”.", name=name.strip()))
        _close(key, done=done)


def _back(row: Mapping[str, Any]) -> None:
    """The button that takes the last change back, named for what it was."""
    own, seen = row["id"], row["version"]
    with reading(services().engine) as conn:
        last = last_change(conn, own)
    if last is None:
        return
    what = _(words.CHANGES[last["action"]])
    if st.button(
        _("Hoàn tác: {what}", what=what), key="patrol_undo", icon=":material/undo:", type="tertiary"
    ):
        act.do(lambda conn, by: undo(conn, own, by, seen_version=seen), _("Đã hoàn tác."))
        st.rerun()


def show(row: Mapping[str, Any]) -> None:
    """Draw the buttons that make sense now."""
    status, plan = row["status"], STATES[row["status"]].plan
    with st.container(horizontal=True, key="patroldeeds"):
        if follows(status, "assigned") and st.button(
            _("Giao cho tổ"), key="patrol_assign", type="primary", disabled=not row["members"]
        ):
            dialogs.dialog(_("Giao cho tổ"))(_assign)(row)
        if follows(status, "completed") and st.button(
            _("Kết thúc tuần tra"), key="patrol_complete", type="primary"
        ):
            dialogs.dialog(_("Kết thúc tuần tra"))(_complete)(row)
        if plan and st.button(_("Sửa"), key="patrol_edit", icon=":material/edit:"):
            form.open_edit(dict(row))
        rows = series_form.later(row) if plan else []
        if rows and st.button(
            _("Sửa cả các lượt sau"), key="patrol_edit_later", icon=":material/edit_calendar:"
        ):
            series_form.open_later(rows)
        if plan and st.button(_("Đổi ngày"), key="patrol_move", icon=":material/event:"):
            dialogs.dialog(_("Đổi ngày"))(_move)(row)
        if st.button(_("Lưu làm mẫu"), key="patrol_keep"):
            dialogs.dialog(_("Lưu làm mẫu"))(_keep)(row)
        if follows(status, "cancelled") and st.button(_("Hủy…"), key="patrol_cancel"):
            dialogs.dialog(_("Hủy tuần tra"))(_cancel)(row)
        _back(row)
