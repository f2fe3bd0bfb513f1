"""Show a sheet: one component, so that lines can be copied, navigation links work, and it fits a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import drill_mark
from dashboard.sheet.model import Sheet
from dashboard.words import _

_HERE = Path(__file__).parent


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "canhlua_sheet",
        html='<article class="sheet"></article>',
        css=(_HERE / "sheet.css").read_text(encoding="utf-8"),
        js=(_HERE / "sheet.js").read_text(encoding="utf-8"),
    )


def payload(sheet: Sheet) -> dict[str, Any]:
    """What the component is given: the sheet and the words around it. All of it becomes text, never HTML."""
    words = {
        "drill": drill_mark.line() if sheet.drill else "",
        "copy": _("Chép"),
        "copied": _("Đã chép"),
        "byHand": _("Trình duyệt không cho chép. Chọn chữ dưới đây rồi chép:"),
        "navigate": _("Dẫn đường"),
        "map": _("Bản đồ trên mạng"),
        "zalo": _("Chép cho Zalo"),
        "preview": _("Xem tin nhắn"),
        "growth": _("Qua từng lượt bay"),
        "growthHead": [_("Lượt"), _("Điểm"), "MW", _("Thêm, ha"), _("Bao, ha")],
        "growthForest": _("Rừng, ha"),
        "forest": _("Rừng dưới ô ảnh") if sheet.kind == "hotspot" else _("Lớp rừng"),
        "owners": _("Chủ rừng liên quan"),
        "layer": _("Theo lớp"),
        "growthNote": _("Thêm: ô ảnh chưa lượt nào thấy trước đó. Bao: bao ngoài mọi ô ảnh đến lúc đó."),
        "growthForestNote": _("Rừng: rừng trong các ô ảnh đến lúc đó; % là phần của tổng cột Thêm."),
    }
    return {**asdict(sheet), "words": words}


def render(sheet: Sheet, *, key: str | None = None) -> None:
    """Draw the sheet where the page stands now.

    Copying works on plain http too: without the browser's clipboard it selects the text, and where even that
    is refused the text is laid out to be copied by hand.
    """
    _component()(data=payload(sheet), key=key or f"sheet_{sheet.kind}")
