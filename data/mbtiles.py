"""A local file of map tiles (MBTiles 1.3): found in the profile, checked once, read tile by tile.

One ``*.mbtiles`` in the folder ``basemap`` of the profile gives the map a ground without any network.
Only pictures (png, jpg, webp) can be drawn; a file of vector tiles is named as such and not used.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from data.errors import DataError

FOLDER = "basemap"
MEDIA = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
_SIGNATURES = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"RIFF", "webp"))
_CLOSEST = 24
_WHOLE_WORLD = (-180.0, -85.0511, 180.0, 85.0511)


class TileFileError(DataError):
    """A file that lies where a basemap should, and cannot be one."""

    code = "mbtiles_unusable"
    sentence = "{file} cannot be used as a basemap"


class NotTiles(TileFileError):  # noqa: N818 -- named for what happened, as in data.errors
    """No SQLite file, or one without the tables of MBTiles."""

    code = "mbtiles_unreadable"
    sentence = "{file} is not an MBTiles file: {detail}"


class NoPictures(TileFileError):  # noqa: N818
    """Vector tiles (pbf) or another format that this map does not draw."""

    code = "mbtiles_no_pictures"
    sentence = "{file} holds tiles of the format {format}; only png, jpg and webp pictures can be drawn"


class NoTiles(TileFileError):  # noqa: N818
    """The tables are there, but no tile is in them."""

    code = "mbtiles_empty"
    sentence = "{file} holds no tile"


@dataclass(frozen=True)
class TileFile:
    """What a tile file says of itself. `bounds` is west, south, east, north in degrees WGS84."""

    path: Path
    name: str
    attribution: str
    format: str
    bounds: tuple[float, float, float, float]
    min_zoom: int
    max_zoom: int
    size_bytes: int
    stamp: str

    @property
    def media(self) -> str:
        return MEDIA[self.format]

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """One tile by its XYZ address (row counted from the north), None where the file has none.

        Raises
        ------
        NotTiles
            The file can no longer be read.
        """
        if not 0 <= zoom <= _CLOSEST or not (0 <= column < 1 << zoom and 0 <= row < 1 << zoom):
            return None
        with _opened(self.path) as db:  # MBTiles counts rows from the south (TMS)
            found = db.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, column, (1 << zoom) - 1 - row),
            ).fetchone()
        return None if found is None else bytes(found[0])


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, read-only and unlocked: it may lie on a disk that cannot be written."""
    try:
        db = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
        try:
            yield db
        finally:
            db.close()
    except sqlite3.Error as error:
        raise NotTiles(file=path.name, detail=str(error)) from None


def _numbers(text: str, count: int) -> tuple[float, ...] | None:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        return None
    return found if len(found) == count and all(map(math.isfinite, found)) else None


def _bounds(text: str) -> tuple[float, float, float, float]:
    found = _numbers(text, 4)
    if found is None or not (-180 <= found[0] < found[2] <= 180 and -90 <= found[1] < found[3] <= 90):
        return _WHOLE_WORLD
    return found[0], found[1], found[2], found[3]


def _format(said: str, first: bytes) -> str:
    """By the picture itself; what the file says of itself is believed only where that tells nothing."""
    for signature, name in _SIGNATURES:
        if first.startswith(signature):
            return name
    return said or "?"


def read_tile_file(path: Path) -> TileFile:
    """Look into an MBTiles file.

    Raises
    ------
    NotTiles, NoPictures, NoTiles
        It cannot serve as a basemap; the sentence says why.
    """
    status = path.stat()
    with _opened(path) as db:
        said = {str(k): str(v) for k, v in db.execute("SELECT name, value FROM metadata")}
        lowest, highest = db.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        first = db.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
    if first is None or lowest is None:
        raise NoTiles(file=path.name)
    kind = _format(said.get("format", "").strip().lower(), bytes(first[0]))
    if kind not in MEDIA:
        raise NoPictures(file=path.name, format=kind[:20])
    return TileFile(
        path=path,
        name=said.get("name", "").strip() or path.stem,
        attribution=said.get("attribution", "").strip(),
        format=kind,
        bounds=_bounds(said.get("bounds", "")),
        min_zoom=max(int(lowest), 0),
        max_zoom=min(int(highest), _CLOSEST),
        size_bytes=status.st_size,
        stamp=f"{status.st_mtime_ns:x}-{status.st_size:x}",
    )


def find_tile_file(profile_folder: Path) -> Path | None:
    """The MBTiles file of a profile: the first by name in its folder ``basemap``; None when there is none."""
    return next(iter(sorted((profile_folder / FOLDER).glob("*.mbtiles"))), None)
