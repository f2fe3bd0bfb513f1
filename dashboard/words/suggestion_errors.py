"""Words for what is refused around suggested zones."""

from __future__ import annotations

from dashboard.words import N_

SUGGESTION = {
    "suggestion_unknown": N_("Không có gợi ý {id}."),
    "suggestion_invalid": N_("Chưa thay đổi gợi ý: {problem}."),
}
SUGGESTION_PROBLEM = {
    "decided": N_("người khác vừa nhận hoặc từ chối gợi ý này; hãy tải lại trang"),
    "not_decided": N_("gợi ý này chưa ai quyết định"),
    "accepted": N_("khu vực đã được sửa sau khi nhận; hãy lưu trữ khu vực ở phần Khu vực"),
    "reason_missing": N_("cần ghi lý do từ chối"),
}
