"""The forest in words: state groups, functions, kinds and states of layers, how a plot is called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dashboard import formats
from dashboard.words import N_, _
from data.forest.layers import Layer

GROUPS = {
    "natural": N_("Rừng tự nhiên"),
    "planted": N_("Rừng trồng"),
    "not_yet": N_("Chưa thành rừng"),
    "farmland": N_("Đất nông nghiệp"),
    "water": N_("Mặt nước"),
    "other": N_("Đất khác"),
    "cover": N_("Lớp phủ cây, chưa rõ loại"),
    "unknown": N_("Không rõ trạng thái"),
    "uncovered": N_("Ngoài lớp rừng"),
}
FUNCTIONS = {
    "protection": N_("Rừng phòng hộ"),
    "special_use": N_("Rừng đặc dụng"),
    "production": N_("Rừng sản xuất"),
    "outside": N_("Ngoài quy hoạch lâm nghiệp"),
    "unknown": N_("Không rõ chức năng"),
}
NOTES = {
    "worldcover": N_("lớp phủ rừng viễn thám, không phải ranh giới kiểm kê"),
    "osm": N_("rừng theo OpenStreetMap, không phải ranh giới kiểm kê"),
    "drill": N_("RỪNG GIẢ ĐỊNH – DIỄN TẬP"),
}

KINDS = {
    "inventory": N_("Kiểm kê rừng"),
    "worldcover": N_("Lớp phủ rừng viễn thám (ESA WorldCover)"),
    "osm": N_("Rừng theo OpenStreetMap"),
    "drill": N_("Rừng giả định của diễn tập"),
}
STATES = {
    "staged": N_("đang chờ xác nhận"),
    "active": N_("đang dùng"),
    "retired": N_("đã thay"),
}


def group(name: str | None) -> str:
    """A state group; "unknown" for None."""
    return _(GROUPS[name or "unknown"])


def function(name: str | None) -> str:
    """A function; "unknown" for None."""
    return _(FUNCTIONS[name or "unknown"])


def note(kind: str) -> str:
    """What must be said wherever a layer of a kind is shown; empty for an inventory."""
    return _(NOTES[kind]) if kind in NOTES else ""


def plot_name(lot: str | None, subcompartment: str | None, compartment: str | None) -> str:
    """Lô 4 – khoảnh 7 – tiểu khu 123, as far as it is known; empty where nothing is."""
    parts = [
        _("lô {number}", number=lot) if lot else "",
        _("khoảnh {number}", number=subcompartment) if subcompartment else "",
        _("tiểu khu {number}", number=compartment) if compartment else "",
    ]
    text = " – ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def said(table: dict[str, str], key: Any) -> str:
    """The word for a code; an unknown code as it is, none as "not given"."""
    if key is None:
        return _("chưa ghi")
    return _(table[key]) if key in table else str(key)


def days(layer: Layer) -> str:
    """From when until when a layer counts."""
    last = None if layer.valid_to is None else layer.valid_to - timedelta(seconds=1)
    if layer.valid_from is None and last is None:
        return _("từ trước tới nay")
    if layer.valid_from is None:
        return _("đến {day}", day=formats.day(last))
    if last is None:
        return _("từ {day}", day=formats.day(layer.valid_from))
    if last < layer.valid_from:
        return _("chưa tính cho ngày nào")
    return _("{first} đến {last}", first=formats.day(layer.valid_from), last=formats.day(last))
