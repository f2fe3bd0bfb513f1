"""Words for what is refused around patrols."""

from __future__ import annotations

from dashboard.words import N_

PATROL = {
    "patrol_invalid": N_("Chưa lưu: {problem}."),
    "patrol_unknown": N_("Không còn bản ghi này. Hãy tải lại trang."),
    "patrol_step_refused": N_("Lượt tuần tra vừa chuyển bước, việc này không còn hợp lệ. Hãy tải lại trang."),
}
PATROL_PROBLEM = {
    "patrol_kind_unknown": N_("chưa chọn loại tuần tra"),
    "objective_missing": N_("chưa ghi mục đích"),
    "window_backwards": N_("giờ kết thúc phải sau giờ bắt đầu"),
    "window_too_long": N_("khoảng thời gian quá dài; kiểm tra lại ngày về"),
    "lead_agency_missing": N_("chưa chọn đơn vị chủ trì"),
    "role_unknown": N_("có lực lượng không nằm trong danh sách"),
    "agency_unknown": N_("không có đơn vị này"),
    "agency_gone": N_("có đơn vị không còn trong danh sách ngày đó"),
    "zone_unknown": N_("có khu vực không còn"),
    "zone_archived": N_("có khu vực đã thôi dùng"),
    "person_twice": N_("có người hai lần trong danh sách"),
    "vehicle_twice": N_("có phương tiện hai lần trong danh sách"),
    "member_nameless": N_("chưa ghi họ tên"),
    "member_agency_missing": N_("chưa chọn đơn vị của người đi"),
    "member_role_unknown": N_("chưa chọn vai trò của người đi"),
    "plate_missing": N_("chưa ghi biển số hoặc tên phương tiện"),
    "plan_fixed": N_("tuần tra đã bắt đầu hoặc đã xong, không đổi kế hoạch được nữa"),
    "people_fixed": N_("tuần tra đã về, không đổi người được nữa"),
    "nobody_goes": N_("chưa có ai đi"),
    "over_already": N_("giờ kết thúc đã qua"),
    "reason_missing": N_("cần ghi lý do"),
    "nothing_changed": N_("không có gì khác với bản đang lưu"),
    "nothing_to_undo": N_("không có gì để hoàn tác"),
    "repeat_unknown": N_("chưa chọn cách lặp"),
    "repeat_ends_before": N_("ngày kết thúc lặp sớm hơn ngày đi"),
    "repeats_too_many": N_("lặp quá nhiều lượt; chọn ngày kết thúc gần hơn"),
    "template_nameless": N_("chưa đặt tên mẫu"),
    "stand_down_agency_missing": N_("chưa chọn đơn vị"),
    "stand_down_of_two": N_("chỉ ghi một người hoặc một phương tiện một lần"),
}
