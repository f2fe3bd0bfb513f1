"""Addresses of our own pages, in the language in use."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard import words


def way(page: str, **asked: str) -> str:
    """``/desk?matter=incident%3A7&lang=en`` below the path that the program is served at."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    if words.current() != words.SOURCE_LANGUAGE:
        asked |= {"lang": words.current()}
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{'/' + base if base else ''}/{page}{query}"
