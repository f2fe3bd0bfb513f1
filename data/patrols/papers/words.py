"""Words of a patrol's papers. They are Vietnamese in every language of the screen."""

from __future__ import annotations

from data.casework.documents.words import number

KINDS = {
    "joint": "tuần tra liên ngành",
    "forest_round": "tuần rừng",
    "burn_watch": "canh đốt nương",
    "inspection": "kiểm tra",
}
MEMBERS = {
    "leader": "tổ trưởng",
    "member": "thành viên",
    "driver": "lái xe, lái xuồng",
    "guide": "người dẫn đường",
    "participant": "người tham gia",
}
ZONES = {
    "patrol": "khu vực tuần tra",
    "key_area": "trọng điểm cháy",
    "burn_watch": "nơi canh đốt nương",
    "firebreak": "đường băng cản lửa",
    "route": "tuyến tuần tra",
    "other": "khu vực khác",
}
ROLES = {
    "ranger": "Kiểm lâm",
    "police": "Công an",
    "military": "Quân sự",
    "participant": "Lực lượng tham gia",
}


def phone(text: str | None) -> str | None:
    """+84 912 345 678 as people here dial it: 0912 345 678; other numbers stay."""
    if not text or not text.startswith("+84"):
        return text
    own = "0" + text[3:]
    return "\u00a0".join((own[:4], own[4:7], own[7:]))  # blanks at which no line breaks


def size(area_ha: float | None, length_m: float) -> str:
    """123,4 ha, or a route's 5,20 km."""
    return f"{number(area_ha, 1)} ha" if area_ha is not None else f"{number(length_m / 1000, 2)} km"
