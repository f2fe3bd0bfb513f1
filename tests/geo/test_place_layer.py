"""Places from map layers as GDAL writes them: each format, VN-2000, old encodings, a missing system."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.forest.layer_file import open_layers
from geo.forest.text import encode
from geo.place_errors import PlaceCrsMissing
from geo.place_layer import read_place_layer

# DOMAIN.md 2: 103.6619, 21.6436 is E 464807.98, N 2394242.22 in EPSG:9206.
POINT = shapely.Point(464807.98, 2394242.22)
NAME = "Bản Phiêng Bay"


def points(**columns: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[POINT], crs=9206)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "kml"])
def test_points_in_every_format(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"ban.{ending}"
    table = points(Name=[NAME])
    if ending == "gpkg":
        table.to_file(file)
    else:
        table.to_crs(4326).to_file(file, driver={"kml": "KML"}.get(ending, "GeoJSON"))
    (info,) = open_layers(file)
    found = read_place_layer(info)
    row = found.places.iloc[0]
    assert (row["name"], row["unit"], row["kind"], row["feature"]) == ("Phiêng Bay", "bản", "village", 1)
    assert (row["latitude"], row["longitude"]) == pytest.approx((21.6436, 103.6619), abs=2e-5)


def shapefile(folder: Path, *, crs: bool) -> Path:
    table = points(ten_ban=[encode(NAME, "tcvn3").decode("latin-1")])
    table.to_file(folder / "ban.shp", encoding="ISO-8859-1")
    (folder / "ban.cpg").unlink(missing_ok=True)
    packed = folder / "ban.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in ("shp", "shx", "dbf", *(["prj"] if crs else [])):
            archive.write(folder / f"ban.{part}", f"ban.{part}")
    return packed


def test_a_zipped_shapefile_in_tcvn3(tmp_path: Path) -> None:
    (info,) = open_layers(shapefile(tmp_path, crs=True))
    found = read_place_layer(info, encoding="tcvn3")
    assert list(found.places["name"]) == ["Phiêng Bay"]
    assert found.places["latitude"].iloc[0] == pytest.approx(21.6436, abs=2e-5)


def test_a_missing_system_is_asked_for(tmp_path: Path) -> None:
    (info,) = open_layers(shapefile(tmp_path, crs=False))
    with pytest.raises(PlaceCrsMissing):
        read_place_layer(info)
    found = read_place_layer(info, epsg=9206)
    assert found.places["longitude"].iloc[0] == pytest.approx(103.6619, abs=2e-5)


def test_every_feature_is_accounted_for(tmp_path: Path) -> None:
    line = shapely.LineString([(103.6, 21.6), (103.7, 21.7)])
    table = gpd.GeoDataFrame(
        {"name": ["A", "QL 279", None, "?"], "fclass": ["village", "primary", None, None]},
        geometry=[shapely.Point(103.6, 21.6), line, None, line],
        crs=4326,
    )
    table.to_file(tmp_path / "all.geojson")
    (info,) = open_layers(tmp_path / "all.geojson")
    found = read_place_layer(info)
    assert found.features == 4
    assert list(found.places["name"]) == ["A"]
    assert list(found.lines[["name", "rank"]].itertuples(index=False, name=None)) == [("QL 279", 1)]
    assert list(found.findings[["feature", "kind"]].itertuples(index=False, name=None)) == [
        (3, "empty_geometry"),
        (4, "line_kind_unknown"),
    ]
