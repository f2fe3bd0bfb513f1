"""Patrols, meetings, events, inspections and cases in words, where they stand among other matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.words import N_, _
from data.matters.of_plans import KINDS

PATROLS = {
    "joint": N_("Tuần tra liên ngành"),
    "forest_round": N_("Tuần tra rừng"),
    "burn_watch": N_("Trực canh đốt nương"),
    "inspection": N_("Tuần tra kiểm tra"),
}
MEETINGS = {
    "commune_month": N_("Giao ban tháng ở xã"),
    "area_quarter": N_("Giao ban quý"),
    "extraordinary": N_("Giao ban đột xuất"),
}
EVENTS = {"training": N_("Tập huấn"), "public_information": N_("Tuyên truyền")}
INSPECTIONS = {
    "commune": N_("Kiểm tra liên ngành tại xã"),
    "village": N_("Kiểm tra liên ngành tại bản"),
    "office": N_("Kiểm tra liên ngành tại cơ quan"),
    "enterprise": N_("Kiểm tra liên ngành tại doanh nghiệp"),
    "school": N_("Kiểm tra liên ngành tại trường học"),
}
SUBKINDS: Mapping[str, Mapping[str, str]] = {
    "patrol": PATROLS,
    "meeting": MEETINGS,
    "outreach_event": EVENTS,
    "inspection": INSPECTIONS,
}
"""Kind of matter → words of its kinds; a case has none."""
_KNOWN = {
    "patrol": (N_("Giao nhiệm vụ"), N_("giao nhiệm vụ {moment}")),
    "case": (N_("Đơn vị biết tin"), N_("biết tin {moment}")),
}
_ANNOUNCED = (N_("Thông báo"), N_("thông báo {moment}"))


def is_one(row: Mapping[str, Any]) -> bool:
    """Whether a matter is of these kinds."""
    return row["kind"] in KINDS


def clock(row: Mapping[str, Any]) -> str:
    """What the moment is called from which others must know."""
    return _(_KNOWN.get(row["kind"], _ANNOUNCED)[0])


def since(row: Mapping[str, Any]) -> str:
    """From when others must know."""
    return _(_KNOWN.get(row["kind"], _ANNOUNCED)[1], moment=formats.moment(row["started_at"]))


def moments(row: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends; None where that is not set."""
    told = row["told"]
    first, last = (
        datetime.fromisoformat(told[name]) if told.get(name) else None for name in ("starts_at", "ends_at")
    )
    return first, last


def window(row: Mapping[str, Any]) -> str:
    """ "08:00 20/03/2027 – 11:30"; "" where no time is set."""
    first, last = moments(row)
    if first is None:
        return ""
    if last is None:
        return formats.moment(first)
    same = formats.local(first).date() == formats.local(last).date()
    end = f"{formats.local(last):%H:%M}" if same else formats.moment(last)
    return f"{formats.moment(first)} – {end}"


def where(row: Mapping[str, Any]) -> list[str]:
    """When and where it takes place, as parts of a line."""
    told = row["told"]
    return [window(row), told.get("place_text") or "", ", ".join(told.get("zones") or ())]
