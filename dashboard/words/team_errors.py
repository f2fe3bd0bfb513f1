"""Words for what is refused around joint teams and inspections."""

from __future__ import annotations

from dashboard.words import N_

TEAM = {
    "team_invalid": N_("Chưa lưu đoàn, cuộc kiểm tra: {problem}."),
    "team_unknown": N_("Không có đoàn, thành viên hay cuộc kiểm tra này; có thể trang đã cũ, hãy tải lại."),
}
TEAM_PROBLEM = {
    "team_unnamed": N_("chưa ghi tên đoàn"),
    "team_without_task": N_("chưa ghi nhiệm vụ của đoàn"),
    "team_backwards": N_("ngày cuối của đoàn phải sau ngày đầu"),
    "team_agency_unknown": N_("không có đơn vị này trong danh sách"),
    "team_ended": N_("đoàn này đã kết thúc"),
    "member_unnamed": N_("chưa ghi tên thành viên"),
    "member_role_unknown": N_("chọn vai trò trong đoàn"),
    "member_twice": N_("người này đã có trong đoàn"),
    "head_twice": N_("đoàn đã có trưởng đoàn"),
    "inspection_team_unknown": N_("chưa chọn đoàn"),
    "inspection_team_ended": N_("đoàn này đã kết thúc nên không lập cuộc kiểm tra mới"),
    "subject_unnamed": N_("chưa ghi nơi được kiểm tra"),
    "subject_kind_unknown": N_("chọn loại nơi được kiểm tra"),
    "inspection_backwards": N_("giờ kết thúc kiểm tra phải sau giờ bắt đầu"),
    "inspection_too_long": N_("cuộc kiểm tra dài quá 31 ngày"),
    "follows_unknown": N_("không có cuộc kiểm tra trước này"),
    "follows_later": N_("phúc tra phải sau cuộc kiểm tra trước"),
    "inspection_fixed": N_("cuộc kiểm tra đã xong hoặc đã hủy nên không sửa được"),
    "content_empty": N_("chưa ghi nội dung muốn kiểm tra thêm"),
    "done_in_future": N_("chưa tới giờ đó nên chưa thể ghi là đã kiểm tra xong"),
    "done_before_start": N_(
        "giờ kết thúc phải sau giờ bắt đầu đã định; nếu đã kiểm tra sớm hơn thì bấm “Sửa” đổi ngày giờ trước"
    ),
    "not_done": N_("ghi “đã kiểm tra” trước, rồi mới ghi kết quả"),
    "result_unknown": N_("mỗi mục chọn đạt, không đạt hoặc không xem được"),
    "findings_too_long": N_("phần kết quả dài quá 20.000 chữ cái"),
    "step_impossible": N_("bước này không làm được ở trạng thái hiện tại, hãy tải lại trang"),
}
