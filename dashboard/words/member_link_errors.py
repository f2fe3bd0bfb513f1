"""Words for what is refused around a patrol member's own link."""

from __future__ import annotations

from dashboard.words import N_

MEMBER_LINK = {
    "member_link_unusable": N_("Đường dẫn này không dùng được: {problem}."),
    "patrol_member_unknown": N_("Không có thành viên này trong lượt tuần tra nào."),
}
MEMBER_LINK_PROBLEM = {
    "link_forged": N_(
        "đường dẫn bị cắt hoặc sai, hãy mở lại từ tin nhắn hay mã QR trên bản kế hoạch tuần tra"
    ),
    "link_expired": N_("lượt tuần tra đã qua lâu, đường dẫn không còn nhận thêm gì"),
    "link_revoked": N_("đã có đường dẫn mới thay thế, hãy hỏi người lập kế hoạch"),
    "member_removed": N_("người này không còn trong danh sách của lượt tuần tra"),
}
