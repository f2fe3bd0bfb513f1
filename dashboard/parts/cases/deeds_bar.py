"""What can be done with a case, as buttons: a step, evidence, a person, hand-over, its answer, the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import dialogs, save_button
from dashboard.parts.cases import act, form, words
from dashboard.services import services
from dashboard.words import _
from data.access import decide
from data.agencies.act import Act
from data.cases.handing import offer, receive, refuse, withdraw
from data.cases.opening import close_case, reopen_case
from data.cases.persons import Person, add_person, erase_persons
from data.cases.states import STATES
from data.cases.stepping import add_evidence, scan_folder, write_step
from data.cases.writing import ACTION

_STEP = timedelta(minutes=15)


def _moment(key: str) -> datetime:
    here = services()
    now = formats.local(here.now())
    left, right = st.columns(2)
    day = left.date_input(_("Ngày"), now.date(), format="DD/MM/YYYY", key=f"{key}_day")
    at = right.time_input(_("lúc"), now.time().replace(second=0, microsecond=0), step=_STEP, key=f"{key}_at")
    return datetime.combine(day, at or time(8), tzinfo=here.profile.tz)


def _store(change: Callable[[Connection, Act], object], done: str) -> None:
    state, said = act.attempt(change)
    if state == "done":
        act.remember(done)
        st.rerun()
    why = said or _("Người khác vừa sửa bản ghi này. Đóng lại để xem bản mới.")
    look.note(_("Chưa lưu"), why, kind="bad")


def _write(row: Mapping[str, Any]) -> None:
    key, own = "case_step", row["id"]
    at = _moment(key)
    text = st.text_area(_("Đã làm gì (không nêu tên người)"), key=f"{key}_text", max_chars=8000)
    look.small(_(words.SECRET))
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        _store(lambda conn, by: write_step(conn, own, text, at, by), _("Đã ghi."))


def _evidence(row: Mapping[str, Any]) -> None:
    key, own = "case_evidence", row["id"]
    at = _moment(key)
    label = st.text_input(_("Vật chứng, tài liệu gì"), key=f"{key}_label", max_chars=500)
    keeper = st.text_input(_("Ai giữ"), key=f"{key}_keeper", max_chars=200)
    place = st.text_input(_("Để ở đâu"), key=f"{key}_place", max_chars=200)
    file = st.file_uploader(_("Bản quét, ảnh (PDF, JPG)"), ["pdf", "jpg", "jpeg"], key=f"{key}_file")
    given = (file.name, file.getvalue()) if file is not None else None
    folder = scan_folder(drill=services().drill)
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        _store(
            lambda conn, by: add_evidence(
                conn, own, label, keeper, place, by, happened_at=at, file=given, folder=folder
            ),
            _("Đã ghi."),
        )


def _person(row: Mapping[str, Any]) -> None:
    key, own = "case_person", row["id"]
    role = st.selectbox(
        _("Vai"), list(words.PERSONS), key=f"{key}_role", format_func=lambda each: _(words.PERSONS[each])
    )
    name = st.text_input(_("Họ tên"), key=f"{key}_name", max_chars=200)
    born = st.text_input(_("Năm sinh"), key=f"{key}_born", max_chars=40)
    address = st.text_input(_("Nơi ở"), key=f"{key}_address", max_chars=300)
    number = st.text_input(_("Số căn cước"), key=f"{key}_number", max_chars=40)
    note = st.text_area(_("Ghi chú"), key=f"{key}_note", max_chars=2000)
    look.small(_("Chỉ ghi điều cần cho hồ sơ. Ai xem hồ sơ đều được ghi lại; hết hạn lưu thì xóa."))
    wanted = Person(role, name, born, address, number, note)
    if st.button(_("Lưu"), key=f"{key}_save", type="primary", width="stretch"):
        _store(lambda conn, by: add_person(conn, own, wanted, by), _("Đã thêm người liên quan."))


def _offer(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    key, own = "case_offer", row["id"]
    options = [each for each in names if each != row["lead_agency_id"]]
    to = st.selectbox(
        _("Bàn giao cho"), options, None, key=f"{key}_to", format_func=lambda each: names[each],
        placeholder=_("chọn đơn vị"),
    )  # fmt: skip
    items = st.text_area(
        _("Bàn giao những gì, mỗi dòng một thứ"), key=f"{key}_items", max_chars=4000
    ).splitlines()
    giver = st.text_input(_("Người bàn giao (tên, chức vụ)"), key=f"{key}_by", max_chars=200)
    look.small(_("Bên nhận bấm “Nhận bàn giao” và ghi tên, số biên nhận; tới lúc đó bên giao vẫn chủ trì."))
    if st.button(_("Đề nghị bàn giao"), key=f"{key}_save", type="primary", width="stretch"):
        _store(lambda conn, by: offer(conn, own, str(to or ""), items, giver, by), _("Đã đề nghị bàn giao."))


def _receive(handed: Mapping[str, Any]) -> None:
    key, own, seen = "case_receive", handed["id"], handed["version"]
    for item in handed["items"]:
        st.markdown(f"- {item}")
    name = st.text_input(_("Người nhận (tên, chức vụ)"), key=f"{key}_name", max_chars=200)
    number = st.text_input(_("Số biên nhận"), key=f"{key}_number", max_chars=60)
    if st.button(_("Nhận bàn giao"), key=f"{key}_save", type="primary", width="stretch"):
        _store(
            lambda conn, by: receive(conn, own, name, number, by, seen_version=seen),
            _("Đã nhận bàn giao. Từ giờ đơn vị nhận chủ trì."),
        )


def _reasoned(key: str, said: str, label: str, change: Callable[..., object], done: str) -> None:
    look.note(said, "", kind="warn")
    reason = st.text_input(label, key=f"{key}_reason", max_chars=500)
    if save_button.pressed(_("Lưu"), f"{key}_save", {label: reason}):
        _store(lambda conn, by: change(conn, reason, by), done)


def _closing(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    _reasoned(
        "case_close", _("Đóng hồ sơ {code}?", code=row["code"]), _("Kết quả xử lý"),
        lambda conn, said, by: close_case(conn, own, said, by, seen_version=seen), _("Đã đóng hồ sơ."),
    )  # fmt: skip


def _reopening(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    _reasoned(
        "case_reopen", _("Mở lại hồ sơ {code}?", code=row["code"]), _("Lý do"),
        lambda conn, said, by: reopen_case(conn, own, said, by, seen_version=seen), _("Đã mở lại hồ sơ."),
    )  # fmt: skip


def _erasing(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    _reasoned(
        "case_erase",
        _("Xóa hẳn thông tin của {count} người? Không lấy lại được.", count=len(row["persons"])), _("Lý do"),
        lambda conn, said, by: erase_persons(conn, own, said, by, seen_version=seen),
        _("Đã xóa thông tin cá nhân của hồ sơ."),
    )  # fmt: skip


def _refusing(handed: Mapping[str, Any]) -> None:
    own, seen = handed["id"], handed["version"]
    _reasoned(
        "case_refuse", _("Từ chối nhận bàn giao?"), _("Lý do"),
        lambda conn, said, by: refuse(conn, own, said, by, seen_version=seen), _("Đã từ chối nhận."),
    )  # fmt: skip


def _withdrawing(handed: Mapping[str, Any]) -> None:
    own, seen = handed["id"], handed["version"]
    _reasoned(
        "case_withdraw", _("Rút đề nghị bàn giao?"), _("Lý do"),
        lambda conn, said, by: withdraw(conn, own, said, by, seen_version=seen),
        _("Đã rút đề nghị bàn giao."),
    )  # fmt: skip


def answer(handed: Mapping[str, Any]) -> None:
    """The buttons beside a hand-over that waits, for whoever may press them."""
    if handed["state"] != "offered":
        return
    me = who()
    receives = decide(me, ACTION, {"agency_id": handed["to_agency_id"]}).allowed
    gives = decide(me, ACTION, {"agency_id": handed["from_agency_id"]}).allowed
    with st.container(horizontal=True, key=f"casehanded_{handed['id']}"):
        if receives and st.button(_("Nhận bàn giao…"), key=f"case_take_{handed['id']}", type="primary"):
            dialogs.dialog(_("Nhận bàn giao"))(_receive)(handed)
        if receives and st.button(_("Từ chối…"), key=f"case_no_{handed['id']}"):
            dialogs.dialog(_("Từ chối"))(_refusing)(handed)
        if gives and st.button(_("Rút đề nghị…"), key=f"case_back_{handed['id']}", type="tertiary"):
            dialogs.dialog(_("Rút đề nghị"))(_withdrawing)(handed)


def show(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Draw the buttons that make sense now; `names`: of the agencies of the day."""
    writable = STATES[row["status"]].write
    there = any(each["erased_at"] is None for each in row["persons"])
    deeds: list[tuple[bool, str, str, str, Callable[[], None]]] = [
        (writable, "step", _("Ghi việc đã làm…"), _("Việc đã làm"), lambda: _write(row)),
        (writable, "evidence", _("Vật chứng…"), _("Vật chứng, tài liệu"), lambda: _evidence(row)),
        (writable, "person", _("Người liên quan…"), _("Người liên quan"), lambda: _person(row)),
        (writable, "offer", _("Bàn giao…"), _("Bàn giao hồ sơ"), lambda: _offer(row, names)),
        (writable, "close", _("Đóng hồ sơ…"), _("Đóng hồ sơ"), lambda: _closing(row)),
        (not writable, "reopen", _("Mở lại…"), _("Mở lại hồ sơ"), lambda: _reopening(row)),
        (there, "erase", _("Xóa thông tin cá nhân…"), _("Xóa thông tin cá nhân"), lambda: _erasing(row)),
    ]
    with st.container(horizontal=True, key="casedeeds"):
        if writable and st.button(_("Sửa…"), key="case_edit"):
            form.open_change(row)
        for shown, key, label, title, draw in deeds:
            if shown and st.button(
                label, key=f"case_{key}", type="tertiary" if key == "erase" else "secondary"
            ):
                dialogs.dialog(title)(draw)()
