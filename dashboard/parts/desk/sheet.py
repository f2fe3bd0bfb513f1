"""One duty: the matter, every clock by its name, and everything that was done, what was taken back struck
through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts import actor_words, ways
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.desk import act as desk_act
from dashboard.parts.desk import paste as desk_paste
from dashboard.parts.desk import tell as desk_tell
from dashboard.parts.html import html
from dashboard.parts.ledger import matter_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.together import words as together
from dashboard.services import services
from dashboard.words import _
from data.access import Actor, decide
from data.ledger.desk import one
from data.ledger.limits import start_counts
from data.ledger.reading import timeline
from data.ledger.receiving import may_receive, receive
from data.ledger.states import PROVEN, REVOCABLE, TRANSITIONS
from data.ledger.telling import CONFIRM, TELL, WAIVE
from data.scans import folder_of, read_scan
from data.store.engine import reading

_PAGES = {
    "patrol": ("planning", "patrol"),
    "meeting": ("meetings", "meeting"),
    "outreach_event": ("outreach", "event"),
    "inspection": ("teams", "inspection"),
    "case": ("cases", "case"),
}
"""Kind of matter → its page, and the name by which the page is asked for one record."""


def _clocks(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name, moment, and "rule" for the clock that the deadline is counted from."""
    ruling = {"stored": "stored", "known": "known", "announced": "known"}[row["clock"]]
    by = _("bởi {person}", person=actor_words.actor(row["known_by"])) if row["known_by"] else ""
    known = _("Công bố") if row["clock"] == "announced" else _("Đơn vị biết tin")
    first, last = together.moments(row)
    pairs = [
        ("starts", _("Bắt đầu"), first, ""),
        ("ends", _("Kết thúc"), last, ""),
        ("happened", _("Xảy ra"), row["happened_at"], ""),
        ("seen", _("Vệ tinh thấy"), row["seen_at"], ""),
        ("stored", _("Tệp vệ tinh về máy"), row["stored_at"], ""),
        ("known", together.clock(row) if together.is_one(row) else known, row["known_at"], by),
        ("verified", _("Xác minh tại chỗ"), row["verified_at"], ""),
    ]
    found = [
        (name, f"{formats.moment(at)} {more}".strip(), "rule" if own == ruling else "")
        for own, name, at, more in pairs
        if at is not None
    ]
    target = [(_("Mục tiêu"), formats.moment(row["target_at"]), "")] if row["target_at"] else []
    start = [(_("Báo trước giờ bắt đầu"), formats.moment(row["before_at"]), "")] if start_counts(row) else []
    told = [
        (_("Báo lần đầu"), formats.moment(row["told_at"]), ""),
        (_("Báo có bằng chứng"), formats.moment(row["proven_at"]), ""),
        (_("Tiếp nhận"), formats.moment(row["acknowledged_at"]), ""),
    ]
    return [
        *found,
        (_("Đồng hồ nghĩa vụ chạy từ"), formats.moment(row["started_at"]), "rule"),
        *target,
        *start,
        (_("Thời hạn"), formats.moment(row["deadline_at"]), ""),
        *told,
    ]


def _record(row: Mapping[str, Any]) -> str:
    """The way to the record itself; "" where it has no page."""
    if together.is_one(row):
        page, name = _PAGES[row["kind"]]
        return ways.way(page, **{name: str(row["ref"])})
    if row["kind"] == "fire_event":
        return ways.way("", event=row["ref"])
    if row["kind"] in ("incident", "call"):
        return ways.way("incidents", incident=row["told"].get("incident") or matter_words.code(row))
    return ways.way("danger")


def _head(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    here = services()
    holder = names.get(row["holder_id"] or "", row["holder_id"] or _("chưa ghi"))
    rules = _(ledger_words.CLOCKS[row["clock"]])
    lines = "".join(
        f'<dt class="{kind}">{escape(name)}</dt><dd class="{kind}">{escape(value)}</dd>'
        for name, value, kind in _clocks(row)
    )
    status, href, what = _(ledger_words.status(row)), _record(row), escape(matter_words.what(row))
    link = f'<a href="{escape(href, quote=True)}" target="_self">{what}</a>' if href else what
    said, held = matter_words.summary(row), _("bên nắm tin: {holder}", holder=holder)
    basis = _("Thời hạn {rules}. Căn cứ: {basis}", rules=rules, basis=row["basis"])
    html(
        f'<article class="cl-duty {row["urgency"]}"><header>'
        f"<h2>{escape(names.get(row['receiver_id'], row['receiver_id']))}</h2>"
        f'<span class="cl-pill">{escape(status)}</span></header>'
        f'<p class="under">{escape(held)}</p>'
        f'<p class="what">{link}</p>'
        f'<p class="under">{escape(matter_words.where(row, here.areas))}</p>'
        f'<p class="said">{escape(said)}</p><dl>{lines}</dl>'
        f'<p class="under">{escape(basis)}</p></article>'
    )


def _deeds(row: Mapping[str, Any], me: Actor) -> None:
    held = {"agency_id": row["holder_id"]}
    steps = TRANSITIONS[row["status"]]
    with st.container(horizontal=True, key="deskdeeds"):
        if decide(me, TELL, held).allowed:
            if "told" in steps and st.button(
                _("Báo…"), key="desk_tell_one", type="primary", icon=":material/call:"
            ):
                desk_tell.open_dialog(row["receiver_id"], [row["id"]])
                st.rerun()
            if "acknowledged" in steps and st.button(_("Đã tiếp nhận…"), key="desk_ack_one"):
                desk_act.show("acknowledged", duty_id=row["id"])
                st.rerun()
        if "acknowledged" in steps and may_receive(me, row["receiver_id"]) and st.button(
            _("Tôi đã nhận tin này"), key="desk_receive_one", icon=":material/done_all:"
        ):  # fmt: skip
            own = row["id"]
            desk_act.do(lambda conn, by: receive(conn, own, by), _("Đã ghi: bạn đã nhận tin."))
            st.rerun()
        if "waived" in steps and decide(me, WAIVE, held).allowed and st.button(
            _("Miễn…"), key="desk_waive_one", type="tertiary"
        ):  # fmt: skip
            desk_act.show("waived", duty_id=row["id"])
            st.rerun()
        with st.popover(_("Chép gửi Zalo"), icon=":material/content_copy:"):
            st.code(desk_paste.text_of([row["id"]]), language=None, wrap_lines=True)


def _scan(each: Mapping[str, Any]) -> None:
    held = read_scan(each["scan"], folder_of(desk_tell.FOLDER, drill=services().drill))
    if held is None:
        look.note(_("Bản chụp không còn nguyên vẹn"), _("Tệp đã mất hoặc bị thay."), kind="bad")
        return
    scan = each["scan"]
    st.download_button(
        _("Tải bản chụp ({name})", name=look.plain(scan["name"])), held, file_name=scan["name"],
        mime=scan["type"], key=f"desk_scan_{each['id']}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    look.small(f"SHA-256 {scan['sha256'][:16]}… · {formats.number(scan['bytes'] / 1024)} kB")


def _line(each: Mapping[str, Any], entries: Mapping[int, Mapping[str, Any]]) -> str:
    moment = formats.moment(each["happened_at"])
    if abs(each["at"] - each["happened_at"]) >= timedelta(minutes=1):
        moment = _("{moment}, ghi lúc {written}", moment=moment, written=formats.moment(each["at"]))
    proof = _(ledger_words.PROOFS[each["proof"]]) if each["proof"] else ""
    under = " · ".join(part for part in (moment, actor_words.actor(each["actor"]), proof) if part)
    text = ledger_words.remark(each["text"])
    named = entries.get(each["corrects_id"] or 0)
    about = (
        f"<p>→ {escape(ledger_words.entry(named))}</p>"
        if named is not None and each["kind"] != "told"
        else ""
    )
    said = f"<p>{escape(text)}</p>" if text else ""
    gone = "gone" if each["revoked_by"] is not None else ""
    return (
        f'<div class="cl-entry {each["kind"]} {gone}"><b>{escape(ledger_words.entry(each))}</b> '
        f"<span>{escape(under)}</span>{about}{said}</div>"
    )


def _buttons(row: Mapping[str, Any], each: Mapping[str, Any], me: Actor) -> None:
    held, open_ = {"agency_id": row["holder_id"]}, each["revoked_by"] is None
    mine = each["actor"] == me.name
    weak = each["kind"] == "told" and each["proof"] not in PROVEN and row["proven_at"] is None
    confirm = open_ and weak and not mine and row["status"] in ("told", "acknowledged")
    action = WAIVE if each["kind"] == "waived" else TELL
    back = open_ and mine and each["kind"] in REVOCABLE and each["kind"] != "withdrawn"
    confirm, back = confirm and decide(me, CONFIRM, held).allowed, back and decide(me, action, held).allowed
    if not (confirm or back or each["scan"]):
        return
    with st.container(horizontal=True, key=f"deskentry_{each['id']}"):
        if each["scan"]:
            _scan(each)
        if confirm and st.button(_("Xác nhận…"), key=f"desk_confirm_{each['id']}"):
            desk_act.show("confirmed", duty_id=row["id"], entry_id=each["id"])
            st.rerun()
        if back and st.button(_("Rút lại…"), key=f"desk_revoke_{each['id']}", type="tertiary"):
            desk_act.show("revoked", duty_id=row["id"], entry_id=each["id"])
            st.rerun()


def show(duty_id: int, *, deeds: bool = True) -> None:
    """Draw it; without `deeds` only to be read."""
    with reading(services().engine) as conn:
        row, entries, names = one(conn, duty_id), timeline(conn, duty_id), agency_names.ever(conn)
    if row is None:
        look.note(
            _("Không có nghĩa vụ số {number}", number=duty_id), _("Kiểm tra lại đường dẫn."), kind="warn"
        )
        return
    me = who()
    _head(row, names)
    if deeds:
        _deeds(row, me)
    st.subheader(_("Diễn biến"))
    by_id = {each["id"]: each for each in entries}
    with st.container(key="desktimeline"):
        for each in reversed(entries):
            html(_line(each, by_id))
            if deeds:
                _buttons(row, each, me)
