"""Words of a briefing on paper."""

from __future__ import annotations

KINDS = {"morning": "Bản tin sáng", "evening": "Bản tin chiều", "asked": "Bản tin theo yêu cầu"}
REASONS = {
    "strong_in_forest": "Cháy mạnh trong rừng",
    "strong_near_forest": "Cháy mạnh sát rừng",
    "strong_forest_unknown": "Cháy mạnh, chưa rõ có rừng",
    "forest_unverified": "Chưa ai xác minh, ở rừng",
    "unverified": "Chưa ai xác minh",
    "immediate_overdue": "Quá hạn báo tin khẩn",
    "overdue": "Quá hạn báo tin",
    "due_soon": "Sắp hết hạn báo tin",
    "overdue_return": "Tổ tuần tra chưa về",
    "late_start": "Tuần tra chưa lên đường",
    "every_feed_down": "Mất mọi nguồn vệ tinh",
    "feed_down": "Mất nguồn vệ tinh",
    "feed_silent": "Vệ tinh im lặng",
    "notice_dead": "Tin không gửi được",
    "ledger_differs": "Sổ nghĩa vụ không khớp",
}
URGENCIES = {"critical": "rất gấp", "high": "gấp", "medium": "cần chú ý", "low": "thường"}
STATES = {
    "new": "chưa ai nhận",
    "acknowledged": "đã nhận",
    "returned": "đã hết, chưa ai nhận",
    "shelved": "tạm gác",
}
SKY = {
    "seen": "đã qua, có thấy điểm cháy",
    "seen_nothing": "đã qua, không thấy gì",
    "no_data": "đã qua, chưa có dữ liệu",
    "down": "nguồn hỏng",
    "never": "chưa có tệp nào",
}
MATTERS = {
    "fire_event": "đám cháy vệ tinh",
    "incident": "vụ việc",
    "call": "tin báo",
    "danger_level": "cấp cháy rừng",
    "patrol": "tuần tra",
    "meeting": "hội nghị giao ban",
    "outreach_event": "tập huấn, tuyên truyền",
    "inspection": "kiểm tra liên ngành",
    "case": "hồ sơ phối hợp xử lý",
}
MEETINGS = {
    "commune_month": "giao ban tháng của xã",
    "area_quarter": "giao ban quý",
    "extraordinary": "họp đột xuất",
}
CAUTION = "Không có điểm cháy không có nghĩa là không có cháy. Điểm cháy là điểm vệ tinh, chưa chắc là cháy."
