"""Words for what is refused about messages and their acknowledgement."""

from __future__ import annotations

from dashboard.words import N_

NOTICE = {
    "channels_invalid": N_("Biến {variable} chưa dùng được: {problem}."),
    "notice_unknown": N_("Không có lượt thông báo số {id}. Hãy tải lại trang."),
    "notice_invalid": N_("Chưa gửi được như vậy: {problem}."),
    "ack_unusable": N_("Chưa xác nhận được: {problem}."),
    "sms_refused": N_("Không nhận tin nhắn này: {problem}."),
}
NOTICE_PROBLEM = {
    "not_an_address": N_("phải là địa chỉ dạng kiểu://…"),
    "no_place_for_the_address": N_("thiếu chỗ (address) cho địa chỉ người nhận"),
    "notice_not_dead": N_("lượt này không hỏng, đang gửi hoặc đã gửi"),
    "channel_not_automatic": N_("máy này không tự gửi được bằng kênh đó"),
    "no_duty_left": N_("không còn nghĩa vụ nào cần báo"),
    "notice_address_missing": N_("chưa có số hoặc địa chỉ"),
    "link_forged": N_("đường dẫn không đúng, có thể bị cắt khi sao chép; hãy mở lại từ tin nhắn"),
    "link_expired": N_("đường dẫn đã hết hạn; hãy gọi cho bên báo tin"),
    "matter_withdrawn": N_("tin này đã được rút"),
    "name_missing": N_("cần ghi họ tên"),
    "sms_not_configured": N_("máy này chưa mở cổng nhận tin nhắn"),
    "sms_signature": N_("chữ ký không đúng"),
    "sms_stale": N_("dấu thời gian quá cũ hoặc ở tương lai"),
    "sms_unreadable": N_("thiếu mã tin, số gửi hoặc nội dung"),
    "report_unreadable": N_("thiếu mã tin hoặc trạng thái"),
}
"""What the parameter `problem` of such a refusal may be."""
