"""Tiny tiles of WorldCover: 3° × 3° in few pixels, cloud-optimised as the real ones are."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import Affine

from geo.landcover.window import local_only
from geo.landcover.worldcover import CLASSES

PIXELS = 1536
STEP = 3 / PIXELS
BLOCK = 128


def noise(seed: int, pixels: int = PIXELS) -> NDArray[np.uint8]:
    """Every class everywhere: nothing compresses well, and every pixel counts."""
    chosen = np.random.default_rng(seed).integers(0, len(CLASSES), (pixels, pixels))
    return np.array(CLASSES, dtype=np.uint8)[chosen]


def write_tile(
    folder: Path,
    name: str,
    classes: NDArray[Any],
    *,
    crs: str = "EPSG:4326",
    driver: str = "COG",
    **more: Any,
) -> Path:
    """A tile at the place that its name says."""
    south, west = (
        (1 if name[0] == "N" else -1) * int(name[1:3]),
        (1 if name[3] == "E" else -1) * int(name[4:]),
    )
    path = folder / f"{name}.tif"
    rows, columns = classes.shape
    form = (
        {"blocksize": BLOCK} if driver == "COG" else {"tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK}
    )
    settings = {"compress": "deflate", **form, **more}
    transform = settings.pop("transform", Affine(3 / columns, 0, west, 0, -3 / rows, south + 3))
    with (
        local_only(),
        rasterio.open(
            path,
            "w",
            driver=driver,
            width=columns,
            height=rows,
            count=1,
            dtype=classes.dtype,
            crs=crs,
            transform=transform,
            **settings,
        ) as file,
    ):
        file.write(classes, 1)
    return path


def both_gdals(order: str) -> None:
    """Read and write through both GDALs in this process, in either order of import. Run as a program."""
    names = ("rasterio", "pyogrio") if order == "rasterio" else ("pyogrio", "rasterio")
    for name in names:
        __import__(name)
    import geopandas as gpd
    import shapely
    from rasterio.io import MemoryFile

    plot = gpd.GeoDataFrame({"ldlr": ["Rừng ừ"]}, geometry=[shapely.box(103.6, 21.6, 103.7, 21.7)], crs=4326)
    for _ in range(2):
        store = io.BytesIO()
        plot.to_crs(9206).to_file(store, driver="GPKG")
        back = gpd.read_file(io.BytesIO(store.getvalue()))
        assert back.crs.to_epsg() == 9206
        assert back["ldlr"].tolist() == ["Rừng ừ"]
        with MemoryFile() as memory:
            with memory.open(
                driver="GTiff",
                width=4,
                height=4,
                count=1,
                dtype="uint8",
                crs="EPSG:9206",
                transform=Affine(1, 0, 5, 0, -1, 9),
            ) as file:
                file.write(np.full((1, 4, 4), 10, dtype=np.uint8))
            with memory.open() as file:
                assert file.crs.to_epsg() == 9206
                assert (file.read() == 10).all()


if __name__ == "__main__":
    both_gdals(sys.argv[1])
