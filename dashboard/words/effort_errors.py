"""Words for what is refused around patrols' tracks and targets."""

from __future__ import annotations

from dashboard.words import N_

EFFORT = {
    "patrol_track_refused": N_("Chưa nhận vết đi: {problem}."),
    "effort_target_invalid": N_("Chưa lưu chỉ tiêu: {problem}."),
    "span_unreadable": N_(
        "Không hiểu khoảng thời gian “{span}”. Viết month:2027-03, season:2027 hoặc year:2027."
    ),
    "track_file_invalid": N_("Không dùng được tệp {name}: {problem}."),
}
EFFORT_PROBLEM = {
    "patrol_cancelled": N_("lượt tuần tra này đã hủy"),
    "draft_taken": N_("bản nháp này thuộc lượt tuần tra khác, hãy tải lại trang"),
    "draft_missing": N_("bản nháp không có mã, hãy tải lại trang"),
    "reason_missing": N_("cần ghi lý do"),
    "track_changed": N_("vết đi vừa được tính lại, hãy tải lại trang"),
    "target_impossible": N_("số phải từ 0 đến {most}"),
    "target_patrols_whole": N_("số lượt phải là số nguyên"),
    "target_month": N_("tháng viết dạng 2027-03"),
    "track_empty": N_("tệp rỗng"),
    "track_kind_unknown": N_("không phải GPX, KML hay KMZ"),
    "track_damaged": N_("tệp hỏng hoặc tải chưa xong"),
    "track_too_large": N_("quá lớn: tối đa 50 MB và 200.000 điểm; hãy chia theo ngày"),
    "track_absent": N_("không có đường đi nào, chỉ có điểm đánh dấu"),
    "track_point_impossible": N_("có điểm nằm ngoài Trái Đất; vĩ độ và kinh độ có thể bị đảo"),
}
