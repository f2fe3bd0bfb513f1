"""From an uploaded file to the bytes of one fire file. Everything stays in memory; no name becomes a path."""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath

from data.ingest.errors import (
    UploadTooLarge,
    UploadWrongType,
    ZipBomb,
    ZipBroken,
    ZipEncrypted,
    ZipUnsafePath,
    ZipWithoutData,
    ZipWithSeveral,
)
from geo.hotspots.refusal import binary_kind

MOST_BYTES = 64 * 1024 * 1024
# A FIRMS CSV packs 5 to 8 times smaller; a zip bomb a thousand times. Small files may pack well by chance.
MOST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
MOST_ENTRIES = 1000
_DATA = (".csv", ".json", ".geojson")
_ACCEPTED = (*_DATA, ".txt", ".zip")
_NAME_LENGTH = 120
_PATH_SHOWN = 80


def safe_name(name: str) -> str:
    """A file name to show and to store: no folders, no control characters, at most 120 letters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return kept.strip()[:_NAME_LENGTH] or "file"


def shown_path(path: str) -> str:
    """A path as it stands in an archive, for a person to read: its folders too, but no letter can act.

    What is not printable, as letters that turn the writing direction, becomes an escape; of a long path the
    middle is left out, so that both its beginning and the file's name are seen.
    """
    escaped = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)
    if len(escaped) <= _PATH_SHOWN:
        return escaped
    half = (_PATH_SHOWN - 1) // 2
    return f"{escaped[:half]}…{escaped[-half:]}"


def _unsafe(path: str) -> str | None:
    """The code of what is wrong with a path (see `ZipUnsafePath`), None for nothing."""
    parts = path.replace("\\", "/").split("/")
    if "\0" in path:
        return "holds_a_null_byte"
    if path.startswith(("/", "\\")):
        return "starts_at_the_root"
    if ":" in parts[0]:
        return "names_a_drive"
    return "leads_out_of_its_folder" if ".." in parts else None


def _is_data(path: str) -> bool:
    inner = PurePosixPath(path.replace("\\", "/"))
    hidden = inner.name.startswith(".") or "__MACOSX" in inner.parts
    return inner.suffix.lower() in _DATA and not hidden


def _entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise ZipBomb(name=name)
    for entry in entries:
        if problem := _unsafe(entry.orig_filename):
            raise ZipUnsafePath(name=name, path=shown_path(entry.orig_filename), problem=problem)
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise UploadWrongType(name=name, kind="spreadsheet or document")
    found = [entry for entry in entries if not entry.is_dir() and _is_data(entry.filename)]
    if not found:
        raise ZipWithoutData(name=name)
    if len(found) > 1:
        raise ZipWithSeveral(name=name, count=len(found))
    return found[0]


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The entry's bytes. The sizes that the archive announces may lie, so what comes out is counted."""
    if entry.flag_bits & 1:
        raise ZipEncrypted(name=name)
    most = max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size)
    out = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(256 * 1024):
            out += chunk
            if len(out) > most:
                raise ZipBomb(name=name)
            if len(out) > MOST_BYTES:
                raise UploadTooLarge(name=name, limit=MOST_BYTES)
    return bytes(out)


def unpack(data: bytes, name: str) -> tuple[bytes, str]:
    """The fire file inside an upload, and its name.

    Parameters
    ----------
    data
        As uploaded: CSV, JSON or GeoJSON text, or a zip with exactly one of them (FIRMS sends such archives,
        with a readme beside the data).
    name
        As the browser gave it; only shown and stored, never used as a path.

    Raises
    ------
    UploadWrongType, UploadTooLarge
        Refused as it is.
    ZipBroken, ZipEncrypted, ZipWithoutData, ZipWithSeveral, ZipUnsafePath, ZipBomb
        Refused for what is inside.
    """
    shown = safe_name(name)
    if len(data) > MOST_BYTES:
        raise UploadTooLarge(name=shown, limit=MOST_BYTES)
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix not in _ACCEPTED:
        raise UploadWrongType(name=shown, kind=suffix or "no extension")
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if suffix == ".zip":
            raise ZipBroken(name=shown)
        kind = binary_kind(data)
        if kind is not None:
            raise UploadWrongType(name=shown, kind=kind)
        return data, shown
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = _entry(archive, shown)
            return _content(archive, entry, shown), safe_name(entry.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        pass
    raise ZipBroken(name=shown)
