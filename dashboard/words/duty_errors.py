"""Words for what is refused about announced danger levels and duty shifts."""

from __future__ import annotations

from dashboard.words import N_

DUTY = {
    "danger_invalid": N_("Chưa công bố được: {problem}."),
    "shift_invalid": N_("Chưa ghi ca trực: {problem}."),
    "shift_unknown": N_("Không có ca trực số {id}. Hãy tải lại trang."),
    "danger_unknown": N_("Không có thông báo số {id}. Hãy tải lại trang."),
}
DUTY_PROBLEM = {
    "level_unknown": N_("chọn một cấp từ I đến V"),
    "source_missing": N_("cần ghi căn cứ: số văn bản, hoặc thông báo của ai"),
    "validity_backwards": N_("lúc hết hiệu lực phải sau lúc bắt đầu"),
    "validity_too_long": N_("một thông báo không quá 31 ngày"),
    "ended_already": N_("lúc hết hiệu lực đã qua"),
    "no_commune": N_("chọn ít nhất một xã"),
    "reason_missing": N_("cần ghi lý do"),
    "shift_agency_unknown": N_("không có đơn vị này"),
    "shift_nameless": N_("cần tên người trực"),
    "shift_backwards": N_("giờ hết ca phải sau bây giờ"),
    "shift_too_long": N_("một ca không quá 48 giờ"),
    "shift_already": N_("người này đang trực rồi"),
    "not_withdrawn": N_("thông báo này chưa bị rút, hoặc đã được ghi lại"),
    "no_longer_counts": N_("thông báo này đã được sửa hoặc rút"),
}
"""What the parameter `problem` of such a refusal may be."""
