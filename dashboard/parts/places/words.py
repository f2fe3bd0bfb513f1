"""A place in words: its kind, its days, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard import formats
from dashboard.sheet.place import unit_name
from dashboard.words import N_, _
from data.places.editing import PERSON

CHOICES: dict[str, tuple[str, str]] = {
    "village": ("bản", "village"),
    "quarter": ("tiểu khu", "village"),
    "hamlet": ("thôn", "village"),
    "bare_village": ("", "village"),
    "seat": ("", "commune_seat"),
    "other": ("", "other"),
}
"""What a person can choose: key → unit and kind."""

CHOICE_WORDS = {
    "village": N_("bản"),
    "quarter": N_("tiểu khu (khu dân cư)"),
    "hamlet": N_("thôn"),
    "bare_village": N_("khu dân cư khác"),
    "seat": N_("trụ sở xã"),
    "other": N_("nơi khác (cầu, trạm, chòi canh…)"),
}
LINE_WORDS = {
    "road": N_("đường bộ"),
    "river": N_("sông, suối"),
    "reservoir": N_("hồ, mặt nước"),
}
ACTIONS = {
    "created": N_("thêm"),
    "edited": N_("sửa"),
    "succeeded": N_("đổi tên hoặc vị trí từ một ngày"),
    "retired": N_("thôi dùng"),
    "restored": N_("dùng lại"),
    "undone": N_("hoàn tác"),
    "withdrawn": N_("rút lại"),
}


def choice_of(row: Mapping[Any, Any]) -> str:
    """The key of `CHOICES` nearest to a stored row."""
    unit, kind = row["unit"] or "", row["kind"]
    found = next((key for key, (u, k) in CHOICES.items() if (u, k) == (unit, kind)), None)
    return found or {"village": "bare_village", "commune_seat": "seat"}.get(kind, "other")


def kind_words(row: Mapping[Any, Any]) -> str:
    """ "bản", "trụ sở xã", "nơi khác"; a unit that is not in the list stands for itself."""
    key = choice_of(row)
    if row["unit"] and row["unit"] != CHOICES[key][0]:
        return str(row["unit"])
    return _("nơi khác") if key == "other" else _(CHOICE_WORDS[key])


def full_name(row: Mapping[Any, Any]) -> str:
    """ "bản Phiêng Bay"."""
    return unit_name(row["unit"] or "", row["name"])


def state_of(row: Mapping[Any, Any], today: date) -> str:
    """`coming`, `retired` or `current`."""
    if row["valid_to"] is not None and row["valid_to"] <= today:
        return "retired"
    return "coming" if row["valid_from"] is not None and row["valid_from"] > today else "current"


def days(row: Mapping[Any, Any]) -> str:
    """From when until when, in words."""
    first, last = row["valid_from"], row["valid_to"]
    if first is None and last is None:
        return _("không ghi ngày: dùng cho mọi hồ sơ")
    if last is None:
        return _("từ {day}", day=formats.day(first))
    if first is None:
        return _("đến trước {day}", day=formats.day(last))
    return _("từ {first} đến trước {last}", first=formats.day(first), last=formats.day(last))


def line_words(kind: str) -> str:
    """What a kind of lines is called."""
    return _(LINE_WORDS[kind])


def source_words(source: str) -> str:
    """Who brought it."""
    return _("nhập tay") if source == PERSON else source
