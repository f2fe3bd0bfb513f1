"""Why a message did not go, in words: what servers and libraries answer is English and full of numbers."""

from __future__ import annotations

import re

from dashboard.words import N_, _

_WHY = (
    (r"^SMTP 53[045]|^HTTP 40[13]", N_("Máy chủ không nhận tên hoặc mật khẩu đặt cho kênh.")),
    (r"^SMTP 55[0136]|^HTTP 404", N_("Máy chủ không nhận địa chỉ này.")),
    (r"^SMTP 4|^HTTP (408|425|429)", N_("Máy chủ hẹn gửi lại sau.")),
    (r"^(SMTP|HTTP) 5\d\d", N_("Máy chủ báo lỗi, không nhận tin.")),
    (r"^(SMTP|HTTP) \d", N_("Máy chủ từ chối tin này.")),
    (r"^gateway: ", N_("Cổng tin báo: tin không tới được máy nhận.")),
    (r"is not set up here", N_("Kênh này chưa được đặt ở máy chủ.")),
    (r"apprise does not know", N_("Địa chỉ nhận, hoặc địa chỉ đặt cho kênh, không đúng dạng.")),
    (r"SSL|certificate", N_("Chứng chỉ bảo mật của máy chủ không dùng được.")),
    (r"gaierror|NameResolution|resolve", N_("Không tìm thấy máy chủ: kiểm tra tên máy chủ và mạng.")),
    (r"[Tt]imed? ?out|no end after", N_("Máy chủ không trả lời kịp.")),
    (r"refused|NewConnectionError|unreachable", N_("Không kết nối được tới máy chủ của kênh.")),
    (r"Disconnected|reset|aborted|come back", N_("Đứt giữa chừng, chưa rõ tin đã đi chưa.")),
)
"""What a text of `data.notices.outcome.Sent` begins with or holds → what it means; the first that fits."""


def why(detail: str) -> str:
    """What happened, and after it what was answered, for whoever mends the channel; "" of nothing."""
    if not detail:
        return ""
    said = next((_(text) for told, text in _WHY if re.search(told, detail)), _("Không gửi được."))
    return _("{why} Chi tiết: {detail}", why=said, detail=detail)
