"""The archive: a zip of the files of all kinds, and nothing else."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from data.agencies.errors import AgencyInvalid
from data.portable.errors import ImportRefused
from data.portable.grounds import PLACES, ZONES
from data.portable.parts import Part, Place
from data.portable.texts import AGENCIES, PLANS, POINTS, RULES
from data.toml_table import ProfileError

PARTS: tuple[Part, ...] = (AGENCIES, POINTS, PLANS, RULES, PLACES, ZONES)
"""In the order in which they are stored: what is named by others comes first."""
LIMIT_MB = 20
"""Of the archive, and of each file in it: villages and zones of a province take a tenth. Our own."""
MARK = "DIEN-TAP.txt"
_MARK_TEXT = "DIỄN TẬP: những thiết đặt này lấy từ một cuộc diễn tập.\n"
Records = Mapping[str, Mapping[str, Any]]
"""Kind → id → what its editor takes."""


def pack(conn: Connection, where: Place, *, drill: bool = False) -> bytes:
    """Everything as it is now. A drill's archive carries a file that says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if drill:
            archive.writestr(MARK, _MARK_TEXT)
        for part in PARTS:
            rows = {own: held.wanted for own, held in part.now(conn, where).items()}
            archive.writestr(part.file, part.write(rows))
    return out.getvalue()


def _files(data: bytes) -> dict[str, bytes]:
    limit = LIMIT_MB * 1024 * 1024
    if len(data) > limit:
        raise ImportRefused(file="zip", place=f"{LIMIT_MB} MB", problem="import_too_large")
    known = {part.file for part in PARTS}
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for each in archive.infolist():
                if each.is_dir() or each.filename == MARK:
                    continue
                if each.filename not in known:
                    raise ImportRefused(file=each.filename[:80], place="zip", problem="import_file_unknown")
                with archive.open(each) as opened:
                    body = opened.read(limit + 1)
                if len(body) > limit:
                    raise ImportRefused(file=each.filename, place="zip", problem="import_too_large")
                found[each.filename] = body
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise ImportRefused(file="zip", place="zip", problem="import_not_zip") from None
    if not found:
        raise ImportRefused(file="zip", place="zip", problem="import_empty")
    return found


def _read(part: Part, body: bytes, folder: Path) -> Mapping[str, Any]:
    file = folder / Path(part.file).name
    file.write_bytes(body)
    try:
        return part.read(file)
    except ProfileError as error:
        place = str(error.params["key"]) or "1"
        problem = str(error.params["problem"])
        raise ImportRefused(file=part.file, place=place, problem=problem) from None
    except AgencyInvalid as error:
        raise ImportRefused(file=part.file, place="1", problem=error.params["problem"]) from None


def unpack(data: bytes) -> Records:
    """What an archive says; a kind whose file is absent is left out.

    Raises
    ------
    ImportRefused
        `problem`: import_not_zip, import_empty, import_too_large, import_file_unknown, and of a file what its
        reader found: import_columns, import_line, import_value, import_not_text, import_not_geojson,
        import_feature, import_twice, or a sentence of `data.toml_table`.
    """
    files = _files(data)
    with tempfile.TemporaryDirectory(prefix="canhlua-settings-") as folder:
        return {
            part.kind: _read(part, files[part.file], Path(folder)) for part in PARTS if part.file in files
        }
