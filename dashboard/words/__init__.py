"""The words on screen: Vietnamese in the source as ``_("…")``, other languages from the ``.po`` files beside.

``N_`` marks a string in a table for the extractor without translating it.
"""

from __future__ import annotations

from dashboard.words.catalogue import SOURCE_LANGUAGE, translate
from dashboard.words.language import ask, current, use
from dashboard.words.numbers import number

__all__ = ["N_", "SOURCE_LANGUAGE", "_", "ask", "counted", "current", "use"]


def N_(text: str) -> str:  # noqa: N802 -- gettext's customary name for "mark, do not translate here"
    """Mark a string for the catalogue; it is translated where it is shown."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the language in use, with ``{name}`` filled from ``values``."""
    said = translate(text, current())
    return said.format(**values) if values else said


def counted(text: str, count: int, /, **values: object) -> str:
    """A text about a number of things; ``{count}`` is filled in, written as people here write numbers."""
    return translate(text, current(), count).format(count=number(count), **values)
