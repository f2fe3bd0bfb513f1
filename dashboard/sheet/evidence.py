"""How sure, how strong, how large: a satellite's figures for someone who decides whether to go."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from dashboard import formats
from dashboard.sheet.model import Fact, Record, given, number_of
from dashboard.words import N_, _
from geo.hotspots.footprint import uncertainty_m

REASONS = {
    "two_satellites": N_("hai vệ tinh cùng thấy"),
    "two_passes": N_("hai lượt bay cùng thấy"),
    "confident": N_("độ tin cậy đủ cao"),
    "single_low": N_("một lượt, độ tin cậy thấp"),
}

CONFIDENCE = {"high": N_("cao"), "nominal": N_("vừa"), "low": N_("thấp")}
# VIIRS active-fire guide: low = sun glint or weak by day; nominal = more than 15 K; high = saturated.
_MEANING = {
    "high": N_("Rất nóng: gần như chắc chắn có lửa hoặc nguồn nhiệt mạnh."),
    "nominal": N_("Nóng rõ so với xung quanh: thường là có cháy."),
    "low": N_("Dấu hiệu yếu, có thể do nắng chói hoặc đất nóng: tìm thêm dấu hiệu khác."),
}


def no_value() -> str:
    """What stands where a source gave no figure; zero is a figure."""
    return _("không có số liệu")


def when(key: str, label: str, moment: datetime | None, now: datetime) -> Fact:
    """A moment on Vietnam's clock with its age, and in UTC."""
    if moment is None:
        return Fact(key, label, no_value())
    utc = moment.astimezone(UTC)
    note = f"{formats.ago(moment, now)} · {utc:%H:%M} UTC {utc:%Y-%m-%d}"
    return Fact(key, label, formats.moment(moment), note)


def confidence_word(code: str) -> str:
    """Cao, vừa, thấp."""
    return _(CONFIDENCE[code]) if code in CONFIDENCE else code


def confidence(record: Record) -> Fact:
    """Confidence of one hotspot; MODIS also tells a percentage."""
    code, percent = str(record["confidence"]), number_of(record, "confidence_percent")
    value = confidence_word(code) + (f" ({formats.number(percent)} %)" if percent is not None else "")
    return Fact("confidence", _("Độ tin cậy"), value, _(_MEANING[code]) if code in _MEANING else "")


def power(label: str, megawatts: float | None) -> Fact:
    """Fire radiative power; a figure that is not there is not zero."""
    if megawatts is None:
        return Fact("frp", label, no_value())
    note = _("sức nóng bức xạ lúc vệ tinh nhìn thấy")
    return Fact("frp", label, f"{formats.number(megawatts, 1)} MW", note)


def footprint(record: Record) -> Fact:
    """The ground that one pixel covers, and how far from its point the fire may be."""
    radius = formats.distance(float(uncertainty_m(pd.DataFrame([dict(record)]))[0]))
    note = _("Một ô ảnh vệ tinh: lửa ở đâu đó trong ô, sai số khoảng ±{distance}.", distance=radius)
    return Fact("footprint", _("Ô ảnh"), f"{formats.number(number_of(record, 'footprint_ha'), 2)} ha", note)


def satellite(record: Record) -> Fact:
    """Which satellite saw it, with what, by day or night."""
    looks = {"D": _("lượt bay ban ngày"), "N": _("lượt bay ban đêm")}
    parts = [str(given(record, "instrument") or ""), looks.get(str(given(record, "daynight") or ""), "")]
    return Fact("satellites", _("Vệ tinh"), str(record["satellite"]), " · ".join(filter(None, parts)))


def strength(event: Record) -> Fact:
    """How sure a fire event is, with the reason."""
    reason = REASONS.get(str(given(event, "strength_reason")))
    sure = _("chắc") if event["strength"] == "strong" else _("chưa chắc")
    return Fact("strength", _("Mức chắc chắn"), sure, _(reason) if reason else "")


def standing(record: Record) -> list[Fact]:
    """Permanent source and recurrence, each only where it holds."""
    found = []
    if given(record, "permanent"):
        note = _("Nhiều ngày đều nóng ở chỗ này: nhà máy, lò, bãi đốt. Vẫn giữ trên bản đồ, không bị xóa.")
        found.append(Fact("permanent", _("Nguồn nhiệt"), _("nguồn nhiệt cố định"), note))
    if before := given(record, "recurrence_of"):
        found.append(Fact("recurrence", _("Tái phát"), _("cháy lại ở chỗ của {event}", event=before)))
    return found
