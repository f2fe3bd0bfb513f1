"""Catalogues read once at start with Babel: no compile step, no file that can be out of date.

A language is every ``<language>.po`` and ``<language>.<part>.po`` beside this file, merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "vi"
FOLDER = Path(__file__).parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "counted": None}


def _first(message: object) -> str:
    return str(message[0] if isinstance(message, list | tuple) else message)


def _forms(message: object) -> tuple[str, ...]:
    return tuple(map(str, message)) if isinstance(message, list | tuple) else (str(message),)


@cache
def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    if language == SOURCE_LANGUAGE:
        return {}
    known: dict[str, tuple[str, ...]] = {}
    for file in sorted(FOLDER.glob(f"{language}*.po")):
        with file.open("rb") as text:
            found = read_po(text, locale=language, charset="utf-8")
        known |= {
            _first(m.id): _forms(m.string) for m in found if m.id and any(_forms(m.string)) and not m.fuzzy
        }
    return known


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that can be chosen, the source language first."""
    return (SOURCE_LANGUAGE, *sorted({file.name.split(".")[0] for file in FOLDER.glob("*.po")}))


def translate(text: str, language: str, count: int = 2) -> str:
    """The text in ``language``; the source text where the catalogue has none.

    ``count`` chooses between the forms of a plural entry: the first for one, the last for any other number.
    """
    forms = _catalogue(language).get(text)
    return text if forms is None else forms[0 if count == 1 else -1]


def source_strings(root: Path) -> Iterator[tuple[str, str]]:
    """Every marked string below ``root`` as ``(place, text)``: what a complete catalogue must hold."""
    for name, line, message, *_ in extract_from_dir(
        root, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    ):
        for text in message if isinstance(message, tuple) else (message,):
            if text:
                yield f"{name}:{line}", text


def missing(language: str, root: Path) -> list[tuple[str, str]]:
    """Marked strings that the catalogue of ``language`` lacks."""
    known = _catalogue(language)
    return [(place, text) for place, text in source_strings(root) if text not in known]


def unused(language: str, root: Path) -> set[str]:
    """Strings of the catalogue that no source marks any more."""
    return set(_catalogue(language)) - {text for _, text in source_strings(root)}
