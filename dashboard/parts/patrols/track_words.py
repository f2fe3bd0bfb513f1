"""What is said of a track, in words; its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from dashboard import formats
from dashboard.words import N_, _
from geo.patrols import FINDINGS

SAID = {
    "no_times": N_("Tệp không ghi giờ: tính theo đường đi, không biết đi lúc nào và bao lâu."),
    "same_second": N_("Mọi điểm cùng một giờ ({at}): giờ này không cho biết gì."),
    "some_times": N_("Chỉ {points} trên {of} điểm có giờ."),
    "times_backwards": N_("{points} điểm có giờ lùi lại so với điểm trước: tệp có thể đã bị sửa."),
    "future_times": N_("{points} điểm ở tương lai (đến {latest}): không tính."),
    "outside_window": N_("{metres} đi ngoài giờ của lượt tuần tra: không tính."),
    "nothing_counted": N_("Không có đoạn nào tính được cho lượt tuần tra này."),
    "too_fast": N_("{metres} đi nhanh tới {kmh} km/h: không tính là tuần tra."),
    "even_speed": N_(
        "Tốc độ {kmh} km/h đều suốt đường, không ai đi được như vậy: giờ có thể do máy điền vào."
    ),
    "equal_steps": N_("Các điểm cách đều {seconds} giây: máy ghi theo nhịp, hoặc giờ được điền tự động."),
    "twice_in_file": N_("{metres} có hai lần trong tệp: tính một lần."),
    "elsewhere": N_("{metres} nằm ngoài địa bàn: ghi riêng."),
    "all_elsewhere": N_("Cả vết đi nằm ngoài địa bàn ({metres})."),
    "away_from_zones": N_("Không tới khu vực nào của lượt tuần tra này."),
    "walked_together": N_("{metres} đi cùng một vết đi đã có: tính một lần cho lượt tuần tra."),
    "used_elsewhere": N_("Tệp này đã nộp cho {patrol}: không tính lần nữa."),
}
"""Code of a finding (`geo.patrols.FINDINGS`) → the sentence."""


def _number(value: object, places: int = 0) -> str:
    return formats.number(float(value), places) if isinstance(value, int | float) else formats.UNKNOWN


def finding(each: Mapping[str, Any]) -> str:
    """One finding as a sentence."""
    given: dict[str, str] = {}
    for name, value in each.items():
        if name == "metres":
            given[name] = formats.distance(float(value or 0))
        elif name in ("at", "latest", "first", "last"):
            given[name] = formats.moment(datetime.fromisoformat(value)) if value else formats.UNKNOWN
        else:
            given[name] = value if isinstance(value, str) else _number(value, 1 if name == "kmh" else 0)
    code = str(each.get("code"))
    return _(SAID[code]).format_map(given) if code in SAID else code


def is_doubt(each: Mapping[str, Any]) -> bool:
    """Whether somebody should ask about it."""
    return FINDINGS.get(str(each.get("code"))) != "note"


def lines(findings: Sequence[Mapping[str, Any]]) -> str:
    """Findings as items of a list (HTML), what somebody should ask about first."""
    ordered = sorted(findings, key=lambda each: not is_doubt(each))
    return "".join(
        f"<li{' class=doubt' if is_doubt(each) else ''}>{escape(finding(each))}</li>" for each in ordered
    )


def hours(seconds: float | None) -> str:
    """2 giờ 05 phút; — where the file tells no times."""
    if seconds is None:
        return formats.UNKNOWN
    minutes = round(seconds / 60)
    return _("{hours} giờ {minutes} phút", hours=formats.number(minutes // 60), minutes=f"{minutes % 60:02d}")


def gaps(rows: list[Mapping[str, Any]]) -> str:
    """How often and how long nothing was recorded; "" where nothing is missing."""
    if not rows:
        return ""
    longest = max((row["seconds"] or 0 for row in rows), default=0)
    widest = max((row["metres"] or 0 for row in rows), default=0)
    parts = [formats.distance(widest)] + ([hours(longest)] if longest else [])
    return _(
        "{count} quãng không ghi, dài nhất {longest}",
        count=formats.number(len(rows)),
        longest=", ".join(parts),
    )


def covered(each: Mapping[str, Any], name: str) -> str:
    """KV-0001 · Tên: 42 % (12,3 ha)."""
    amount = (
        formats.distance(each["covered_m"])
        if "covered_m" in each
        else f"{formats.number(each['covered_ha'], 1)} ha"
    )
    share = formats.number(each["share"] * 100, 0 if each["share"] >= 0.1 else 1)
    return f"{name}: {share} % ({amount})"
