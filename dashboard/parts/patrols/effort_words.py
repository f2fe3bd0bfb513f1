"""Spans of effort in words."""

from __future__ import annotations

from datetime import date

from dashboard import formats, words
from dashboard.words import _
from data.effort.periods import Span


def month(text: str) -> str:
    """YYYY-MM as a month is called."""
    said = formats.month(date.fromisoformat(f"{text}-01"))
    return said if words.current() == "en" else said.lower()


def span(of: Span) -> str:
    """What a span is called."""
    if of.kind == "month":
        return month(f"{of.since:%Y-%m}")
    if of.kind == "season":
        return _(
            "mùa khô {since}–{until} (tháng 12 đến tháng 4)",
            since=str(of.since.year),
            until=str(of.until.year),
        )
    return _("năm {year}", year=str(of.since.year))
