"""Unpack an uploaded archive of map layers: only what belongs to a layer, under names of our own making."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.forest.errors import (
    ArchiveBomb,
    ArchiveBroken,
    ArchiveEncrypted,
    ArchiveUnsafePath,
    ArchiveWithoutLayer,
    LayerTooLarge,
)

MOST_BYTES = 2 * 1024**3
"""Unpacked size of all files; the inventory of a whole province (a million plots) takes about a gigabyte."""
MOST_ENTRIES = 5000
MOST_RATIO = 250
"""A DBF is padded with blanks and packs up to a hundred times smaller; a bomb a thousand times."""
RATIO_COUNTS_FROM = 32 * 1024**2

LAYERS = (".shp", ".gpkg", ".geojson", ".json", ".tab", ".mif", ".kml")
PARTS = {
    ".shp": (".shp", ".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".tab", ".dat", ".map", ".id", ".ind"),
    ".mif": (".mif", ".mid"),
}
"""The files that together are one layer. No other file (index, style, picture, metadata) is unpacked."""

_WANTED = {*LAYERS, *(part for parts in PARTS.values() for part in parts)}
_SHOWN = 80
_UTF8_NAME = 0x800


@dataclass(frozen=True)
class Member:
    """A layer's main file where it was unpacked, and its path in the archive for people to read."""

    path: Path
    shown: str


def _shown(path: str) -> str:
    """A path for a person to read: no letter in it can act, of a long one the end is kept."""
    escaped = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)
    return escaped if len(escaped) <= _SHOWN else f"…{escaped[-_SHOWN:]}"


def _readable(entry: zipfile.ZipInfo) -> str:
    """The path as it was meant: Python reads a name not marked as UTF-8 as CP437, zip programs differ."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _problem(path: str) -> str | None:
    parts = path.replace("\\", "/").split("/")
    if "\0" in path:
        return "holds_a_null_byte"
    if path.startswith(("/", "\\")):
        return "starts_at_the_root"
    if ":" in parts[0]:
        return "names_a_drive"
    return "leads_out_of_its_folder" if ".." in parts else None


def _entries(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Return the wanted entries of an archive whose every path and announced size is harmless."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise ArchiveBomb(name=name, path=str(len(entries)))
    for entry in entries:
        if problem := _problem(entry.orig_filename):
            raise ArchiveUnsafePath(name=name, path=_shown(entry.orig_filename), problem=problem)
        if entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size):
            raise ArchiveBomb(name=name, path=_shown(entry.filename))
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES:
        raise LayerTooLarge(name=name, size=size, limit=MOST_BYTES)
    wanted = [entry for entry in entries if not entry.is_dir() and _is_wanted(entry)]
    if any(entry.flag_bits & 1 for entry in wanted):
        raise ArchiveEncrypted(name=name)
    return wanted


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(_readable(entry))
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return path.suffix.lower() in _WANTED and not hidden


def _safe_stem(stem: str) -> str:
    return re.sub(r"[^\w-]+", "_", stem)[:60].strip("_") or "layer"


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str, left: int) -> int:
    """Unpack one entry and return its size. The announced size may lie, so what comes out is counted."""
    most = max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size)
    written = 0
    with archive.open(entry) as stream, target.open("wb") as file:
        while chunk := stream.read(1024 * 1024):
            written += len(chunk)
            if written > most or written > left:
                raise ArchiveBomb(name=name, path=_shown(entry.filename))
            file.write(chunk)
    return written


def _unpack(archive: zipfile.ZipFile, folder: Path, name: str) -> list[Member]:
    groups: dict[tuple[str, str], dict[str, zipfile.ZipInfo]] = {}
    for entry in _entries(archive, name):
        path = PurePosixPath(_readable(entry))
        key = (str(path.parent).casefold(), path.stem.casefold())
        groups.setdefault(key, {})[path.suffix.lower()] = entry
    members, left = [], MOST_BYTES
    for number, found in enumerate(groups.values()):
        for main in (suffix for suffix in LAYERS if suffix in found):
            place = folder / f"{number:04d}{main[1:]}"
            place.mkdir(parents=True, exist_ok=True)
            shown = _readable(found[main])
            stem = _safe_stem(PurePosixPath(shown).stem)
            for suffix in PARTS.get(main, (main,)):
                if suffix in found:
                    left -= _write(archive, found[suffix], place / f"{stem}{suffix}", name, left)
            members.append(Member(place / f"{stem}{main}", _shown(shown)))
    return members


def _what_there_is(archive: zipfile.ZipFile) -> list[str]:
    counts = Counter(PurePosixPath(entry.filename).suffix.lower() for entry in archive.infolist())
    return [suffix or "?" for suffix, _ in counts.most_common(8)] or ["0"]


def unpack(path: Path, folder: Path) -> list[Member]:
    """Unpack the layers of an archive (zip or KMZ) into `folder`.

    Returns
    -------
    list of Member
        At least one, in the order of the archive.

    Raises
    ------
    ArchiveBroken, ArchiveEncrypted, ArchiveUnsafePath, ArchiveBomb, ArchiveWithoutLayer, LayerTooLarge
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _unpack(archive, folder, path.name)
            if not members:
                raise ArchiveWithoutLayer(name=path.name, found=_what_there_is(archive))
            return members
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ArchiveBroken(name=path.name) from error
