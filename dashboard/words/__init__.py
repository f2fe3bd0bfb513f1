"""The words on screen: Vietnamese in the source as ``_("…")``, other languages from the ``.po`` files beside this file.

The language belongs to one script run (or one request) and is kept in a context variable, so that two people who read
different languages never see each other's. ``N_`` marks a string in a table for the extractor without translating it.
"""

from __future__ import annotations

from contextvars import ContextVar

from dashboard.words.catalogue import SOURCE_LANGUAGE, languages, translate

__all__ = ["SOURCE_LANGUAGE", "N_", "_", "counted", "current", "use"]

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def use(language: str | None) -> str:
    """Set the language of this run; an unknown one falls back to Vietnamese. Returns what is now in use."""
    chosen = language if language in languages() else SOURCE_LANGUAGE
    _language.set(chosen)
    return chosen


def current() -> str:
    """Code of the language in use: ``vi`` or ``en``."""
    return _language.get()


def N_(text: str) -> str:  # noqa: N802 -- gettext's customary name for "mark, do not translate here"
    """Mark a string for the catalogue; it is translated where it is shown."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the language in use, with ``{name}`` filled from ``values``."""
    said = translate(text, _language.get())
    return said.format(**values) if values else said


def counted(text: str, count: int, /, **values: object) -> str:
    """A text about a number of things; ``{count}`` is filled in, written as people here write numbers."""
    from dashboard.formats import number

    return translate(text, _language.get(), count).format(count=number(count), **values)
