"""Trainings and public-information events in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.services import services
from dashboard.words import N_, _

KINDS = {"training": N_("Tập huấn"), "public_information": N_("Tuyên truyền")}
AUDIENCES = {
    "people": N_("người dân"),
    "cadres": N_("cán bộ"),
    "part_time_forces": N_("lực lượng bán chuyên trách"),
    "schools": N_("trường học"),
}
STATUSES = {
    "planned": N_("chưa thông báo"),
    "announced": N_("đã thông báo"),
    "held": N_("đã tổ chức"),
    "cancelled": N_("đã hủy"),
}
REPLIES = {
    "confirmed": N_("sẽ tham gia"),
    "declined": N_("không tham gia"),
    "content": N_("thêm nội dung"),
}
NOTICES = {
    "in_time": N_("báo trước đúng hạn"),
    "late": N_("báo muộn"),
    "not_told": N_("chưa báo đủ"),
    "unannounced": N_("chưa thông báo"),
    "ahead": N_("còn thời gian báo trước"),
}
SUGGESTIONS = {
    "same_time": N_("Trùng giờ, cùng nơi: nên dời một bên hoặc làm chung"),
    "same_people": N_("Cùng đối tượng, cùng xã, cách nhau dưới hai tuần: nên lồng ghép"),
    "same_topic": N_("Có nội dung giống nhau, cùng xã: nên lồng ghép"),
}


def audiences(row: Mapping[str, Any]) -> str:
    """ "người dân, trường học"."""
    return ", ".join(_(AUDIENCES[each]) for each in row["audiences"])


def commune(row: Mapping[str, Any]) -> str:
    """The commune's name; "" where none is set."""
    own = row["commune_id"]
    return _("xã {name}", name=services().areas.by_id(own).name) if own else ""


def when(row: Mapping[str, Any]) -> str:
    """ "08:00–10:00 13/03/2027", in local time."""
    first, last = row["starts_at"], row["ends_at"]
    if formats.local(first).date() == formats.local(last).date():
        return f"{formats.clock(first)}–{formats.clock(last)} {formats.day(first)}"
    return f"{formats.moment(first)} – {formats.moment(last)}"


def topics(row: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Each topic and whose it is."""
    return [(each["text"], names.get(each["agency_id"], each["agency_id"])) for each in row["topics"]]
