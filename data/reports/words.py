"""Words of reports: their indicators, parts and lines. Vietnamese; the screen translates these very texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from data.casework.documents.words import GROUPS, STATUSES, capital, day, number
from data.reports.fires import STATE

TITLES = {
    "told_in_time": "Báo tin trong thời hạn",
    "meetings_held": "Họp giao ban",
    "announced_in_time": "Tập huấn, tuyên truyền báo trước",
    "inspections_done": "Kiểm tra liên ngành",
    "cases_handled": "Hồ sơ vụ việc chung",
    "patrols_joint": "Tuần tra chung",
    "fires_burned": "Cháy rừng",
    "events_seen": "Đám cháy vệ tinh phát hiện",
}
ABOUT = {
    "told_in_time": "Nghĩa vụ báo tin tới hạn, báo đúng hạn có bằng chứng; tính theo lúc bắt đầu phải báo.",
    "meetings_held": "Cuộc họp kế hoạch đã hẹn, họp không muộn hơn ngày cuối của kỳ họp.",
    "announced_in_time": "Hội nghị tới hạn báo trước, hai lực lượng còn lại đều được báo đúng hạn.",
    "inspections_done": "Cuộc kiểm tra của đoàn liên ngành bắt đầu trong kỳ, và kiến nghị của các cuộc đó.",
    "cases_handled": "Hồ sơ được biết trong kỳ; bàn giao theo ngày đề nghị. Không nêu nội dung, tên người.",
    "patrols_joint": "Lượt đã đi trong kỳ; lượt chung là lượt có mặt đủ các lực lượng phải có.",
    "fires_burned": "Vụ cháy rừng đã xác minh; diện tích theo hồ sơ, không có thì theo vùng khoanh.",
    "events_seen": "Tín hiệu vệ tinh trong địa bàn, chưa chắc là cháy; số lượng tùy vệ tinh bay qua.",
}
SHARES = {
    "told_in_time": "on_time",
    "meetings_held": "held",
    "announced_in_time": "in_time",
    "patrols_joint": "joint",
}
"""Indicators whose figure is a share → the part that it is the share of."""
PARTS = {
    "told_in_time": {
        "on_time": "đúng hạn, có bằng chứng",
        "late": "trễ",
        "sent_only": "đúng hạn, chỉ mới gửi",
        "overdue": "quá hạn, chưa báo",
        "open": "còn hạn",
        "waived": "miễn",
    },
    "meetings_held": {
        "held": "họp đúng hạn",
        "late": "họp muộn",
        "missed": "không họp",
        "ahead": "chưa tới hạn",
        "cancelled": "đã hủy",
    },
    "announced_in_time": {
        "in_time": "báo trước đúng hạn",
        "late": "báo muộn",
        "not_told": "chưa báo đủ",
        "unannounced": "chưa thông báo",
        "ahead": "còn thời gian báo trước",
        "participants": "người dự",
    },
    "inspections_done": {
        "done": "cuộc đã kiểm tra",
        "announced": "cuộc đã thông báo",
        "planned": "cuộc mới lập",
        "cancelled": "cuộc đã hủy",
        "recommendations": "kiến nghị",
        "recommendation_done": "kiến nghị đã thực hiện",
        "recommendation_overdue": "kiến nghị quá hạn",
    },
    "cases_handled": {
        "forest": "về lâm nghiệp",
        "order": "về an ninh trật tự",
        "defence": "về quốc phòng",
        "handovers": "lần bàn giao",
        "handovers_received": "bàn giao có biên nhận",
    },
    "patrols_joint": {
        "patrols": "lượt đã đi",
        "joint": "lượt chung, đủ lực lượng",
        "km": "km đã đi",
        "hours": "giờ đã đi",
        "ha": "ha đã thấy",
    },
    "fires_burned": {
        "burned_ha": "ha cháy",
        "damaged_ha": "ha rừng thiệt hại",
        "without_area": "vụ chưa có diện tích",
        "unverified": "tin chưa xác minh (không tính)",
    },
    "events_seen": {
        "strong": "tín hiệu mạnh",
        "weak": "tín hiệu yếu",
        "permanent": "nguồn nhiệt cố định (không tính)",
    },
}
ROWS = {
    "recommendation_open": "kiến nghị còn hạn",
    "not_joint": "chưa đủ lực lượng",
    "open": "đang xử lý",
    "handed_over": "đã bàn giao",
    "closed": "đã kết thúc",
    "offered": "chờ nhận",
    "received": "đã nhận, có biên nhận",
    "refused": "từ chối nhận",
    "withdrawn": "đã rút",
}
"""Of single records, besides `PARTS` and the statuses of incidents."""
KINDS = {
    "duty": "Nghĩa vụ báo tin",
    "meeting": "Cuộc họp",
    "outreach_event": "Hội nghị",
    "inspection": "Cuộc kiểm tra",
    "action_item": "Kiến nghị",
    "joint_case": "Hồ sơ vụ việc",
    "case_handover": "Bàn giao",
    "patrol": "Lượt tuần tra",
    "incident": "Vụ cháy",
    "fire_event": "Đám cháy vệ tinh",
}
FIELDS = {"forest": "lâm nghiệp", "order": "an ninh trật tự", "defence": "quốc phòng"}
BESIDE = {"now": "Kỳ này", "before": "Kỳ trước", "last_year": "Cùng kỳ năm trước"}
WHOLE_AREA = "toàn khu vực"
NOTHING = "–"
_DECIMALS = ("km", "hours", "ha", "burned_ha", "damaged_ha")
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Line:
    """A line of the report's table; `part` "" is the figure itself."""

    code: str
    part: str
    text: str


LINES = (
    Line("told_in_time", "", "Nghĩa vụ báo tin được báo đúng hạn, có bằng chứng"),
    Line("meetings_held", "", "Cuộc họp giao ban họp đúng hạn"),
    Line("announced_in_time", "", "Hội nghị tập huấn, tuyên truyền báo trước đúng hạn"),
    Line("inspections_done", "", "Cuộc kiểm tra liên ngành đã thực hiện"),
    Line("inspections_done", "recommendations", "Kiến nghị sau kiểm tra"),
    Line("inspections_done", "recommendation_done", "Kiến nghị đã thực hiện"),
    Line("cases_handled", "", "Hồ sơ vụ việc chung"),
    Line("cases_handled", "handovers_received", "Bàn giao giữa các lực lượng có biên nhận"),
    Line("patrols_joint", "patrols", "Lượt tuần tra đã thực hiện"),
    Line("patrols_joint", "", "Lượt tuần tra chung, đủ các lực lượng"),
    Line("patrols_joint", "km", "Quãng đường tuần tra (km)"),
    Line("fires_burned", "", "Vụ cháy rừng"),
    Line("fires_burned", "burned_ha", "Diện tích cháy (ha)"),
    Line("events_seen", "", "Đám cháy vệ tinh phát hiện trong địa bàn"),
)


def decimals(part: str) -> int:
    """How many a part is written with."""
    return 2 if part in _DECIMALS or part.startswith(STATE) else 0


def amount(figure: dict[str, Any] | None, part: str = "") -> float | None:
    """The figure, or a part of it; None where there is none."""
    if figure is None:
        return None
    value = figure["value"] if not part else figure["parts"].get(part, 0.0)
    return None if value is None else float(value)


def said(figure: dict[str, Any] | None, part: str = "") -> str:
    """ "83,3 % (5/6)" of a share, "12" or "4,25" of what is counted, "–" where there is nothing."""
    value = amount(figure, part)
    if figure is None or value is None:
        return NOTHING
    share = SHARES.get(figure["code"])
    if part or share is None:
        return number(value, decimals(part)) or NOTHING
    whole = number(value * 100, 0 if value in (0, 1) else 1)
    return f"{whole} % ({number(figure['parts'][share])}/{number(figure['of'])})"


def state_name(part: str) -> str:
    """The forest state of a part of `fires_burned`."""
    name = part.removeprefix(STATE)
    return capital(GROUPS.get(name, name))


def part_name(code: str, part: str) -> str:
    """What a part is called."""
    return state_name(part) if part.startswith(STATE) else PARTS[code].get(part, part)


def full_name(code: str, part: str) -> str:
    """ "Họp giao ban" of a figure, "Họp giao ban: không họp" of a part of it."""
    title = TITLES.get(code, code)
    return f"{title}: {part_name(code, part)}" if part else title


def outcome(code: str, row: dict[str, Any]) -> str:
    """What became of a record behind a figure."""
    part = row["part"]
    if row["kind"] == "incident":
        return STATUSES.get(part, part)
    if row["kind"] in ("joint_case", "case_handover"):
        return ROWS.get(part, part)
    return PARTS[code].get(part) or ROWS.get(part, part)


def period_name(kind: str, first: date, last: date) -> str:
    """ "tháng 3 năm 2027", "quý I năm 2027", "6 tháng đầu năm 2027", "năm 2027", the days of a plan."""
    if kind == "month":
        return f"tháng {first.month} năm {first.year}"
    if kind == "quarter":
        return f"quý {_ROMAN[(first.month - 1) // 3]} năm {first.year}"
    if kind == "half":
        return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
    if kind == "year":
        return f"năm {first.year}"
    return f"giai đoạn {day(first)} – {day(last)}"
