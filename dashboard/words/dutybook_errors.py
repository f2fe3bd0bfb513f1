"""Words for what is refused around the roster, the duty book and hand-overs."""

from __future__ import annotations

from dashboard.words import N_

DUTYBOOK = {
    "roster_invalid": N_("Chưa ghi vào lịch trực: {problem}."),
    "roster_unknown": N_("Không có lượt trực số {id}. Hãy tải lại trang."),
    "duty_log_invalid": N_("Chưa ghi vào sổ trực: {problem}."),
    "handover_invalid": N_("Chưa bàn giao: {problem}."),
}
DUTYBOOK_PROBLEM = {
    "shift_agency_unknown": N_("không có đơn vị này"),
    "shift_nameless": N_("cần tên người trực"),
    "shift_too_long": N_("một ca không quá 48 giờ"),
    "roster_backwards": N_("giờ kết thúc phải sau giờ bắt đầu"),
    "roster_past": N_("lượt trực này đã qua rồi"),
    "roster_weeks": N_("lặp lại từ 1 đến 26 tuần"),
    "roster_twice": N_("người này đã có lượt trực khác vào giờ đó"),
    "log_empty": N_("chưa viết gì"),
    "log_too_long": N_("một dòng không quá 4.000 chữ cái"),
    "log_ahead": N_("giờ xảy ra chưa tới"),
    "log_too_old": N_("việc đã quá 7 ngày, hãy ghi vào hồ sơ vụ việc"),
    "log_unknown": N_("không có dòng cần đính chính"),
    "log_corrected_already": N_("dòng này đã được đính chính rồi, hãy đính chính dòng sau"),
    "handover_given_unsigned": N_("người giao chưa ký tên"),
    "handover_taken_unsigned": N_("người nhận chưa ký tên"),
    "handover_giver_other": N_("tên người giao không phải là người đang trực"),
    "handover_taker_other": N_("tên người nhận ký không giống tên người trực ca sau"),
    "handover_same": N_("người giao và người nhận là một người"),
    "handover_changed": N_("vừa có việc mới còn mở, hãy đóng lại rồi mở lại để cùng xem"),
}
