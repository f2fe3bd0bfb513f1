"""Bytes to clean text bytes: one encoding, one kind of line end, without a mark at the beginning."""

from __future__ import annotations

import codecs

from geo.errors import EmptyAnswer, NotText

from .refusal import binary_kind


def clean_text(data: bytes) -> bytes:
    """The body as UTF-8 without BOM, its physical lines ended by `\\n` (a `\\r` before it is left in place).

    UTF-16 with a mark (a spreadsheet's "Unicode text") is converted. Bytes that are no UTF-8 are replaced
    one by one by U+FFFD, so that they spoil their own row only. A file that knows only `\\r` gets `\\n`
    instead.

    Raises
    ------
    EmptyAnswer
        Nothing or only white space.
    NotText
        The beginning is binary.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.lstrip():
        raise EmptyAnswer()
    kind = binary_kind(data)
    if kind is not None:
        raise NotText(kind=kind)
    if not data.isascii():
        data = data.decode("utf-8", "replace").encode()
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data
