"""Zones as files for other programs: GeoJSON, KML, GPX, a zipped Shapefile. WGS84 throughout.

GPX knows no surfaces: an outline is a track of type ``zone``, one segment for each ring, which `read_zones`
makes an area again.
"""

from __future__ import annotations

import html
import io
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import gpxpy.gpx
import numpy as np
import shapely
import simplekml

from geo.export.geojson import dumps
from geo.export.kml import ONE_DOCUMENT
from geo.search.shown import DRILL, xml_text
from geo.zones.measures import is_route
from geo.zones.reading import GPX_ZONE

DIGITS = 7
"""About a centimetre: what comes back from a file is what went into it."""
COLUMNS = ("code", "name", "kind", "season", "priority", "notes", "area_ha", "length_m")
"""What a file tells of a zone, in this order."""
_DBF_TEXT = 254
_LINE, _FILL = "ff327d2e", "33327d2e"  # KML: aabbggrr


def _properties(zones: gpd.GeoDataFrame, drill: bool) -> list[dict[str, Any]]:
    rows = []
    for row in zones.drop(columns="geometry").to_dict("records"):
        said = {name: row.get(name) for name in COLUMNS}
        said = {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in said.items()
        }
        rows.append({"exercise": True, **said} if drill else said)
    return rows


def _shapes(zones: gpd.GeoDataFrame) -> Any:
    return shapely.set_precision(zones.geometry.to_numpy(), 10.0**-DIGITS, mode="pointwise")


def as_geojson(zones: gpd.GeoDataFrame, *, drill: bool = False) -> bytes:
    """A FeatureCollection; a zone's code is its feature's `id`."""
    features = [
        {
            "type": "Feature",
            "id": said["code"],
            "geometry": shapely.geometry.mapping(
                shape if is_route(shape) else shapely.orient_polygons(shape)
            ),
            "properties": said,
        }
        for shape, said in zip(_shapes(zones), _properties(zones, drill), strict=True)
    ]
    return dumps({"type": "FeatureCollection", "drill": drill, "features": features})


def _text(value: Any) -> str:
    # simplekml passes CDATA sections on as they are.
    return xml_text(str(value)).replace("<![CDATA[", "< ![CDATA[")


def _pairs(ring: Any) -> list[tuple[float, float]]:
    return [(lon, lat) for lon, lat in np.asarray(ring.coords)[:, :2]]


def as_kml(zones: gpd.GeoDataFrame, *, name: str = "Canh Lửa", drill: bool = False) -> bytes:
    """One placemark for each zone, with all its parts; what is told of it as extended data too."""
    mark = DRILL if drill else ""
    with ONE_DOCUMENT:
        document = simplekml.Kml(name=_text(mark + name))
        for shape, said in zip(_shapes(zones), _properties(zones, drill), strict=True):
            text = " · ".join(str(said[key]) for key in ("code", "kind", "season", "notes") if said[key])
            placemark = document.newmultigeometry(
                name=_text(f"{mark}{said['name']}"), description=html.escape(_text(text), quote=False)
            )
            for part in shapely.get_parts(shape):
                if part.geom_type == "Polygon":
                    placemark.newpolygon(
                        outerboundaryis=_pairs(part.exterior),
                        innerboundaryis=[_pairs(ring) for ring in part.interiors],
                    )
                else:
                    placemark.newlinestring(coords=_pairs(part))
            placemark.style.linestyle.color, placemark.style.linestyle.width = _LINE, 3
            placemark.style.polystyle.color = _FILL
            for key in ("code", "kind", "season", "priority", "notes"):
                if said[key] not in (None, ""):
                    placemark.extendeddata.newdata(name=key, value=_text(said[key]))
        return str(document.kml(format=False)).encode("utf-8")


def _segments(shape: Any) -> Iterable[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield from (part.exterior, *part.interiors)
        else:
            yield part


def as_gpx(zones: gpd.GeoDataFrame, *, name: str = "Canh Lửa", drill: bool = False) -> bytes:
    """Outlines and routes as tracks: handheld receivers show these, and follow them."""
    mark = DRILL if drill else ""
    file = gpxpy.gpx.GPX()
    file.creator, file.name = "Canh Lửa", xml_text(mark + name)
    for shape, said in zip(_shapes(zones), _properties(zones, drill), strict=True):
        track = gpxpy.gpx.GPXTrack(
            name=xml_text(f"{mark}{said['name']}"), description=xml_text(said["notes"] or "") or None
        )
        if not is_route(shape):
            track.type = GPX_ZONE  # type: ignore[assignment]
        for line in _segments(shape):
            points = [gpxpy.gpx.GPXTrackPoint(lat, lon) for lon, lat in _pairs(line)]
            track.segments.append(gpxpy.gpx.GPXTrackSegment(points))
        file.tracks.append(track)
    return str(file.to_xml("1.1")).encode("utf-8")


def _written(table: gpd.GeoDataFrame, folder: Path, name: str) -> None:
    if len(table):
        table.to_file(folder / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8", engine="pyogrio")


def as_shapefile(zones: gpd.GeoDataFrame, *, drill: bool = False) -> bytes:
    """A zip with Shapefiles: ``khu_vuc`` for areas, ``tuyen`` for routes (a Shapefile holds one kind only).

    Texts are UTF-8 (a .cpg file says so) and cut at the 254 bytes that a DBF field holds.
    """
    table = gpd.GeoDataFrame(_properties(zones, drill), geometry=list(_shapes(zones)), crs="EPSG:4326")
    if not len(table):
        table = gpd.GeoDataFrame({name: [] for name in COLUMNS}, geometry=[], crs="EPSG:4326")
    for name in ("code", "name", "kind", "season", "notes"):
        cut: Sequence[str] = [
            str(value or "").encode()[:_DBF_TEXT].decode(errors="ignore") for value in table[name]
        ]
        table[name] = cut
    routes = np.array([is_route(shape) for shape in table.geometry], dtype=bool)
    mark = "DIEN-TAP_" if drill else ""
    packed = io.BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="canhlua-zones-") as where,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        folder = Path(where)
        _written(table[~routes], folder, f"{mark}khu_vuc")
        _written(table[routes], folder, f"{mark}tuyen")
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return packed.getvalue()
