"""The other deeds at the desk: acknowledged by a call, waived, confirmed by a second person, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import look
from dashboard.parts import save_button
from dashboard.parts.desk import act as desk_act
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import services
from dashboard.words import _
from data.ledger.desk import one
from data.ledger.reading import timeline
from data.ledger.telling import By, acknowledge, confirm, revoke, waive
from data.ledger.whom import BY_HAND
from data.store.engine import reading


def _held(duty_id: int, number: int) -> Mapping[str, Any]:
    """The duty as it was when the dialog opened: what is saved names its version."""
    held = st.session_state.get("desk_one")
    if held is None or held[0] != number:
        with reading(services().engine) as conn:
            held = (number, one(conn, duty_id) or {})
        st.session_state["desk_one"] = held
    found: Mapping[str, Any] = held[1]
    return found


Change = Callable[[Connection, By, int], Any]


def _save(
    key: str,
    row: Mapping[str, Any],
    change: Change,
    done: str,
    mine: tuple[str, str],
    label: str,
    wrong: Mapping[str, str] | None = None,
) -> None:
    """The button, and both versions side by side where somebody else was first.

    Parameters
    ----------
    mine
        What the button says, and what is typed in the field that must be filled in, which is named `label`.
    wrong
        As of `save_button.pressed`.
    """
    if st.session_state.get(f"{key}_conflict") and not wrong:
        with reading(services().engine) as conn:
            stored = one(conn, row["id"]) or row
        fields = [(mine[0], ledger_words.standing(stored), mine[1])]
        if not desk_act.conflicting(key, fields, {mine[0]: ledger_words.standing(row)}):
            return
        seen = stored["version"]
    else:
        if not save_button.pressed(mine[0], f"{key}_save", {label: mine[1]}, wrong):
            return
        seen = row["version"]
    if desk_act.save(key, change, seen) is not None:
        desk_act.remember(done)
        desk_act.close()
        st.rerun()
    if st.session_state.get(f"{key}_conflict"):
        st.rerun()


def acknowledged(duty_id: int, number: int) -> None:
    """The receiver said that they have it."""
    key, row = f"desk_ack_{number}", _held(duty_id, number)
    label, wrong = _("Ai tiếp nhận"), dict[str, str]()
    person = st.text_input(label, key=f"{key}_name", max_chars=120)
    channel = st.pills(
        _("Bằng cách nào"), BY_HAND, default="call", required=True, key=f"{key}_channel",
        format_func=lambda each: _(ledger_words.CHANNELS[each]),
    )  # fmt: skip
    moment = desk_act.when(f"{key}_when", _("Lúc"), row["started_at"], wrong)
    remark = st.text_input(_("Ghi thêm"), key=f"{key}_remark", max_chars=500)

    def change(conn: Connection, by: By, _seen: int) -> list[int]:
        assert moment is not None  # noqa: S101 -- what is wrong is not saved
        return acknowledge(
            conn, [duty_id], happened_at=moment, person=person, channel=str(channel), by=by, text=remark
        )

    _save(
        key, row, change, _("Đã ghi: {who} tiếp nhận.", who=person.strip()),
        (_("Lưu: đã tiếp nhận"), person), label, wrong,
    )  # fmt: skip


def waived(duty_id: int, number: int) -> None:
    """Somebody with the right says that this receiver need not be told."""
    key, row = f"desk_waive_{number}", _held(duty_id, number)
    look.note(
        _("Miễn báo tin này?"),
        _("Tên bạn và lý do ở lại trong số liệu tháng. Miễn không phải là đã báo."),
        kind="warn",
    )
    label = _("Lý do")
    reason = st.text_input(label, key=f"{key}_reason", max_chars=500)
    _save(
        key, row,
        lambda conn, by, seen: waive(conn, duty_id, by, reason=reason, seen_version=seen),
        _("Đã miễn."), (_("Miễn"), reason), label,
    )  # fmt: skip


def confirmed(duty_id: int, entry_id: int, number: int) -> None:
    """A second person says that a telling of weak proof happened."""
    key, row = f"desk_confirm_{number}", _held(duty_id, number)
    with reading(services().engine) as conn:
        entry = next((each for each in timeline(conn, duty_id) if each["id"] == entry_id), None)
    if entry is not None:
        look.note(ledger_words.entry(entry), entry["text"])
    look.small(_("Bạn là người thứ hai: sau khi xác nhận, lần báo này được tính là có bằng chứng."))
    label = _("Biết bằng cách nào")
    text = st.text_input(label, key=f"{key}_text", max_chars=500)
    _save(
        key, row,
        lambda conn, by, seen: confirm(conn, duty_id, entry_id, by, text=text, seen_version=seen),
        _("Đã xác nhận."), (_("Xác nhận"), text), label,
    )  # fmt: skip


def revoked(duty_id: int, entry_id: int, number: int) -> None:
    """Take back what was entered; it stays readable, struck through."""
    key, row = f"desk_revoke_{number}", _held(duty_id, number)
    with reading(services().engine) as conn:
        entry = next((each for each in timeline(conn, duty_id) if each["id"] == entry_id), None)
    if entry is not None:
        look.note(ledger_words.entry(entry), ledger_words.remark(entry["text"]))
    look.small(
        _("Dòng này không mất: vẫn đọc được, có gạch ngang, kèm lý do. Số liệu tính lại như chưa có nó.")
    )
    label = _("Lý do")
    reason = st.text_input(label, key=f"{key}_reason", max_chars=500)
    _save(
        key, row,
        lambda conn, by, seen: revoke(conn, duty_id, entry_id, by, reason=reason, seen_version=seen),
        _("Đã rút lại."), (_("Rút lại"), reason), label,
    )  # fmt: skip
