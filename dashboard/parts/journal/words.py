"""The journal in words: kinds of records, actions, what was changed; what is not known is shown as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.parts.journal.fields import FIELDS, OF_KIND
from dashboard.words import N_, _

KINDS = {
    "account": N_("tài khoản"),
    "action_item": N_("kết luận, kiến nghị"),
    "agency": N_("đơn vị"),
    "assignment": N_("việc kiểm tra"),
    "coordination_plan": N_("kế hoạch phối hợp"),
    "danger_level": N_("cấp cháy rừng"),
    "drill": N_("diễn tập"),
    "duty": N_("nghĩa vụ báo tin"),
    "duty_log": N_("dòng trong sổ trực"),
    "duty_roster": N_("lượt trực"),
    "duty_rule": N_("quy tắc báo tin"),
    "duty_shift": N_("ca trực"),
    "event_decision": N_("quyết định tách, gộp"),
    "feed_run": N_("lượt lấy tệp"),
    "fire_event": N_("đám cháy"),
    "focal_point": N_("đầu mối"),
    "forest_layer": N_("lớp rừng"),
    "ground_track": N_("vết đi"),
    "incident": N_("vụ việc"),
    "inspection": N_("kiểm tra liên ngành"),
    "joint_case": N_("hồ sơ chung"),
    "joint_team": N_("đoàn liên ngành"),
    "map_line": N_("đường, sông, hồ"),
    "map_place": N_("địa danh"),
    "matter": N_("tin phải báo"),
    "meeting": N_("cuộc họp"),
    "month_figures": N_("số liệu tháng"),
    "notice": N_("tin gửi đi"),
    "patrol": N_("tuần tra"),
    "patrol_alarm": N_("báo động tuần tra"),
    "patrol_checkin": N_("điểm danh tuần tra"),
    "patrol_finding": N_("điều tuần tra phát hiện"),
    "patrol_track": N_("vết đi của lượt tuần tra"),
    "patrol_template": N_("mẫu tuần tra"),
    "period_report": N_("báo cáo kỳ"),
    "photo": N_("ảnh hiện trường"),
    "plan_rotation": N_("luân phiên chủ trì"),
    "profile": N_("tệp thiết đặt"),
    "reception_call": N_("tin báo"),
    "shift_handover": N_("bàn giao ca"),
    "session": N_("đăng nhập"),
    "setting": N_("thiết lập"),
    "suggestion_run": N_("lần chấm điểm gợi ý"),
    "stand_down": N_("nghỉ tuần tra"),
    "token": N_("mã truy cập"),
    "verdict": N_("kết quả xác minh"),
    "wall_alarm": N_("cảnh báo của màn hình"),
    "briefing": N_("bản tin"),
    "outreach_event": N_("tập huấn, tuyên truyền"),
    "zone": N_("khu vực tuần tra"),
    "zone_suggestion": N_("gợi ý khu vực"),
}
ACTIONS = {
    "accepted": N_("chấp nhận"),
    "acknowledged": N_("tiếp nhận"),
    "activated": N_("đưa vào dùng"),
    "area": N_("khoanh vùng cháy"),
    "document": N_("lập văn bản"),
    "force": N_("ghi lực lượng"),
    "record": N_("sửa hồ sơ"),
    "announced": N_("công bố"),
    "assigned": N_("giao nhiệm vụ"),
    "came_back": N_("đã về"),
    "cancelled": N_("hủy"),
    "completed": N_("kết thúc"),
    "ended": N_("bỏ"),
    "member_added": N_("thêm người"),
    "member_edited": N_("sửa người"),
    "member_removed": N_("bớt người"),
    "member_replaced": N_("đổi người"),
    "moved": N_("đổi ngày"),
    "planned": N_("lập kế hoạch"),
    "set_out": N_("bắt đầu đi"),
    "agenda_set": N_("soạn chương trình"),
    "attended": N_("ghi thành phần"),
    "content_added": N_("thêm nội dung"),
    "day_set": N_("đặt ngày"),
    "done": N_("ghi là xong"),
    "held": N_("ghi là đã họp"),
    "host_changed": N_("đổi đơn vị chủ trì"),
    "erased": N_("xóa thông tin cá nhân"),
    "evidence": N_("ghi vật chứng"),
    "handover": N_("đề nghị bàn giao"),
    "member_ended": N_("thôi tham gia"),
    "person": N_("thêm người liên quan"),
    "person_edited": N_("sửa người liên quan"),
    "received": N_("nhận bàn giao"),
    "replied": N_("trả lời"),
    "step": N_("ghi việc đã làm"),
    "minuted": N_("chốt biên bản"),
    "minutes_written": N_("viết biên bản"),
    "missed": N_("ghi là không họp"),
    "open": N_("mở lại"),
    "results": N_("ghi kết quả"),
    "answered": N_("đã trả lời"),
    "archived": N_("lưu trữ"),
    "call": N_("có tin báo"),
    "consent_ended": N_("thôi cho theo dõi vị trí"),
    "consent_given": N_("đồng ý cho theo dõi vị trí"),
    "raised": N_("bắt đầu báo động"),
    "corrected": N_("sửa cho đúng"),
    "delivered": N_("tin đã tới"),
    "duties_raised": N_("phát sinh nghĩa vụ"),
    "escalated": N_("báo lên người tiếp theo"),
    "exported": N_("mang ra tệp"),
    "frozen": N_("chốt số liệu"),
    "handed_over": N_("bàn giao"),
    "signed_off": N_("hết ca"),
    "signed_on": N_("vào ca"),
    "changed": N_("đổi"),
    "closed": N_("đóng"),
    "confirmed": N_("xác nhận"),
    "correction": N_("đính chính"),
    "created": N_("tạo"),
    "decided_merge": N_("gộp"),
    "decided_split": N_("tách"),
    "disabled": N_("khóa"),
    "discarded": N_("bỏ"),
    "edited": N_("sửa"),
    "enabled": N_("mở khóa"),
    "event": N_("gắn đám cháy"),
    "grown": N_("lan thêm"),
    "imported": N_("nạp"),
    "jump": N_("diễn tới một lúc"),
    "link_made": N_("tạo đường dẫn một lần"),
    "link_renewed": N_("đổi đường dẫn điểm danh"),
    "merged": N_("gộp làm một"),
    "note": N_("ghi thêm"),
    "put_back": N_("tính trở lại"),
    "recounted": N_("tính lại"),
    "set_aside": N_("không tính"),
    "password_set": N_("đặt mật khẩu"),
    "read": N_("xem"),
    "refused": N_("từ chối"),
    "released": N_("trả lại việc"),
    "removed": N_("bỏ khỏi bản đồ"),
    "reopened": N_("mở lại"),
    "restart": N_("diễn lại từ đầu"),
    "restored": N_("dùng lại"),
    "retired": N_("thôi dùng"),
    "returned": N_("kiểm duyệt, trả lại"),
    "revoked": N_("thu hồi"),
    "scanned": N_("tải bản chụp"),
    "signed_in": N_("đăng nhập"),
    "signed_out": N_("đăng xuất"),
    "signed_out_everywhere": N_("đăng xuất mọi nơi"),
    "speed": N_("đổi tốc độ"),
    "split": N_("tách"),
    "staged": N_("đọc xong, chờ duyệt"),
    "status": N_("chuyển bước"),
    "stored": N_("lưu"),
    "succeeded": N_("đổi từ một ngày"),
    "switched_off": N_("tắt"),
    "switched_on": N_("bật"),
    "taken_back": N_("rút lại"),
    "told": N_("báo tin"),
    "undone": N_("hoàn tác"),
    "waived": N_("miễn"),
    "withdrawn": N_("rút"),
    "shelved": N_("gác lại"),
    "unshelved": N_("thôi gác"),
    "signed": N_("ký"),
}
BREAKS = {
    "changed": N_("nội dung không còn như lúc ghi"),
    "removed": N_("có dòng bị lấy mất trước dòng này"),
    "reordered": N_("dòng này không đứng ở chỗ được ghi"),
    "truncated": N_("những dòng cuối bị cắt mất, từ dòng này"),
    "unanchored": N_("đầu mối của chuỗi bị mất hoặc không khớp"),
}


def known(table: Mapping[str, str], key: str) -> str:
    """The words of a key; the key itself where there are none."""
    return _(table[key]) if key in table else key


def value(given: Any) -> str:
    """A value as the journal kept it, for reading."""
    if given is None:
        return ""
    if isinstance(given, str):
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            return given
        return formats.moment(moment) if moment.tzinfo is not None else given
    return json.dumps(given, ensure_ascii=False) if isinstance(given, dict | list) else str(given)


def differences(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Field, before, after of an entry."""
    before, after = row["before"] or {}, row["after"] or {}
    fields = {**FIELDS, **OF_KIND.get(str(row.get("record_kind")), {})}
    names = list(dict.fromkeys([*before, *after]))
    return [(known(fields, each), value(before.get(each)), value(after.get(each))) for each in names]
