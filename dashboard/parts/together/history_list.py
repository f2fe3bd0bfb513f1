"""What was done to a record, by whom and when: the journal's entries about it, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.parts.actor_words import actor
from dashboard.parts.html import html
from dashboard.parts.journal import words as journal_words
from dashboard.services import services
from dashboard.words import _
from data.journal_pages import entries_about
from data.store.engine import reading


def _line(entry: Mapping[str, Any]) -> str:
    what = journal_words.known(journal_words.ACTIONS, entry["action"])
    member = (entry["after"] or {}).get("member") or (entry["before"] or {}).get("member")
    if member:
        what += f": {member['name']}"
    reason = f" · {entry['reason']}" if entry["reason"] else ""
    under = f"{formats.moment(entry['at'])} · {actor(entry['actor'])}{reason}"
    return f"<li><b>{escape(what)}</b> <span>{escape(under)}</span></li>"


def show(kind: str, own: int) -> None:
    """Draw it, closed; `kind` as the journal calls the record."""
    with reading(services().engine) as conn:
        entries = entries_about(conn, kind, own)
    with st.expander(_("Ai đã làm gì ({count})", count=formats.number(len(entries)))):
        html(f'<ul class="cl-deeds">{"".join(_line(each) for each in entries)}</ul>')
