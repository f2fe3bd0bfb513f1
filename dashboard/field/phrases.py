"""The words of the field pages, for templates and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dashboard import formats
from dashboard.parts.dutybook import duty_words
from dashboard.sheet.place import WINDS, said_nearest
from dashboard.words import N_, _
from dashboard.words.checking_errors import REVIEW, VERDICT
from geo.areas import Areas

FOREST = {
    "inside": N_("trong rừng"),
    "near": N_("gần rừng"),
    "outside": N_("ngoài rừng"),
    "unknown": N_("chưa rõ có rừng không"),
    "pending": N_("đang tra lớp rừng"),
}
KIND_HELP = {
    "forest_fire": N_("lửa cháy trong rừng hoặc lan vào rừng"),
    "burning_allowed": N_("đốt nương đã báo trưởng bản, có người canh"),
    "burning_not_allowed": N_("đốt nương chưa báo hoặc đang cấm đốt"),
    "fire_other": N_("đốt rác, cháy nhà, cháy cỏ ngoài rừng…"),
    "nothing": N_("đã tới nơi tìm, không có lửa, không có vết cháy"),
    "permanent_source": N_("lò gạch, nhà máy, nơi luôn nóng"),
}


def common() -> dict[str, str]:
    """On every page."""
    return {
        "list": _("Việc của tôi"),
        "desk": _("Bản máy tính"),
        "out": _("Đăng xuất"),
        "unsent": _("Chưa gửi"),
        "offline": _("Không có mạng. Đang xem bản đã lưu trên máy."),
        "reading": _("Đọc được không cần mạng. Gửi kết quả cần trình duyệt chạy JavaScript."),
        "send": _("Gửi ngay"),
        "sign_in": _("Đăng nhập lại để gửi"),
        "secret": _("Không nhập thông tin bí mật nhà nước."),
    }


def script_words() -> dict[str, Any]:
    """For the scripts."""
    return {
        "winds": {name: _(text) for name, text in WINDS.items()},
        "kinds": {name: _(text) for name, text in VERDICT.items()},
        "from_me": _("cách bạn {far} {wind}"),
        "inside": _("bạn đang ở trong vùng này"),
        "just": _("vừa xong"),
        "minutes_ago": _("{n} phút trước"),
        "hours_ago": _("{n} giờ trước"),
        "days_ago": _("{n} ngày trước"),
        "left": _("còn {t}"),
        "over": _("quá hạn {t}"),
        "minutes": _("{n} phút"),
        "hours": _("{n} giờ"),
        "days": _("{n} ngày"),
        "photos": _("{n} ảnh"),
        "saved_at": _("Không có mạng. Bản lưu lúc {t}."),
        "unsent": _("Chưa gửi: {verdicts} kết quả, {photos} ảnh"),
        "others": _("{n} kết quả của tài khoản khác chờ người đó đăng nhập"),
        "draft": _("bản nháp"),
        "queued": _("chờ gửi"),
        "sending": _("đang gửi"),
        "stored": _("đã ghi, còn ảnh chờ gửi"),
        "wrong": _("máy chủ chưa nhận, cần sửa"),
        "open": _("Mở"),
        "remove": _("Bỏ"),
        "sure_photo": _("Bỏ hẳn ảnh này? Ảnh chưa gửi sẽ mất."),
        "sure_draft": _("Bỏ hẳn bản nháp này và ảnh của nó?"),
        "no_place": _("Máy không cho biết vị trí. Hãy bật định vị, hoặc gõ tọa độ."),
        "place": _("{lat}, {lon} (sai số {m} m)"),
        "finding": _("Đang tìm vị trí…"),
        "too_large": _("{name} lớn hơn 30 MB, máy chủ không nhận. Hãy chụp lại cỡ nhỏ hơn."),
        "no_room": _("Máy hết chỗ, chưa giữ được ảnh này. Hãy xóa bớt rồi chọn lại."),
        "kept": _("Bản nháp được giữ trên máy này."),
        "not_kept": _("Trình duyệt này không giữ được bản nháp. Đừng đóng trang trước khi gửi xong."),
        "waiting": _("Đã xếp hàng, tự gửi khi có mạng. Có thể đóng trang."),
        "done": _("Máy chủ đã ghi kết quả {id}."),
        "done_again": _("Máy chủ đã có kết quả {id} từ trước, không ghi hai lần."),
        "photos_left": _("Còn {n} ảnh đang gửi."),
        "use_point": _("Dùng vị trí này"),
        "cut": _("Không có mạng, chưa làm được. Hãy thử lại khi có mạng."),
        "see": _("Xem lịch sử mới"),
        "incident": _("Lập vụ việc cháy rừng"),
        "track_kept": _("Đã chọn vết đi {name}. Phần đã tìm do máy chủ tính khi nhận."),
    }


def span(seconds: float) -> str:
    """45 phút, 3 giờ, 2 ngày."""
    minutes = max(round(abs(seconds) / 60), 1)
    if minutes < 90:
        return _("{n} phút", n=minutes)
    if minutes < 48 * 60:
        return _("{n} giờ", n=round(minutes / 60))
    return _("{n} ngày", n=round(minutes / 1440))


def left(due: datetime, now: datetime) -> str:
    """How long until something is due."""
    seconds = (due - now) / timedelta(seconds=1)
    return _("còn {t}", t=span(seconds)) if seconds > 0 else _("quá hạn {t}", t=span(seconds))


def communes(ids: Any, areas: Areas) -> str:
    """Communes of today's map by name."""
    names = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))
    return ", ".join(names.get(each, each) for each in ids)


def title(row: Mapping[str, Any], areas: Areas) -> str:
    """How a fire is called: by the nearest place, else by its commune."""
    near = said_nearest(row["nearest"]) if row.get("nearest") else ""
    return (
        near[:1].upper() + near[1:] if near else communes(row["communes_2025"], areas) or _("ngoài địa bàn")
    )


def level(number: int | None) -> str:
    """The announced level of danger."""
    return duty_words.level(number) if number else _("chưa công bố cấp cháy")


def holder(held: Mapping[str, Any] | None, now: datetime, *, answered: bool = False) -> tuple[str, str]:
    """Who goes there, and how that is marked: none, answered (nobody needs to go), mine, quiet, held."""
    if held is None:
        return (_("Đã trả lời, không ai đang đi"), "answered") if answered else (_("CHƯA AI NHẬN"), "none")
    heard = formats.ago(formats.as_utc(held["last_word_at"]), now)
    if held["quiet"]:
        return _("{owner} nhận, im lặng từ {heard}", owner=held["owner"], heard=heard), "quiet"
    if held["mine"]:
        return _("Bạn đang nhận"), "mine"
    return _("{owner} đang đi", owner=held["owner"]), "held"


def verdict(row: Mapping[str, Any] | None) -> str:
    """What was found, and whether a second person looked at it."""
    if row is None:
        return ""
    kind = _(VERDICT[row["kind"]])
    if row["review"] is None:
        return _("{kind} – chờ kiểm duyệt", kind=kind)
    return f"{kind} – {_(REVIEW[row['review']])}"
