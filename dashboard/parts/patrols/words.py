"""Patrols, who goes along, and what stands against a plan, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.parts.agencies import words as agency_words
from dashboard.words import N_, _
from data.patrols.conflicts import Conflict

KINDS = {
    "joint": N_("Tuần tra liên ngành"),
    "forest_round": N_("Tuần rừng"),
    "burn_watch": N_("Canh đốt nương"),
    "inspection": N_("Kiểm tra"),
}
STATUSES = {
    "planned": N_("dự kiến"),
    "assigned": N_("đã giao"),
    "under_way": N_("đang đi"),
    "returned": N_("đã về"),
    "completed": N_("đã kết thúc"),
    "cancelled": N_("đã hủy"),
}
ROLES = {
    "leader": N_("tổ trưởng"),
    "member": N_("thành viên"),
    "driver": N_("lái xe, lái xuồng"),
    "guide": N_("người dẫn đường"),
    "participant": N_("người tham gia"),
}
REPEATS = {"week": N_("hằng tuần"), "month": N_("hằng tháng")}
CONFLICTS = {
    "person_twice": N_("{name} có hai lần trong danh sách"),
    "vehicle_twice": N_("Phương tiện {plate} có hai lần trong danh sách"),
    "agency_gone": N_("{agency} không có trong danh sách đơn vị ngày đó"),
    "person_booked": N_("{name} đã đi {code}, {when}"),
    "vehicle_booked": N_("{plate} đã dùng cho {code}, {when}"),
    "person_down": N_("{name} không đi được {when}: {reason}"),
    "vehicle_down": N_("{plate} không dùng được {when}: {reason}"),
    "agency_down": N_("{agency} không cử người được {when}: {reason}"),
    "off_hours": N_("{who} ngoài giờ trực {when}"),
    "role_missing": N_("Chưa có ai của lực lượng {role}"),
    "lead_absent": N_("Đơn vị chủ trì {agency} chưa cử ai đi"),
    "leader_missing": N_("Chưa có tổ trưởng"),
    "leader_phone": N_("Tổ trưởng {name} chưa có số điện thoại"),
    "untold": N_("{agency} chưa có đầu mối liên lạc được, sẽ không báo được"),
    "no_zone": N_("Chưa chọn khu vực"),
    "zone_covered": N_("{zone} đã có {code} đi, {when}"),
    "zone_archived": N_("Khu vực {zone} đã thôi dùng"),
    "in_the_past": N_("Giờ bắt đầu đã qua"),
}
"""Code of a conflict → the sentence; what is named comes from `Conflict.about`."""
CHANGES = {
    "edited": N_("sửa kế hoạch"),
    "moved": N_("đổi ngày"),
    "cancelled": N_("hủy"),
    "completed": N_("kết thúc"),
    "member_added": N_("thêm người"),
    "member_removed": N_("bớt người"),
    "member_replaced": N_("đổi người"),
    "member_edited": N_("sửa người"),
}
"""What can be taken back, by the journal's action."""


def span(first: datetime, last: datetime) -> str:
    """ "07:00–17:00 13/03/2027", with both days where they differ, in local time."""
    if formats.local(first).date() == formats.local(last).date():
        return f"{formats.clock(first)}–{formats.clock(last)} {formats.day(first)}"
    return f"{formats.moment(first)} – {formats.moment(last)}"


def short_span(first: datetime, last: datetime, now: datetime) -> str:
    """The same without a year that is this one."""
    if formats.local(first).date() != formats.local(last).date():
        return f"{_stamp(first, now)} – {_stamp(last, now)}"
    return f"{formats.clock(first)}–{formats.clock(last)} {_stamp(first, now).split(' ', 1)[1]}"


def _stamp(moment: datetime, now: datetime) -> str:
    """Clock and day, whatever day is today."""
    here = formats.local(moment)
    if here.year != formats.local(now).year:
        return formats.moment(moment)
    day = f"{here:%d/%m}" if "/" in formats.day(moment) else f"{here:%d %b}"
    return f"{formats.clock(moment)} {day}"


def conflict(found: Conflict, names: Mapping[str, str], now: datetime) -> str:
    """One conflict as a sentence; `names` of agencies by id."""
    about: dict[str, Any] = dict(found.about)
    own = about.get("agency_id")
    about["agency"] = names.get(own, own) if own else ""
    about["who"] = about.get("name") or about["agency"]
    if "role" in about:
        about["role"] = _(agency_words.ROLES[about["role"]])
    if "from" in about and "to" in about:
        about["when"] = short_span(about["from"], about["to"], now)
    return _(CONFLICTS[found.code]).format_map(about)


def roles(names: list[str]) -> str:
    """The forces that must be there, in words."""
    return ", ".join(_(agency_words.ROLES[each]) for each in names)


def member(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """ "Lò Thị Lan · tổ trưởng · Hạt Kiểm lâm"."""
    return " · ".join((row["name"], _(ROLES[row["role"]]), names.get(row["agency_id"], row["agency_id"])))
