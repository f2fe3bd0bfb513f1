"""Roles, actions and reaches in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words import N_, _

ROLES = {
    "viewer": N_("Người xem"),
    "ranger": N_("Kiểm lâm viên"),
    "duty_officer": N_("Trực ban"),
    "planner": N_("Người lập kế hoạch"),
    "commander": N_("Chỉ huy"),
    "administrator": N_("Quản trị viên"),
}
ACTIONS = {
    "map.read": N_("Xem bản đồ, điểm cháy, đám cháy"),
    "export.read": N_("Tải dữ liệu ra tệp"),
    "tokens.make": N_("Tạo mã cho phần mềm khác đọc dữ liệu"),
    "places.edit": N_("Sửa địa danh"),
    "places.import": N_("Nạp địa danh, đường, sông từ tệp"),
    "forest.import": N_("Nạp lớp rừng"),
    "forest.activate": N_("Đưa lớp rừng vào dùng, hoàn tác"),
    "feeds.poll": N_("Lấy dữ liệu vệ tinh ngay"),
    "feeds.upload": N_("Nạp tệp FIRMS"),
    "events.decide": N_("Tách, gộp đám cháy"),
    "incidents.record": N_("Ghi, sửa vụ việc"),
    "reception.record": N_("Ghi tin báo"),
    "reception.read": N_("Xem tên, địa chỉ, điện thoại người báo"),
    "danger.announce": N_("Nhập cấp dự báo cháy rừng đã công bố"),
    "duty.sign": N_("Vào ca, hết ca trực"),
    "agencies.edit": N_("Sửa đơn vị, đầu mối"),
    "plan.edit": N_("Nhập, sửa kế hoạch phối hợp"),
    "drill.control": N_("Điều khiển diễn tập"),
    "journal.read": N_("Xem nhật ký thay đổi"),
    "displays.manage": N_("Tạo, thu hồi màn hình treo tường"),
    "accounts.manage": N_("Quản lý tài khoản"),
    "casework.edit": N_("Ghi hồ sơ vụ, lực lượng, vùng cháy"),
    "casework.document": N_("Lập báo nhanh, báo cáo vụ, bộ hồ sơ"),
    "duties.tell": N_("Ghi đã báo, đã tiếp nhận"),
    "duties.receive": N_("Xác nhận đơn vị mình đã nhận tin"),
    "duties.confirm": N_("Xác nhận bằng chứng của người khác"),
    "duties.waive": N_("Miễn một nghĩa vụ thông tin, kèm lý do"),
    "rules.edit": N_("Sửa, bật, tắt quy tắc báo tin"),
    "figures.freeze": N_("Chốt số liệu 24 giờ của tháng"),
    "checking.claim": N_("Nhận, giao, trả việc kiểm tra đám cháy"),
    "checking.verdict": N_("Ghi kết quả xác minh, ảnh, vết đi"),
    "checking.review": N_("Kiểm duyệt kết quả xác minh của người khác"),
    "zones.edit": N_("Vẽ, sửa, lưu trữ khu vực tuần tra"),
    "patrols.plan": N_("Lập, sửa, giao, hủy tuần tra"),
    "patrols.follow": N_("Điểm danh thay, nạp vết đi, ghi phát hiện của tuần tra"),
    "patrols.positions": N_("Xem vị trí hiện tại của người đi tuần"),
    "wall.look": N_("Xem màn hình chỉ huy"),
    "wall.acknowledge": N_("Tiếp nhận cảnh báo trên màn hình"),
    "wall.shelve": N_("Tạm gác cảnh báo trên màn hình, có thời hạn"),
    "briefings.sign": N_("Lập, ký bản tin trực"),
    "meetings.edit": N_("Lập lịch, ghi biên bản hội nghị giao ban"),
    "outreach.edit": N_("Lập, báo trước hội nghị tập huấn, tuyên truyền"),
    "outreach.reply": N_("Trả lời hội nghị của đơn vị khác thay đơn vị mình"),
    "teams.edit": N_("Lập đoàn liên ngành, ghi kiểm tra, kiến nghị"),
    "cases.read": N_("Xem hồ sơ và người liên quan của vụ việc"),
    "cases.edit": N_("Ghi hồ sơ vụ việc, bàn giao"),
    "reports.freeze": N_("Chốt báo cáo định kỳ"),
    "duty.log": N_("Ghi sổ trực"),
    "duty.roster": N_("Xếp lịch trực"),
    "settings.edit": N_("Sửa thiết đặt, nhập và xuất cấu hình địa bàn"),
}
REACHES = {"all": N_("được"), "own": N_("của đơn vị mình"), "no": N_("không")}
SCOPES = {"export.read": N_("tải dữ liệu"), "map.read": N_("xem bản đồ")}
ENDED = {
    "signed_out": N_("đã đăng xuất"),
    "everywhere": N_("đã đăng xuất mọi nơi"),
    "replaced": N_("đã đăng nhập lại"),
    "password": N_("đã đổi mật khẩu"),
    "disabled": N_("tài khoản bị khóa"),
    "revoked": N_("đã thu hồi"),
}


def role(row: Mapping[str, Any]) -> str:
    """An account's role."""
    known = ROLES[row["role"]]
    return _(known)


def session_state(row: Mapping[str, Any]) -> str:
    """Whether a sign-in holds, else why it ended."""
    if row["holds"]:
        return _("đang vào")
    because = row["ended_because"]
    return _(ENDED[because]) if because in ENDED else _("hết hạn")


def account_state(row: Mapping[str, Any]) -> str:
    """Whether an account can be used."""
    if row["disabled_at"] is not None:
        return _("đã khóa từ {day}", day=formats.day(formats.local(row["disabled_at"]).date()))
    return _("đang dùng") if row["password_hash"] else _("chưa đặt mật khẩu")
