"""The case file in words: fields, choices, where forest and burned ground come from, papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words import N_, _

FIELDS = {
    "arrived_at": N_("Đến hiện trường"),
    "controlled_at": N_("Khống chế được"),
    "extinguished_at": N_("Dập tắt hoàn toàn"),
    "discovered_how": N_("Phát hiện bằng cách nào"),
    "village": N_("Bản"),
    "compartment": N_("Tiểu khu rừng"),
    "subcompartment": N_("Khoảnh"),
    "lot": N_("Lô"),
    "slope_deg": N_("Độ dốc, độ"),
    "aspect": N_("Hướng dốc"),
    "weather": N_("Thời tiết"),
    "danger_level": N_("Cấp cháy rừng trong ngày"),
    "owner": N_("Chủ rừng"),
    "function": N_("Chức năng rừng"),
    "origin": N_("Nguồn gốc rừng"),
    "forest_state": N_("Trạng thái rừng"),
    "species": N_("Loài cây"),
    "planted_year": N_("Năm trồng"),
    "fire_type": N_("Loại cháy"),
    "burned": N_("Diện tích cháy theo trạng thái"),
    "damaged": N_("Diện tích thiệt hại theo trạng thái"),
    "burned_ha": N_("Diện tích cháy, ha"),
    "damaged_ha": N_("Diện tích rừng thiệt hại, ha"),
    "no_forest_damage": N_("Đã kiểm tra, không thiệt hại về rừng"),
    "loss_vnd": N_("Thiệt hại bằng tiền, đồng"),
    "hurt": N_("Người bị thương"),
    "killed": N_("Người chết"),
    "commander": N_("Chỉ huy chữa cháy"),
    "cause": N_("Nguyên nhân"),
    "cause_note": N_("Nói rõ nguyên nhân"),
    "transferred_to": N_("Hồ sơ chuyển đến"),
    "restoration": N_("Khắc phục, phục hồi rừng"),
}
CHOICES: dict[str, dict[Any, str]] = {
    "discovered_how": {
        "people": N_("nhân dân báo"),
        "patrol": N_("tuần tra"),
        "tower": N_("chòi canh lửa"),
        "satellite": N_("vệ tinh"),
        "camera": N_("camera"),
        "other_force": N_("lực lượng khác báo"),
        "other": N_("cách khác"),
    },
    "fire_type": {
        "ground": N_("cháy mặt đất"),
        "crown": N_("cháy tán"),
        "underground": N_("cháy ngầm"),
    },
    "cause": {
        "field_burning": N_("đốt nương rẫy"),
        "vegetation_clearing": N_("xử lý thực bì"),
        "honey_hunting": N_("đốt ong"),
        "other_use_in_forest": N_("dùng lửa khác trong rừng"),
        "votive_paper": N_("hóa vàng, thắp hương"),
        "children": N_("trẻ em nghịch lửa"),
        "arson": N_("cố ý"),
        "power_line": N_("sự cố điện"),
        "lightning": N_("sét, tự nhiên"),
        "spread_from_elsewhere": N_("cháy lan từ nơi khác"),
        "unknown": N_("chưa xác định"),
    },
    "origin": {"natural": N_("rừng tự nhiên"), "planted": N_("rừng trồng")},
    "function": {1: N_("phòng hộ"), 2: N_("đặc dụng"), 3: N_("sản xuất")},
    "danger_level": {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"},
    "aspect": {
        "N": N_("bắc"),
        "NE": N_("đông bắc"),
        "E": N_("đông"),
        "SE": N_("đông nam"),
        "S": N_("nam"),
        "SW": N_("tây nam"),
        "W": N_("tây"),
        "NW": N_("tây bắc"),
    },
}
GROUPS = {
    "natural": N_("rừng tự nhiên"),
    "planted": N_("rừng trồng"),
    "not_yet": N_("đất trồng rừng, chưa thành rừng"),
    "farmland": N_("đất nông nghiệp"),
    "water": N_("mặt nước"),
    "other": N_("đất khác"),
    "cover": N_("cây che phủ theo ảnh vệ tinh"),
    "unknown": N_("chưa rõ trạng thái"),
    "uncovered": N_("ngoài các lô rừng"),
}
SOURCES = {
    "drawn": N_("khoanh trên bản đồ"),
    "gpx": N_("đi vòng quanh, GPX"),
    "file": N_("tệp GeoJSON, KML"),
}
DOCUMENTS = {
    "flash_notice": N_("Báo nhanh"),
    "case_report": N_("Báo cáo vụ"),
    "case_sheet": N_("Bảng hồ sơ vụ"),
    "bundle": N_("Bộ hồ sơ niêm phong"),
}
TELLING = {
    "call": N_("gọi điện"),
    "visit": N_("gặp trực tiếp"),
    "radio": N_("bộ đàm"),
    "sms": N_("nhắn SMS"),
    "zalo": N_("Zalo"),
    "email": N_("e-mail"),
    "paper": N_("gửi văn bản"),
}
_MOMENTS = ("arrived_at", "controlled_at", "extinguished_at")
_DECIMALS = {"burned_ha": 2, "damaged_ha": 2}


def shares(rows: list[dict[str, Any]]) -> str:
    """State and hectares, joined."""
    return "; ".join(f"{share_name(row)}: {formats.number(row['ha'], 2)} ha" for row in rows)


def share_name(row: Mapping[str, Any]) -> str:
    """The state as the layer or a person calls it, else its group."""
    group = GROUPS.get(str(row.get("group")), "")
    return row.get("state") or (_(group) if group else _("chưa rõ trạng thái"))


def value(name: str, given: Any) -> str:
    """A value of a field of the record; "" where it is not known."""
    if given is None or given == [] or given is False:
        return ""
    if name in CHOICES:
        known = CHOICES[name][given]
        return _(known)
    if name in _MOMENTS:
        return formats.moment(given)
    if name in ("burned", "damaged"):
        return shares(given)
    if given is True:
        return _("có")
    if isinstance(given, int | float) and name != "planted_year":
        return formats.number(given, _DECIMALS.get(name, 0))
    return str(given)


def changed(text: str) -> str:
    """Names of fields of the record, as the timeline keeps them, in words."""
    names = [FIELDS.get(each, each) for each in text.split(", ")]
    return ", ".join(_(name).lower() for name in names)


def area(text: str) -> str:
    """What the timeline keeps of an outline."""
    try:
        hectares = float(text)
    except ValueError:
        return text
    return f"{formats.number(hectares, 2)} ha" if hectares else _("bỏ vùng đã khoanh")


def document_name(name: str) -> str:
    """A paper's name; of a flash notice that was given to somebody, how: ``call · Bà B``."""
    how, dot, person = name.partition(" · ")
    return f"{_(TELLING[how])}{dot}{person}" if how in TELLING else name


def document(kind: str) -> str:
    """A kind of paper."""
    known = DOCUMENTS.get(kind)
    return _(known) if known else kind
