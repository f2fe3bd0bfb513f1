"""Settings as one file: taken out, and taken in after its differences were looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.incidents.papers import ZIP, drill_name
from dashboard.parts.journal import words as journal_words
from dashboard.parts.journal.fields import FIELDS
from dashboard.parts.settings import act
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.agencies.act import Act
from data.portable import Difference, ImportRefused, apply, differences, unpack
from data.portable.applying import export
from data.portable.parts import Place
from data.store.engine import reading, writing

_DRAWN = "shape"
"""A field that no table can show."""
_LONG = 90


def _export(by: Act, where: Place) -> bytes:
    """Made when somebody asks for it: then there is no visit any more to say who it is."""
    here = services()
    with writing(here.engine) as conn:
        return export(conn, replace(by, now=here.now()), where)


def _value(value: Any) -> str:
    said = journal_words.value(value)
    return said if len(said) <= _LONG else f"{said[:_LONG]}…"


def _changes(each: Difference) -> str:
    if each.new:
        return ""
    said = []
    for name, before, after in each.fields:
        label = journal_words.known(FIELDS, name)
        if name == _DRAWN:
            said.append(_("{field} đổi", field=label))
        else:
            said.append(f"{label}: {_value(before) or '–'} → {_value(after) or '–'}")
    return "; ".join(said)


def _table(seen: Sequence[Difference], key: str) -> set[tuple[str, str]]:
    """The differences with a box each; returns what is chosen."""
    every = st.checkbox(_("Chọn tất cả"), True, key=f"{key}_all")
    rows = [
        {
            _("Nạp"): every,
            _("Loại"): journal_words.known(journal_words.KINDS, each.kind),
            _("Bản ghi"): each.name,
            _("Mới hay sửa"): _("mới") if each.new else _("sửa"),
            _("Thay đổi"): _changes(each),
        }
        for each in seen
    ]
    shown = st.data_editor(
        rows, hide_index=True, key=f"{key}_{every}", disabled=list(rows[0])[1:], width="stretch"
    )
    return {each.key for each, row in zip(seen, shown, strict=True) if dict(row)[_("Nạp")]}


def _preview(data: bytes) -> list[Difference] | None:
    try:
        records = unpack(data)
    except ImportRefused as error:
        look.note(_("Không nhận tệp này"), say(error.code, error.params), kind="bad")
        return None
    with reading(services().engine) as conn:
        return differences(conn, records, act.where())


def _import() -> None:
    given = st.file_uploader(
        _("Tệp thiết đặt (.zip)"),
        type=["zip"],
        key=f"settings_file_{st.session_state.get('settings_round', 0)}",
    )
    if given is None:
        return
    data = given.getvalue()
    seen = _preview(data)
    if seen is None:
        return
    if not seen:
        look.note(_("Không có gì khác"), _("Tệp này nói đúng như những gì đang có."))
        return
    look.small(
        _(
            "Có {count} bản ghi khác. Bản ghi không có trong tệp thì giữ nguyên, không xóa gì.",
            count=len(seen),
        )
    )
    chosen = _table(seen, f"settings_{hashlib.sha256(data).hexdigest()[:12]}_{len(seen)}")
    label = _("Nạp {count} bản ghi", count=len(chosen))
    if st.button(label, key="settings_apply", type="primary", disabled=not chosen):
        done = act.do(
            lambda conn, by: apply(conn, data, chosen, by, act.where(), seen=seen),
            _("Đã nạp {count} bản ghi. Xem từng thay đổi trong nhật ký.", count=len(chosen)),
        )
        if done:
            st.session_state["settings_round"] = st.session_state.get("settings_round", 0) + 1
        st.rerun()


def show() -> None:
    """Draw it."""
    st.subheader(_("Mang đi"))
    look.small(
        _(
            "Đơn vị, đầu mối, kế hoạch, quy tắc, địa danh, khu vực như đang hiện trên màn hình: TOML, CSV,"
            " GeoJSON trong một tệp zip. Có tên và số điện thoại: giữ cẩn thận."
        )
    )
    name = f"thiet-dat_{formats.local(services().now()):%Y%m%d}.zip"
    made = partial(_export, act.now_act(), act.where())
    st.download_button(
        _("Tải tệp thiết đặt"), made, drill_name(name), ZIP, key="settings_export",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.subheader(_("Nạp vào"))
    look.small(
        _("Xem chỗ khác trước, chọn dòng muốn nạp. Quy tắc mới nạp vào là bản nháp, chưa bắt buộc ai.")
    )
    _import()
