"""The words on screen: Vietnamese in the source as ``_("…")``, other languages from the ``.po`` files beside.

The language belongs to one script run (or one request) and is kept in a context variable, so that two
people who read
different languages never see each other's. ``N_`` marks a string in a table for the extractor without
translating it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from dashboard.words.catalogue import SOURCE_LANGUAGE, languages, translate

__all__ = ["N_", "SOURCE_LANGUAGE", "_", "ask", "counted", "current", "use"]

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


def N_(text: str) -> str:  # noqa: N802 -- gettext's customary name for "mark, do not translate here"
    """Mark a string for the catalogue; it is translated where it is shown."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the language in use, with ``{name}`` filled from ``values``."""
    said = translate(text, current())
    return said.format(**values) if values else said


def counted(text: str, count: int, /, **values: object) -> str:
    """A text about a number of things; ``{count}`` is filled in, written as people here write numbers."""
    from dashboard.formats import number

    return translate(text, current(), count).format(count=number(count), **values)
