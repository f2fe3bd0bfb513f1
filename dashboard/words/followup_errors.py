"""Words for what is refused around decisions and recommendations."""

from __future__ import annotations

from dashboard.words import N_

FOLLOWUP = {
    "item_invalid": N_("Chưa lưu kết luận, kiến nghị: {problem}."),
    "item_unknown": N_("Không có kết luận, kiến nghị này; có thể trang đã cũ, hãy tải lại."),
}
FOLLOWUP_PROBLEM = {
    "item_source_unknown": N_("không thấy cuộc họp hay cuộc kiểm tra của nó, hãy tải lại trang"),
    "item_empty": N_("chưa ghi nội dung"),
    "item_too_long": N_("nội dung dài quá 2.000 chữ cái"),
    "item_without_owner": N_("chưa ghi ai làm: chọn đơn vị hoặc ghi tên"),
    "item_agency_unknown": N_("không có đơn vị này"),
    "item_not_open": N_("việc này đã xong hoặc đã hủy; mở lại trước khi sửa"),
    "item_done_in_future": N_("ngày làm xong chưa tới"),
    "item_step_impossible": N_("việc này đã được đánh dấu rồi, hãy tải lại trang"),
}
