"""The calendar in words."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import formats
from dashboard.parts.together.words import MEETINGS
from dashboard.services import services
from dashboard.words import N_, _
from data.calendar.entries import Entry

KINDS = {
    "meeting": N_("Họp giao ban"),
    "outreach_event": N_("Tập huấn, tuyên truyền"),
    "inspection": N_("Kiểm tra liên ngành"),
    "patrol": N_("Tuần tra"),
    "duty": N_("Hạn báo tin"),
    "case_report": N_("Hạn báo cáo vụ"),
    "action_item": N_("Hạn kết luận, kiến nghị"),
    "meeting_due": N_("Hạn họp giao ban"),
}
SHORT_DAYS = (N_("T2"), N_("T3"), N_("T4"), N_("T5"), N_("T6"), N_("T7"), N_("CN"))


def title(entry: Entry, names: Mapping[str, str]) -> str:
    """ "Họp giao ban GB-2027-0003: xã Mường Giôn"."""
    areas = services().areas.communes
    called = dict(zip(areas["area_id"], areas["name"], strict=True))
    what = called.get(entry.title) or names.get(entry.title) or entry.title
    name = _(MEETINGS[entry.subkind] if entry.kind == "meeting" else KINDS[entry.kind])
    return f"{name} {entry.code}" + (f": {what}" if what else "")


def when(entry: Entry) -> str:
    """ "08:00–10:00", "cả ngày"."""
    if entry.all_day:
        return _("trong ngày")
    if entry.starts_at == entry.ends_at:
        return formats.clock(entry.starts_at)
    same = formats.local(entry.starts_at).date() == formats.local(entry.ends_at).date()
    end = formats.clock(entry.ends_at) if same else formats.moment(entry.ends_at)
    return f"{formats.clock(entry.starts_at)}–{end}"
