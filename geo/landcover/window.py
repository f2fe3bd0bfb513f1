"""A cut-out of a land-cover map, and how it is kept on disk so that a second look needs no network."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.transform import Affine

_TAG = "CANHLUA_WINDOW"
_FORMAT = 1

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class TileSource:
    """A tile that was read: address without secrets, what its server said of it, and how much was sent.

    `size` and `bytes_read` are bytes; for a file on this machine `bytes_read` is 0.
    """

    tile: str
    address: str
    etag: str | None
    last_modified: str | None
    size: int
    bytes_read: int


@dataclass(frozen=True, eq=False)
class Window:
    """Classes of land cover on a grid of degrees, EPSG:4326, north up.

    Attributes
    ----------
    classes : ndarray of uint8, (rows, columns)
    west, north : float
        The upper left corner of the upper left pixel.
    step : float
        Width and height of a pixel in degrees.
    box : tuple of float
        The west, south, east, north that was asked for; the window is the whole pixels that it touches.
    sources : tuple of TileSource
    fetched_at : datetime
        Aware, UTC.
    """

    classes: NDArray[np.uint8]
    west: float
    north: float
    step: float
    box: Box
    sources: tuple[TileSource, ...]
    fetched_at: datetime

    @property
    def transform(self) -> Affine:
        return Affine(self.step, 0, self.west, 0, -self.step, self.north)


@contextmanager
def local_only() -> Iterator[None]:
    """GDAL for a file on this machine: it looks at no neighbour file, and never asks a network."""
    settings = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "PROJ_NETWORK": "OFF"}
    with rasterio.Env(**settings), warnings.catch_warnings():
        # affine 3 warns of an operator that rasterio 1.4 still uses
        warnings.filterwarnings("ignore", category=PendingDeprecationWarning, module=r"affine|rasterio")
        warnings.filterwarnings("ignore", message=".*matmul.*")
        warnings.filterwarnings("ignore", category=NotGeoreferencedWarning)  # refused or none of ours
        yield


def save_window(window: Window, path: Path) -> None:
    """Write a window as a GeoTIFF with its origin inside: complete, or not there."""
    rows, columns = window.classes.shape
    about = {
        "format": _FORMAT,
        "west": window.west,
        "north": window.north,
        "step": window.step,
        "box": window.box,
        "sources": [asdict(source) for source in window.sources],
        "fetched_at": window.fetched_at.astimezone(UTC).isoformat(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".window-", suffix=".tif")
    os.close(handle)
    try:
        with (
            local_only(),
            rasterio.open(
                name,
                "w",
                driver="GTiff",
                width=columns,
                height=rows,
                count=1,
                dtype="uint8",
                crs="EPSG:4326",
                transform=window.transform,
                tiled=True,
                compress="deflate",
            ) as file,
        ):
            file.update_tags(**{_TAG: json.dumps(about)})
            file.write(window.classes, 1)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def load_window(path: Path) -> Window | None:
    """Read a window that was saved; None where there is none, or one that is damaged or of another format."""
    if not path.is_file():
        return None
    try:
        with local_only(), rasterio.open(path) as file:
            about = json.loads(file.tags()[_TAG])
            if about["format"] != _FORMAT:
                return None
            classes = file.read(1)
        west, south, east, north = about["box"]
        return Window(
            classes=classes,
            west=about["west"],
            north=about["north"],
            step=about["step"],
            box=(west, south, east, north),
            sources=tuple(TileSource(**source) for source in about["sources"]),
            fetched_at=datetime.fromisoformat(about["fetched_at"]),
        )
    except (RasterioError, KeyError, TypeError, ValueError):
        return None
