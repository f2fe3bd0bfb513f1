"""The forest in words: state groups, functions, kinds of layers, how a plot is called."""

from __future__ import annotations

from dashboard.words import N_, _

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
