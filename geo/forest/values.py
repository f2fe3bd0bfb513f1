"""Columns of a batch as text and as numbers, value by value only where values differ."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.forest.findings import Findings
from geo.forest.text import BETWEEN, decode, other_encoding

_SHOWN = 60
_MAYBE_UTF8 = re.compile("[\xc2-\xf4][\x80-\xbf]")
_UNTIDY = re.compile(r"[\0\t\n\r\v\f\x1c-\x1e\x85\xa0\u2000-\u200a\u2028\u2029\u3000]|  | \x1f|\x1f |^ | $")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

Texts = NDArray[np.object_]


def each(values: Any, change: Callable[[Any], Any]) -> Texts:
    """Apply a function once per different value; missing stays None."""
    return _each(values, lambda different: [change(one) for one in different.tolist()])


def _each(values: Any, change: Callable[[Any], list[Any]], missing: Any = None) -> Texts:
    codes, different = pd.factorize(np.asarray(values), use_na_sentinel=True)
    changed = np.empty(len(different) + 1, dtype=object)
    changed[:-1] = change(different)
    changed[-1] = missing  # code -1
    return changed[codes]


def json_members(name: str, values: Texts) -> Texts:
    """Return texts as members of a JSON object, `"name":"value",`; an empty text for None."""
    written = json.JSONEncoder(ensure_ascii=False, separators=(BETWEEN, ":"))
    key = written.encode(name)

    def members(different: Any) -> list[str]:
        # A control character is never inside of a JSON text.
        whole = written.encode(different.tolist())[1:-1]
        return [f"{key}:{one}," for one in whole.split(BETWEEN)] if whole else []

    return _each(values, members, missing="")


def _plain_number(value: float) -> str:
    """Return a number as text: 112.0 is 112."""
    return str(int(value)) if value.is_integer() else repr(value)


def _plain(value: Any) -> str | None:
    """Return a value as text; empty is None."""
    if isinstance(value, float):
        return _plain_number(value)
    return " ".join(str(value).replace("\0", " ").split()) or None


def _read(value: str, encoding: str) -> tuple[str, str | None, bool]:
    """Return the text, the other encoding that it was read in, and whether it could be read at all."""
    other = other_encoding(value, encoding)
    if encoding == "utf-8" and other is not None:
        if other in ("tcvn3", "vni", "cp1258"):
            return decode(value, other), other, True
        return value, None, False
    if other is not None:
        return decode(value, other), other, True
    return decode(value, encoding), None, True


def _at_once(values: list[str], encoding: str) -> list[str | None] | None:
    """Decode many values as one text, in a tenth of the time; None where one may need a look of its own."""
    joined = BETWEEN.join(values)
    if encoding not in ("utf-8", "unicode") and _MAYBE_UTF8.search(joined):
        return None
    if not joined.isascii() and encoding != "unicode" and max(joined) > "\xff":
        return None
    try:
        text = decode(joined, encoding)
    except UnicodeDecodeError:
        return None
    decoded = text.split(BETWEEN)
    if len(decoded) != len(values):
        return None
    return [_plain(one) for one in decoded] if _UNTIDY.search(text) else [one or None for one in decoded]


def texts(column: pd.Series, encoding: str, name: str, findings: Findings) -> Texts:
    """Return a column as clean text (NFC, single spaces), None for nothing.

    A value that evidently has another encoding is read in that one, with a finding `mixed_encoding`; one that
    cannot be read stays as it is, with a finding `text_undecodable`.
    """
    values = column.to_numpy()
    if values.dtype.kind in "mM":
        values = values.astype(str).astype(object)
        values[values == "NaT"] = None
    if values.dtype.kind in "iu":
        return _each(values, lambda different: [str(one) for one in different.tolist()])
    if values.dtype.kind == "f":
        return _each(values, lambda different: list(map(_plain_number, different.tolist())))
    if values.dtype != object:
        return each(values, _plain)
    odd: dict[str, tuple[str, str | None]] = {}

    def clean(different: Any) -> list[str | None]:
        listed = different.tolist()
        if set(map(type, listed)) <= {str}:
            decoded = _at_once(listed, encoding)
            if decoded is not None:
                return decoded
        return [clean_one(one) for one in listed]

    def clean_one(value: Any) -> str | None:
        if not isinstance(value, str):
            return _plain(value)
        text, other, fine = _read(value, encoding)
        shown = _plain(text)
        if not fine or other is not None:
            odd[value] = (shown or "", other)
        return shown

    cleaned = _each(values, clean)
    if odd:
        for feature, value in zip(column.index, values, strict=True):
            if value in odd:
                shown, other = odd[value]
                _report(findings, int(feature), name, value, shown, other)
    return cleaned


def _report(findings: Findings, feature: int, column: str, value: str, shown: str, other: str | None) -> None:
    if other is None:
        findings.add(feature, "text_undecodable", column=column, value=value[:_SHOWN])
    else:
        findings.add(
            feature,
            "mixed_encoding",
            column=column,
            encoding=other,
            before=value[:_SHOWN],
            after=shown[:_SHOWN],
        )


def number_of(text: str | None) -> float | None:
    """Return a number as people type it: `1.25`, `1,25`, `1.234,5`, `12 ha`; None for anything else."""
    if text is None:
        return None
    if _NUMBER.fullmatch(text):
        return float(text)
    bare = re.sub(r"(?i)\s*(ha|m2|m²)$", "", text.strip()).replace(" ", "")
    if "," in bare and "." in bare:
        thousands, decimals = (".", ",") if bare.rfind(",") > bare.rfind(".") else (",", ".")
        bare = bare.replace(thousands, "").replace(decimals, ".")
    else:
        bare = bare.replace(",", ".")
    return float(bare) if _NUMBER.fullmatch(bare) else None


def numbers(values: Texts) -> NDArray[np.float64]:
    """Return texts as numbers, NaN for what is none."""
    return each(values, number_of).astype(float)
