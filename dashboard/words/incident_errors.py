"""Words for what is refused around incidents and the reception log."""

from __future__ import annotations

from dashboard.words import N_

INCIDENT = {
    "incident_unknown": N_("Không có vụ việc {id}. Hãy tải lại trang."),
    "incident_invalid": N_("Chưa lưu vụ việc: {problem}."),
    "status_not_next": N_("Vụ việc vừa chuyển trạng thái, bước này không còn hợp lệ. Hãy tải lại trang."),
    "call_invalid": N_("Chưa ghi được tin báo: {problem}."),
    "call_unknown": N_("Không có tin báo {id}. Hãy tải lại trang."),
    "moment_unreadable": N_("Không hiểu “{value}”. Viết như 14h30, 10 phút trước, hôm qua 22:15."),
    "moment_ahead": N_("“{value}” chưa tới. Kiểm tra lại ngày, giờ."),
}
INCIDENT_PROBLEM = {
    "incident_kind_unknown": N_("chưa chọn đúng loại vụ việc hoặc lĩnh vực"),
    "summary_missing": N_("chưa ghi việc gì xảy ra"),
    "half_a_point": N_("tọa độ thiếu một nửa, cần cả vĩ độ và kinh độ"),
    "in_the_future": N_("thời gian chưa tới, kiểm tra lại ngày giờ"),
    "known_before_it_happened": N_("lúc biết tin sớm hơn lúc xảy ra"),
    "area_impossible": N_("diện tích phải từ 0 ha trở lên"),
    "reason_missing": N_("cần ghi lý do"),
    "text_missing": N_("chưa có nội dung"),
    "event_not_tied": N_("đám cháy này không còn gắn với vụ việc"),
    "entry_unknown": N_("dòng cần đính chính không thuộc vụ việc này"),
    "draft_missing": N_("trang đã cũ, hãy tải lại; nội dung đã gõ vẫn còn"),
    "said_missing": N_("chưa ghi người báo nói gì hoặc ở đâu"),
    "too_long": N_("có ô quá dài, hãy viết ngắn lại"),
    "informant_missing": N_("chưa ghi người báo; nếu họ không nói, chọn “từ chối”"),
    "informant_despite_refusal": N_("đã chọn “từ chối” mà vẫn có tên, địa chỉ hoặc số điện thoại"),
    "point_impossible": N_("tọa độ ngoài giới hạn"),
    "choice_unknown": N_("có lựa chọn không nằm trong danh sách"),
}
