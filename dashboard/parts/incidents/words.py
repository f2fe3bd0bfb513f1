"""Incidents, their states and what callers say, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dashboard import formats
from dashboard.parts.incidents import record_words as case_words
from dashboard.words import N_, _, current
from data.incidents.matching import Match
from data.incidents.states import FIRES
from geo.areas import Areas

KINDS = {
    "forest_fire": N_("Cháy rừng"),
    "land_fire": N_("Cháy nương, cháy thực bì"),
    "forest_offence": N_("Vi phạm lâm luật"),
    "house_fire": N_("Cháy nhà, công trình"),
    "public_order": N_("An ninh trật tự"),
    "explosive": N_("Bom mìn, vật nổ"),
    "defence_other": N_("Quốc phòng, việc khác"),
    "natural_hazard": N_("Sạt lở, thiên tai"),
    "tip": N_("Nguồn tin (người lạ, lán trại, việc đáng ngờ)"),
}
FIELDS = {
    "forest": N_("Rừng (Kiểm lâm)"),
    "order": N_("Trật tự (Công an)"),
    "defence": N_("Quốc phòng (Quân sự)"),
}
STATUSES = {
    "reported": N_("mới báo"),
    "verifying": N_("đang xác minh"),
    "confirmed": N_("đã xác nhận"),
    "responding": N_("đang xử lý"),
    "controlled": N_("đã khống chế"),
    "resolved": N_("đã dập tắt, đã xong"),
    "case_reported": N_("đã gửi báo cáo vụ"),
    "closed": N_("đã đóng hồ sơ"),
    "not_forest_fire": N_("không phải cháy rừng"),
    "false_alarm": N_("báo nhầm"),
}
FIRE_STATUSES = {
    "confirmed": N_("đã xác nhận có cháy"),
    "responding": N_("đang chữa cháy"),
    "resolved": N_("đã dập tắt"),
}
OTHER_STATUSES = {"confirmed": N_("đã xác nhận có việc"), "resolved": N_("đã xử lý xong")}
"""What a status is called where something burns, and where nothing does."""
STEPS = {
    "reported": N_("Mở lại"),
    "verifying": N_("Đang xác minh"),
    "confirmed": N_("Xác nhận có cháy, có việc"),
    "responding": N_("Đang xử lý"),
    "controlled": N_("Đã khống chế"),
    "resolved": N_("Đã dập tắt, đã xong"),
    "case_reported": N_("Đã gửi báo cáo vụ"),
    "closed": N_("Đóng hồ sơ"),
    "not_forest_fire": N_("Không phải cháy rừng…"),
    "false_alarm": N_("Báo nhầm…"),
}
FIRE_STEPS = {
    "confirmed": N_("Xác nhận có cháy"),
    "responding": N_("Đang chữa cháy"),
    "resolved": N_("Đã dập tắt"),
}
OTHER_STEPS = {"confirmed": N_("Xác nhận có việc"), "resolved": N_("Đã xử lý xong")}
ENTRIES = {
    "created": N_("Ghi vụ việc"),
    "call": N_("Có tin báo {reference}"),
    "note": N_("Ghi thêm"),
    "status": N_("{before} → {after}"),
    "undone": N_("Hoàn tác: {before} → {after}"),
    "event_undone": N_("Bỏ gắn đám cháy {reference}"),
    "force_undone": N_("Bỏ lực lượng: {text}"),
    "edited": N_("Sửa: {text}"),
    "event": N_("Gắn đám cháy {reference}"),
    "correction": N_("Đính chính"),
    "verdict": N_("Kết quả xác minh số {reference}"),
    "verdict_confirmed": N_("Kết quả số {reference} được xác nhận"),
    "verdict_returned": N_("Kết quả số {reference} bị trả lại"),
    "merged": N_("Gộp với {reference}"),
    "split": N_("Tách ra {reference}"),
    "record": N_("Sửa hồ sơ: {text}"),
    "force": N_("Lực lượng tham gia: {text}"),
    "area": N_("Vùng cháy: {text}"),
    "document": N_("{text}: {reference}"),
}
EDITED = {
    "kind": N_("loại"),
    "field": N_("lĩnh vực"),
    "summary": N_("việc gì xảy ra"),
    "occurred_at": N_("lúc xảy ra"),
    "known_at": N_("lúc biết tin"),
    "latitude": N_("vị trí"),
    "longitude": N_("vị trí"),
    "place_text": N_("nơi xảy ra"),
    "area_ha": N_("diện tích"),
    "agency_id": N_("đơn vị nắm vụ việc"),
    "commune_2021_id": N_("xã"),
    "commune_2025_id": N_("xã"),
}
CHANNELS = {
    "phone": N_("điện thoại"),
    "person": N_("đến báo trực tiếp"),
    "radio": N_("bộ đàm"),
    "message": N_("tin nhắn, Zalo"),
    "other": N_("cách khác"),
}
RISKS = {"unknown": N_("chưa rõ"), "no": N_("không"), "yes": N_("có")}
FOREST_TYPES = {
    "unknown": N_("chưa rõ"),
    "natural": N_("rừng tự nhiên"),
    "planted": N_("rừng trồng"),
    "not_forest": N_("không phải rừng"),
}


def commune(row: Mapping[str, Any], areas: Areas) -> str:
    """The commune of today's map, or that it is not known."""
    own = row[f"commune_{areas.present_era}_id"]
    if own is None:
        return _("chưa rõ xã") if row["latitude"] is None else _("ngoài địa bàn")
    return areas.by_id(own).name


def address(code: str, base: str = "") -> str:
    """Where an incident is read, in the language in use; `base` is the path that all pages lie under."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}/incidents?incident={code}&lang={current()}"


def edited(text: str) -> str:
    """Names of fields in words."""
    names = [EDITED.get(each, each) for each in text.split(", ")]
    return ", ".join(dict.fromkeys(_(name) for name in names))


def status(name: str, kind: str) -> str:
    """A status in words, by the kind of incident."""
    own = FIRE_STATUSES if kind in FIRES else OTHER_STATUSES
    said = own.get(name) or STATUSES[name]
    return _(said)


def step(name: str, kind: str) -> str:
    """The button that leads to a status, by the kind of incident."""
    own = FIRE_STEPS if kind in FIRES else OTHER_STEPS
    said = own.get(name) or STEPS[name]
    return _(said)


_TEXTS: Mapping[str, Callable[[str], str]] = {
    "edited": edited,
    "record": case_words.changed,
    "area": case_words.area,
    "document": case_words.document,
    "force": str,
    "undone": str,
}
HEADED = tuple(_TEXTS)
"""Entries whose text stands in their heading."""


def _told_as(row: Mapping[str, Any]) -> str:
    if row["kind"] == "undone" and row["reference"]:
        return "force_undone" if row["reference"].startswith("force:") else "event_undone"
    if row["kind"] == "verdict":
        decision = str(row["reference"]).partition("/")[2]
        return f"verdict_{decision}" if decision else "verdict"
    return str(row["kind"])


def entry(row: Mapping[str, Any], kind: str = "forest_fire") -> str:
    """A line of the timeline of an incident of this kind, without its free text."""
    before, after = (row[f"status_{end}"] for end in ("from", "to"))
    told, said = ENTRIES[_told_as(row)], _TEXTS.get(row["kind"])
    reference = (row["reference"] or "").removesuffix("/confirmed").removesuffix("/returned")
    return _(
        told,
        reference=case_words.document_name(reference) if row["kind"] == "document" else reference,
        text=said(row["text"]) if said else "",
        before=status(before, kind) if before else "",
        after=status(after, kind) if after else "",
    )


def event_near(match: Match, now: datetime) -> str:
    """A fire event that may be the same thing."""
    age, far = formats.ago(match.seen_at, now), formats.distance(match.distance_m)
    return _("Đám cháy vệ tinh thấy {age}, cách {far}", age=age, far=far)


def when(row: Mapping[str, Any]) -> str:
    """When it happened."""
    return formats.moment(row["occurred_at"])
