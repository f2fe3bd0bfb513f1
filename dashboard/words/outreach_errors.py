"""Words for what is refused around trainings and public-information events."""

from __future__ import annotations

from dashboard.words import N_

OUTREACH = {
    "outreach_invalid": N_("Chưa lưu hội nghị: {problem}."),
    "outreach_unknown": N_("Không có hội nghị này; có thể trang đã cũ, hãy tải lại."),
}
OUTREACH_PROBLEM = {
    "outreach_untitled": N_("chưa ghi tên hội nghị"),
    "outreach_kind_unknown": N_("chọn tập huấn hoặc tuyên truyền"),
    "outreach_host_unknown": N_("không có đơn vị chủ trì này"),
    "outreach_without_audience": N_("chưa chọn đối tượng tham dự"),
    "outreach_backwards": N_("giờ kết thúc hội nghị phải sau giờ bắt đầu"),
    "outreach_too_long": N_("hội nghị dài quá 31 ngày, hãy nhập từng buổi"),
    "event_fixed": N_("hội nghị đã diễn ra hoặc đã hủy nên không sửa được"),
    "not_begun": N_("chưa tới giờ nên chưa thể ghi là đã tổ chức"),
    "participants_impossible": N_("số người dự không hợp lý"),
    "reply_unknown": N_("chọn tham gia, không tham gia hoặc thêm nội dung"),
    "reply_not_asked": N_("hội nghị chưa được thông báo, hoặc đã qua"),
    "reply_by_host": N_("đơn vị chủ trì thì không cần trả lời"),
    "reply_without_content": N_("chưa ghi nội dung muốn thêm"),
    "reply_without_reason": N_("không tham gia thì cần ghi lý do"),
    "reply_nameless": N_("chưa ghi tên người trả lời"),
    "step_impossible": N_("bước này không làm được ở trạng thái hiện tại, hãy tải lại trang"),
}
