"""How each state of a feed looks: a shape, a colour and a word, so that none of them is needed alone."""

from __future__ import annotations

from html import escape

from dashboard.words import N_, _

WORDS = {
    "fresh": N_("Đang nhận đều"),
    "late": N_("Đến chậm"),
    "silent": N_("Im lặng"),
    "failing": N_("Đang hỏng"),
    "ended": N_("Đã ngừng bay"),
    "never": N_("Chưa có tệp nào"),
}
ADVICE = {
    "fresh": N_("Không phải làm gì."),
    "late": N_(
        "Chưa phải sự cố: tệp vẫn tải được nhưng điểm mới nhất đã cũ. Đợi lượt sau; nếu thành “Im lặng”, "
        "dựa vào vệ tinh khác và chòi canh."
    ),
    "silent": N_(
        "Vệ tinh này không cho biết gì lúc này. Đừng coi là không có cháy: dựa vào vệ tinh khác, chòi canh "
        "và tin báo."
    ),
    "failing": N_(
        "Chương trình tự thử lại. Kiểm tra mạng của máy chủ, rồi bấm “Lấy ngay”; dữ liệu đã lưu vẫn dùng "
        "được."
    ),
    "ended": N_("Không phải làm gì: dữ liệu cũ vẫn xem được trên bản đồ."),
    "never": N_(
        "Bấm “Lấy ngay”, hoặc nạp tệp FIRMS ở trang Bản đồ. Đến lúc đó bản đồ chưa nói gì về vệ tinh này."
    ),
}
_SHAPES = {
    "fresh": '<circle cx="10" cy="10" r="9"/><path class="in" d="M5.6 10.4l3 3 5.8-6.4"/>',
    "late": '<circle cx="10" cy="10" r="9"/><path class="in" d="M10 5v5.3l3.4 2"/>',
    "silent": '<rect x="1" y="1" width="18" height="18" rx="4"/><path class="in" d="M5.5 10h9"/>',
    "failing": '<path d="M10 .8L19.6 18.4H.4z"/><path class="in" d="M10 7v5M10 14.6v.6"/>',
    "ended": '<rect class="hollow" x="2" y="2" width="16" height="16" rx="2"/>'
    '<path d="M6.4 6.4h7.2v7.2H6.4z"/>',
    "never": '<circle class="hollow dashed" cx="10" cy="10" r="8"/>',
    "unchanged": '<circle class="hollow" cx="10" cy="10" r="8"/><path class="line" d="M6 8.3h8M6 11.7h8"/>',
}


def icon(state: str) -> str:
    """The shape alone, hidden from screen readers: the word stands beside it."""
    shape = _SHAPES.get(state, "")
    return f'<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">{shape}</svg>'


def badge(state: str, text: str | None = None) -> str:
    """Shape and word."""
    said = escape(text or _(WORDS.get(state, state)))
    return f'<span class="cl-state {escape(state)}">{icon(state)}{said}</span>'
