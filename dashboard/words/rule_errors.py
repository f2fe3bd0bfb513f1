"""Words for what is refused about the rules of telling."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.parts.agencies.words import KINDS, LEVELS, ROLES
from dashboard.words import N_, _

RULE = {
    "rule_unknown": N_("Không có quy tắc {id}. Hãy tải lại trang."),
    "rule_invalid": N_("Chưa lưu được quy tắc: {problem}."),
    "receiver_unreachable": N_(
        "Chưa bật được: {agencies} chưa có đầu mối liên lạc được. Nhập đầu mối ở trang Đơn vị rồi bật lại."
    ),
}
RULE_PROBLEM = {
    "title_missing": N_("cần đặt tên cho quy tắc"),
    "basis_missing": N_("cần ghi căn cứ"),
    "kind_unknown": N_("chọn loại tin"),
    "receiver_missing": N_("chọn ít nhất một bên nhận tin"),
    "named_by_none": N_("loại tin này không ghi tên đơn vị nào, hãy chọn lực lượng hoặc đơn vị"),
    "receiver_unreadable": N_("không đọc được bên nhận tin"),
    "condition_unknown": N_("có điều kiện không rõ"),
    "deadline_impossible": N_("thời hạn phải từ 1 phút đến 31 ngày"),
    "starts_never": N_("loại tin này không có giờ bắt đầu biết trước"),
    "target_impossible": N_("mục tiêu phải từ 1 phút và không dài hơn thời hạn"),
    "level_impossible": N_("cấp cháy rừng từ I đến V"),
    "choice_unknown": N_("chọn mức khẩn và cách báo"),
    "plan_unknown": N_("không có kế hoạch phối hợp này"),
    "rule_there_already": N_("đã có quy tắc này"),
    "nothing_changed": N_("không có gì khác với bản đang lưu"),
    "on_already": N_("quy tắc này đang bật rồi"),
    "off_already": N_("quy tắc này không bật"),
    # "reason_missing" has its words already: data.ledger says it as the danger levels do.
}
"""What the parameter `problem` of such a refusal may be."""


def _receiver(said: object) -> str:
    """A receiver as `data.ledger.rule_reach.Lacking.said` names it."""
    first, _slash, second = str(said).partition("/")
    if first == "kind" and second in KINDS:
        return _("{kind} (chưa nhập tên)", kind=_(KINDS[second]))
    if first in ROLES and second in LEVELS:
        role, level = ROLES[first], LEVELS[second]
        return _("{role} {level} (chưa có đơn vị)", role=_(role), level=_(level))
    return str(said)


def said_of_rules(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters with the receivers in words."""
    named = params.get("agencies")
    if not isinstance(named, list | tuple):
        return dict(params)
    return dict(params) | {"agencies": ", ".join(_receiver(each) for each in named)}
