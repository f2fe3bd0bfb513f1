"""Words for what is refused around cases."""

from __future__ import annotations

from dashboard.words import N_

CASE = {
    "case_invalid": N_("Chưa lưu hồ sơ chung: {problem}."),
    "case_unknown": N_("Không có hồ sơ này, hoặc hồ sơ không thuộc đơn vị của bạn."),
}
CASE_PROBLEM = {
    "case_untitled": N_("chưa ghi tên hồ sơ"),
    "case_too_long": N_("phần chữ dài quá 20.000 chữ cái"),
    "case_field_unknown": N_("chọn lĩnh vực của hồ sơ"),
    "case_agency_unknown": N_("có đơn vị không có trong danh sách"),
    "case_known_later": N_("lúc biết tin không thể ở tương lai"),
    "case_incident_unknown": N_("không có vụ việc này trong sổ"),
    "case_closed": N_("hồ sơ đã đóng; mở lại trước khi ghi thêm"),
    "case_not_closed": N_("hồ sơ này chưa đóng"),
    "lead_by_handover": N_("đổi đơn vị chủ trì thì dùng bàn giao hồ sơ"),
    "step_empty": N_("chưa ghi đã làm gì"),
    "step_later": N_("việc này chưa tới giờ xảy ra"),
    "step_names_a_person": N_(
        "nội dung nêu tên người liên quan; phần này được giữ mãi, hãy viết “người liên quan số 1”"
    ),
    "step_unknown": N_("không thấy việc cần đính chính"),
    "evidence_unkept": N_("chưa ghi ai giữ vật chứng, tài liệu"),
    "person_role_unknown": N_("chọn vai của người liên quan"),
    "person_unnamed": N_("chưa ghi tên người liên quan"),
    "person_erased": N_("thông tin của người này đã được xóa"),
    "nobody_to_erase": N_("hồ sơ không còn thông tin cá nhân nào để xóa"),
    "handover_to_itself": N_("đơn vị này đang chủ trì hồ sơ"),
    "handover_empty": N_("chưa ghi bàn giao những gì"),
    "handover_unnamed": N_("chưa ghi tên người bàn giao"),
    "handover_open": N_("đang có một lần bàn giao chờ trả lời"),
    "handover_answered": N_("lần bàn giao này đã được trả lời"),
    "receiver_unnamed": N_("chưa ghi tên, chức vụ người nhận"),
}
