"""The calendar as a component: patrols are opened, dragged to another day, and begun on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.words import _

_HERE = Path(__file__).parent


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "canhlua_patrols",
        html='<div class="board"></div>',
        css=(_HERE / "board.css").read_text(encoding="utf-8"),
        js=(_HERE / "board.js").read_text(encoding="utf-8"),
    )


def _nothing() -> None:
    """Triggers need somebody who listens, to be told of at all."""


def show(data: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Draw what `calendar.board` gives; returns what was done: ("opened", id), ("moved", {id, day}) or
    ("added", day), days as ISO texts. None: nothing.
    """
    words = {
        "agency": _("Đơn vị"),
        "add": _("Lập tuần tra ngày {day}", day="{day}"),
        "aim": _("Chuyển tới {day}? Enter để chuyển, Esc để thôi.", day="{day}"),
        "left": _("Chưa chuyển."),
        "none": _("Chưa có tuần tra nào trong những ngày này."),
        "hint": _(
            "Kéo thẻ sang ngày khác để chuyển. Bằng bàn phím: chọn thẻ, giữ Shift bấm mũi tên, rồi Enter."
        ),
    }
    did = _component()(
        data={**data, "words": words},
        key="patrol_board",
        on_opened_change=_nothing,
        on_moved_change=_nothing,
        on_added_change=_nothing,
    )
    for what in ("moved", "opened", "added"):
        value = getattr(did, what, None)
        if value is not None:
            return what, value
    return None
