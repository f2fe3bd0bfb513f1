"""The list of zones: found by words, filtered by kind, chosen with a press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import reveal
from dashboard.parts.zones import act
from dashboard.parts.zones import words as zone_words
from dashboard.words import _
from data.store.tables import ZONE_KINDS
from geo.names import fold

_MOST = 150


def bar() -> dict[str, Any]:
    """What is looked for."""
    with st.container(key="zonebar", horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(_("Tìm, không cần dấu"), key="zones_search", placeholder=_("mã, tên, ghi chú"))
        kind = st.selectbox(
            _("Loại khu vực"), ["", *ZONE_KINDS], key="zones_kind",
            format_func=lambda each: _(zone_words.KINDS[each]) if each else _("tất cả"),
        )  # fmt: skip
        archived = st.toggle(_("cả đã lưu trữ"), key="zones_archived")
    return {"text": text or "", "kind": kind, "archived": archived}


def met(rows: Sequence[dict[str, Any]], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that are looked for; diacritics and case do not count."""
    words = fold(wanted["text"]).split()
    return [
        row
        for row in rows
        if wanted["kind"] in ("", row["kind"])
        and all(word in fold(f"{row['code']} {row['name']} {row['notes']}") for word in words)
    ]


def _label(row: Mapping[str, Any], patrols: int) -> str:
    size = zone_words.size(row["area_ha"], row["length_m"])
    under = [_(zone_words.KINDS[row["kind"]]), size, _(zone_words.PRIORITIES[row["priority"]])]
    if patrols:
        under.append(_("{count} lượt tuần tra", count=formats.number(patrols)))
    if row["archived_at"] is not None:
        under = [_("đã lưu trữ"), *under]
    return "\n".join([f"**{look.plain(row['name'])}**", look.plain(f"{row['code']} · " + " · ".join(under))])


def show(rows: Sequence[dict[str, Any]], total: int, uses: Mapping[int, int]) -> None:
    """Draw the list."""
    if not total:
        look.note(
            _("Chưa có khu vực nào"),
            _("Khu vực cho biết nên tuần tra ở đâu. Bắt đầu bằng một trong các cách:"),
            steps=(
                _("Bấm hình ngũ giác trên bản đồ để vẽ vùng, hoặc đường gấp khúc để vẽ tuyến."),
                _("Nhập tọa độ từng điểm, hoặc nạp tệp GeoJSON, KML, GPX, Shapefile."),
            ),
        )
    elif not rows:
        look.note(_("Không thấy khu vực nào"), _("Thử bớt chữ, hoặc chọn “tất cả”."))
    with st.container(key="zonelist"):
        for row in rows[:_MOST]:
            if st.button(
                _label(row, uses.get(row["id"], 0)),
                key=f"zonerow_{row['kind']}_{row['id']}",
                width="stretch",
            ):
                act.choose(row["id"])
                reveal.count("zones")
                st.rerun()
    if len(rows) > _MOST:
        look.small(_("Chỉ hiện {count} khu vực đầu. Hãy lọc bớt.", count=formats.number(_MOST)))
