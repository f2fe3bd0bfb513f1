"""*Báo*: who was told, how, when, of what; one telling can be of everything that the receiver waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.desk import act as desk_act
from dashboard.parts.desk import paste as desk_paste
from dashboard.parts.html import html
from dashboard.parts.ledger import matter_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.parts.phones import tel
from dashboard.services import services
from dashboard.words import _, counted
from data.ledger.desk import Wanted, live
from data.ledger.reading import duties_by_id
from data.ledger.telling import BY_VOICE, By, Telling, acknowledge, revoke, tell
from data.ledger.whom import BY_HAND, Contact, contacts
from data.scans import LIMIT_MB, folder_of, keep_scan
from data.store.engine import reading

FOLDER = "duties"
"""Where scans of duties are kept, below data/local."""
_OTHER = "other"


def open_dialog(receiver_id: str, ticked: Sequence[int]) -> None:
    """Open it for a receiver, with these duties ticked."""
    desk_act.show("tell", receiver=receiver_id, ticked=list(ticked))


def _person(some: list[Contact], key: str) -> Contact | None:
    """The focal point that is told: by default the first that answers now."""
    by_key: dict[str, Contact | None] = {each.key: each for each in some} | {_OTHER: None}

    def said(own: str) -> str:
        each = by_key[own]
        if each is None:
            return _("người khác, không phải đầu mối")
        reason = (
            _("đang trực, đã ký vào ca") if each.reason == "shift" else _(agency_words.REACH[each.reason])
        )
        parts = [
            each.name or _("chưa nhập tên"),
            each.rank,
            *map(agency_words.phone, each.phones[:1]),
            reason,
        ]
        return look.plain(" · ".join(part for part in parts if part))

    chosen = st.radio(_("Báo cho ai"), list(by_key), format_func=said, key=f"{key}_person")
    return by_key[chosen or _OTHER]


def _own(contact: Contact | None) -> str:
    """What depends on whom is chosen has a key of its own."""
    return contact.key if contact else _OTHER


def _channel(contact: Contact | None, key: str) -> str:
    first = next((each for each in contact.channels if each in BY_HAND), "call") if contact else "call"
    chosen = st.pills(
        _("Bằng cách nào"), BY_HAND, default=first, required=True, key=f"{key}_channel_{_own(contact)}",
        format_func=lambda each: _(ledger_words.CHANNELS[each]),
    )  # fmt: skip
    return str(chosen or first)


def _call(contact: Contact | None) -> None:
    if contact is not None and contact.phones:
        html(f'<div class="cl-dial">{" ".join(tel(each) for each in contact.phones)}</div>')


def _covered(rows: Sequence[Mapping[str, Any]], ticked: Sequence[int], key: str) -> list[Mapping[str, Any]]:
    """The duties that this telling is about: those that are ticked, folded away behind what they are."""
    if len(rows) == 1:
        look.small(matter_words.what(rows[0]))
        return list(rows)
    held = {row["id"] for row in rows if st.session_state.get(f"{key}_tick_{row['id']}", row["id"] in ticked)}
    whole = st.session_state.get(f"{key}_all", len(ticked) >= len(rows))
    first = next((row for row in rows if row["id"] in held), rows[0])
    count = len(rows) if whole else len(held)
    said = _(
        "Báo về: {what} ({count} trong {all} tin đang chờ)",
        what=matter_words.what(first),
        count=count,
        all=len(rows),
    )
    look.small(said)
    found = []
    # Its label stays: a fold whose label changes closes itself.
    with st.expander(_("Chọn các tin được báo"), expanded=False, key=f"{key}_covered"):
        every = st.checkbox(counted("Cả {count} tin đang chờ", len(rows)), whole, key=f"{key}_all")
        with st.container(key="desktick", height=220 if len(rows) > 5 else "content"):
            for row in sorted(rows, key=lambda each: each["id"] not in ticked):
                told = f"{matter_words.what(row)} · {matter_words.where(row, services().areas)}"
                if st.checkbox(
                    look.plain(told[:160]), row["id"] in ticked, key=f"{key}_tick_{row['id']}", disabled=every
                ):  # fmt: skip
                    found.append(row)
    return list(rows) if every else found


def _paper(key: str) -> tuple[str, Any]:
    number = st.text_input(_("Số văn bản"), key=f"{key}_number", max_chars=120, placeholder="12/HKL-QLBVR")
    with st.container(key="desk_drop"):
        given = st.file_uploader(
            _("Bản chụp (nếu có)"), type=["pdf", "jpg", "jpeg"], key=f"{key}_scan",
        )  # fmt: skip
    look.small(
        _("PDF hoặc JPG, tối đa {limit} MB. Không tải lên văn bản mật.", limit=formats.number(LIMIT_MB))
    )
    return number, given


@dataclass(frozen=True)
class _Wanted:
    """What somebody is about to save. `name`: the receiver's; `rows`: the duties as they were seen."""

    key: str
    name: str
    telling: Telling
    rows: Sequence[Mapping[str, Any]]
    scan: Any
    acknowledged: bool


def _conflict(wanted: _Wanted) -> bool:
    """Somebody was first: what is stored now beside what was typed. True: save it all the same."""
    with reading(services().engine) as conn:
        stored = duties_by_id(conn, [row["id"] for row in wanted.rows])
    mine = wanted.telling
    said = _(
        "báo {channel} lúc {moment}, người nhận {person}",
        channel=_(ledger_words.CHANNELS[mine.channel]),
        moment=formats.moment(mine.happened_at),
        person=mine.person or "—",
    )
    changed = [row for row in wanted.rows if stored[row["id"]]["version"] != row["version"]]
    fields = [(matter_words.what(row), ledger_words.standing(stored[row["id"]]), said) for row in changed]
    opened = {matter_words.what(row): ledger_words.standing(row) for row in changed}
    return desk_act.conflicting(wanted.key, fields, opened)


def _waiting(receiver: str, ticked: Sequence[int], now: datetime) -> list[dict[str, Any]]:
    """The duties of the receiver as they were when the dialog opened: what is saved names their versions."""
    held = st.session_state.get("desk_rows")
    number = (desk_act.opened() or {}).get("number")
    if held is None or held[0] != number:
        with reading(services().engine) as conn:
            rows = live(conn, Wanted(shown="live", receivers=[receiver]), now, limit=None)
        rows = [row for row in rows if row["proven_at"] is None or row["id"] in ticked]
        held = st.session_state["desk_rows"] = (number, rows)
    found: list[dict[str, Any]] = held[1]
    return found


def dialog(receiver: str, ticked: Sequence[int], number: int) -> None:
    """The dialog's content."""
    here, key = services(), f"desk_tell_{number}"
    with reading(here.engine) as conn:
        name = agency_names.ever(conn).get(receiver, receiver)
        some = contacts(conn, here.now(), zone=here.profile.tz, agencies=[receiver]).get(receiver, [])
    rows = _waiting(receiver, ticked, here.now())
    html(f"<h3 class='cl-whom'>{escape(name)}</h3>")
    if not rows:
        look.note(
            _("Không còn tin nào chờ báo cho đơn vị này"), _("Người khác vừa ghi. Đóng cửa sổ này lại.")
        )
        return
    contact = _person(some, key)
    channel = _channel(contact, key)
    if channel in ("call", "sms", "zalo"):
        _call(contact)
    reference, scan = _paper(key) if channel == "paper" else ("", None)
    covered = _covered(rows, ticked, key)
    if channel in desk_paste.CHANNELS:
        desk_paste.offer(key, receiver, contact, channel, covered)
        look.small(_("Hoặc, nếu đã gửi rồi, ghi lại lần gửi đó:"))
    wrong: dict[str, str] = {}
    left, right = st.columns(2)
    default = contact.name if contact else ""
    person = left.text_input(_("Người nhận tin"), default, key=f"{key}_name_{_own(contact)}", max_chars=120)
    with right:
        earliest = max((row["started_at"] for row in covered), default=here.now())
        moment = desk_act.when(f"{key}_when", _("Lúc"), earliest, wrong)
    acknowledged = channel in BY_VOICE and st.checkbox(_("Người nhận nói: đã tiếp nhận"), key=f"{key}_ack")
    with st.expander(_("Ghi thêm"), expanded=False, key=f"{key}_more"):
        remark = st.text_input(_("Không nhập thông tin bí mật nhà nước."), key=f"{key}_remark", max_chars=500)
    telling = Telling(
        channel, moment or here.now(), person, contact.focal_point_id if contact else None,
        reference=reference, text=remark,
    )  # fmt: skip
    wanted = _Wanted(key, name, telling, covered, scan, acknowledged)
    if st.session_state.get(f"{key}_conflict") and not wrong:
        if _conflict(wanted):
            _save(wanted, forced=True)
        return
    kind = "secondary" if channel in desk_paste.CHANNELS else "primary"
    needed: dict[str, Any] = {_("Số văn bản"): reference} if channel == "paper" else {}
    needed[_("Chọn các tin được báo")] = covered
    if save_button.pressed(_("Lưu: đã báo"), f"{key}_save", needed, wrong, type=kind):
        _save(wanted, forced=False)
        if st.session_state.get(f"{key}_conflict"):
            st.rerun()


def _save(wanted: _Wanted, *, forced: bool) -> None:
    """Everything by one transaction; `forced`: after both versions were seen."""
    ids, telling, scan = sorted(row["id"] for row in wanted.rows), wanted.telling, wanted.scan
    folder = folder_of(FOLDER, drill=services().drill)

    def change(conn: Connection, by: By, _seen: int) -> list[tuple[int, int]]:
        kept = keep_scan(scan.name, scan.getvalue(), folder) if scan else None
        seen = None if forced else desk_act.versions(wanted.rows)
        told = tell(conn, ids, replace(telling, scan=kept), by, seen_versions=seen)
        made = list(zip(ids, told, strict=True))
        if wanted.acknowledged:
            for own in ids:
                more = acknowledge(
                    conn, [own], happened_at=telling.happened_at, person=telling.person,
                    channel=telling.channel, by=by,
                )  # fmt: skip
                made += [(own, entry) for entry in more]
        return made

    done = desk_act.save(wanted.key, change, 0)
    if done is None:
        return
    who = f" ({telling.person.strip()})" if telling.person.strip() else ""
    said = counted("Đã ghi: báo {name}{who} {count} tin.", len(ids), name=wanted.name, who=who)
    desk_act.remember(said, lambda conn, by: _take_back(conn, done, by))
    desk_act.close()
    st.rerun()


def _take_back(conn: Connection, done: Sequence[tuple[int, int]], by: By) -> None:
    """Undo what was just saved, the last entry first."""
    for own, entry in reversed(done):
        seen = duties_by_id(conn, [own])[own]["version"]
        revoke(conn, own, entry, by, reason=_("hoàn tác ngay sau khi ghi"), seen_version=seen)
