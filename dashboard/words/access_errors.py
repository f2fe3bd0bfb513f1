"""Words for what is refused around accounts, sign-in and tokens."""

from __future__ import annotations

from dashboard.words import N_

ACCESS = {
    "access_denied": N_("Không làm được: {problem}."),
}
ACCESS_PROBLEM = {
    "not_signed_in": N_("chưa đăng nhập hoặc phiên đã hết hạn"),
    "role_forbids": N_("vai trò của bạn không có quyền này; hãy hỏi quản trị viên"),
    "other_agency": N_("bản ghi này thuộc đơn vị khác"),
    "scope_forbids": N_("mã truy cập này không được cấp cho việc đó"),
    "account_disabled": N_("tài khoản đã bị khóa hoặc phiên đã hết hạn"),
}
