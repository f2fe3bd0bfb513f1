"""Words for what is refused around accounts, sign-in and tokens."""

from __future__ import annotations

from dashboard.words import N_

ACCESS = {
    "access_denied": N_("Không làm được: {problem}."),
    "form_stale": N_(
        "Trang này đã mở quá lâu hoặc không phải của chúng tôi. Chưa có gì được gửi: hãy gửi lại."
    ),
    "account_unknown": N_("Không có tài khoản số {id}."),
    "account_invalid": N_("Không đổi được tài khoản: {problem}."),
    "password_refused": N_("Mật khẩu không dùng được ({least}–{most} ký tự): {problem}."),
    "sign_in_refused": N_("Sai tên hoặc mật khẩu."),
    "sign_in_throttled": N_("Đã thử quá nhiều lần: chờ {wait_s} giây rồi thử lại."),
    "link_unusable": N_(
        "Đường dẫn này đã dùng, đã hết hạn hoặc không có thật: xin quản trị viên đường dẫn mới."
    ),
    "token_invalid": N_("Không tạo được mã truy cập: {problem}."),
    "token_unknown": N_("Không có mã truy cập số {id}."),
}
ACCESS_PROBLEM = {
    "not_signed_in": N_("chưa đăng nhập hoặc phiên đã hết hạn"),
    "role_forbids": N_("vai trò của bạn không có quyền này; hãy hỏi quản trị viên"),
    "other_agency": N_("bản ghi này thuộc đơn vị khác"),
    "scope_forbids": N_("mã truy cập này không được cấp cho việc đó"),
    "account_name": N_("tên đăng nhập có 3–40 ký tự: chữ a–z đứng đầu, chữ số, dấu chấm, gạch"),
    "account_name_taken": N_("tên đăng nhập đã có người dùng"),
    "full_name_missing": N_("chưa ghi họ tên"),
    "role_unknown": N_("không có vai trò này"),
    "first_administrator": N_("quản trị viên đầu tiên phải tạo bằng đường dẫn in ra lúc khởi động"),
    "last_administrator": N_("phải còn ít nhất một quản trị viên đăng nhập được"),
    "nothing_changed": N_("không có gì thay đổi"),
    "password_too_short": N_("quá ngắn"),
    "password_too_long": N_("quá dài"),
    "password_too_uniform": N_("lặp lại quá ít ký tự"),
    "password_common": N_("quá dễ đoán"),
    "password_like_name": N_("giống tên đăng nhập"),
    "token_label": N_("chưa ghi dùng để làm gì"),
    "token_days": N_("số ngày không hợp lệ"),
    "token_scopes": N_("quyền không hợp lệ"),
    "token_redaction": N_("chưa chọn màn hình được hiện những gì"),
    "token_account": N_("người vận hành tại chỗ không có tài khoản để cấp mã"),
    "account_disabled": N_("tài khoản đã bị khóa hoặc phiên đã hết hạn"),
}
