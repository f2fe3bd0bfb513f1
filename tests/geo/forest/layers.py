"""Real inventory files for the tests, written by GDAL in every format."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely

from geo.areas import load_areas
from geo.forest.text import encode
from geo.vn2000 import to_wgs84

AREAS = load_areas(Path(__file__).parents[3] / "data/profiles/quynh_nhai/areas")

# lon, lat → E, N in EPSG:9206.
VECTORS = (
    (103.6619, 21.6436, 464807.98, 2394242.22),
    (103.5956, 21.9135, 458023.60, 2424141.32),
    (103.6791, 21.7619, 466615.45, 2407336.14),
    (103.7413, 21.5940, 473017.41, 2388735.00),
)
OWNERS = ("Lò Văn Đôi", "Quàng Thị Én", "UBND xã Mường Giôn", "Cộng đồng bản Huổi Ngà")
DRIVERS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
    ".kml": "LIBKML",
}


def square(easting: float, northing: float, side: float = 100.0) -> Any:
    """A square of 1 ha (EPSG:9206, metres) whose south-west corner is the point."""
    return shapely.box(easting, northing, easting + side, northing + side)


def inventory(encoding: str = "unicode", **changes: Any) -> gpd.GeoDataFrame:
    """Four plots of 1 ha at the four vectors, EPSG:9206, FRMS columns, text as letters of the encoding."""

    def raw(text: str) -> str:
        return text if encoding == "unicode" else encode(text, encoding).decode("latin-1")

    columns: dict[str, Any] = {
        "tt": [1, 2, 3, 4],
        "maxa": [3706, 3685, 3694, 3709],
        "tk": ["112", "112", "113", "114"],
        "khoanh": ["1", "2", "1", "1"],
        "lo": ["a", "a", "b", "c1"],
        "ddanh": [raw("Bản Huổi Ngà")] * 4,
        "dtich": [1.0, 1.0, 1.0, 1.0],
        "ldlr": ["TXN", "RTG", "DT2", "NN"],
        "maldlr": [16, 60, 78, 88],
        "sldlr": [raw(one) for one in ("", "Keo lai", "Nứa", "Ngô")],
        "namtr": [0, 2015, 0, 0],
        "malr3": [1, 3, 2, 0],
        "dtuong": [5, 1, 3, 2],
        "churung": [raw(one) for one in OWNERS],
    }
    columns |= changes
    shapes = [square(east, north) for _, _, east, north in VECTORS]
    return gpd.GeoDataFrame({k: v for k, v in columns.items() if v is not None}, geometry=shapes, crs=9206)


def write(table: gpd.GeoDataFrame, path: Path, *, raw_text: bool = False) -> Path:
    """Write a layer by the driver of the path's ending; `raw_text`: letters as single bytes."""
    options = {"encoding": "ISO-8859-1"} if raw_text else {}
    if path.suffix == ".kml":
        table = table.to_crs(4326)
    pyogrio.write_dataframe(table, path, driver=DRIVERS[path.suffix], **options)
    return path


def zipped(
    folder: Path, target: Path, names: dict[str, str] | None = None, without: tuple[str, ...] = ()
) -> Path:
    """Zip the files of a folder, some under another name."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            if file.is_file() and file != target and file.suffix not in without:
                archive.write(file, (names or {}).get(file.name, file.name))
    return target


def place_of(geometry: Any) -> tuple[float, float]:
    """South-west corner, degrees."""
    return geometry.bounds[0], geometry.bounds[1]


def metres_between(lon: float, lat: float, easting: float, northing: float) -> float:
    """How far a WGS84 point is from a point of EPSG:9206."""
    from geo.bearing import distance_m_and_bearing

    wanted = to_wgs84([easting], [northing])
    return float(distance_m_and_bearing(lat, lon, float(wanted.lat[0]), float(wanted.lon[0]))[0])
