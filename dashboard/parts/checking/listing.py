"""The desk's list of checks: nobody goes, somebody goes, answered, reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.field import phrases
from dashboard.parts import reveal
from dashboard.services import services
from dashboard.words import N_, _

GROUPS = {
    "free": N_("Chưa ai nhận"),
    "going": N_("Đang đi"),
    "waiting": N_("Chờ kiểm duyệt"),
    "reviewed": N_("Đã kiểm duyệt"),
}
"""In the order of what the desk must do next."""
_MOST = 60


def groups_of(row: Mapping[str, Any]) -> set[str]:
    """Where a row of `my_list` stands: a fire can be answered while somebody is still on the way."""
    said = row["verdict"]
    found = set()
    if row["assignment"] is not None:
        found.add("going")
    elif row["to_do"]:
        found.add("free")
    if said is not None and not row["to_do"]:
        settled = said["review"] == "confirmed" and not said["against"]
        found.add("reviewed" if settled else "waiting")
    return found


def _label(row: Mapping[str, Any], now: datetime) -> str:
    areas = services().areas
    holder, mark = phrases.holder(row["assignment"], now, answered=not row["to_do"])
    colour = {"none": "red", "quiet": "orange", "mine": "green", "held": "blue", "answered": "gray"}[mark]
    forest = _(phrases.FOREST.get(row["forest"], phrases.FOREST["unknown"]))
    said = phrases.verdict(row["verdict"])
    if row["verdict"] and (row["verdict"]["conflict"] or row["verdict"]["against"]):
        said += " · " + _("có kết quả trái nhau")
    left = phrases.left(row["due_at"], now) if row["to_do"] else ""
    under = (
        phrases.communes(row["communes_2025"], areas),
        forest,
        formats.ago(row["last_seen"], now),
        phrases.level(row["level"]),
    )
    lines = [
        f"**{look.plain(phrases.title(row, areas))}**",
        look.plain(" · ".join(each for each in under if each)),
        f":{colour}[**{look.plain(holder)}**]" + (f" · {look.plain(left)}" if left else ""),
    ]
    return "\n".join([*lines, *([look.plain(said)] if said else [])])


def show(rows: Sequence[Mapping[str, Any]], chosen: str | None) -> None:
    """Draw it; a press chooses a fire."""
    now = services().now()
    if not rows:
        look.note(_("Không có đám cháy nào ở mục này"), "")
    with st.container(key="checkinglist"):
        for row in rows[:_MOST]:
            own = row["event_id"]
            kind = phrases.holder(row["assignment"], now, answered=not row["to_do"])[1]
            if st.button(
                _label(row, now),
                key=f"check_{kind}_{own}",
                width="stretch",
                type="primary" if own == chosen else "secondary",
            ):
                st.session_state["checking_chosen"] = None if own == chosen else own
                reveal.count("checking")
                st.rerun()
    if len(rows) > _MOST:
        look.small(_("Chỉ hiện {count} đám cần trước nhất.", count=_MOST))
