"""Settings as one file: taken out, and taken in after its differences were looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies.words import LEVELS, ROLES
from dashboard.parts.incidents.papers import ZIP, drill_name
from dashboard.parts.journal import words as journal_words
from dashboard.parts.journal.fields import FIELDS
from dashboard.parts.settings import act
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.agencies.act import Act
from data.plan.holiday_lines import as_lines
from data.portable import Difference, ImportRefused, apply, differences, unpack
from data.portable.applying import export
from data.portable.parts import Place
from data.store.engine import reading, writing

_DRAWN = "shape"
"""A field that no table can show."""
_NAMED = {**ROLES, **LEVELS}
_WIDTHS = (70, 110, 200, 90, 620)
_AGENCY = ("agency_id", "parent_id")
_LONG, _FIRST = 90, 4
"""Letters of a value, and fields of a record, that a line of the preview shows."""


def _export(by: Act, where: Place) -> bytes:
    """Made when somebody asks for it: then there is no visit any more to say who it is."""
    here = services()
    with writing(here.engine) as conn:
        return export(conn, replace(by, now=here.now()), where)


def _plain(value: Any) -> str:
    """Tables and lists without their brackets; holidays as they are typed; what has a name by its name."""
    if isinstance(value, dict) and "day" in value:
        return as_lines([value])
    if isinstance(value, dict):
        return ", ".join(
            f"{journal_words.known(FIELDS, name)} {_plain(each)}" for name, each in value.items()
        )
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str) and value in _NAMED:
        return _(_NAMED[value])
    return journal_words.value(value)


def _value(name: str, value: Any, agencies: Mapping[str, str]) -> str:
    said = agencies.get(value, value) if name in _AGENCY and isinstance(value, str) else _plain(value)
    return said if len(said) <= _LONG else f"{said[:_LONG]}…"


def _changes(each: Difference, agencies: Mapping[str, str]) -> str:
    said = []
    for name, before, after in each.fields:
        label = journal_words.known(FIELDS, name)
        if name == _DRAWN:
            said.append(label if each.new else _("{field} đổi", field=label))
        elif each.new:
            said.append(f"{label}: {_value(name, after, agencies)}")
        else:
            was, wanted = (_value(name, given, agencies) or "–" for given in (before, after))
            said.append(f"{label}: {was} → {wanted}")
    return "; ".join(said[:_FIRST]) + ("…" if len(said) > _FIRST else "")


def _table(seen: Sequence[Difference], key: str) -> set[tuple[str, str]]:
    """The differences with a box each; returns what is chosen."""
    with reading(services().engine) as conn:
        agencies = agency_names.ever(conn)
    every = st.checkbox(_("Chọn tất cả"), True, key=f"{key}_all")
    rows = [
        {
            _("Nạp"): every,
            _("Loại"): journal_words.known(journal_words.KINDS, each.kind),
            _("Bản ghi"): each.name,
            _("Mới hay sửa"): _("mới") if each.new else _("sửa"),
            _("Thay đổi"): _changes(each, agencies),
        }
        for each in seen
    ]
    widths = dict(zip(rows[0], _WIDTHS, strict=True))
    shown = st.data_editor(
        rows, hide_index=True, key=f"{key}_{every}", disabled=list(rows[0])[1:], width="stretch",
        column_config={name: st.column_config.Column(width=width) for name, width in widths.items()},
    )  # fmt: skip
    return {each.key for each, row in zip(seen, shown, strict=True) if dict(row)[_("Nạp")]}


def _preview(data: bytes) -> tuple[list[Difference], int] | None:
    """What is new or other, and how many records the file holds; None where it cannot be read."""
    try:
        records = unpack(data)
    except ImportRefused as error:
        look.note(_("Không nhận tệp này"), say(error.code, error.params), kind="bad")
        return None
    with reading(services().engine) as conn:
        return differences(conn, records, act.where()), sum(map(len, records.values()))


def _import() -> None:
    with st.container(key="settings_drop"):
        given = st.file_uploader(
            _("Tệp thiết đặt (.zip)"),
            type=["zip"],
            key=f"settings_file_{st.session_state.get('settings_round', 0)}",
        )
    if given is None:
        return
    data = given.getvalue()
    found = _preview(data)
    if found is None:
        return
    seen, every = found
    if not seen:
        look.note(
            _("Không có gì khác"),
            _("Những gì tệp này nói đều đã có ở đây ({count} bản ghi). Không phải nạp gì.", count=every),
        )
        return
    look.small(
        _(
            "Có {count} bản ghi mới hoặc khác; {same} bản ghi đã có, giống hệt. Bản ghi không có trong tệp"
            " thì giữ nguyên, không xóa gì.",
            count=len(seen),
            same=every - len(seen),
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
