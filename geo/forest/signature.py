"""Is a file what its name says? GDAL looks at the content alone and would follow it anywhere.

A virtual data source (VRT) under another name would let an upload read other files of this machine, and a
MapInfo table may point to tables elsewhere. So the beginning is looked at first, and only the plain form of
each is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from geo.forest.errors import LayerUnreadable

_LOOKED_AT = 64 * 1024


def _is_shape(head: bytes) -> bool:
    return head.startswith(b"\x00\x00\x27\x0a") and len(head) >= 100


def _is_geopackage(head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\x00")


def _is_geojson(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"{") and b'"' in text


def _is_kml(head: bytes) -> bool:
    return re.search(rb"<(\w+:)?kml[\s>]", head) is not None


def _is_tab(head: bytes) -> bool:
    return (
        head[:200].lower().lstrip().startswith(b"!table")
        and re.search(rb"(?i)type\s+native", head) is not None
    )


def _is_mif(head: bytes) -> bool:
    return head[:200].lower().lstrip().startswith((b"version", b"charset"))


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    ".shp": _is_shape,
    ".gpkg": _is_geopackage,
    ".geojson": _is_geojson,
    ".json": _is_geojson,
    ".kml": _is_kml,
    ".tab": _is_tab,
    ".mif": _is_mif,
}


def check_signature(path: Path, name: str) -> None:
    """Check that a file begins as its ending says.

    Raises
    ------
    LayerUnreadable
        With `problem` "empty_file" or "not_what_its_name_says".
    """
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if not head.strip(b"\x00 \r\n\t"):
        raise LayerUnreadable(name=name, problem="empty_file", reason="the file is empty")
    virtual = b"OGRVRT" in head or b"<VRTDataset" in head
    if virtual or not _CHECKS[path.suffix.lower()](head):
        ending = path.suffix.lower()
        raise LayerUnreadable(
            name=name, problem="not_what_its_name_says", reason=f"its content is not that of a {ending} file"
        )
