"""Words for what is refused around the wall's alarms and briefings."""

from __future__ import annotations

from dashboard.words import N_

WALL = {
    "wall_alarm_gone": N_("Cảnh báo này đã hết và đã kết thúc; không cần làm gì nữa."),
    "wall_alarm_refused": N_("Chưa làm được với cảnh báo này: {problem}."),
    "briefing_unknown": N_("Không có bản tin này; có thể trang đã cũ, hãy tải lại."),
    "briefing_refused": N_("Chưa lưu bản tin: {problem}."),
}
WALL_PROBLEM = {
    "wall_alarm_step_impossible": N_("người khác vừa làm rồi, hãy xem lại danh sách"),
    "shelf_without_reason": N_("chưa ghi lý do gác lại"),
    "shelf_reason_too_long": N_("lý do dài quá 300 chữ cái"),
    "shelf_span_unknown": N_("chọn gác trong bao lâu, tối đa 8 giờ"),
    "briefing_signed_already": N_("bạn đã ký bản tin này rồi"),
    "briefing_remark_too_long": N_("ý kiến dài quá 1.000 chữ cái"),
}
