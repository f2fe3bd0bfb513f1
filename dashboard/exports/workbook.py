"""A workbook for people who calculate: real dates and numbers, a frozen header, and where it comes from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from geo.export.table import neutral

DATE = "dd/mm/yyyy hh:mm"
INTEGER = "#,##0"
TWO_DECIMALS = "#,##0.00"
DEGREES = "0.00000"

_GENERAL = "General"
_WHITE_ON_GREEN = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#143D2B"}
_MARK = {"bold": True, "bg_color": "#FFD166"}
_WRAP = {"text_wrap": True, "valign": "top"}
_DAY_ZERO = pd.Timestamp("1899-12-30")  # a date in a workbook is a number of days since then
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold
_MOST_CHARACTERS = 32_767  # what one cell of a workbook holds


@dataclass(frozen=True)
class Column:
    """One column: its header, its values (a Series of any index), its width in characters, its number format.

    Dates are naive, on the clock that the header names: a workbook knows no time zones.
    """

    header: str
    values: pd.Series
    width: float
    number_format: str = _GENERAL


@dataclass(frozen=True)
class Page:
    """One sheet of rows."""

    title: str
    columns: Sequence[Column]


def _plain(value: Any) -> Any:
    """A value that a cell can hold: nothing missing, no control characters, no text that would be run."""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, str):
        return neutral(_CONTROL.sub("", value))[:_MOST_CHARACTERS]
    return None if value is None or value != value else value  # NaN and NaT differ from themselves


def _cells(values: pd.Series) -> list[Any]:
    """What stands in a column: text, numbers (dates among them), None for an empty cell."""
    if pd.api.types.is_datetime64_any_dtype(values):
        values = (values - _DAY_ZERO) / pd.Timedelta(days=1)
    found = values.tolist()
    if isinstance(values.dtype, pd.StringDtype):  # texts repeat: each is cleaned once
        plain = {value: _plain(value) for value in set(found)}
        return [plain[value] for value in found]
    return [_plain(value) for value in found]


def _put(sheet: Worksheet, row: int, column: int, value: Any, shape: Format | None) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, shape)  # never as a formula, a link or a number
    elif value is not None:
        sheet.write_number(row, column, value, shape)


def _add(book: Workbook, page: Page, mark: str) -> None:
    sheet = book.add_worksheet(page.title)
    for number, column in enumerate(page.columns):
        sheet.set_column(number, number, column.width)
    header = 1 if mark else 0
    count, last = len(page.columns[0].values), len(page.columns) - 1
    sheet.freeze_panes(header + 1, 0)
    sheet.autofilter(header, 0, header + count, last)
    sheet.repeat_rows(0, header)
    if mark:
        sheet.write_string(0, 0, mark, book.add_format(_MARK))
    bold = book.add_format(_WHITE_ON_GREEN)
    for number, column in enumerate(page.columns):
        sheet.write_string(header, number, column.header, bold)
    wanted = dict.fromkeys(column.number_format for column in page.columns)
    formats = {name: book.add_format({"num_format": name}) for name in wanted}
    shapes = [None if c.number_format == _GENERAL else formats[c.number_format] for c in page.columns]
    rows = zip(*(_cells(column.values) for column in page.columns), strict=True)
    for at, row in enumerate(rows, header + 1):
        for number, value in enumerate(row):
            _put(sheet, at, number, value, shapes[number])


def _add_facts(book: Workbook, title: str, facts: Iterable[tuple[str, Any]], mark: str) -> None:
    sheet = book.add_worksheet(title)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 92)
    bold, wrapped = book.add_format({"bold": True}), book.add_format(_WRAP)
    integer, date = book.add_format({"num_format": INTEGER}), book.add_format({"num_format": DATE})
    first = 1 if mark else 0
    if mark:
        sheet.write_string(0, 0, mark, book.add_format(_MARK))
    for row, (label, value) in enumerate(facts, first):
        sheet.write_string(row, 0, _plain(label), bold)
        if isinstance(value, datetime):
            sheet.write_datetime(row, 1, value, date)
        else:
            _put(sheet, row, 1, _plain(value), wrapped if isinstance(value, str) else integer)


def workbook(pages: Sequence[Page], source: tuple[str, Sequence[tuple[str, Any]]], mark: str = "") -> bytes:
    """Write an XLSX file.

    Parameters
    ----------
    pages : at least one, each with at least one column
    source : title of the last sheet and its lines (label, text or number or naive datetime)
    mark : first row of every sheet, such as that of a drill; "" for none

    Returns
    -------
    bytes
        Text that a spreadsheet would run begins with an apostrophe, as in `geo.export.table`.

    Notes
    -----
    About a second of work for every 10,000 rows, whose cells are not held in memory.
    """
    out = io.BytesIO()
    with Workbook(out, {"constant_memory": True}) as book:  # rows are written in order, cell by cell
        for page in pages:
            _add(book, page, mark)
        _add_facts(book, source[0], source[1], mark)
    return out.getvalue()
