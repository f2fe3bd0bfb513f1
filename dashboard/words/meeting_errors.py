"""Words for what is refused around coordination meetings."""

from __future__ import annotations

from dashboard.words import N_

MEETING = {
    "meeting_invalid": N_("Chưa lưu cuộc họp: {problem}."),
    "meeting_unknown": N_("Không có cuộc họp này; có thể trang đã cũ, hãy tải lại."),
    "local_period_unreadable": N_("“{text}” không phải là kỳ: viết 2027-03, 2027-Q1, 2027-H1 hoặc 2027."),
}
MEETING_PROBLEM = {
    "meeting_backwards": N_("giờ kết thúc phải sau giờ bắt đầu"),
    "meeting_too_long": N_("cuộc họp dài quá ba ngày, hãy xem lại ngày kết thúc"),
    "nobody_invited": N_("chưa mời đơn vị nào"),
    "meeting_agency_unknown": N_("có đơn vị được mời mà không có trong danh sách đơn vị"),
    "not_planned": N_("cuộc họp đã diễn ra hoặc đã hủy nên không đặt lại ngày được"),
    "held_in_future": N_("chưa tới giờ họp nên chưa thể ghi là đã họp"),
    "held_before_start": N_(
        "giờ họp sớm hơn giờ đã đặt; nếu đã họp sớm hơn thì bấm “Dời ngày” trước, rồi ghi là đã họp"
    ),
    "not_held": N_("ghi “đã họp” trước, rồi mới ghi thành phần và biên bản"),
    "minutes_frozen": N_("biên bản đã chốt, không sửa được; hãy ghi đính chính bên dưới"),
    "minutes_too_long": N_("một phần của biên bản dài quá 20.000 chữ cái"),
    "minutes_empty": N_("biên bản chưa có nội dung hay kết luận"),
    "nobody_attended": N_("chưa ghi đơn vị nào có mặt"),
    "attendance_unnamed": N_("có mặt thì ghi tên ít nhất một người"),
    "not_frozen": N_("biên bản chưa chốt, cứ sửa trực tiếp"),
    "correction_empty": N_("chưa ghi nội dung đính chính"),
    "quarter_unreadable": N_("quý viết như 2027-Q3"),
    "plan_unknown": N_("không có kế hoạch phối hợp này"),
    "rotation_unknown": N_("thứ tự này đã được thu hồi rồi, hãy tải lại trang"),
    "step_impossible": N_("bước này không làm được ở trạng thái hiện tại, hãy tải lại trang"),
}
