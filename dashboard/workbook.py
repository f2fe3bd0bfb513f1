"""A workbook for people who calculate: real dates and numbers, a frozen header, and where it comes from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from geo.export.table import neutral

DATE = "dd/mm/yyyy hh:mm"
INTEGER = "#,##0"
TWO_DECIMALS = "#,##0.00"
DEGREES = "0.00000"

_BOLD = Font(bold=True)
_WHITE = Font(bold=True, color="FFFFFF")
_GREEN = PatternFill("solid", fgColor="143D2B")
_AMBER = PatternFill("solid", fgColor="FFD166")
_WRAP = Alignment(wrap_text=True, vertical="top")
_MOST_CHARACTERS = 32_767  # what one cell of a workbook holds


@dataclass(frozen=True)
class Column:
    """One column: its header, its values (a Series of any index), its width in characters, its number format.

    Dates are naive, on the clock that the header names: a workbook knows no time zones.
    """

    header: str
    values: pd.Series
    width: float
    number_format: str = "General"


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
        return neutral(ILLEGAL_CHARACTERS_RE.sub("", value))[:_MOST_CHARACTERS]
    if value is None or value != value:  # NaN and NaT differ from themselves
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _cell(sheet: Any, value: Any, number_format: str = "General") -> Any:
    plain = _plain(value)
    if number_format == "General":
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.number_format = number_format
    return cell


def _styled(sheet: Any, value: Any, **style: Any) -> Any:
    cell = WriteOnlyCell(sheet, _plain(value))
    for name, shape in style.items():
        setattr(cell, name, shape)
    return cell


def _add(book: Workbook, page: Page, mark: str) -> None:
    sheet = book.create_sheet(page.title)
    for number, column in enumerate(page.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    header = 2 if mark else 1
    sheet.freeze_panes = f"A{header + 1}"
    count = len(page.columns[0].values)
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(page.columns))}{header + count}"
    sheet.print_title_rows = f"1:{header}"
    if mark:
        sheet.append([_styled(sheet, mark, font=_BOLD, fill=_AMBER)])
    sheet.append([_styled(sheet, column.header, font=_WHITE, fill=_GREEN) for column in page.columns])
    formats = [column.number_format for column in page.columns]
    for row in zip(*(column.values.tolist() for column in page.columns), strict=True):
        sheet.append([_cell(sheet, value, shape) for value, shape in zip(row, formats, strict=True)])


def _add_facts(book: Workbook, title: str, facts: Iterable[tuple[str, Any]], mark: str) -> None:
    sheet = book.create_sheet(title)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 92
    if mark:
        sheet.append([_styled(sheet, mark, font=_BOLD, fill=_AMBER)])
    for label, value in facts:
        shape = DATE if isinstance(value, datetime) else INTEGER
        text = isinstance(value, str)
        cell = _styled(sheet, value, alignment=_WRAP) if text else _cell(sheet, value, shape)
        sheet.append([_styled(sheet, label, font=_BOLD), cell])


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
    Some seconds of work for every 10,000 rows.
    """
    book = Workbook(write_only=True)
    for page in pages:
        _add(book, page, mark)
    _add_facts(book, source[0], source[1], mark)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
