"""Our own HTML on a page: `st.html` keeps no SVG, Markdown does, in one block without blank lines."""

from __future__ import annotations

from html import escape

import streamlit as st


def html(body: str) -> None:
    """Show HTML whose text is escaped already. Line breaks become blanks: no text can end the block."""
    st.markdown(f'<div class="cl-html">{" ".join(body.split())}</div>', unsafe_allow_html=True)


def lines_of(text: str) -> str:
    """Text as HTML whose lines stay lines."""
    return "<br>".join(escape(line) for line in text.splitlines())
