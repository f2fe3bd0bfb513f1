"""The style sheet and the few shapes that are ours: brand mark, notes, facts. Text is escaped here, once."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.words import _

_CSS = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return getattr(st.context.theme, "type", None) == "dark"


def apply() -> None:
    """Put the style sheet on the page; words that only CSS can place come from the catalogue too."""
    said = {
        "loading": _("Đang vẽ bản đồ…"),
        "drop": _("Kéo tệp vào đây, hoặc bấm nút."),
        "browse": _("Chọn tệp"),
        "all": _("Chọn tất cả"),
        "none": _("Không có mục nào"),
        "upload-failed": _("Không tải lên được: tệp lớn hơn 64 MB hoặc mất kết nối."),
    }
    variables = "".join(
        f"--cl-{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in said.items()
    )
    st.html(f"<style>{_CSS}\n:root {{ {variables} }}</style>")
    if is_dark():
        st.html('<span class="cl-dark"></span>')


def brand(place: str) -> str:
    """Name of the program and of the place it watches."""
    flame = '<div class="cl-flame" aria-hidden="true"></div>'
    return f'<div class="cl-brand">{flame}<div><b>Canh Lửa</b><small>{escape(place)}</small></div></div>'


def note(title: str, text: str, *, kind: str = "", steps: tuple[str, ...] = ()) -> None:
    """A card that says what is the matter and what to do; ``kind`` is "", "warn" or "bad"."""
    listed = f"<ul>{''.join(f'<li>{escape(s)}</li>' for s in steps)}</ul>" if steps else ""
    st.html(f'<div class="cl-note {kind}" role="status"><b>{escape(title)}</b>{escape(text)}{listed}</div>')


def facts(pairs: list[tuple[str, str]]) -> None:
    """Figures with their labels."""
    st.html(
        '<div class="cl-facts">'
        + "".join(f"<div><b>{escape(v)}</b><span>{escape(k)}</span></div>" for k, v in pairs)
        + "</div>"
    )


def small(text: str) -> None:
    """A quiet line."""
    st.html(f'<div class="cl-small">{escape(text)}</div>')


def plain(text: str) -> str:
    """Text from data, safe inside a Markdown label."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>()#+-.!|$~:&" else c for c in text.replace("\n", " "))


def links(lead: str, targets: list[tuple[str, str]]) -> None:
    """A quiet line of links."""
    said = " · ".join(
        f'<a href="{escape(url, quote=True)}" target="_self" download>{escape(text)}</a>'
        for text, url in targets
    )
    st.html(f'<div class="cl-small">{escape(lead)} {said}</div>')
