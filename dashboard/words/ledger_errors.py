"""Words for what is refused about duties to inform and the figures over them."""

from __future__ import annotations

from dashboard.words import N_

LEDGER = {
    "duty_unknown": N_("Không có nghĩa vụ hoặc dòng ghi số {id}. Hãy tải lại trang."),
    "duty_invalid": N_("Chưa ghi được: {problem}."),
    "duty_step_refused": N_("Nghĩa vụ này {status} rồi nên không ghi thêm “{kind}” được."),
    "figures_invalid": N_("Không có số liệu của “{month}”: {problem}."),
}
LEDGER_PROBLEM = {
    "no_duty": N_("chọn ít nhất một tin"),
    "several_receivers": N_("một lần báo chỉ cho một đơn vị"),
    "person_missing": N_("cần ghi tên người nhận tin"),
    "reference_missing": N_("cần ghi số văn bản"),
    "proof_unknown": N_("không rõ loại bằng chứng"),
    "before_it_was_known": N_("giờ báo trước cả lúc biết tin, hãy xem lại giờ"),
    "not_a_telling": N_("dòng này không phải một lần báo còn tính"),
    "proven_already": N_("lần báo này đã có bằng chứng"),
    "same_person": N_("phải là người khác với người đã ghi"),
    "not_revocable": N_("dòng này do chương trình ghi, không rút được"),
    "needed": N_("có dòng ghi sau dựa vào dòng này, hãy rút dòng sau trước"),
    "month_unreadable": N_("viết tháng như 2027-03"),
    "month_not_over": N_("tháng chưa hết"),
    "frozen_already": N_("tháng này đã chốt rồi"),
}
"""What the parameter `problem` of such a refusal may be."""
LEDGER_STATES = {
    "open": N_("chưa báo"),
    "told": N_("đã báo"),
    "acknowledged": N_("đã được tiếp nhận"),
    "waived": N_("đã được miễn"),
    "withdrawn": N_("đã rút"),
}
"""The parameters `status` and `kind` of a step that is refused."""
