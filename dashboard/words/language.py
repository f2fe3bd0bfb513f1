"""Which language a run speaks.

It belongs to one script run (or one request) and is kept in a context variable, so that two people who read
different languages never see each other's.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from dashboard.words.catalogue import SOURCE_LANGUAGE, languages

_language: ContextVar[str | None] = ContextVar("language", default=None)
_elsewhere: list[Callable[[], str | None]] = []


def ask(where: Callable[[], str | None]) -> None:
    """Say where the language is kept when a run did not set it (a fragment that runs without its page)."""
    _elsewhere[:] = [where]


def use(language: str | None) -> str:
    """Set the language of this run; an unknown one falls back to Vietnamese. Returns what is now in use."""
    chosen = language if language in languages() else SOURCE_LANGUAGE
    _language.set(chosen)
    return chosen


def current() -> str:
    """Code of the language in use: ``vi`` or ``en``."""
    chosen = _language.get() or next((found for where in _elsewhere if (found := where())), None)
    return chosen if chosen in languages() else SOURCE_LANGUAGE
