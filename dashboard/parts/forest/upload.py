"""First step of the import: bring a file, see which layers are in it, choose one."""

from __future__ import annotations

import streamlit as st

from dashboard import formats, look
from dashboard.parts.forest import draft as forest_draft
from dashboard.parts.forest.draft import MOST_MB, Draft
from dashboard.words import N_, _, counted
from dashboard.words.errors import say
from geo.errors import GeoError
from geo.forest.layer_file import LayerInfo
from geo.forest.sample import holds_areas

_PARTS = {
    ".shx": N_("thiếu .shx: chương trình tự dựng lại, không mất gì"),
    ".prj": N_("thiếu .prj: hệ tọa độ sẽ được hỏi ở bước 3"),
    ".cpg": N_("thiếu .cpg: bảng mã chữ sẽ được hỏi ở bước 4"),
}
_SHAPES = {"Polygon": N_("vùng"), "Point": N_("điểm"), "LineString": N_("đường")}


def _shape(info: LayerInfo) -> str:
    found = next((word for kind, word in _SHAPES.items() if kind in info.geometry_type), None)
    return _(found) if found else info.geometry_type


def _crs(info: LayerInfo) -> str:
    if info.epsg is None or info.crs_alternatives:
        return _("tệp không nói rõ")
    return f"EPSG:{info.epsg}" + (f" ({info.crs_name})" if info.crs_name else "")


def _layer(info: LayerInfo) -> None:
    look.facts(
        [
            (_("hình trong lớp"), formats.number(info.features)),
            (_("kiểu hình"), _shape(info)),
            (_("cột"), formats.number(len(info.columns))),
            (_("định dạng"), info.driver),
        ]
    )
    look.small(_("Hệ tọa độ: {crs}", crs=_crs(info)))
    for part in info.parts_missing:
        if part in _PARTS:
            look.small(f"• {_(_PARTS[part])}")


def _receive() -> None:
    number = st.session_state.get("forest_upload_number", 0)
    with st.container(key="forest_drop"):
        files = st.file_uploader(
            _("Tệp lớp rừng"),
            accept_multiple_files=True,
            key=f"forest_file_{number}",
            label_visibility="collapsed",
            max_upload_size=MOST_MB,
        )
    look.small(
        _(
            "Nhận: Shapefile (nén .shp, .shx, .dbf, .prj vào một tệp zip, hoặc chọn cả mấy tệp một lần), "
            "GeoPackage, GeoJSON, MapInfo TAB (nén zip), KML, KMZ. Tối đa {limit} MB. Chưa có gì được lưu "
            "trước khi bạn xác nhận ở bước cuối.",
            limit=MOST_MB,
        )
    )
    if not files:
        return
    draft = forest_draft.current()
    if draft is not None and draft.file_ids == tuple(file.file_id for file in files):
        return
    try:
        with st.spinner(_("Đang mở tệp…")):
            forest_draft.receive(files)
    except GeoError as error:
        look.note(_("Không dùng được tệp này"), say(error.code, error.params), kind="bad")
        return
    st.rerun()


def _choice(draft: Draft) -> LayerInfo | None:
    """The layer to take; asked where there is more than one."""
    if len(draft.layers) == 1:
        return draft.layers[0]
    look.note(
        counted("Trong tệp có {count} lớp", len(draft.layers)),
        _("Mỗi lần nạp một lớp. Hãy chọn lớp lô rừng."),
    )
    number = st.radio(
        _("Lớp cần nạp"),
        range(len(draft.layers)),
        index=None,
        format_func=lambda place: look.plain(_describe(draft.layers[place])),
        key="forest_layer_choice",
    )
    return None if number is None else draft.layers[number]


def _describe(info: LayerInfo) -> str:
    return f"{info.label} · {counted('{count} hình', info.features)} · {_shape(info)}"


def show() -> None:
    """Draw the step."""
    draft = forest_draft.current()
    if draft is None:
        _receive()
        return
    st.markdown(f"**{look.plain(draft.name)}**")
    info = _choice(draft)
    if info is not None:
        _layer(info)
    usable = info is not None and info.features > 0 and holds_areas(info)
    if info is not None and not info.features:
        look.note(
            _("Lớp này rỗng"), say("layer_empty", {"name": draft.name, "layer": info.layer}), kind="bad"
        )
    elif info is not None and not usable:
        look.note(
            _("Lớp này không phải lớp lô rừng"),
            _(
                "Hình trong lớp là {shape}, còn lô rừng là vùng. Hãy chọn lớp khác, hoặc xuất lại lớp vùng.",
                shape=_shape(info),
            ),
            kind="bad",
        )
    with st.container(key="forest_next", horizontal=True):
        if st.button(_("Bỏ, chọn tệp khác"), key="forest_drop_draft"):
            forest_draft.drop()
            st.rerun()
        if st.button(_("Tiếp: các cột"), key="forest_to_columns", type="primary", disabled=not usable):
            _go_on(draft, info)


def _go_on(draft: Draft, info: LayerInfo | None) -> None:
    if info is None:
        return
    try:
        with st.spinner(_("Đang xem thử lớp…")):
            draft.choose(info)
    except GeoError as error:
        look.note(_("Không dùng được lớp này"), say(error.code, error.params), kind="bad")
        return
    draft.step = "columns"
    st.rerun()
