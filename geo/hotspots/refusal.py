"""Naming what came instead of a fire file: nothing, a web page, a sentence, no text, another table."""

from __future__ import annotations

import re
from typing import Final

from geo.errors import (
    EmptyAnswer,
    HtmlAnswer,
    InvalidKey,
    InvalidRequest,
    NotText,
    ProseAnswer,
    QuotaExceeded,
    SourceError,
    WrongHeader,
)

from .header import KNOWN, REQUIRED, fold

MESSAGE_LENGTH: Final = 200

_MAGIC: Final = (
    (b"PK\x03\x04", "zip archive or spreadsheet"),
    (b"PK\x05\x06", "empty zip archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"SQLite format 3", "SQLite database"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
    (b"\x7fELF", "program"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"Rar!", "rar archive"),
)

_PROSE: Final[tuple[tuple[re.Pattern[str], type[ProseAnswer]], ...]] = (
    (re.compile(r"invalid\W+map[\W_]*key", re.I), InvalidKey),
    (re.compile(r"exceed\w*\b.{0,60}\b(limit|quota)", re.I | re.S), QuotaExceeded),
    (
        re.compile(r"invalid\s+(source|day|area|date|country|coordinate|sensor|api|request)", re.I),
        InvalidRequest,
    ),
)

_MARKUP: Final = re.compile(r"\s*<(!doctype|!--|\?xml|[a-z])", re.I)


def _looks_like_header(line: str) -> bool:
    """Whether a line is a table's header, not a sentence: a known name, or at least three short cells."""
    cells = [fold(cell) for cell in re.split(r"[,;\t]", line)]
    if len(cells) > 1 and any(cell in KNOWN for cell in cells):
        return True
    return len(cells) >= 3 and all(len(cell.split()) <= 3 and len(cell) <= 40 for cell in cells)


def binary_kind(data: bytes) -> str | None:
    """What kind of binary the bytes are, or None when they can be text (judged on the first 4 KiB)."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = data[:4096]
    control = sum(head.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    return "binary" if control * 20 > len(head) or head.count(0) * 50 > len(head) else None


def prose_error(text: str) -> ProseAnswer:
    """The error for a sentence: the key, the quota, the request, or something unknown."""
    message = " ".join(text[: 4 * MESSAGE_LENGTH].split())[:MESSAGE_LENGTH]
    for pattern, error in _PROSE:
        if pattern.search(text[:2000]):
            return error(message=message)
    return ProseAnswer(message=message)


def refusal(data: bytes, text: str) -> SourceError:
    """The error that says what came instead of a fire file.

    Parameters
    ----------
    data : bytes
        The body as received.
    text : str
        The beginning of the body as text, undecodable bytes replaced.

    Returns
    -------
    SourceError
        To be raised by the caller.
    """
    if not text.strip():
        return NotText(kind="binary") if data.strip(b"\xef\xbb\xbf \t\r\n\x0b\x0c") else EmptyAnswer()
    kind = binary_kind(data)
    if kind is not None:
        return NotText(kind=kind)
    if _MARKUP.match(text):
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.I | re.S)
        words = re.sub(r"<[^>]*>", " ", title.group(1) if title else text[:2000])
        return HtmlAnswer(message=" ".join(words.split())[:MESSAGE_LENGTH])
    first = text.strip().splitlines()[0]
    prose = prose_error(text.strip())
    if type(prose) is ProseAnswer and _looks_like_header(first):
        names = {fold(cell) for cell in re.split(r"[,;\t]", first)}
        return WrongHeader(missing=[name for name in REQUIRED if name not in names])
    if "\ufffd" in first:
        return NotText(kind="binary")
    return prose
