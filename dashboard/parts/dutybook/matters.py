"""Open matters as a list: now, or as they stood at a hand-over. Their texts go on paper: Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard.words import N_, _

KINDS = {
    "duties": N_("Báo tin"),
    "incident": N_("Vụ việc"),
    "checking": N_("Kiểm tra thực địa"),
    "patrol": N_("Tuần tra"),
    "item": N_("Kết luận, kiến nghị"),
}
SOURCES = {
    "shift": N_("Ca trực"),
    "own": N_("Ghi tay"),
    "call": N_("Tin báo"),
    "incident": N_("Vụ việc"),
    "duty": N_("Báo tin"),
    "notice": N_("Tin đến"),
    "level": N_("Cấp cháy"),
    "deed": N_("Việc khác"),
}


def listed(rows: Sequence[Mapping[str, Any]]) -> str:
    """The HTML of the list; what is late comes first."""
    lines = "".join(
        f"<li{' class=late' if row['late'] else ''}><b>{escape(_(KINDS[row['kind']]))}</b>"
        f"{' <em>' + escape(_('quá hạn')) + '</em>' if row['late'] else ''}"
        f" <span>{escape(row['text'])}</span></li>"
        for row in sorted(rows, key=lambda row: not row["late"])
    )
    return f'<ul class="cl-openmatters">{lines}</ul>'
