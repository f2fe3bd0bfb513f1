"""Catalogues read once at start with Babel: no compile step, no file that can be out of date.

A language is every ``<language>.po`` and ``<language>.<part>.po`` beside this file, merged.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "vi"
FOLDER = Path(__file__).parent
KEYWORDS = ("_", "N_", "counted")


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


def _texts(call: ast.Call) -> Iterator[str]:
    """The texts of a marked call that are written out."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in KEYWORDS:
        for given in call.args:
            if isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value:
                yield given.value


def source_strings(root: Path) -> Iterator[tuple[str, str]]:
    """Every marked string below ``root`` as ``(place, text)``: what a complete catalogue must hold.

    Read from the syntax tree: Babel's own reader does not look into f-strings.
    """
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for text in _texts(node):
                    yield f"{file.relative_to(root).as_posix()}:{node.lineno}", text


def missing(language: str, root: Path) -> list[tuple[str, str]]:
    """Marked strings that the catalogue of ``language`` lacks."""
    known = _catalogue(language)
    return [(place, text) for place, text in source_strings(root) if text not in known]


def unused(language: str, root: Path) -> set[str]:
    """Strings of the catalogue that no source marks any more."""
    return set(_catalogue(language)) - {text for _, text in source_strings(root)}
