"""A zone typed corner by corner: for the keyboard, for paper lists, for whoever cannot draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from pyproj import CRS

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.zones import act, sketch
from dashboard.parts.zones import words as zone_words
from dashboard.parts.zones.pen import Seen, put
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from geo.errors import GeoError
from geo.zones import area_ha, checked, is_route, length_m, vertices
from geo.zones.typed import as_lines, from_lines

_MOST_CORNERS = 1_000
"""More corners are not typed, nor shown to be."""


def open_dialog(row: Mapping[str, Any] | None = None) -> None:
    """Open the dialog: for a new zone, or for a stored one."""
    st.session_state["zone_typed"] = st.session_state.get("zone_typed", 0) + 1
    title = _("Nhập tọa độ khu vực") if row is None else _("Tọa độ của {zone}", zone=row["code"])
    dialogs.dialog(title, width="large")(_dialog)(
        None if row is None else dict(row), st.session_state["zone_typed"]
    )


def _epsg() -> int:
    return CRS.from_user_input(services().areas.crs_metres).to_epsg() or 0


def _dialog(row: Mapping[str, Any] | None, number: int) -> None:
    if row is not None and vertices(row["shape"]) > _MOST_CORNERS:
        look.note(
            _("Hình có {count} góc, quá nhiều để sửa bằng chữ", count=formats.number(vertices(row["shape"]))),
            _("Hãy xuất ra tệp, sửa bằng phần mềm bản đồ rồi nạp lại."),
            kind="warn",
        )
        return
    route = _is_route(row, number)
    system = st.segmented_control(
        _("Hệ tọa độ"),
        ["WGS84", "VN-2000"],
        default="WGS84",
        required=True,
        key=f"zone_typed_system_{number}",
    )
    epsg = None if system == "WGS84" else _epsg()
    begun = "" if row is None else as_lines(row["shape"], epsg=epsg)
    label = _("Mỗi dòng một điểm, theo thứ tự đi vòng")
    text = st.text_area(
        label, begun, height=220,
        key=f"zone_typed_text_{number}_{system}",
        placeholder="21.64000, 103.65500\n21.64000, 103.66500\n21.65000, 103.66500"
        if epsg is None
        else "2393850; 464100\n2393850; 465130\n2394960; 465130",
        help=_("Vĩ độ rồi kinh độ; hoặc X (bắc) rồi Y (đông) theo VN-2000. Dòng --- bắt đầu một phần khác."),
    )  # fmt: skip
    shape, wrong = _read(label, text, route=route)
    if save_button.pressed(_("Đưa lên bản đồ để lưu"), "zone_typed_put", {label: text}, wrong):
        if row is None or text != begun:
            _put(row, shape)
            st.rerun()
        look.note(_("Chưa đổi gì."), "", kind="warn")
    if shape is not None:
        _preview(row, shape)
    elif not wrong:
        look.small(_("Dán được cả bảng từ Word hay Excel, có hoặc không có số thứ tự."))


def _is_route(row: Mapping[str, Any] | None, number: int) -> bool:
    if row is not None:
        return is_route(row["shape"])
    ways = {"area": _("vùng khép kín"), "route": _("tuyến đường đi")}
    chosen = st.segmented_control(
        _("Hình"), list(ways), default="area", required=True, key=f"zone_typed_way_{number}",
        format_func=ways.__getitem__,
    )  # fmt: skip
    return chosen == "route"


def _read(label: str, text: str, *, route: bool) -> tuple[Any, dict[str, str]]:
    """The shape, None where there is none yet, and why it cannot be read."""
    if not text.strip():
        return None, {}
    try:
        return from_lines(text, services().profile.bbox, route=route, epsg=_epsg()), {}
    except GeoError as error:
        return None, {label: say(error.code, error.params)}


def _preview(row: Mapping[str, Any] | None, shape: Any) -> None:
    before = [] if row is None else [(row["shape"], "old")]
    sketch.show([*before, (shape, "new")], _("Hình theo tọa độ đã nhập"))
    look.small(zone_words.size(None if is_route(shape) else area_ha(shape), length_m(shape)))
    for found in checked(shape, act.ground())[1]:
        title, text = zone_words.finding(found)
        look.note(title, text, kind="warn")


def _put(row: Mapping[str, Any] | None, shape: Any) -> None:
    """The shape goes where drawn ones go: nothing is stored from here."""
    pen = act.pen()
    if row is None:
        new, _slot = put(pen, shape)
        act.keep(new)
        act.rebuild()
        return
    own = str(row["id"])
    changed = dict(pen.changes().changed)
    if own not in pen.seen:
        seen = {**pen.seen, own: Seen(row["shape"], row["version"], row["code"], row["name"])}
        pen = type(pen)(**{**vars(pen), "seen": seen})
    act.rebuild(changed={**changed, own: shape}, of=pen)
