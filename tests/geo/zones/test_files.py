"""Zones out to files and in again: the same shapes, names and words in every format; bad files refused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import geopandas as gpd
import gpxpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.zones import ZoneFileInvalid, area_ha
from geo.zones.reading import closed, read_zones
from geo.zones.writing import as_geojson, as_gpx, as_kml, as_shapefile

SQUARE = shapely.box(103.60, 21.70, 103.61, 21.71)
HOLED = shapely.difference(SQUARE, shapely.box(103.604, 21.704, 103.606, 21.706))
TWO = shapely.multipolygons([SQUARE, shapely.box(103.70, 21.80, 103.71, 21.82)])
WAY = shapely.LineString([(103.6, 21.7), (103.62, 21.73), (103.65, 21.74)])
WRITERS = {
    "zones.geojson": as_geojson,
    "zones.kml": as_kml,
    "zones.gpx": as_gpx,
    "zones.zip": as_shapefile,
}


def frame(*shapes: Any, names: list[str] | None = None, notes: str = "") -> gpd.GeoDataFrame:
    rows = [
        {
            "code": f"KV-{n:04d}",
            "name": names[n - 1] if names else f"Đồi thông số {n}",
            "kind": "key_area",
            "season": "dry",
            "priority": 1,
            "notes": notes,
            "area_ha": area_ha(shape) or None,
            "length_m": 1.0,
        }
        for n, shape in enumerate(shapes, start=1)
    ]
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs="EPSG:4326")


@pytest.mark.parametrize("name", WRITERS)
def test_shapes_and_names_come_back(name: str) -> None:
    shapes = (SQUARE, HOLED, TWO, WAY)
    found = read_zones(WRITERS[name](frame(*shapes, notes="Đi từ bản Huổi Ngà")), name)
    back = {zone.name: zone for zone in found.zones}
    assert set(back) == {f"Đồi thông số {n}" for n in range(1, 5)}
    for n, shape in enumerate(shapes, start=1):
        mine = back[f"Đồi thông số {n}"].shape
        assert mine.geom_type == shape.geom_type
        assert shapely.hausdorff_distance(mine, shape) < 2e-7
        assert area_ha(mine) == pytest.approx(area_ha(shape), rel=1e-4)
    if not name.endswith("gpx"):
        said = back["Đồi thông số 1"].said
        assert (said["kind"], said["season"], said["priority"]) == ("key_area", "dry", "1")
    assert back["Đồi thông số 1"].said["notes"] == "Đi từ bản Huổi Ngà"
    assert (found.points, found.empty) == (0, 0)


_X, _Y = st.integers(0, 30_000), st.integers(0, 30_000)
_BOXES = st.lists(st.tuples(_X, _Y, st.integers(1, 9_000), st.integers(1, 9_000)), min_size=1, max_size=5)
_TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=40
)


@settings(max_examples=25, deadline=None)
@given(_BOXES, st.lists(_TEXTS, min_size=5, max_size=5), st.sampled_from(sorted(WRITERS)))
def test_any_zones_survive_any_format(boxes: list[Any], names: list[str], file: str) -> None:
    shapes = [
        shapely.box(103.4 + x / 1e5, 21.5 + y / 1e5, 103.4 + (x + w) / 1e5, 21.5 + (y + h) / 1e5)
        for x, y, w, h in boxes
    ]
    found = read_zones(WRITERS[file](frame(*shapes, names=names)), file)
    assert len(found.zones) == len(shapes)
    for zone, shape in zip(found.zones, shapes, strict=True):
        assert shapely.hausdorff_distance(zone.shape, shape) < 2e-7
        assert shapely.area(zone.shape) == pytest.approx(shapely.area(shape), abs=1e-9)


@pytest.mark.parametrize("name", WRITERS)
def test_a_drill_is_marked_inside_the_file(name: str) -> None:
    data = WRITERS[name](frame(SQUARE, WAY), drill=True)
    if name.endswith("zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert all(each.startswith("DIEN-TAP_") for each in archive.namelist())
    elif name.endswith("geojson"):
        found = json.loads(data)
        assert found["drill"] is True
        assert all(each["properties"]["exercise"] is True for each in found["features"])
    else:
        assert "DIỄN TẬP / DRILL: Đồi thông số 1" in data.decode()


@pytest.mark.parametrize("name", WRITERS)
def test_no_zones_are_a_file_all_the_same(name: str) -> None:
    assert WRITERS[name](frame(SQUARE).iloc[:0])


def test_a_track_of_a_receiver_is_a_route_that_was_walked_and_can_be_closed() -> None:
    data = b"""<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
      <wpt lat="21.7" lon="103.6"/><trk><name>Quanh doi</name><trkseg>
      <trkpt lat="21.70" lon="103.60"/><trkpt lat="21.70" lon="103.61"/><trkpt lat="21.71" lon="103.61"/>
      </trkseg></trk>
      <rte><name>Tuyen</name><rtept lat="21.7" lon="103.6"/><rtept lat="21.8" lon="103.7"/></rte>
    </gpx>"""
    found = read_zones(data, "walk.gpx")
    assert [(zone.name, zone.walked, zone.shape.geom_type) for zone in found.zones] == [
        ("Quanh doi", True, "LineString"),
        ("Tuyen", False, "LineString"),
    ]
    assert found.points == 1
    assert closed(found.zones[0].shape).equals(
        shapely.Polygon([(103.60, 21.70), (103.61, 21.70), (103.61, 21.71)])
    )
    assert closed(found.zones[1].shape) is None


def test_collections_are_taken_apart_and_points_counted() -> None:
    mixed = shapely.GeometryCollection([SQUARE, WAY, shapely.Point(103.6, 21.7)])
    features = [
        {"type": "Feature", "properties": {"Tên": "Một"}, "geometry": shapely.geometry.mapping(mixed)},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [103.6, 21.7]}},
        {"type": "Feature", "properties": {}, "geometry": None},
    ]
    found = read_zones(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "a.geojson")
    assert [(zone.name, zone.shape.geom_type) for zone in found.zones] == [
        ("Một", "Polygon"),
        ("Một", "LineString"),
    ]
    assert (found.points, found.empty) == (2, 1)


def test_a_plane_that_the_file_does_not_name_is_asked_for() -> None:
    table = frame(SQUARE).to_crs("EPSG:9206")
    metres = json.dumps(json.loads(table.to_json()) | {"crs": None}).encode()
    with pytest.raises(ZoneFileInvalid) as refused:
        read_zones(metres, "m.geojson")
    assert refused.value.params["problem"] == "zone_file_no_crs"
    found = read_zones(metres, "m.geojson", epsg=9206)
    assert (
        shapely.hausdorff_distance(found.zones[0].shape, SQUARE) < 1e-5
    )  # the registry's way is pinned: 1 m


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (b"", "a.geojson", "zone_file_empty"),
        (b"  \n", "a.gpx", "zone_file_empty"),
        (b"x" * (16 * 1024 * 1024 + 1), "a.kml", "zone_file_large"),
        (b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
         b'{"type":"Point","coordinates":[103.6,21.7]}}]}', "a.geojson", "zone_file_no_shape"),
        (b'<gpx version="1.1"><wpt lat="21.7" lon="103.6"/></gpx>', "a.gpx", "zone_file_no_shape"),
    ],
)  # fmt: skip
def test_files_without_a_zone_are_refused_with_a_reason(data: bytes, name: str, problem: str) -> None:
    with pytest.raises(ZoneFileInvalid) as refused:
        read_zones(data, name)
    assert refused.value.params["problem"] == problem


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"this is no map", "a.geojson"),
        (b"PK\x03\x04broken", "a.zip"),
        (b"<html></html>", "a.kml"),
        (b'<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx version="1.1"/>', "a.gpx"),
        (b"MZ\x90", "a.exe"),
    ],
)
def test_other_files_are_refused_in_words(data: bytes, name: str) -> None:
    with pytest.raises(GeoError):
        read_zones(data, name)


def test_more_zones_than_a_district_patrols_are_another_layer() -> None:
    shapes = [shapely.box(103.4 + n * 1e-4, 21.5, 103.4 + n * 1e-4 + 5e-5, 21.51) for n in range(501)]
    with pytest.raises(ZoneFileInvalid) as refused:
        read_zones(as_geojson(frame(*shapes)), "a.geojson")
    assert refused.value.params["problem"] == "zone_file_many"


def test_texts_that_would_act_stay_texts() -> None:
    nasty = ["<script>alert(1)</script> ]]> <![CDATA[", "=cmd|' /C calc'!A0", "a\x0bb"]
    for name, write in WRITERS.items():
        found = read_zones(write(frame(SQUARE, TWO, WAY, names=nasty)), name)
        assert len(found.zones) == 3, name
    gpxpy.parse(as_gpx(frame(SQUARE, names=nasty[:1])).decode())
