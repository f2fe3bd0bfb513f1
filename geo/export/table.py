"""CSV for people's spreadsheets: BOM so that Excel reads UTF-8, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.export.rows import coordinates, current, event_rows, hotspot_rows

#: OWASP, "CSV Injection": a text that begins so is taken for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:
    """A cell: text that a spreadsheet would run gets an apostrophe; numbers stay numbers, None is empty."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def write_csv(table: pd.DataFrame) -> bytes:
    """The table with its header: UTF-8 with BOM, CRLF, every text cell neutralised."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(name) for name in table.columns])
    writer.writerows([neutral(value) for value in row] for row in table.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8-sig")


def _with_place(rows: pd.DataFrame, names: pd.DataFrame, at: int) -> pd.DataFrame:
    place = pd.DataFrame(
        coordinates(rows), columns=["longitude", "latitude"], index=names.index, dtype=object
    )
    names.insert(at, "latitude", place["latitude"])
    names.insert(at + 1, "longitude", place["longitude"])
    return names


def hotspots_csv(located: pd.DataFrame) -> bytes:
    """The properties of `hotspots_geojson` with detection_id, latitude and longitude."""
    rows = current(located)
    table = _with_place(rows, hotspot_rows(rows), 1)
    table.insert(0, "detection_id", rows["detection_id"].astype(object))
    return write_csv(table)


def events_csv(events: pd.DataFrame, communes: Mapping[str, Sequence[str]]) -> bytes:
    """The properties of `events_geojson` with the mean latitude and longitude; lists joined by "; "."""
    return write_csv(_with_place(events, event_rows(events, communes), 1))
