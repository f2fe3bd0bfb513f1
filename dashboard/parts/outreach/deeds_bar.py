"""The steps of an event as buttons (announce, held, cancel, the way back), and the others' answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.outreach import act, form, words
from dashboard.services import services
from dashboard.words import _
from data.access import decide
from data.outreach.acting import announce, cancel, hold, take_back
from data.outreach.figures import limit_of
from data.outreach.replying import ACTION, reply
from data.outreach.states import STATES, follows


def _announce(row: Mapping[str, Any]) -> None:
    own, seen, key = row["id"], row["version"], "outreach_announce"
    now, limit = services().now(), limit_of(row)
    days = row["notice_days"]
    if days is None:
        look.note(
            _("Kế hoạch chưa nêu báo trước mấy ngày"),
            _("Tính là đúng hạn nếu báo trước giờ khai mạc."),
        )
    elif now > limit:
        look.note(
            _("Đã muộn"),
            _("Phải báo trước {days} ngày, tức chậm nhất {moment}. Số liệu sẽ ghi là báo muộn.",
              days=days, moment=formats.moment(limit)),
            kind="warn",
        )  # fmt: skip
    else:
        look.note(_("Còn kịp"), _("Phải báo chậm nhất {moment}.", moment=formats.moment(limit)))
    look.small(_("Từ lúc bấm, hai lực lượng còn lại phải được báo, có hạn và bằng chứng."))
    if st.button(_("Thông báo"), key=f"{key}_save", type="primary", width="stretch"):
        act.finish(
            key,
            lambda conn, by, v: announce(conn, own, by, seen_version=v),
            seen,
            _("Đã thông báo {code}. Xem ai đã được báo ở dưới.", code=row["code"]),
        )


def _held(row: Mapping[str, Any]) -> None:
    own, seen, key = row["id"], row["version"], "outreach_held"
    number = st.number_input(
        _("Số người dự (bỏ trống nếu không đếm)"), min_value=0, value=None, step=1, key=f"{key}_number"
    )
    people = None if number is None else int(number)
    if st.button(_("Ghi là đã tổ chức"), key=f"{key}_save", type="primary", width="stretch"):
        act.finish(
            key,
            lambda conn, by, v: hold(conn, own, people, by, seen_version=v),
            seen,
            _("Đã ghi {code} là đã tổ chức.", code=row["code"]),
            lambda conn, by: take_back(conn, own, by, seen_version=seen + 1),
        )


def _cancel(row: Mapping[str, Any]) -> None:
    own, seen, key = row["id"], row["version"], "outreach_cancel"
    told = row["announced_at"] is not None
    look.note(
        _("Hủy {code}?", code=row["code"]),
        _("Các đơn vị đã được báo sẽ được báo là hủy.") if told else _("Chưa báo ai nên không phải báo lại."),
        kind="warn",
    )
    reason = st.text_input(_("Lý do"), key=f"{key}_reason", max_chars=300)
    if save_button.pressed(_("Hủy hội nghị"), f"{key}_save", {_("Lý do"): reason}):
        act.finish(
            key,
            lambda conn, by, v: cancel(conn, own, reason, by, seen_version=v),
            seen,
            _("Đã hủy {code}.", code=row["code"]),
            lambda conn, by: take_back(conn, own, by, seen_version=seen + 1),
        )


def _answer(row: Mapping[str, Any], agencies: Mapping[str, str]) -> None:
    key = "outreach_reply"
    own = st.selectbox(
        _("Đơn vị trả lời"), list(agencies), key=f"{key}_agency", format_func=lambda each: agencies[each]
    )
    kind = st.segmented_control(
        _("Trả lời"), list(words.REPLIES), default="confirmed", key=f"{key}_kind", required=True,
        format_func=lambda each: _(words.REPLIES[each]),
    )  # fmt: skip
    text = ""
    if kind != "confirmed":
        said = _("Nội dung muốn thêm") if kind == "content" else _("Lý do")
        text = st.text_area(said, key=f"{key}_text_{kind}", max_chars=1000)
    person = st.text_input(_("Người trả lời"), key=f"{key}_person", max_chars=120)
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        state, why = act.attempt(
            lambda conn, by: reply(conn, row["id"], str(own), str(kind), by, text=text, person=person)
        )
        if state == "done":
            act.remember(_("Đã ghi trả lời của {agency}.", agency=agencies[str(own)]))
            st.rerun()
        look.note(_("Chưa lưu"), why, kind="bad")


def _others(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """The agencies for which whoever looks may answer."""
    me = who()
    return {
        own: name
        for own, name in names.items()
        if own != row["host_agency_id"] and decide(me, ACTION, {"agency_id": own}).allowed
    }


def show(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Draw the buttons that make sense now; `names`: of the agencies of the day."""
    status, own, seen = row["status"], row["id"], row["version"]
    with st.container(horizontal=True, key="outreachdeeds"):
        if (
            act.may()
            and status == "planned"
            and st.button(
                _("Thông báo…"), key="outreach_announce", type="primary", icon=":material/campaign:"
            )
        ):
            dialogs.dialog(_("Thông báo cho hai lực lượng còn lại"))(_announce)(row)
        if act.may() and STATES[status].plan and st.button(_("Sửa…"), key="outreach_edit"):
            form.open_change(row)
        if act.may() and follows(status, "held") and st.button(_("Đã tổ chức…"), key="outreach_held"):
            dialogs.dialog(_("Ghi là đã tổ chức"))(_held)(row)
        if act.may() and follows(status, "cancelled") and st.button(_("Hủy…"), key="outreach_cancel"):
            dialogs.dialog(_("Hủy hội nghị"))(_cancel)(row)
        if act.may() and status in ("held", "cancelled") and st.button(
            _("Rút lại: {what}", what=_(words.STATUSES[status])), key="outreach_back", type="tertiary",
            icon=":material/undo:",
        ):  # fmt: skip
            act.do(lambda conn, by: take_back(conn, own, by, seen_version=seen), _("Đã hoàn tác."))
            st.rerun()
        others = _others(row, names) if STATES[status].reply else {}
        if others and st.button(_("Trả lời…"), key="outreach_answer"):
            dialogs.dialog(_("Trả lời hội nghị"))(_answer)(row, others)
