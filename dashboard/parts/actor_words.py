"""Who acted and from where, as the journal keeps it, in words. A person's account name stays as it is."""

from __future__ import annotations

from dashboard.words import N_, _
from data.presence.act import LINK
from geo.names import fold

ACTORS = {
    "local:administrator": N_("người tại máy chủ"),
    "system:command": N_("dòng lệnh"),
    "system:drill": N_("kịch bản diễn tập"),
    "system:notices": N_("chương trình gửi tin"),
    "system:profile": N_("tệp cấu hình"),
    "system:watch": N_("theo dõi nền"),
}
ORIGINS = {
    "command": N_("dòng lệnh"),
    "command line": N_("dòng lệnh"),
    "data restore": N_("khôi phục bản sao"),
    "drill": N_("kịch bản diễn tập"),
    "forest import": N_("nạp lớp rừng"),
    "profile": N_("tệp cấu hình"),
    "screen": N_("trang web"),
    "screen:alarms": N_("trang Cảnh báo"),
    "screen:briefings": N_("trang Bản tin"),
    "screen:accounts": N_("trang Tài khoản"),
    "screen:checkin": N_("trang điểm danh"),
    "screen:agencies": N_("trang Đơn vị"),
    "screen:call": N_("trang Ghi tin báo"),
    "screen:checking": N_("trang Kiểm tra"),
    "screen:desk": N_("trang Bàn trực"),
    "screen:danger": N_("trang Cấp cháy rừng"),
    "screen:duty": N_("trang Trực ban"),
    "screen:field": N_("trang trên điện thoại"),
    "screen:figures": N_("trang Số liệu 24 giờ"),
    "screen:forest": N_("trang Rừng"),
    "screen:incidents": N_("trang Vụ việc"),
    "screen:meetings": N_("trang Hội nghị"),
    "screen:places": N_("trang Địa danh"),
    "screen:planning": N_("trang Quy hoạch tuần tra"),
    "screen:rules": N_("trang Quy tắc báo tin"),
    "screen:settings": N_("trang Thiết đặt"),
    "screen:teams": N_("trang Đoàn liên ngành"),
    "screen:reception": N_("trang Ghi tin báo"),
    "screen:upload": N_("nạp tệp FIRMS"),
    "setup link": N_("đường dẫn một lần"),
    "sign-in": N_("trang Đăng nhập"),
    "watch": N_("theo dõi nền"),
}


def actor(name: str) -> str:
    """Who it was; a member of a patrol who acted by their own link is told by name."""
    if name.startswith(LINK):
        return _("{name} (đường dẫn tuần tra)", name=name.removeprefix(LINK))
    return _(ACTORS[name]) if name in ACTORS else name


def origin(kept: str) -> str:
    """Which screen or command, and the address where it was not this machine."""
    where, at, address = kept.partition("@")
    said = _(ORIGINS[where]) if where in ORIGINS else where
    return f"{said} · {address}" if at else said


def asked(text: str) -> str:
    """What to look for when somebody types who acted: a part of the words for the program's own work, or of a
    name as it is kept. No account's name has a blank, so that words with one mean the program.
    """
    typed = fold(text.strip())
    if " " not in typed:
        return text
    return next((name for name, said in ACTORS.items() if typed in fold(_(said))), text)
