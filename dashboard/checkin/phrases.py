"""The words of a patrol's pages on the phone, for templates and the script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.parts.agencies import words as agency_words
from dashboard.words import N_, _
from data.patrols.settings import PatrolSettings
from data.presence.reading import Presence, Present

OUTCOMES = {
    "incident": N_("Vụ việc: cần báo ngay cho các lực lượng"),
    "verdict": N_("Kết quả xem một điểm cháy vệ tinh"),
    "note": N_("Ghi nhận khác"),
}
SHORT_OUTCOMES = {"incident": N_("vụ việc"), "verdict": N_("kết quả xác minh"), "note": N_("ghi nhận")}


def roles(names: Iterable[str]) -> str:
    """Forces by name: "Công an, Quân sự"."""
    return ", ".join(_(agency_words.ROLES[each]) if each in agency_words.ROLES else each for each in names)


def joint(found: Presence) -> tuple[str, str]:
    """Whether the patrol counts as joint, in words; and how that is marked: good, wait or "" (not asked)."""
    if not found.required:
        return "", ""
    if found.joint:
        return _("Đủ các lực lượng phải có mặt. Chuyến này được tính là tuần tra liên ngành."), "good"
    text = _("Chưa có mặt: {roles}. Chưa được tính là tuần tra liên ngành.", roles=roles(found.missing_roles))
    return text, "wait"


def state(each: Present) -> str:
    """ "vào 07:35, ra 15:10" of a member."""
    if not each.stays:
        return _("chưa điểm danh")
    said = [
        _("có mặt từ {come}", come=formats.clock(stay.in_at))
        if stay.out_at is None
        else _("{come}–{gone}", come=formats.clock(stay.in_at), gone=formats.clock(stay.out_at))
        for stay in each.stays
    ]
    return ", ".join(said)


def page(settings: PatrolSettings) -> dict[str, str]:
    """Of the template."""
    return {
        "you": _("Bạn"),
        "when": _("Thời gian"),
        "meet": _("Nơi tập trung"),
        "zones": _("Khu vực"),
        "objective": _("Nhiệm vụ"),
        "leader": _("Tổ trưởng"),
        "equipment": _("Mang theo"),
        "come": _("Tôi đã có mặt"),
        "go": _("Tôi đã về"),
        "come_again": _("Tôi đi tiếp"),
        "come_for": _("Có mặt"),
        "go_for": _("Đã về"),
        "with_place": _("Gửi kèm vị trí của tôi lúc bấm (chỉ một lần này)"),
        "team": _("Đoàn tuần tra"),
        "for_all": _("Điểm danh hộ"),
        "for_all_help": _("Tổ trưởng bấm cho người không có điện thoại hoặc hết pin."),
        "found": _("Ghi điều phát hiện"),
        "what": _("Đây là"),
        "incident_kind": _("Loại vụ việc"),
        "fire": _("Điểm cháy nào"),
        "verdict_kind": _("Thấy gì"),
        "text": _("Mô tả"),
        "phone": _("Số điện thoại để gọi lại"),
        "photos": _("Ảnh"),
        "camera": _("Chụp ảnh"),
        "gallery": _("Chọn ảnh"),
        "place": _("Vị trí nơi phát hiện"),
        "get_place": _("Lấy vị trí"),
        "type_place": _("hoặc gõ tọa độ"),
        "send_finding": _("Gửi"),
        "track": _("Nộp vết đi"),
        "track_help": _(
            "Tệp GPX hoặc KML của máy định vị, đồng hồ hay ứng dụng bản đồ. Tệp gốc được giữ nguyên."
        ),
        "track_file": _("Chọn tệp"),
        "follow": _("Cho theo dõi vị trí"),
        "follow_why": _(
            "Nếu đồng ý, trực ban thấy bạn ở đâu trong chuyến này để hỗ trợ khi có sự cố."
            " Không theo dõi sau khi bạn bấm “Tôi đã về”. Vị trí tự xóa sau {days} ngày.",
            days=f"{settings.position_days:g}",
        ),
        "agree": _("Tôi đồng ý"),
        "agreed": _("Bạn đã đồng ý từ {when}."),
        "stop": _("Thôi, không theo dõi nữa"),
        "erase": _("Thôi, và xóa các vị trí đã gửi"),
        "how": _("Ứng dụng gửi vị trí"),
        "traccar": _("Traccar Client: dán vào ô “Địa chỉ máy chủ” (Server URL)"),
        "osmand": _("OsmAnd: Ghi hành trình → Theo dõi trực tuyến → Địa chỉ web"),
        "copy_it": _("Sao chép"),
        "last_seen": _("Máy chủ nhận vị trí của bạn lần cuối lúc {when}."),
        "never_seen": _("Máy chủ chưa nhận vị trí nào của bạn."),
        "findings": _("Đã ghi trong chuyến này"),
        "send": _("Gửi ngay"),
        "reading": _("Không cần mạng vẫn xem được. Điểm danh được cả khi trình duyệt không chạy JavaScript."),
        "secret": _("Không nhập thông tin bí mật nhà nước."),
        "only_yours": _("Đường dẫn này chỉ của riêng bạn, đừng chuyển cho người khác."),
        "ended": _("Chuyến này đã bị hủy: {reason}"),
    }


def script() -> Mapping[str, Any]:
    """Of the script."""
    return {
        "offline": _("Không có mạng. Đang xem bản đã lưu lúc {t}."),
        "unsent": _("Chưa gửi: {n} việc. Tự gửi khi có mạng, có thể đóng trang."),
        "unsent_open": _(
            "Chưa gửi: {n} việc. Trình duyệt này không giữ được, đừng đóng trang trước khi gửi xong."
        ),
        "queued": _("chờ gửi"),
        "sending": _("đang gửi"),
        "wrong": _("máy chủ không nhận"),
        "remove": _("Bỏ"),
        "sure": _("Bỏ hẳn việc chưa gửi này?"),
        "at": _("lúc {t}"),
        "kept": _("Đã ghi trên máy lúc {t}, chờ gửi."),
        "done": _("Máy chủ đã ghi."),
        "finding": _("Đang tìm vị trí…"),
        "no_place": _("Máy không cho biết vị trí. Hãy bật định vị, hoặc gõ tọa độ."),
        "without_place": _("Máy không cho biết vị trí, đã điểm danh không kèm vị trí."),
        "place": _("{lat}, {lon} (sai số {m} m)"),
        "photo": _("ảnh {name}"),
        "track": _("vết đi {name}"),
        "found": _("điều phát hiện"),
        "text_missing": _("Hãy mô tả điều phát hiện."),
        "too_large": _("{name} lớn quá, máy chủ không nhận."),
        "copied": _("Đã sao chép"),
        "no_room": _("Máy hết chỗ, chưa giữ được tệp này."),
    }
