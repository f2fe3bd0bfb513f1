"""Did all of a layer come? Its parts say how long they are; GDAL reads what is there and says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geo.forest.errors import LayerUnreadable

_PIECE = 1024 * 1024


def _refuse(name: str, part: Path, wanted: int, there: int) -> None:
    if there < wanted:
        reason = f"{part.suffix} has {there} of {wanted} bytes"
        raise LayerUnreadable(name=name, problem="breaks_off", reason=reason)


def _check_shape(part: Path, name: str) -> None:
    """.shp and .shx: length in 16-bit words at byte 24, big-endian (ESRI's description of 1998)."""
    with part.open("rb") as file:
        header = file.read(100)
    _refuse(name, part, 2 * int.from_bytes(header[24:28], "big"), part.stat().st_size)


def _check_table(part: Path, name: str) -> int:
    """.dbf and MapInfo's .dat: records at byte 4, length of header at 8 and of a record at 10, little-endian.

    Returns
    -------
    int
        Records that are not marked as deleted.
    """
    with part.open("rb") as file:
        header = file.read(32)
        records = int.from_bytes(header[4:8], "little")
        begin, length = int.from_bytes(header[8:10], "little"), int.from_bytes(header[10:12], "little")
        _refuse(name, part, begin + records * length, part.stat().st_size)
        file.seek(begin)
        deleted, left = 0, records
        at_once = max(1, _PIECE // max(1, length))
        while left > 0 and length:
            piece = file.read(min(at_once, left) * length)
            deleted += piece[::length].count(b"*")
            left -= at_once
    return records - deleted


def _lines(part: Path) -> int:
    with part.open("rb") as file:
        return sum(1 for line in file if line.strip())


def check_whole(path: Path, parts: Mapping[str, Path], name: str) -> int | None:
    """Check that no part of a layer breaks off.

    Parameters
    ----------
    path : Path
        The layer's main file.
    parts : dict
        Ending → file, of all its parts.
    name : str
        For people.

    Returns
    -------
    int or None
        How many features there must be, where the parts tell.

    Raises
    ------
    LayerUnreadable
        With `problem` "breaks_off", naming the part.
    """
    main = path.suffix.lower()
    if main == ".shp":
        for ending in (".shp", ".shx"):
            if ending in parts:
                _check_shape(parts[ending], name)
        _check_table(parts[".dbf"], name)
        return None  # a row without a shape is a feature too, and one marked as deleted may be
    if main == ".tab":
        return _check_table(parts[".dat"], name)
    return _lines(parts[".mid"]) if main == ".mif" else None
