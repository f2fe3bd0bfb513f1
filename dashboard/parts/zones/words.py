"""Zones in words and colours: kinds, seasons, priorities, findings, what a version was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words import N_, _
from data.portable.grounds import number_elsewhere
from data.zones import DELETED, TAKEN_BACK
from geo.zones import Finding

KINDS = {
    "patrol": N_("Khu vực tuần tra"),
    "key_area": N_("Trọng điểm cháy"),
    "burn_watch": N_("Nơi canh đốt nương"),
    "firebreak": N_("Đường băng cản lửa"),
    "route": N_("Tuyến tuần tra"),
    "other": N_("Khu vực khác"),
}
COLOURS = {
    "patrol": "#1c6b45",
    "key_area": "#c2410c",
    "burn_watch": "#7a3fb0",
    "firebreak": "#8a5a1f",
    "route": "#0b57d0",
    "other": "#4b5d54",
}
SEASONS = {
    "all_year": N_("cả năm"),
    "dry": N_("mùa khô (tháng 12 đến tháng 4)"),
    "wet": N_("mùa mưa"),
}
PRIORITIES = {1: N_("ưu tiên cao"), 2: N_("ưu tiên vừa"), 3: N_("ưu tiên thấp")}
SOURCES = {"drawn": N_("vẽ trên bản đồ"), "file": N_("từ tệp"), "suggested": N_("từ gợi ý")}
ACTIONS = {
    "created": N_("tạo"),
    "edited": N_("sửa"),
    "archived": N_("lưu trữ"),
    "restored": N_("dùng lại"),
    "undone": N_("hoàn tác"),
}
REASONS = {
    DELETED: N_("đã xóa khi chưa có tuần tra nào"),
    TAKEN_BACK: N_("đã hoàn tác việc tạo"),
}
_FINDINGS: Mapping[str, tuple[str, str]] = {
    "zone_absent": (N_("Không có hình nào"), N_("Hãy vẽ lại.")),
    "zone_mixed": (N_("Không phải vùng hay tuyến"), N_("Khu vực là vùng khép kín, hoặc tuyến đường đi.")),
    "zone_numbers": (N_("Có tọa độ không phải là số"), N_("Tệp hỏng; hãy xuất lại tệp.")),
    "zone_swapped": (
        N_("Vĩ độ và kinh độ bị đảo chỗ"),
        N_("Đổi chỗ lại thì hình nằm trong địa bàn."),
    ),
    "zone_far": (
        N_("Hình nằm ngoài vùng theo dõi"),
        N_("Cách xa địa bàn; thường do sai hệ tọa độ. Hãy vẽ lại hoặc chọn lại hệ tọa độ."),
    ),
    "zone_few_points": (
        N_("Chưa đủ điểm khác nhau"),
        N_("Vùng cần ít nhất ba góc, tuyến cần ít nhất hai điểm."),
    ),
    "zone_many_vertices": (
        N_("Quá nhiều góc: {vertices}, tối đa {most}"),
        N_(
            "Có thể rút gọn còn {after} góc. Đường viền xê dịch không quá {metres} m, "
            "diện tích {before_ha} → {after_ha} ha."
        ),
    ),
    "zone_too_many": (
        N_("Quá nhiều góc: {vertices}, tối đa {most}"),
        N_("Hình gồm quá nhiều mảnh nên không rút gọn được. Hãy chia thành nhiều khu vực."),
    ),
    "zone_crossing": (
        N_("Đường viền tự cắt gần {latitude}, {longitude}"),
        N_(
            "Có thể tách ở chỗ cắt: còn {parts} phần, {after_ha} ha. Nếu không đúng ý, kéo lại góc "
            "trên bản đồ."
        ),
    ),
    "zone_nothing_left": (N_("Hình không bao quanh diện tích nào"), N_("Hãy vẽ lại.")),
    "zone_tiny": (
        N_("Rất nhỏ: {ha} ha"),
        N_("Dưới {least} ha thường là lỡ tay. Nếu đúng ý thì đánh dấu bên dưới."),
    ),
    "zone_short": (
        N_("Rất ngắn: {metres} m"),
        N_("Dưới {least} m thường là lỡ tay. Nếu đúng ý thì đánh dấu bên dưới."),
    ),
    "zone_outside": (
        N_("Nằm hoàn toàn ngoài địa bàn"),
        N_("Nơi đó do đơn vị khác phụ trách. Nếu đã thống nhất với họ thì đánh dấu bên dưới."),
    ),
    "zone_partly_outside": (
        N_("Có {share} % nằm ngoài địa bàn"),
        N_("Phần đó do đơn vị khác phụ trách. Nếu đã thống nhất với họ thì đánh dấu bên dưới."),
    ),
}


def size(shape_area: float | None, length_m: float) -> str:
    """12,3 ha; 4,5 km for a route."""
    if shape_area is None:
        return formats.distance(length_m)
    digits = 2 if shape_area < 1 else 1 if shape_area < 100 else 0
    return f"{formats.number(shape_area, digits)} ha"


def reason(text: str | None) -> str:
    """Why a zone is no longer used."""
    return _(REASONS[text]) if text in REASONS else (text or "")


def _said(name: str, value: Any) -> str:
    if isinstance(value, int) or value is None:
        return formats.number(value)
    if name in ("latitude", "longitude"):
        return f"{value:.5f}"
    if name == "share":
        return formats.number(100 * value, 0 if value >= 0.01 else 1)
    return formats.number(value, 1 if name in ("metres", "least") and value < 10 else 2 if value < 10 else 0)


def finding(found: Finding) -> tuple[str, str]:
    """What is the matter, and what can be done."""
    title, text = _FINDINGS[found.code]
    given = {name: _said(name, value) for name, value in found.params.items()}
    return _(title).format(**given), _(text).format(**given)


def style(kind: str, priority: int) -> dict[str, Any]:
    """How Leaflet draws a zone: the more urgent, the thicker."""
    colour = COLOURS[kind]
    return {"color": colour, "weight": 5 - priority, "fillColor": colour, "fillOpacity": 0.16, "opacity": 1}


def source(row: Mapping[str, Any]) -> str:
    """Where a zone comes from; of one that a file of settings brought also its number there."""
    number = number_elsewhere(row)
    if number is not None:
        return _("từ tệp thiết đặt, ở đó là {number}", number=number)
    return " ".join(part for part in (_(SOURCES[row["source"]]), row["file_name"]) if part)
