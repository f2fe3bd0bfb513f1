"""The uploaded file: a table (CSV, XLSX), or a ZIP with a table and photos. No name becomes a path."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from data.checking.errors import FormFileUnreadable, FormTooLarge
from data.checking.picture import LIMIT_MB as PHOTO_MB
from data.checking.submissions.table import LIMIT_ROWS, read_csv, read_xlsx

LIMIT_MB = 500
"""Of the whole upload, packed: some hundred photos."""
LIMIT_TABLE_MB = 20
MOST_ENTRIES = 3000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
    KeyError,
)  # fmt: skip


@dataclass(frozen=True)
class Package:
    """`rows`: of the table, by its header. `photo`: the bytes of an attachment by its name, None: absent."""

    name: str
    header: tuple[str, ...]
    rows: list[dict[str, str]]
    photo: Callable[[str], bytes | None] = field(default=lambda name: None)


def _limit(name: str) -> FormTooLarge:
    return FormTooLarge(name=name, limit_mb=LIMIT_MB, limit_rows=LIMIT_ROWS)


def _take_out(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_mb: int, name: str) -> bytes:
    """The bytes of an entry; the size that it announces may lie, so what comes out is counted."""
    out, most = bytearray(), most_mb * 1024 * 1024
    with archive.open(entry) as stream:
        while chunk := stream.read(256 * 1024):
            out += chunk
            if len(out) > most:
                raise _limit(name)
    return bytes(out)


def _base(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _table_entry(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    """The table of the form; repeats and audits come as tables of their own, deeper or with longer names."""
    tables = [each for each in entries if _base(each.filename).lower().endswith((".csv", ".xlsx"))]
    tables = [each for each in tables if "media" not in PurePosixPath(each.filename).parts[:-1]]
    if not tables:
        raise FormFileUnreadable(name=name, reason="ZIP: CSV, XLSX?")
    return min(tables, key=lambda each: (each.filename.count("/"), len(each.filename), each.filename))


def _unpack(data: bytes, name: str) -> Package:
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = [
        each
        for each in archive.infolist()
        if not each.is_dir() and not _base(each.filename).startswith(".") and "__MACOSX" not in each.filename
    ]
    if len(entries) > MOST_ENTRIES:
        raise _limit(name)
    if any(each.flag_bits & 1 for each in entries):
        raise FormFileUnreadable(name=name, reason="ZIP: password")
    entry = _table_entry(archive, entries, name)
    raw = _take_out(archive, entry, LIMIT_TABLE_MB, name)
    header, rows = read_xlsx(raw, name) if entry.filename.lower().endswith(".xlsx") else read_csv(raw, name)
    attached = {_base(each.filename).casefold(): each for each in entries if each is not entry}

    def photo(wanted: str) -> bytes | None:
        found = attached.get(_base(wanted).casefold())
        if found is None:
            return None
        try:
            # One byte more than a photo may have, so that its own refusal is told.
            return _take_out(archive, found, PHOTO_MB + 1, wanted)
        except FormTooLarge:
            return b"\0" * ((PHOTO_MB + 1) * 1024 * 1024)
        except _BROKEN:
            return b""

    return Package(name, header, rows, photo)


def open_package(data: bytes, name: str) -> Package:
    """What was uploaded, told by its content.

    Raises
    ------
    FormTooLarge, FormFileUnreadable
    """
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise _limit(name)
    if not data.startswith(b"PK\x03\x04"):
        header, rows = read_csv(data, name)
        return Package(name, header, rows)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            workbook = "[Content_Types].xml" in archive.namelist()
        if not workbook:
            return _unpack(data, name)
    except _BROKEN as error:
        raise FormFileUnreadable(name=name, reason=str(error)[:120] or type(error).__name__) from None
    header, rows = read_xlsx(data, name)
    return Package(name, header, rows)
