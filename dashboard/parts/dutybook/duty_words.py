"""Danger levels and shifts in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.words import N_, _
from data.danger_levels import ANNOUNCED, EXPIRED, LEVELS, Standing

NAMES = {
    1: N_("thấp"),
    2: N_("trung bình"),
    3: N_("cao"),
    4: N_("nguy hiểm"),
    5: N_("cực kỳ nguy hiểm"),
}
DUTIES = {
    "burn_with_care": N_(
        "Đốt nương: gió nhẹ, trước 09:00 hoặc sau 16:00, báo trưởng bản hoặc tổ đội trước, có người canh."
    ),
    "watch_hotspots": N_(
        "Trực ban theo dõi cấp cháy và điểm cháy vệ tinh, chuyển kiểm lâm địa bàn xác minh."
    ),
    "keep_reception_log": N_("Nhận tin, ghi sổ tiếp nhận."),
    "publish_daily": N_("Thông tin cấp cháy hằng ngày."),
    "no_burning": N_("Cấm đốt nương, đốt thực bì."),
}
ENDS = {
    "corrected": N_("đã sửa"),
    "withdrawn": N_("đã rút"),
    "signed_off": N_("đã hết ca"),
    "handed_over": N_("đã bàn giao"),
}


def ended(how: str | None) -> str:
    """How a row ended; nothing for one that has not."""
    return _(ENDS[how]) if how else ""


def counting(row: Mapping[str, Any], now: datetime) -> str:
    """Whether an announcement counts, has run out, or how it was ended."""
    if row["ended_how"]:
        return ended(row["ended_how"])
    return _("còn tính") if now < row["valid_to"] else _("hết hiệu lực")


def level(number: int) -> str:
    """Cấp IV – nguy hiểm."""
    name = NAMES[number]
    return _("Cấp {numeral} – {name}", numeral=LEVELS[number].numeral, name=_(name))


def standing(of: Standing) -> str:
    """What counts in a commune now: a level, that it has run out, or that nobody has announced one."""
    if of.state == ANNOUNCED and of.row is not None:
        return _(
            "{level}, đến {until}", level=level(of.row["level"]), until=formats.moment(of.row["valid_to"])
        )
    if of.state == EXPIRED and of.row is not None:
        return _(
            "{level} đã hết hiệu lực lúc {until}",
            level=level(of.row["level"]),
            until=formats.moment(of.row["valid_to"]),
        )
    return _("chưa công bố")
