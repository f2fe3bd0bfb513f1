"""Decisions of a meeting, recommendations of an inspection: written, followed until done, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Protocol

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.services import services
from dashboard.words import N_, _
from data.agencies import agencies_at
from data.agencies.act import Act
from data.followup import (
    Item,
    add_item,
    cancel_item,
    edit_item,
    finish_item,
    items_of,
    overdue,
    reopen_item,
)
from data.followup.states import STATES
from data.store.engine import reading

WORDS = {"open": N_("chưa xong"), "done": N_("đã xong"), "cancelled": N_("bỏ")}


class Deeds(Protocol):
    """What the page's module `act` gives."""

    def do(
        self, change: Callable[[Connection, Act], Any], done: str,
        undo: Callable[[Connection, Act], Any] | None = None,
    ) -> bool: ...  # fmt: skip

    def finish(
        self, key: str, change: Callable[[Connection, Act, int], object], seen: int, done: str,
        undo: Callable[[Connection, Act], Any] | None = None,
    ) -> None: ...  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where the items come from: `kind` meeting or inspection; `new` and `none` are words of the page."""

    kind: str
    id: int
    new: str
    none: str


def owner(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Whose it is."""
    agency = names.get(row["owner_agency_id"] or "", row["owner_agency_id"] or "")
    return " · ".join(part for part in (agency, row["owner"]) if part)


def standing(row: Mapping[str, Any], today: date) -> tuple[str, str]:
    """A sign for the style sheet, and how it stands in words."""
    if row["status"] == "done":
        late = row["done_on"] is not None and row["done_on"] > row["due_on"]
        said = _("xong {day}", day=formats.day(row["done_on"]))
        return "done", f"{said} · {_('sau hạn')}" if late else said
    if row["status"] == "cancelled":
        return "cancelled", _("bỏ: {reason}", reason=row["remark"])
    if overdue(row, today):
        return "late", _("quá hạn {day}", day=formats.day(row["due_on"]))
    return "open", _("hạn {day}", day=formats.day(row["due_on"]))


def line(row: Mapping[str, Any], names: Mapping[str, str], today: date, before: str = "") -> str:
    """HTML of one; `before` says where it comes from."""
    sign, said = standing(row, today)
    remark = f" · {row['remark']}" if row["remark"] and row["status"] == "done" else ""
    under = " · ".join(part for part in (before, owner(row, names)) if part)
    return (
        f'<p class="cl-item {sign}"><b>{escape(row["text"])}</b>'
        f"<span>{escape(under + remark)}</span><em>{escape(said)}</em></p>"
    )


def _typed(held: Mapping[str, Any] | None, key: str) -> tuple[dict[str, Any], Item | None]:
    """What must be filled in (label → what it holds), and the item where all of it is."""
    today = formats.local(services().now()).date()
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
        order = [each["agency_id"] for each in agencies_at(conn, today)]
    own = held["owner_agency_id"] if held else None
    order += [own] if own and own not in order else []
    text = st.text_area(
        _("Việc phải làm"), held["text"] if held else "", key=f"{key}_text", max_chars=2000, height=80
    )
    agency = st.selectbox(
        _("Đơn vị thực hiện"), order, order.index(own) if own in order else None, key=f"{key}_agency",
        format_func=lambda each: names.get(each, each), placeholder=_("chọn, hoặc ghi tên bên dưới"),
    )  # fmt: skip
    left, right = st.columns(2)
    person = left.text_input(
        _("Người thực hiện"), held["owner"] if held else "", key=f"{key}_owner", max_chars=200
    )
    due = right.date_input(_("Hạn"), held["due_on"] if held else None, format="DD/MM/YYYY", key=f"{key}_due")
    needed = {_("Việc phải làm"): text, _("Hạn"): due}
    if not text.strip() or due is None:
        return needed, None
    return needed, Item(text, due, agency, person)


def _new(deeds: Deeds, source: Source) -> None:
    key = f"item_new_{source.kind}_{source.id}"
    needed, wanted = _typed(None, key)
    if save_button.pressed(_("Lưu"), f"{key}_save", needed) and wanted is not None:
        deeds.finish(
            key,
            lambda conn, by, _v: add_item(conn, source.kind, source.id, wanted, by),
            0,
            _("Đã ghi. Việc này được theo dõi đến khi xong."),
        )


def _edit(deeds: Deeds, row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    key = f"item_edit_{own}_{seen}"
    needed, wanted = _typed(row, key)
    if save_button.pressed(_("Lưu"), f"{key}_save", needed) and wanted is not None:
        deeds.finish(
            key, lambda conn, by, v: edit_item(conn, own, wanted, by, seen_version=v), seen, _("Đã sửa.")
        )


def _end(deeds: Deeds, row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    key = f"item_end_{own}_{seen}"
    today = formats.local(services().now()).date()
    look.small(row["text"])
    how = st.segmented_control(
        _("Kết thúc thế nào"), ["done", "cancelled"], default="done", required=True, key=f"{key}_how",
        format_func=lambda each: _("Đã làm xong") if each == "done" else _("Không phải làm nữa"),
        label_visibility="collapsed",
    )  # fmt: skip
    day = today
    if how == "done":
        day = st.date_input(_("Xong ngày"), today, format="DD/MM/YYYY", key=f"{key}_day", max_value=today)
    label = _("Kết quả") if how == "done" else _("Lý do")
    remark = st.text_input(label, key=f"{key}_remark", max_chars=400)

    def change(conn: Connection, by: Act, version: int) -> None:
        if how == "done":
            finish_item(conn, own, day, by, services().profile.tz, seen_version=version, remark=remark)
        else:
            cancel_item(conn, own, remark, by, seen_version=version)

    if save_button.pressed(_("Ghi"), f"{key}_save", {} if how == "done" else {label: remark}):
        deeds.finish(
            key,
            change,
            seen,
            _("Đã ghi."),
            lambda conn, by: reopen_item(conn, own, by, seen_version=seen + 1),
        )


def _buttons(deeds: Deeds, row: Mapping[str, Any]) -> None:
    own = row["id"]
    if "done" in STATES[row["status"]].follows:
        if st.button(_("Kết thúc"), key=f"item_end_{own}", type="tertiary"):
            dialogs.dialog(_("Kết thúc"))(_end)(deeds, row)
        if st.button(_("Sửa"), key=f"item_edit_{own}", type="tertiary"):
            dialogs.dialog(_("Sửa"))(_edit)(deeds, row)
    elif st.button(_("Mở lại"), key=f"item_open_{own}", type="tertiary"):
        deeds.do(lambda conn, by: reopen_item(conn, own, by, seen_version=row["version"]), _("Đã mở lại."))
        st.rerun()


def listing(
    deeds: Deeds, rows: Sequence[Mapping[str, Any]], *, may: bool, before: Mapping[int, str] | None = None
) -> None:
    """Draw them, one below the other; `before` says of each where it comes from."""
    today = formats.local(services().now()).date()
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
    for row in rows:
        with st.container(horizontal=True, key=f"itemrow_{row['id']}", vertical_alignment="center"):
            html(line(row, names, today, (before or {}).get(row["id"], "")))
            if may:
                _buttons(deeds, row)


def show(deeds: Deeds, source: Source, *, may: bool, may_add: bool) -> None:
    """Draw those of one source, and the way to add one."""
    with reading(services().engine) as conn:
        rows = items_of(conn, source.kind, source.id)
    if not rows:
        look.small(source.none)
    listing(deeds, rows, may=may)
    if may_add and st.button(source.new, key=f"item_new_{source.kind}", icon=":material/add_task:"):
        dialogs.dialog(source.new)(_new)(deeds, source)
