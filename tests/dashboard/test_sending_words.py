"""Why a message did not go, in words; what was answered stays beside."""

from __future__ import annotations

import pytest

from dashboard import words
from dashboard.words.sending_errors import why


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("SMTP 550 5.1.1 No such user", "Máy chủ không nhận địa chỉ này."),
        ("SMTP 535 5.7.8 bad credentials", "Máy chủ không nhận tên hoặc mật khẩu đặt cho kênh."),
        ("SMTP 451 try later", "Máy chủ hẹn gửi lại sau."),
        ("SMTP 554 spam", "Máy chủ báo lỗi, không nhận tin."),
        ("HTTP 401 bad key", "Máy chủ không nhận tên hoặc mật khẩu đặt cho kênh."),
        ("HTTP 429 slow down", "Máy chủ hẹn gửi lại sau."),
        ("HTTP 503 busy", "Máy chủ báo lỗi, không nhận tin."),
        ("HTTP 422 no", "Máy chủ từ chối tin này."),
        ("gateway: expired", "Cổng tin báo: tin không tới được máy nhận."),
        ("the channel sms is not set up here", "Kênh này chưa được đặt ở máy chủ."),
        (
            "the channel sms is set up with an address that apprise does not know",
            "Địa chỉ nhận, hoặc địa chỉ đặt cho kênh, không đúng dạng.",
        ),
        ("SSLCertVerificationError: self-signed", "Chứng chỉ bảo mật của máy chủ không dùng được."),
        (
            "gaierror: [Errno -2] Name or service not known",
            "Không tìm thấy máy chủ: kiểm tra tên máy chủ và mạng.",
        ),
        (
            "ConnectionError: Max retries exceeded (Caused by NameResolutionError('x'))",
            "Không tìm thấy máy chủ: kiểm tra tên máy chủ và mạng.",
        ),
        (
            "ConnectionRefusedError: [Errno 111] Connection refused",
            "Không kết nối được tới máy chủ của kênh.",
        ),
        ("ReadTimeout: Read timed out.", "Máy chủ không trả lời kịp."),
        ("no end after 60 s", "Máy chủ không trả lời kịp."),
        ("SMTPServerDisconnected: closed", "Đứt giữa chừng, chưa rõ tin đã đi chưa."),
        ("the sender did not come back", "Đứt giữa chừng, chưa rõ tin đã đi chưa."),
        ("apprise could not send and does not say why", "Không gửi được."),
    ],
)
def test_what_was_answered_has_words(detail: str, said: str) -> None:
    words.use(None)
    assert why(detail) == f"{said} Chi tiết: {detail}"


def test_nothing_is_said_of_nothing() -> None:
    assert why("") == ""
