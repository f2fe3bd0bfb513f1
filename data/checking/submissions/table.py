"""The table of submissions as ODK Central, KoboToolbox or a spreadsheet wrote it: rows of text by header."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl

from data.checking.errors import FormFileUnreadable, FormTooLarge

LIMIT_ROWS = 5000
_LIMIT_MB = 20
_LIMIT_UNPACKED = 200 * 1024 * 1024
_DELIMITERS = ",;\t"

Table = tuple[tuple[str, ...], list[dict[str, str]]]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _rows(lines: list[list[str]], name: str) -> Table:
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise FormFileUnreadable(name=name, reason="0")
    if len(lines) - 1 > LIMIT_ROWS:
        raise FormTooLarge(name=name, limit_mb=_LIMIT_MB, limit_rows=LIMIT_ROWS)
    header = tuple(cell.strip().lstrip("\ufeff") for cell in lines[0])
    return header, [
        {key: line[k].strip() if k < len(line) else "" for k, key in enumerate(header) if key}
        for line in lines[1:]
    ]


def read_csv(data: bytes, name: str) -> Table:
    """Header and rows of a CSV in UTF-8, separated by comma, semicolon or tab.

    Raises
    ------
    FormFileUnreadable, FormTooLarge
    """
    if len(data) > _LIMIT_MB * 1024 * 1024:
        raise FormTooLarge(name=name, limit_mb=_LIMIT_MB, limit_rows=LIMIT_ROWS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormFileUnreadable(name=name, reason="UTF-8") from None
    if "\0" in text:
        raise FormFileUnreadable(name=name, reason="UTF-8")
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return _rows(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), name)
    except csv.Error as error:
        raise FormFileUnreadable(name=name, reason=str(error)) from None


def _check_workbook(data: bytes, name: str) -> None:
    """Refuse what unpacks to too much, or declares entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(each.file_size for each in archive.infolist()) > _LIMIT_UNPACKED:
            raise FormTooLarge(name=name, limit_mb=_LIMIT_MB, limit_rows=LIMIT_ROWS)
        for each in archive.infolist():
            if each.filename.endswith((".xml", ".rels")):
                with archive.open(each) as stream:
                    if b"<!DOCTYPE" in stream.read(4096).upper():
                        raise FormFileUnreadable(name=name, reason="DOCTYPE")


def read_xlsx(data: bytes, name: str) -> Table:
    """Header and rows of the first sheet of a workbook.

    Raises
    ------
    FormFileUnreadable, FormTooLarge
    """
    if len(data) > _LIMIT_MB * 1024 * 1024:
        raise FormTooLarge(name=name, limit_mb=_LIMIT_MB, limit_rows=LIMIT_ROWS)
    try:
        _check_workbook(data, name)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=LIMIT_ROWS + 2, max_col=400, values_only=True)
        lines = [[_cell(value) for value in row] for row in rows]
        book.close()
    except (FormFileUnreadable, FormTooLarge):
        raise
    except Exception as error:  # openpyxl raises whatever the XML made it stumble over
        raise FormFileUnreadable(name=name, reason=type(error).__name__) from None
    return _rows(lines, name)
