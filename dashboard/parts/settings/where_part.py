"""What can be changed by screen, and on which page. Each change is journalled there."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl

from dashboard import look
from dashboard.parts.html import html
from dashboard.parts.ways import way
from dashboard.words import N_, _

PAGES = (
    (
        "agencies?part=plan",
        N_("Kế hoạch phối hợp"),
        N_("Nội dung đã ký, thời hạn báo trước, thời hạn báo tin, ngày nghỉ, bản chụp; ở trang Đơn vị."),
    ),
    (
        "meetings",
        N_("Luân phiên chủ trì"),
        N_("Thứ tự các lực lượng chủ trì họp quý, đổi từ một quý; mục Luân phiên của trang Hội nghị."),
    ),
    (
        "agencies",
        N_("Đơn vị, đầu mối"),
        N_("Tên, cấp, địa bàn, điện thoại, giờ trực, người thay; đổi từ một ngày thì ngày cũ giữ tên cũ."),
    ),
    ("places", N_("Bản, địa danh"), N_("Tên bản, sông, đường, tọa độ; nạp từ tệp hoặc OpenStreetMap.")),
    ("rules", N_("Quy tắc báo tin"), N_("Ai phải được báo việc gì, trong bao lâu; bật, tắt, xem trước.")),
    ("planning", N_("Khu vực tuần tra"), N_("Vẽ, nạp, lưu trữ khu vực và tuyến; mẫu tuần tra.")),
    ("duty", N_("Lịch trực"), N_("Ai trực ngày nào ở từng đơn vị.")),
    ("wall", N_("Màn hình"), N_("Màn hình treo tường và đường dẫn của từng màn hình.")),
    ("accounts", N_("Tài khoản, vai trò"), N_("Người dùng, vai trò, khóa, mã truy cập, địa chỉ lịch.")),
    ("journal", N_("Nhật ký"), N_("Mọi thay đổi ở trên: ai, lúc nào, trước và sau.")),
)
"""(path and what it opens, what, what can be changed there)."""


def _way(where: str) -> str:
    page, _mark, asked = where.partition("?")
    return way(page, **dict(parse_qsl(asked)))


def show() -> None:
    """Draw it."""
    look.small(_("Mọi thay đổi đều vào nhật ký, và phần lớn hoàn tác được ngay tại trang đó."))
    cards = "".join(
        f'<li><a href="{escape(_way(where), quote=True)}" target="_self"><b>{escape(_(name))}</b>'
        f"<span>{escape(_(about))}</span></a></li>"
        for where, name, about in PAGES
    )
    html(f'<ul class="cl-settings">{cards}</ul>')
    look.small(
        _(
            "Đường viền xã, nguồn vệ tinh, ngưỡng gom đám cháy nằm trong tệp cấu hình: người cài đặt sửa tệp"
            " rồi khởi động lại."
        )
    )
