"""Words for what is refused around periodic reports."""

from __future__ import annotations

from dashboard.words import N_

REPORT = {"report_invalid": N_("Không lập được báo cáo: {problem}.")}
REPORT_PROBLEM = {
    "report_kind_unknown": N_("không có loại báo cáo này"),
    "report_plan_unknown": N_("không có kế hoạch phối hợp này"),
    "report_period_wrong": N_("kỳ không đúng với loại báo cáo"),
    "report_not_over": N_("kỳ chưa hết nên chưa chốt được"),
    "report_frozen": N_("báo cáo này đã chốt rồi"),
}
