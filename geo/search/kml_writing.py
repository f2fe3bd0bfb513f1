"""KML with surfaces and routes: spots, footprints, sectors, zones."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import shapely
import simplekml

from geo.export.kml import ONE_DOCUMENT
from geo.search.shown import DRILL, Outline, Spot, xml_text

_DIGITS = 6
#: Outline and fill (KML: aabbggrr) by kind.
_COLOURS = {
    "footprint": ("ff2f2fd3", "402f2fd3"),
    "sector": ("ffb35c00", "26b35c00"),
    "zone": ("ffd0570b", "26d0570b"),
    "route": ("ffd0570b", "26d0570b"),
}


def _text(value: str) -> str:
    # simplekml passes CDATA sections on as they are.
    return xml_text(value).replace("<![CDATA[", "< ![CDATA[")


def _html(value: str) -> str:
    """Google Earth shows a description as HTML."""
    return html.escape(_text(value), quote=False)


def _ring(ring: Any) -> list[tuple[float, float]]:
    return [(round(lon, _DIGITS), round(lat, _DIGITS)) for lon, lat in ring.coords]


def _draw(document: Any, outline: Outline, mark: str) -> None:
    line, fill = _COLOURS[outline.kind]
    placemark = document.newmultigeometry(name=_text(mark + outline.name), description=_html(outline.text))
    for part in shapely.get_parts(outline.shape):
        if part.geom_type == "Polygon":
            placemark.newpolygon(
                outerboundaryis=_ring(part.exterior), innerboundaryis=[_ring(r) for r in part.interiors]
            )
        else:
            placemark.newlinestring(coords=_ring(part))
    placemark.style.linestyle.color, placemark.style.linestyle.width = line, 2
    placemark.style.polystyle.color = fill


def write_kml(
    spots: Iterable[Spot],
    outlines: Iterable[Outline],
    *,
    name: str = "Canh Lửa",
    text: str = "",
    drill: bool = False,
) -> bytes:
    """Return a KML file; an outline is one placemark with all its parts."""
    mark = DRILL if drill else ""
    with ONE_DOCUMENT:
        document = simplekml.Kml(name=_text(mark + name), description=_html(text))
        for outline in outlines:
            _draw(document, outline, mark)
        for spot in spots:
            point = document.newpoint(
                name=_text(mark + spot.name),
                coords=[(round(spot.longitude, _DIGITS), round(spot.latitude, _DIGITS))],
                description=_html(spot.text),
            )
            point.style.iconstyle.icon.href = None
            point.style.iconstyle.color = _COLOURS["footprint"][0]
            if spot.at is not None:
                point.timestamp.when = f"{spot.at:%Y-%m-%dT%H:%M:%SZ}"
        return str(document.kml(format=False)).encode("utf-8")
