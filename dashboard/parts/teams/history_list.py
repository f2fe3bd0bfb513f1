"""What was done to a team or an inspection, by whom and when, the newest first."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import formats
from dashboard.parts.actor_words import actor
from dashboard.parts.html import html
from dashboard.parts.journal import words as journal_words
from dashboard.services import services
from dashboard.words import _
from data.store.engine import reading
from data.teams.reading import history_of


def show(kind: str, own: int) -> None:
    """Draw it, closed."""
    with reading(services().engine) as conn:
        entries = history_of(conn, kind, own)
    with st.expander(_("Ai đã làm gì ({count})", count=formats.number(len(entries)))):
        lines = "".join(
            f"<li><b>{escape(journal_words.known(journal_words.ACTIONS, each['action']))}</b> "
            f"<span>{escape(formats.moment(each['at']))} · {escape(actor(each['actor']))}"
            f"{escape(' · ' + each['reason'] if each['reason'] else '')}</span></li>"
            for each in entries
        )
        html(f'<ul class="cl-deeds">{lines}</ul>')
