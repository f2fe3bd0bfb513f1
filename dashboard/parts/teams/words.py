"""Joint teams and inspections in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.parts.meetings.words import span
from dashboard.services import services
from dashboard.words import N_, _

ROLES = {
    "head": N_("trưởng đoàn"),
    "deputy": N_("phó trưởng đoàn"),
    "secretary": N_("thư ký đoàn"),
    "member": N_("thành viên đoàn"),
}
SUBJECTS = {
    "commune": N_("Xã"),
    "village": N_("Bản"),
    "office": N_("Cơ quan"),
    "enterprise": N_("Doanh nghiệp"),
    "school": N_("Trường học"),
}
STATUSES = {
    "planned": N_("dự kiến, chưa thông báo"),
    "announced": N_("đã thông báo"),
    "done": N_("đã kiểm tra"),
    "cancelled": N_("đã hủy"),
}
RESULTS = {"ok": N_("đạt"), "not_ok": N_("không đạt"), "not_seen": N_("không xem được")}


def subject(row: Mapping[str, Any]) -> str:
    """ "Bản · Khoang"; a name that says what it is stays as it is: "Bản Khoang"."""
    kind, name = _(SUBJECTS[row["subject_kind"]]), str(row["subject"])
    return name if f" {kind} ".lower() in f" {name} ".lower() else f"{kind} · {name}"


def commune(row: Mapping[str, Any]) -> str:
    """Name of the commune, where one is named."""
    own = row["commune_id"]
    return _("xã {name}", name=services().areas.by_id(own).name) if own else ""


def when(row: Mapping[str, Any]) -> str:
    """From when until when."""
    return span(row["starts_at"], row["ends_at"])


def period(team: Mapping[str, Any]) -> str:
    """The days of a team."""
    return f"{formats.day(team['period_from'])} – {formats.day(team['period_to'])}"


def decision(team: Mapping[str, Any]) -> str:
    """ "Quyết định 12/QĐ-UBND ngày 02/03/2027", as far as it was entered."""
    if not team["decision_number"]:
        return _("chưa nhập số quyết định")
    day = team["decision_on"]
    if day is None:
        return _("Quyết định {number}", number=team["decision_number"])
    return _("Quyết định {number} ngày {day}", number=team["decision_number"], day=formats.day(day))


def is_over(team: Mapping[str, Any]) -> bool:
    """Whether it works no more today."""
    return team["ended_at"] is not None or team["period_to"] < formats.local(services().now()).date()
