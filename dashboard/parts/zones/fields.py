"""What a person says of a zone: name, kind, season, priority, notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.parts.zones import words as zone_words
from dashboard.words import _
from data.store.tables import SEASONS
from data.zones import AREA_KINDS, LINE_KINDS, Zone
from geo.zones import is_route


def ask(key: str, shape: Any, row: Mapping[str, Any] | None = None) -> Zone:
    """The fields, filled with what is stored; `key` keeps what was typed between two runs."""
    kinds = list(LINE_KINDS if is_route(shape) else AREA_KINDS)
    held = row or {}
    name = st.text_input(
        _("Tên khu vực"), held.get("name", ""), key=f"{key}_name", max_chars=120,
        placeholder=_("ví dụ: Đồi thông Huổi Ngà"),
    )  # fmt: skip
    left, right = st.columns(2)
    kind = left.selectbox(
        _("Loại khu vực"), kinds, kinds.index(held["kind"]) if held.get("kind") in kinds else 0,
        key=f"{key}_kind", format_func=lambda each: _(zone_words.KINDS[each]),
    )  # fmt: skip
    season = right.selectbox(
        _("Mùa"), SEASONS, SEASONS.index(held.get("season", "all_year")), key=f"{key}_season",
        format_func=lambda each: _(zone_words.SEASONS[each]),
    )  # fmt: skip
    priority = st.segmented_control(
        _("Mức ưu tiên"), list(zone_words.PRIORITIES), default=held.get("priority", 2), required=True,
        key=f"{key}_priority", format_func=lambda each: _(zone_words.PRIORITIES[each]),
    )  # fmt: skip
    notes = st.text_area(
        _("Ghi chú"), held.get("notes", ""), key=f"{key}_notes", height=80, max_chars=1000,
        placeholder=_("lối vào, nguồn nước, ai cần gặp"),
    )  # fmt: skip
    return Zone(name, shape, str(kind), str(season), int(priority or 2), notes)
