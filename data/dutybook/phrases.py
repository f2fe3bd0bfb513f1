"""What a duty book says of work that is stored elsewhere. Vietnamese in every language: it goes on paper."""

from __future__ import annotations

MATTERS = {
    "fire_event": "đám cháy vệ tinh",
    "incident": "vụ việc",
    "call": "tin báo",
    "danger_level": "công bố cấp cháy rừng",
    "patrol": "cuộc tuần tra",
    "meeting": "cuộc họp",
    "outreach_event": "hội nghị tập huấn, tuyên truyền",
    "inspection": "cuộc kiểm tra liên ngành",
}
"""Matters of which a duty book speaks. Cases are not among them: they are read by role."""
CHANNELS = {
    "call": "gọi điện",
    "visit": "gặp trực tiếp",
    "radio": "bộ đàm",
    "paper": "văn bản",
    "zalo": "Zalo",
    "sms": "tin nhắn",
    "email": "e-mail",
    "telegram": "Telegram",
    "webhook": "kết nối máy",
    "login": "trên chương trình",
    "link": "đường dẫn trong tin",
}
DUTIES = {
    "told": "Báo {receiver} về {matter}",
    "acknowledged": "{receiver} đã tiếp nhận tin về {matter}",
    "confirmed": "Xác nhận đã báo {receiver} về {matter}",
    "waived": "Miễn báo {receiver} về {matter}",
    "escalated": "Báo lên cấp tiếp theo của {receiver} về {matter}",
    "revoked": "Rút lại dòng đã ghi về việc báo {receiver} về {matter}",
}
"""Kinds of `duty_entry` that somebody on duty writes; the others follow by themselves."""
TEXTS = {
    "merged": "nhập vào tin khác",
    "split": "tách từ tin khác",
    "emptied": "đám cháy không còn điểm nào",
    "taken_back": "không còn giao nhiệm vụ",
    "start_moved": "giờ bắt đầu đã đổi",
    "not_involved": "đơn vị không còn tham gia",
    "exhausted": "mọi đầu mối đã tới lượt",
    "reminded": "nhắc lại, vụ việc chưa có diễn biến",
    "superior_answered": "cấp trên đã xác nhận",
}
"""Texts of `duty_entry` that the program writes as codes."""
ENTRIES = {
    "created": "Ghi {name}",
    "note": "{name}: ghi thêm",
    "status": "{name}: chuyển sang {status}",
    "undone": "{name}: trở lại {status}",
    "correction": "{name}: đính chính",
    "event": "{name}: gắn đám cháy vệ tinh {reference}",
    "verdict": "{name}: ghi kết quả kiểm tra thực địa",
    "force": "{name}: ghi lực lượng tham gia",
    "area": "{name}: khoanh vùng cháy",
    "document": "{name}: lập văn bản",
    "merged": "{name}: gộp với vụ khác",
    "split": "{name}: tách vụ",
}
"""Kinds of `incident_entry`; a call has a line of its own."""
PURPOSES = {
    "matter": "Nhận tin của chương trình",
    "digest": "Nhận bản tin tổng hợp",
    "escalation": "Nhận tin báo tiếp (cấp trên)",
    "reminder": "Nhận tin nhắc",
    "withdrawal": "Nhận tin rút",
    "patrol": "Nhận tin về tuần tra",
    "test": "Nhận tin thử",
}
DEEDS = {
    ("wall_alarm", "acknowledged"): "Tiếp nhận cảnh báo trên màn hình",
    ("wall_alarm", "shelved"): "Gác lại cảnh báo trên màn hình",
    ("wall_alarm", "unshelved"): "Thôi gác cảnh báo trên màn hình",
    ("briefing", "signed"): "Ký bản tin",
    ("assignment", "created"): "Giao việc kiểm tra thực địa",
    ("verdict", "created"): "Ghi kết quả kiểm tra thực địa",
    ("patrol", "planned"): "Lập kế hoạch tuần tra {code}",
    ("patrol", "assigned"): "Giao nhiệm vụ tuần tra {code}",
    ("patrol", "set_out"): "Tổ tuần tra {code} xuất phát",
    ("patrol", "came_back"): "Tổ tuần tra {code} đã về",
    ("patrol", "completed"): "Kết thúc tuần tra {code}",
    ("patrol", "cancelled"): "Hủy tuần tra {code}",
    ("patrol_alarm", "raised"): "Báo động tuần tra",
    ("patrol_alarm", "acknowledged"): "Tiếp nhận báo động tuần tra",
    ("patrol_alarm", "closed"): "Kết thúc báo động tuần tra",
    ("meeting", "day_set"): "Đặt ngày họp {code}",
    ("meeting", "cancelled"): "Hủy cuộc họp {code}",
    ("outreach_event", "announced"): "Thông báo hội nghị {code}",
    ("outreach_event", "cancelled"): "Hủy hội nghị {code}",
    ("inspection", "announced"): "Thông báo kiểm tra liên ngành {code}",
}
"""(record, action) in the journal → what the book says of it."""
SOURCES = {
    "shift": "Ca trực",
    "own": "Ghi tay",
    "call": "Tin báo",
    "incident": "Vụ việc",
    "duty": "Báo tin",
    "notice": "Tin đến",
    "level": "Cấp cháy",
    "deed": "Việc khác",
}
OPEN = {
    "duties": "Báo tin",
    "incident": "Vụ việc",
    "checking": "Kiểm tra thực địa",
    "patrol": "Tuần tra",
    "item": "Kết luận, kiến nghị",
}
