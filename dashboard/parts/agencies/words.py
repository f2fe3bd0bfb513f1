"""Agencies, focal points and their hours in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.words import N_, _
from geo.areas import Areas

ROLES = {
    "ranger": N_("Kiểm lâm"),
    "police": N_("Công an"),
    "military": N_("Quân sự"),
    "participant": N_("Đơn vị tham gia"),
}
LEVELS = {
    "province": N_("cấp tỉnh"),
    "area": N_("cấp khu vực"),
    "commune": N_("cấp xã"),
    "village": N_("cấp bản"),
}
KINDS = {
    "ranger_subdepartment": N_("Chi cục Kiểm lâm"),
    "ranger_station": N_("Hạt Kiểm lâm"),
    "provincial_police": N_("Công an tỉnh"),
    "district_police": N_("Công an huyện"),
    "commune_police": N_("Công an xã"),
    "provincial_military_command": N_("Bộ Chỉ huy quân sự tỉnh"),
    "area_defence_command": N_("Ban Chỉ huy phòng thủ khu vực"),
    "district_military_command": N_("Ban Chỉ huy quân sự huyện"),
    "commune_military_command": N_("Ban Chỉ huy quân sự xã"),
    "commune_committee": N_("UBND xã"),
    "forest_owner": N_("Chủ rừng"),
    "village_fire_team": N_("Tổ, đội bảo vệ rừng và PCCCR"),
    "civil_team": N_("Dân phòng, tổ bảo vệ an ninh trật tự"),
    "other": N_("Đơn vị khác"),
}
CHANNELS = {
    "call": N_("gọi điện"),
    "sms": N_("nhắn SMS"),
    "zalo": N_("Zalo"),
    "email": N_("e-mail"),
    "telegram": N_("Telegram"),
    "webhook": N_("webhook"),
    "radio": N_("bộ đàm"),
    "visit": N_("đến gặp"),
    "paper": N_("gửi văn bản"),
}
REACH = {
    "on_duty": N_("liên lạc được"),
    "hours_not_stated": N_("liên lạc được, chưa nhập giờ trực"),
    "stand_in": N_("liên lạc qua người trực thay"),
    "off_duty": N_("ngoài giờ trực"),
    "no_channel": N_("chưa có kênh liên lạc"),
    "no_focal_point": N_("chưa có đầu mối"),
    "nobody_on_duty": N_("ngoài giờ trực, không ai thay"),
    "hours_uncovered": N_("có giờ không ai trực"),
    "not_valid": N_("không còn hiệu lực"),
}
DAYS = (N_("T2"), N_("T3"), N_("T4"), N_("T5"), N_("T6"), N_("T7"), N_("CN"))
ACTIONS = {
    "created": N_("nhập mới"),
    "edited": N_("sửa"),
    "succeeded": N_("đổi từ một ngày"),
    "retired": N_("thôi dùng"),
    "restored": N_("dùng lại"),
    "undone": N_("hoàn tác"),
    "withdrawn": N_("rút lại"),
    "scanned": N_("tải bản chụp"),
}


def agency_name(row: Mapping[str, Any]) -> str:
    """The name, or its kind and that the name has not been entered."""
    return row["name"] or _("{kind} (chưa nhập tên)", kind=_(KINDS.get(row["kind"], row["kind"])))


def person_name(row: Mapping[str, Any]) -> str:
    """The name, or that it has not been entered."""
    return row["name"] or _("chưa nhập tên")


def communes(row: Mapping[str, Any], areas: Areas) -> str:
    """The communes that an agency works in."""
    if row["communes"] is None:
        return _("toàn tỉnh") if row["level"] == "province" else _("chưa nhập địa bàn")
    names = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))
    return ", ".join(names.get(each, each) for each in row["communes"])


def days(row: Mapping[str, Any]) -> str:
    """From when until when."""
    first, last = row["valid_from"], row["valid_to"]
    if first is None and last is None:
        return _("không ghi ngày")
    if last is None:
        return _("từ {day}", day=formats.day(first))
    if first is None:
        return _("đến trước {day}", day=formats.day(last))
    return _("từ {first} đến trước {last}", first=formats.day(first), last=formats.day(last))


def phone(number: str) -> str:
    """0912 345 678 for a number of here, the international form otherwise."""
    if not number.startswith("+84"):
        return number
    local = "0" + number[3:]
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def channel(each: Mapping[str, str]) -> str:
    """ "gọi điện 0912 345 678"."""
    by_phone = each["kind"] in ("call", "sms", "zalo")
    return f"{_(CHANNELS[each['kind']])} {phone(each['address']) if by_phone else each['address']}"


def hours(spans: Sequence[Mapping[str, Any]] | None) -> str:
    """Duty hours in words."""
    if spans is None:
        return _("chưa nhập giờ trực")
    told = []
    for span in spans:
        which = (
            _("cả tuần") if len(span["days"]) == 7 else ", ".join(_(DAYS[day - 1]) for day in span["days"])
        )
        all_day = (span["from"], span["to"]) == ("00:00", "24:00")
        told.append(f"{which} {_('24/24') if all_day else span['from'] + '–' + span['to']}")
    return "; ".join(told)
