"""Words for what is refused around zones."""

from __future__ import annotations

from dashboard.words import N_

ZONE = {
    "zone_unknown": N_("Không có khu vực {id}."),
    "zone_invalid": N_("Chưa lưu khu vực: {problem}."),
    "zone_used": N_("{zone} đã có {patrols} lượt tuần tra nên không xóa được; hãy lưu trữ."),
    "zone_file_invalid": N_("Không lấy được khu vực từ tệp này: {problem}."),
    "zone_lines_invalid": N_("Dòng {line}: {problem}."),
}
ZONE_PROBLEM = {
    "zone_name_missing": N_("chưa có tên"),
    "zone_kind_unknown": N_("chưa chọn loại khu vực"),
    "zone_season_unknown": N_("chưa chọn mùa"),
    "zone_priority_unknown": N_("chưa chọn mức ưu tiên"),
    "zone_source_unknown": N_("không rõ khu vực từ đâu ra"),
    "zone_reason_missing": N_("cần ghi lý do lưu trữ"),
    "zone_archived_already": N_("khu vực đã được lưu trữ"),
    "zone_not_archived": N_("khu vực đang được dùng"),
    "zone_route_or_area": N_("tuyến là đường, các loại khác là vùng khép kín; hãy chọn lại loại"),
    "zone_nothing_changed": N_("không có gì khác với bản đang lưu"),
    "zone_absent": N_("không có hình nào"),
    "zone_mixed": N_("hình không phải vùng hay tuyến"),
    "zone_numbers": N_("có tọa độ không phải là số"),
    "zone_swapped": N_("vĩ độ và kinh độ bị đảo chỗ"),
    "zone_far": N_("hình nằm ngoài vùng theo dõi"),
    "zone_few_points": N_("chưa đủ điểm khác nhau"),
    "zone_many_vertices": N_("quá nhiều góc, cần rút gọn trước"),
    "zone_too_many": N_("quá nhiều mảnh, cần chia thành nhiều khu vực"),
    "zone_crossing": N_("đường viền tự cắt, cần sửa trước"),
    "zone_nothing_left": N_("hình không bao quanh diện tích nào"),
    "zone_tiny": N_("vùng rất nhỏ, cần xác nhận"),
    "zone_short": N_("tuyến rất ngắn, cần xác nhận"),
    "zone_outside": N_("nằm ngoài địa bàn, cần xác nhận"),
    "zone_partly_outside": N_("có phần nằm ngoài địa bàn, cần xác nhận"),
    "zone_file_empty": N_("tệp rỗng"),
    "zone_file_large": N_("tệp lớn hơn 16 MB"),
    "zone_file_unknown": N_("không phải tệp bản đồ"),
    "zone_file_no_crs": N_("tệp không ghi hệ tọa độ"),
    "zone_file_no_shape": N_("không có vùng hay tuyến nào, chỉ có điểm hoặc để trống"),
    "zone_file_many": N_("có hơn 500 hình; đây có vẻ là lớp rừng, hãy nạp ở trang Rừng"),
    "lines_few": N_("vùng cần ít nhất ba điểm khác nhau, tuyến cần ít nhất hai"),
    "lines_unreadable": N_("không đọc được tọa độ"),
    "lines_swapped": N_("hai số bị đảo chỗ: vĩ độ trước kinh độ, X (bắc) trước Y (đông)"),
    "lines_many": N_("quá nhiều dòng"),
}
