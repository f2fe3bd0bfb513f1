"""Words for an address that holds no CAP message."""

from __future__ import annotations

from dashboard.words import N_

CAP = {
    "cap_unknown": N_("Không có bản tin CAP nào mang mã {identifier}. Danh sách ở /cap/feed.atom."),
    "cap_gone": N_(
        "Bản tin CAP {identifier} thuộc dữ liệu không còn ở đây (diễn tập đã bắt đầu lại, hoặc cơ sở dữ liệu"
        " đã khôi phục). Bản tin hiện có ở /cap/feed.atom."
    ),
    "cap_page_unreadable": N_("“{before}” không phải một trang của danh sách. Hãy mở lại /cap/feed.atom."),
}
