"""Words for what is refused of check-ins, findings and live positions."""

from __future__ import annotations

from dashboard.words import N_

PRESENCE = {
    "checkin_invalid": N_("Chưa ghi điểm danh: {problem}."),
    "finding_invalid": N_("Chưa ghi điều phát hiện: {problem}."),
    "patrol_alarm_unknown": N_("Không có báo động nào mang số {id}, hoặc đã xong."),
    "position_unreadable": N_("Không đọc được vị trí: {field} {problem}."),
}
PRESENCE_PROBLEM = {
    "draft_missing": N_("trang đã cũ, hãy tải lại; nội dung đã gõ vẫn còn"),
    "draft_taken": N_("mã bản nháp này đã dùng cho nội dung khác"),
    "choice_unknown": N_("có lựa chọn không nằm trong danh sách"),
    "in_the_future": N_("giờ ghi ở tương lai, hãy xem lại đồng hồ của máy"),
    "half_a_point": N_("tọa độ thiếu một nửa, cần cả vĩ độ và kinh độ"),
    "point_impossible": N_("tọa độ ngoài giới hạn"),
    "too_long": N_("có ô quá dài, hãy viết ngắn lại"),
    "text_missing": N_("chưa có nội dung"),
    "leader_only": N_("chỉ tổ trưởng điểm danh hộ người khác"),
    "long_before": N_("giờ ghi sớm hơn chuyến đi quá một ngày, hãy xem lại đồng hồ của máy"),
    "corrects_another": N_("dòng được sửa là của người khác"),
    "time_unreadable": N_("không hiểu giờ gửi lên, hãy tải lại trang"),
    "event_missing": N_("chưa chọn điểm cháy đã xem"),
    "finding_unknown": N_("điều phát hiện của ảnh này chưa có trên máy chủ"),
    "is_missing": N_("không có"),
    "is_no_number": N_("không phải số"),
    "is_no_time": N_("không phải thời gian"),
    "is_out_of_range": N_("ngoài khoảng có thể; có thể đảo chỗ hoặc sai đơn vị"),
    "is_in_the_future": N_("ở tương lai, hãy chỉnh đồng hồ của máy"),
    "is_no_json": N_("không phải JSON"),
    "is_too_long": N_("quá nhiều trong một lần gửi"),
}
