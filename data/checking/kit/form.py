"""The form (XLSForm) for ODK Collect and KoboCollect; its questions and answers stand in tables beside."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import xlsxwriter

from geo.names import fold

_HERE = Path(__file__).parent
LANGUAGE = "Tiếng Việt (vi)"
MEDIA = "hotspots.geojson"
PHOTOS = ("photo_1", "photo_2", "photo_3")
_LABELS = ("label::Tiếng Việt (vi)", "label::English (en)")

_WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 -- the same form is the same file, whenever it is written

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class FormHead:
    """`form_id` names the form on a server; `deployment` is whose hotspots these are; `version` grows."""

    form_id: str
    title: str
    version: str
    deployment: str
    day: str


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return tuple(csv.DictReader(text))


def questions() -> Rows:
    """The rows of the sheet ``survey``, `{deployment}` and `{day}` not filled in."""
    return [dict(row) for row in _table("survey")]


def choices() -> Rows:
    """The rows of the sheet ``choices``."""
    return [dict(row) for row in _table("choices")]


@cache
def answers(list_name: str) -> dict[str, str]:
    """Folded name or label, in either language → name: exports may hold labels instead of names."""
    found: dict[str, str] = {}
    for row in _table("choices"):
        if row["list_name"] == list_name:
            for text in (row["name"], *(row[label] for label in _LABELS)):
                found[fold(text)] = row["name"]
    return found


@cache
def columns() -> dict[str, str]:
    """Folded name or label of a question → its name."""
    found: dict[str, str] = {}
    for row in _table("survey"):
        for text in (row["name"], *(row[label] for label in _LABELS)):
            if text:
                found.setdefault(fold(text), row["name"])
    return found


def _survey(head: FormHead) -> Rows:
    rows = questions()
    for row in rows:
        row["calculation"] = (
            row["calculation"].replace("{deployment}", head.deployment).replace("{day}", head.day)
        )
    return rows


def xlsform(head: FormHead) -> bytes:
    """The workbook, with the sheets ``survey``, ``choices`` and ``settings``."""
    settings = {
        "form_title": head.title,
        "form_id": head.form_id,
        "version": head.version,
        "default_language": LANGUAGE,
        "instance_name": "concat(${event}, ' ', ${kind})",
    }
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    for name, rows in (("survey", _survey(head)), ("choices", choices()), ("settings", [settings])):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values()):
                if value:
                    sheet.write_string(number, column, value)
    book.close()
    return out.getvalue()
