"""Second step of the import: which column is what, with values beside, for a person to mend."""

from __future__ import annotations

import streamlit as st

from dashboard import look
from dashboard.parts.forest.draft import Draft
from dashboard.words import _, forest, forest_file
from dashboard.words.errors import say
from geo.errors import GeoError
from geo.forest.columns import EXPECTED, check_mapping, recognise
from geo.forest.text import decode

_SHOWN = 60


def _read(raw: str, encoding: str) -> str:
    try:
        text = decode(raw, encoding)
    except UnicodeDecodeError:
        text = raw
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _samples(draft: Draft, column: str | None) -> str:
    if column is None or draft.sample is None:
        return ""
    values = [_read(raw, draft.shown_encoding) for raw in draft.sample.values(column)]
    return _("Ví dụ: {values}", values=" · ".join(values)) if values else _("Cột này trống.")


def _field(draft: Draft, name: str, doubtful: dict[str, list[str]]) -> None:
    """One field: the column that gives it, and what stands in it."""
    info = draft.info
    if info is None:
        return
    options = [None, *info.columns]
    given = draft.mapping.get(name)
    with st.container(key=f"forest_field_{name}"):
        column = st.selectbox(
            forest.said(forest_file.FIELDS, name),
            options,
            index=options.index(given),
            format_func=lambda value: _("— không có —") if value is None else value,
            key=f"forest_column_{name}",
        )
        if column is None:
            draft.mapping.pop(name, None)
        else:
            draft.mapping[name] = column
        told = _samples(draft, column)
        if name in doubtful:
            told += " · " + _("Nhiều cột giống nhau: {columns}", columns=", ".join(doubtful[name]))
        if told:
            look.small(told)
        elif name in EXPECTED:
            look.small(_("Không thấy cột này trong tệp."))


def _others(draft: Draft) -> None:
    """What is kept beside the plots."""
    info = draft.info
    if info is None:
        return
    used = {column for name, column in draft.mapping.items() if name in forest_file.USED}
    known = {column: name for name, column in draft.mapping.items()}
    rest = [column for column in info.columns if column not in used]
    if not rest:
        return
    with st.expander(_("Các cột khác ({count}), giữ nguyên cùng mỗi lô", count=len(rest))):
        for column in rest:
            name = known.get(column)
            meaning = f" = {forest.said(forest_file.FIELDS, name)}" if name else ""
            look.small(f"{column}{meaning}. {_samples(draft, column)}")


def _twice(draft: Draft) -> list[str]:
    columns = [column for name, column in draft.mapping.items() if name in forest_file.USED]
    return sorted({column for column in columns if columns.count(column) > 1})


def show(draft: Draft) -> None:
    """Draw the step."""
    info = draft.info
    if info is None:
        return
    found = recognise(info.columns)
    missing = [forest.said(forest_file.FIELDS, name) for name in found.missing]
    look.small(
        _("Chương trình nhận ra các cột như dưới đây. Xem ví dụ bên dưới mỗi cột, chỗ nào sai thì chọn lại.")
    )
    if missing and found.has_state:
        look.note(
            _("Không tự nhận ra vài cột"),
            _("{fields}. Nếu tệp có, hãy chọn cột; nếu không, cứ để trống.", fields=", ".join(missing)),
            kind="warn",
        )
    with st.container(key="forest_fields"):
        for name in forest_file.USED:
            _field(draft, name, found.doubtful)
    _others(draft)
    trouble = None
    try:
        check_mapping(draft.mapping, info.columns)
    except GeoError as error:
        trouble = say(error.code, error.params)
        look.note(_("Chưa đi tiếp được"), trouble, kind="bad")
    if twice := _twice(draft):
        look.note(
            _("Một cột dùng cho hai mục"),
            _("Cột {columns} đang dùng cho hơn một mục. Kiểm tra lại.", columns=", ".join(twice)),
            kind="warn",
        )
    with st.container(key="forest_next", horizontal=True):
        if st.button(_("Quay lại"), key="forest_back_file"):
            draft.step = "file"
            st.rerun()
        if st.button(_("Tiếp: hệ tọa độ"), key="forest_to_crs", type="primary", disabled=trouble is not None):
            draft.step = "crs"
            st.rerun()
