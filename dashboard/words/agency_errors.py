"""Words for what is refused about agencies, focal points and plans."""

from __future__ import annotations

from dashboard.words import N_

AGENCY = {
    "record_unknown": N_("Không có bản ghi số {id}. Hãy tải lại trang."),
    "agency_invalid": N_("Chưa lưu được: {problem}."),
    "phone_invalid": N_("“{value}” không phải số điện thoại: {problem}."),
    "phone_old": N_("“{value}” là số di động 11 chữ số, đã thôi dùng từ 2018; nay có thể là {instead}."),
    "email_invalid": N_("“{value}” không phải địa chỉ e-mail. Viết như ten@donvi.gov.vn."),
    "scan_invalid": N_("Không lưu “{name}”: {problem}. Cần tệp PDF hoặc JPG, tối đa {limit_mb} MB."),
}
AGENCY_PROBLEM = {
    "agency_kind_unknown": N_("loại đơn vị lạ"),
    "level_not_of_kind": N_("loại đơn vị này không có ở cấp đã chọn"),
    "parent_unknown": N_("không có đơn vị cấp trên này"),
    "parent_below_itself": N_("đơn vị cấp trên lại trực thuộc chính đơn vị này"),
    "day_outside_validity": N_("ngày này nằm ngoài thời gian có hiệu lực"),
    "retired_already": N_("đã thôi dùng từ trước"),
    "in_use": N_("đang dùng"),
    "has_other_days": N_("đã có bản khác cho cùng những ngày này"),
    "follows_already": N_("bản kế tiếp đã được sửa, hãy sửa bản đó"),
    "focal_point_nameless": N_("cần họ tên hoặc chức vụ"),
    "focal_point_without_agency": N_("đầu mối phải thuộc một đơn vị đã có"),
    "stand_in_unknown": N_("không có người trực thay này"),
    "channel_unknown": N_("kênh liên lạc lạ"),
    "channel_without_address": N_("kênh liên lạc chưa có số hoặc địa chỉ"),
    "hours_unreadable": N_("giờ trực chưa đúng; cần chọn thứ, giờ bắt đầu và giờ kết thúc khác nhau"),
    "phone_not_a_number": N_("chỉ gồm chữ số, dấu cách, chấm, gạch"),
    "phone_wrong_length": N_("thừa, thiếu chữ số hoặc sai đầu số; viết như 0912 345 678 hoặc 0212 3833 123"),
    "phone_invented": N_("số 0000… chỉ dùng khi diễn tập"),
    "plan_untitled": N_("kế hoạch chưa có tên"),
    "telegram_unreadable": N_("Telegram cần số của cuộc trò chuyện (nhóm có dấu trừ) hoặc @tên"),
    "webhook_unreadable": N_("tên bên nhận của webhook chỉ gồm chữ a–z, chữ số và . _ ~ -"),
    "period_backwards": N_("ngày cuối phải sau ngày đầu"),
    "status_unknown": N_("tình trạng lạ"),
    "rotation_incomplete": N_("thứ tự luân phiên phải đủ ba lực lượng, mỗi lực lượng một lần"),
    "lead_time_not_positive": N_("thời hạn phải lớn hơn 0"),
    "scan_empty": N_("tệp rỗng"),
    "scan_too_large": N_("tệp quá lớn"),
    "scan_wrong_type": N_("không phải PDF hay JPG"),
}
"""What the parameter `problem` of such a refusal may be."""
