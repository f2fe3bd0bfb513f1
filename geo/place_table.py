"""Named places from a table: a CSV with a name and coordinates in each row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from geo.place_errors import (
    PlaceColumnsMissing,
    PlaceError,
    PlaceFileEncoding,
    PlaceFileTooLarge,
    PlaceFileUnreadable,
)
from geo.place_file import PlaceFile, field_of, gathered, kind_of, split_unit
from geo.typed_point import from_degrees, from_vn2000, read_number
from geo.vn2000 import SON_LA

MOST_ROWS = 200_000
"""Far above every village, road and stream of a district; a larger file is another file."""


def read_day(text: str) -> date | None:
    """Read 27/03/2027 or 2027-03-27; None for nothing.

    Raises
    ------
    ValueError
        If it is neither.
    """
    text = text.strip()
    if not text:
        return None
    form = "%Y-%m-%d" if re.match(r"\d{4}-", text) else "%d/%m/%Y"
    return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 -- a day, not a moment


def _text(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlaceFileEncoding(name=name) from error
    if "\x00" in text:
        raise PlaceFileUnreadable(name=name, reason="it is no text")
    return text


def _rows(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the physical line on which it ends."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise PlaceFileUnreadable(name=name, reason=f"line {reader.line_num}: {error}") from error


def _columns(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        field = field_of(title)
        if field and field not in found:
            found[field] = position
    return found


def _point(cells: Mapping[str, str], epsg: int) -> tuple[float, float] | str:
    """The point of a row, or why there is none."""
    degrees = cells.get("latitude", "").strip(), cells.get("longitude", "").strip()
    plane = cells.get("x", "").strip(), cells.get("y", "").strip()
    try:
        if all(degrees):
            return from_degrees(*degrees)
        if not all(plane):
            return "coordinate_missing"
        if all(abs(read_number(one)) <= 180 for one in plane):
            return "degrees_in_plane_columns"
        return from_vn2000(*plane, epsg)
    except PlaceError as error:
        return error.code


def read_place_table(data: bytes, name: str, *, epsg: int = SON_LA) -> PlaceFile:
    """Read a CSV of places in UTF-8, separated by comma, semicolon or tab.

    Parameters
    ----------
    data, name
    epsg : int
        The plane of the columns X (north) and Y (east), for rows without latitude and longitude.

    Raises
    ------
    PlaceFileUnreadable, PlaceFileEncoding, PlaceColumnsMissing, PlaceFileTooLarge
    """
    text = _text(data, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise PlaceFileUnreadable(name=name, reason="it is empty")
    separator = max(",;\t", key=first.count)
    places: list[Any] = []
    findings: list[Any] = []
    columns: dict[str, int] | None = None
    width = features = 0
    for line, row in _rows(text, separator, name):
        if columns is None:
            columns, width = _columns(row), len(row)
            _check_columns(columns, row)
            continue
        features += 1
        if features > MOST_ROWS:
            raise PlaceFileTooLarge(rows=features, limit=MOST_ROWS)
        if any(cell.strip() for cell in row[width:]) or len(row) < width - 1:
            findings.append((line, "wrong_field_count", separator.join(row)[:80]))
            continue
        cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
        unit, bare = split_unit(cells["name"], cells.get("unit", ""))
        point = _point(cells, epsg)
        if not bare:
            findings.append((line, "name_missing", separator.join(row)[:80]))
        elif isinstance(point, str):
            findings.append((line, point, bare))
        else:
            try:
                since = read_day(cells.get("valid_from", ""))
            except ValueError:
                findings.append((line, "bad_day", f"{bare}: {cells['valid_from']}"))
                continue
            places.append((line, None, bare, unit, kind_of(unit), *point, since))
    return gathered(places, [], findings, features)


def _check_columns(columns: Mapping[str, int], header: Sequence[str]) -> None:
    found = ", ".join(title.strip() for title in header)[:300]
    if "name" not in columns:
        raise PlaceColumnsMissing(missing="name", found=found)
    pairs = {"latitude", "longitude"} <= columns.keys() or {"x", "y"} <= columns.keys()
    if not pairs:
        raise PlaceColumnsMissing(missing="coordinates", found=found)
