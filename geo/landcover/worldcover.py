"""ESA WorldCover 2021 v200: land cover at 10 m, in tiles of 3° × 3°, read only where it is needed.

A tile is a cloud-optimised GeoTIFF of about 100 MB with blocks of 1024 × 1024 pixels. Its directory says
where the blocks lie; those under the box are fetched in ranges into a sparse copy, which GDAL then reads.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import requests
from numpy.typing import NDArray
from rasterio.errors import RasterioError

from geo.landcover import WORLDCOVER_URL, errors
from geo.landcover.ranges import Limits, RangedFile, begins
from geo.landcover.sparse import SparseCopy
from geo.landcover.tiff_layout import BrokenTiff, NotATiff, read_layout
from geo.landcover.window import Box, TileSource, Window, local_only
from geo.sources import is_address, redact

ATTRIBUTION = (
    "© ESA WorldCover project 2021 / Contains modified Copernicus Sentinel data (2021) processed by ESA"
    " WorldCover consortium, CC BY 4.0"
)
TREE_COVER, NO_DATA = 10, 0
CLASSES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)
TILE_DEGREES = 3
MOST_PIXELS = 100_000_000
"""About 0.8° × 0.8° at 10 m; a pixel takes up to 8 bytes of memory while patches are found."""

_LEADER = 16  # bytes before a block: GDAL writes its size there, and may read it

Progress = Callable[[int, int], object]


def _corner(lon: float, lat: float) -> tuple[int, int]:
    if not (-180 <= lon < 180 and -90 <= lat < 90):
        raise ValueError(f"'lon' and 'lat' should be degrees EPSG:4326, got {lon}, {lat}")
    return math.floor(lon / TILE_DEGREES) * TILE_DEGREES, math.floor(lat / TILE_DEGREES) * TILE_DEGREES


def tile_name(lon: float, lat: float) -> str:
    """Return the name of the tile over a point, by its lower left corner: `N21E102` for Quỳnh Nhai.

    A point on an edge belongs to the tile north and east of it.
    """
    west, south = _corner(lon, lat)
    return f"{'S' if south < 0 else 'N'}{abs(south):02d}{'W' if west < 0 else 'E'}{abs(west):03d}"


def tiles_of(box: Box) -> list[tuple[str, int, int]]:
    """Return name, west and south of the tiles that a box (west, south, east, north) has area in."""
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(f"'box' should be west, south, east, north in degrees, got {box}")
    first_lon, first_lat = _corner(west, south)
    return [
        (tile_name(lon, lat), lon, lat)
        for lat in range(first_lat, math.ceil(north), TILE_DEGREES)
        for lon in range(first_lon, math.ceil(east), TILE_DEGREES)
    ]


def _step(file: Any, name: str, west: int, south: int) -> float:
    """The size of a pixel, once the raster is known to be a WorldCover tile in the right place."""

    def wrong(problem: str) -> errors.LandCoverWrongRaster:
        return errors.LandCoverWrongRaster(source=name, reason=problem)

    if file.crs is None or file.crs.to_epsg() != 4326:
        raise wrong(f"its coordinate system is {file.crs.to_string()[:60] if file.crs else 'not stated'}")
    if file.count != 1 or file.dtypes[0] != "uint8":
        raise wrong(f"it has {file.count} bands of {file.dtypes[0]}")
    step = file.transform.a
    expected = (west, south, west + TILE_DEGREES, south + TILE_DEGREES)
    if not np.allclose(file.bounds, expected, rtol=0, atol=abs(step) / 4):
        raise wrong("it lies at " + ", ".join(f"{edge:g}" for edge in file.bounds))
    pixels = TILE_DEGREES / step
    if file.width != file.height or file.width != round(pixels) or abs(file.transform.e + step) > step / 1e6:
        raise wrong(f"it has {file.width} × {file.height} pixels")
    return TILE_DEGREES / file.width


def _grid(box: Box, step: float, name: str) -> tuple[slice, slice]:
    """Rows (southward from the north pole's side, negative latitudes positive) and columns under a box.

    Pixels are counted from 0° E and from the equator southward, so that tiles share one grid.
    """
    west, south, east, north = box
    little = 1e-6  # of a pixel: an edge on a pixel's border belongs to one side only
    columns = slice(math.floor(west / step + little), math.ceil(east / step - little))
    rows = slice(math.floor(-north / step + little), math.ceil(-south / step - little))
    pixels = (columns.stop - columns.start) * (rows.stop - rows.start)
    if pixels > MOST_PIXELS:
        raise errors.LandCoverTooLarge(source=name, amount=pixels, unit="px", limit=MOST_PIXELS)
    return rows, columns


def _overlap(whole: slice, part: slice) -> tuple[slice, slice]:
    """What two runs share: as indices in the first, and in the second."""
    start, stop = max(whole.start, part.start), min(whole.stop, part.stop)
    return slice(start - whole.start, stop - whole.start), slice(start - part.start, stop - part.start)


class _Reading:
    """The window while it is put together from its tiles."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self.step = 0.0
        self.rows = self.columns = slice(0, 0)
        self.classes: NDArray[np.uint8] = np.zeros((0, 0), dtype=np.uint8)

    def begin(self, file: Any, name: str, west: int, south: int) -> tuple[slice, slice, slice, slice]:
        """Rows and columns in the window and in this tile's file."""
        step = _step(file, name, west, south)
        if not self.step:
            self.step = step
            self.rows, self.columns = _grid(self._box, step, name)
            shape = (self.rows.stop - self.rows.start, self.columns.stop - self.columns.start)
            self.classes = np.full(shape, NO_DATA, dtype=np.uint8)
        elif step != self.step:
            raise errors.LandCoverWrongRaster(source=name, reason="its pixels differ from its neighbour's")
        left, top = round(west / step), round(-(south + TILE_DEGREES) / step)
        rows, file_rows = _overlap(self.rows, slice(top, top + file.height))
        columns, file_columns = _overlap(self.columns, slice(left, left + file.width))
        return rows, columns, file_rows, file_columns


def _fill(
    reading: _Reading,
    path: Path,
    name: str,
    corner: tuple[int, int],
    fetch: Callable[[slice, slice], None],
) -> None:
    """Read one tile's part of the window. `fetch` is told its rows and columns before they are read."""
    try:
        with local_only(), rasterio.open(path, driver="GTiff") as file:
            rows, columns, file_rows, file_columns = reading.begin(file, name, *corner)
            fetch(file_rows, file_columns)
    except RasterioError as problem:
        raise errors.LandCoverDamaged(source=name, reason=str(problem)[:120]) from None
    try:
        # Opened anew: the first handle may keep zeros that it read before the blocks came.
        with local_only(), rasterio.open(path, driver="GTiff") as file:
            part = file.read(
                1, window=((file_rows.start, file_rows.stop), (file_columns.start, file_columns.stop))
            )
    except RasterioError as problem:
        cause = problem.__cause__ or problem
        raise errors.LandCoverDamaged(source=name, reason=str(cause)[:120]) from None
    strange = set(np.unique(part).tolist()) - {*CLASSES, NO_DATA}
    if strange:
        raise errors.LandCoverWrongRaster(source=name, reason=f"it has the class {min(strange)}")
    reading.classes[rows, columns] = part


def _from_file(reading: _Reading, path: Path, tile: str, corner: tuple[int, int]) -> TileSource:
    if not path.is_file():
        raise errors.LandCoverMissing(source=str(path))
    with path.open("rb") as file:
        head = file.read(60)
    if head[:2] not in (b"II", b"MM"):
        raise errors.LandCoverNotATiff(source=str(path), begins=begins(head))
    _fill(reading, path, str(path), corner, lambda rows, columns: None)
    return TileSource(tile, str(path), None, None, path.stat().st_size, 0)


def _from_server(
    reading: _Reading,
    remote: RangedFile,
    tile: str,
    corner: tuple[int, int],
    folder: Path,
    progress: Progress | None,
) -> TileSource:
    copy = SparseCopy(folder / f"{tile}.tif", remote)
    try:
        layout = read_layout(copy.read)
    except NotATiff:
        raise errors.LandCoverNotATiff(source=remote.name, begins=begins(copy.read(0, 60))) from None
    except BrokenTiff as problem:
        raise errors.LandCoverDamaged(source=remote.name, reason=str(problem)) from None
    copy.finish()

    def fetch(rows: slice, columns: slice) -> None:
        spans = layout.under(rows, columns)
        if len(spans) and int(spans[:, 1].max()) > remote.size:
            raise errors.LandCoverDamaged(source=remote.name, reason="it is cut off")
        copy.need([(max(0, int(start) - _LEADER), int(stop)) for start, stop in spans], progress)

    _fill(reading, folder / f"{tile}.tif", remote.name, corner, fetch)
    return TileSource(tile, remote.name, remote.etag, remote.last_modified, remote.size, remote.bytes_read)


def read_window(
    box: Box,
    *,
    now: datetime,
    template: str = WORLDCOVER_URL,
    session: requests.Session | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    folder: Path | None = None,
    progress: Progress | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Window:
    """Read the land cover under a box.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north, degrees EPSG:4326. It may span several tiles.
    now : datetime
        Aware; becomes `fetched_at`.
    template : str
        Address or path with {tile} in it.
    session : requests.Session, optional
    limits : Limits
        Of each tile.
    folder : Path, optional
        Where the sparse copies lie meanwhile; default: the system's folder for temporary files.
    progress : callable, optional
        Told bytes so far and in all, of each tile in turn.
    sleep : callable
        Waits between attempts.

    Raises
    ------
    Unreachable
        `LandCoverUnreachable` and its kin: no connection, too late, broken off, a status that is no file.
    LandCoverError
        Of `geo.landcover.errors`: no such tile, a server without ranges, a web page, another raster, …
    ValueError
        If the box is none.
    """
    reading = _Reading(box)
    sources: list[TileSource] = []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".tile-") as place, requests.Session() as own:
        for tile, west, south in tiles_of(box):
            address = template.replace("{tile}", tile)
            if is_address(address):
                remote = RangedFile(address, session or own, limits, sleep)
                sources.append(_from_server(reading, remote, tile, (west, south), Path(place), progress))
            else:
                sources.append(_from_file(reading, Path(address), tile, (west, south)))
    if not (reading.classes == TREE_COVER).any():
        raise errors.LandCoverEmpty(source=redact(template))
    step = reading.step
    return Window(
        classes=reading.classes,
        west=reading.columns.start * step,
        north=-reading.rows.start * step,
        step=step,
        box=box,
        sources=tuple(sources),
        fetched_at=now,
    )
