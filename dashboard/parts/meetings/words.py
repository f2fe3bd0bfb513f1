"""Meetings in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dashboard import formats
from dashboard.parts.together.words import MEETINGS
from dashboard.services import services
from dashboard.words import N_, _
from data.meetings.figures import bucket
from data.periods import Period

STATUSES = {
    "planned": N_("chưa họp"),
    "held": N_("đã họp, chờ biên bản"),
    "minuted": N_("đã chốt biên bản"),
    "missed": N_("không họp"),
    "cancelled": N_("đã hủy"),
}
BUCKETS = {
    "held": N_("đúng kỳ"),
    "late": N_("muộn"),
    "missed": N_("không họp"),
    "ahead": N_("sắp tới"),
    "cancelled": N_("hủy"),
}
POINTS = {
    "duties": N_("Tin phải báo"),
    "incident": N_("Vụ việc chưa xong"),
    "item": N_("Kết luận, kiến nghị chưa xong"),
    "patrols": N_("Tuần tra"),
    "levels": N_("Cấp cháy rừng"),
    "text": N_("Nội dung khác"),
}
MINUTES = {
    "chair": N_("Chủ trì"),
    "secretary": N_("Thư ký"),
    "summary": N_("Diễn biến"),
    "opinions": N_("Ý kiến của các đơn vị"),
    "conclusion": N_("Kết luận"),
}
_ROMAN = ("I", "II", "III", "IV")


def roman(quarter: int) -> str:
    """ "IV" of 4."""
    return _ROMAN[quarter - 1]


def period(of: Period) -> str:
    """ "Tháng 3/2027", "Quý I/2027"."""
    if of.kind == "month":
        return formats.month(of.first)
    return _("Quý {quarter}", quarter=f"{roman((of.first.month + 2) // 3)}/{of.first.year}")


def commune(area_id: str | None) -> str:
    """Name by the map that the area belongs to; what is of no commune is of the whole area."""
    if area_id is None:
        return _("Toàn khu vực")
    return _("xã {name}", name=services().areas.by_id(area_id).name)


def title(row: Mapping[str, Any]) -> str:
    """ "Giao ban tháng ở xã · xã Mường Giôn"."""
    kind = _(MEETINGS[row["kind"]])
    return f"{kind} · {commune(row['commune_id'])}" if row["commune_id"] else kind


def span(first: datetime, last: datetime | None) -> str:
    """ "08:00–10:00 13/03/2027", in local time."""
    if last is None:
        return formats.moment(first)
    if formats.local(first).date() == formats.local(last).date():
        return f"{formats.clock(first)}–{formats.clock(last)} {formats.day(first)}"
    return f"{formats.moment(first)} – {formats.moment(last)}"


def when(row: Mapping[str, Any]) -> str:
    """When it was held, is to be held, or until when there is time."""
    if row["held_at"] is not None:
        return _("họp {moment}", moment=formats.moment(row["held_at"]))
    if row["starts_at"] is not None:
        return span(row["starts_at"], row["ends_at"])
    return _("chưa đặt ngày, hạn {day}", day=formats.day(row["due_on"]))


def counts_as(row: Mapping[str, Any], today: date) -> str:
    """One of `BUCKETS`, by the day."""
    return bucket(row, today, services().profile.tz)


def standing(row: Mapping[str, Any], today: date) -> str:
    """How it stands, in words: a meeting of which nobody has said anything when its time was over is
    missed."""
    if row["status"] == "planned" and counts_as(row, today) == "missed":
        ahead = row["starts_at"] is not None and formats.local(row["starts_at"]).date() >= today
        return _("quá kỳ, sẽ họp muộn") if ahead else _("quá kỳ, chưa ghi gì")
    said = _(STATUSES[row["status"]])
    return f"{said} · {_('muộn')}" if counts_as(row, today) == "late" else said


def people(names: list[Mapping[str, str]]) -> str:
    """ "Lò Thị Lan (Trưởng công an xã, dự thay Quàng Văn Minh)"."""
    found = []
    for each in names:
        more = [each["post"]] if each.get("post") else []
        if each.get("stands_in_for"):
            more.append(_("dự thay {name}", name=each["stands_in_for"]))
        found.append(f"{each['name']} ({', '.join(more)})" if more else each["name"])
    return "; ".join(found)
