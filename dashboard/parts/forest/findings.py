"""What was found in a layer: how often, which features, and all of it as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats, look
from dashboard.parts.sources.upload import harmless
from dashboard.services import services
from dashboard.words import N_, _, counted
from dashboard.words.errors import FINDING, say
from dashboard.words.forest import plot_name
from data.forest.layers import Layer, findings
from data.forest.rows import names_of_features
from data.store.engine import reading
from geo.forest.findings import FINDINGS, WHOLE_LAYER

SHOWN = 100
_BOM = "\ufeff"
_SEVERITIES = {
    "refused": N_("không nạp được"),
    "ask": N_("cần người xem lại"),
    "info": N_("đã sửa, không mất gì"),
}
TITLES = {
    "empty_geometry": N_("không có hình"),
    "unreadable_geometry": N_("hình không đọc được"),
    "not_a_polygon": N_("không phải vùng"),
    "nothing_left": N_("hình không thành vùng"),
    "outside_the_plane": N_("ngoài hệ tọa độ"),
    "dropped_z": N_("bỏ độ cao"),
    "closed_ring": N_("khép đường biên"),
    "repaired_ring": N_("sửa đường biên tự cắt"),
    "dropped_parts": N_("bỏ mảnh thừa"),
    "sliver": N_("mảnh vụn"),
    "no_state": N_("không có trạng thái"),
    "unknown_state": N_("trạng thái lạ"),
    "state_contradicts": N_("mã và ký hiệu trạng thái không khớp"),
    "unknown_function": N_("chức năng lạ"),
    "unknown_commune_code": N_("mã xã lạ"),
    "commune_disagrees": N_("mã xã không khớp vị trí"),
    "outside_area": N_("ngoài địa bàn"),
    "duplicate_lot": N_("số lô trùng"),
    "area_unreadable": N_("diện tích không đọc được"),
    "area_differs": N_("diện tích không khớp hình"),
    "area_unit_suspect": N_("đơn vị diện tích đáng ngờ"),
    "planted_year_odd": N_("năm trồng vô lý"),
    "mixed_encoding": N_("lẫn bảng mã"),
    "text_undecodable": N_("chữ không giải được"),
    "overlap": N_("chồng lên nhau"),
    "gap": N_("khoảng trống"),
}


def title(kind: str) -> str:
    """A kind of finding in two or three words."""
    return _(TITLES[kind]) if kind in TITLES else say(kind)


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    rank = list(_SEVERITIES)
    there = [(kind, count) for kind, count in counts.items() if count]
    return sorted(there, key=lambda each: (rank.index(FINDINGS.get(each[0], "info")), -each[1], each[0]))


def _sentence(row: Mapping[str, Any]) -> str:
    return say(row["kind"], row["params"]) if row["kind"] in FINDING else row["kind"]


def _feature(number: int) -> str:
    return _("cả lớp") if number == WHOLE_LAYER else str(number + 1)


def as_csv(layer_id: int) -> bytes:
    """All findings that are kept, for a spreadsheet: UTF-8 with BOM, formulas made harmless."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([_("Hình thứ"), _("Lô"), _("Mức"), _("Loại"), _("Nội dung")])
    with reading(services().engine) as conn:
        rows = findings(conn, layer_id, limit=1_000_000)
        names = names_of_features(conn, layer_id, [row["feature"] for row in rows])
    for row in rows:
        severity = _(_SEVERITIES[FINDINGS.get(row["kind"], "info")])
        lot = plot_name(*names.get(row["feature"], (None, None, None)))
        cells = [_feature(row["feature"]), lot, severity, title(row["kind"]), _sentence(row)]
        write.writerow([harmless(cell) for cell in cells])
    return (_BOM + out.getvalue()).encode()


def _table(layer_id: int, kind: str) -> pd.DataFrame:
    with reading(services().engine) as conn:
        rows = findings(conn, layer_id, kind=kind, limit=SHOWN)
        names = names_of_features(conn, layer_id, [row["feature"] for row in rows])
    return pd.DataFrame(
        [
            (
                _feature(row["feature"]),
                plot_name(*names.get(row["feature"], (None, None, None))),
                _sentence(row),
            )
            for row in rows
        ],
        columns=[_("Hình thứ"), _("Lô"), _("Nội dung")],
    )


def show(layer: Layer, *, key: str) -> None:
    """Draw the counts, the list of one kind, and the button for the file."""
    look.facts(
        [
            (_("hình trong tệp"), formats.number(layer.features_read)),
            (_("thành lô"), formats.number(layer.plots)),
            (_("không nạp được"), formats.number(layer.refused)),
        ]
    )
    kinds = _ordered(layer.findings)
    if not kinds:
        look.small(_("Không thấy gì bất thường."))
        return
    counts = dict(kinds)
    chosen = st.selectbox(
        _("Những gì đã thấy"),
        [kind for kind, _count in kinds],
        format_func=lambda kind: (
            f"{title(kind)}: {formats.number(counts[kind])} ({_(_SEVERITIES[FINDINGS.get(kind, 'info')])})"
        ),
        key=f"{key}_kind",
    )
    if chosen is not None:
        table = _table(layer.id, chosen)
        height = min(258, 35 * (len(table) + 1) + 3)
        st.dataframe(table, hide_index=True, height=height, key=f"{key}_table")
        if counts[chosen] > SHOWN:
            look.small(
                _("Hiện {shown} dòng đầu trong {count}.", shown=SHOWN, count=formats.number(counts[chosen]))
            )
    st.download_button(
        counted("Tải cả {count} dòng (CSV)", sum(counts.values())),
        data=lambda: as_csv(layer.id),
        file_name=f"canhlua_lop-rung-{layer.id}_ghi-nhan.csv",
        mime="text/csv; charset=utf-8",
        key=f"{key}_csv",
        on_click="ignore",
        icon=":material/download:",
    )
