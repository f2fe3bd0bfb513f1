"""Fourth step of the import: the letters, and the unit of the areas. Both are proposed, a person says yes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import formats, look
from dashboard.parts.forest.draft import Draft
from dashboard.words import _, forest, forest_file
from dashboard.words.errors import say
from geo.errors import GeoError
from geo.forest.sample import AreaUnit, area_question
from geo.forest.text import ENCODINGS, preview

_TEXT_FIELDS = ("owner", "place_name", "commune_name", "species")


def _ordered(draft: Draft) -> list[str]:
    """Raw texts to look at, those of owners and places first."""
    if draft.sample is None:
        return []
    first = [draft.mapping[name] for name in _TEXT_FIELDS if name in draft.mapping]
    return list(dict.fromkeys([*draft.sample.texts(first), *draft.sample.texts()]))


def _letters(draft: Draft) -> str:
    sample = draft.sample
    proposed = sample.encoding if sample else "unicode"
    st.subheader(_("Chữ trong tệp"), anchor=False)
    options = list(ENCODINGS)
    encoding = str(
        st.radio(
            _("Bảng mã chữ"),
            options,
            index=options.index(draft.encoding or proposed),
            format_func=lambda code: (
                forest.said(forest_file.ENCODINGS, code) + (" · " + _("đề xuất") if code == proposed else "")
            ),
            key="forest_encoding",
        )
    )
    pairs = preview(_ordered(draft), encoding)
    if pairs:
        table = pd.DataFrame(pairs, columns=[_("Trong tệp"), _("Đọc thành")])
        st.dataframe(table, hide_index=True, key="forest_preview_text")
        look.small(_("Cột bên phải phải là tiếng Việt đúng dấu. Nếu không, chọn bảng mã khác."))
    else:
        look.small(_("Tệp không có chữ nào."))
    return encoding


def _figures(found: AreaUnit) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                formats.number(feature + 1),
                formats.number(declared, 2),
                formats.number(measured, 2),
                formats.number(measured * 10_000),
            )
            for feature, declared, measured in found.examples
        ],
        columns=[_("Lô thứ"), _("Ghi trong tệp"), _("Đo theo hình, ha"), _("Đo theo hình, m²")],
    )


def _unit(draft: Draft) -> str | None:
    """The unit of the areas as it is, or as a person answers."""
    if draft.sample is None or draft.epsg is None:
        return None
    found = area_question(draft.sample, draft.mapping, draft.epsg)
    if found is None:
        look.small(_("Tệp không có cột diện tích: diện tích sẽ đo theo hình."))
        return "ha"
    st.subheader(_("Đơn vị diện tích"), anchor=False)
    if found.unit == "ha":
        look.small(
            _(
                "Diện tích ghi trong tệp: {declared}; đo theo hình: {measured} ha. Khớp với héc-ta.",
                declared=formats.number(found.declared, 2),
                measured=formats.number(found.measured_ha, 2),
            )
        )
        return "ha"
    look.note(
        _("Diện tích ghi theo mét vuông phải không?")
        if found.unit == "m2"
        else _("Diện tích ghi trong tệp không khớp với hình"),
        _(
            "Cộng lại, tệp ghi {declared}; các hình đo được {measured} ha, tức {metres} m².",
            declared=formats.number(found.declared, 2),
            measured=formats.number(found.measured_ha, 2),
            metres=formats.number(found.measured_ha * 10_000),
        ),
        kind="warn",
    )
    st.dataframe(_figures(found), hide_index=True, key="forest_preview_area")
    units = list(forest_file.UNITS)
    unit = st.radio(
        _("Cột diện tích ghi theo"),
        units,
        index=units.index(draft.unit) if draft.unit else None,
        format_func=lambda code: forest.said(forest_file.UNITS, code),
        key="forest_unit",
    )
    return None if unit is None else str(unit)


def show(draft: Draft) -> None:
    """Draw the step."""
    encoding = _letters(draft)
    try:
        unit = _unit(draft)
    except GeoError as error:
        look.note(_("Không tính được diện tích"), say(error.code, error.params), kind="bad")
        unit = None
    with st.container(key="forest_next", horizontal=True):
        if st.button(_("Quay lại"), key="forest_back_crs"):
            draft.step = "crs"
            st.rerun()
        if st.button(_("Tiếp: đọc cả lớp"), key="forest_to_read", type="primary", disabled=unit is None):
            draft.encoding, draft.unit = encoding, unit
            draft.step = "read"
            st.rerun()
