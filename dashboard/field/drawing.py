"""A map without tiles, drawn by the server: it is read without a script and without a signal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from markupsafe import Markup, escape

from dashboard.words import _

_METRES_PER_DEGREE = 111_320.0
_STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class View:
    """Metres east and south of the north-west corner; one unit of the drawing is one metre."""

    west: float
    north: float
    east: float
    south: float

    @property
    def _shrunk(self) -> float:
        return math.cos(math.radians((self.north + self.south) / 2))

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """A place on the drawing."""
        x = (longitude - self.west) * _METRES_PER_DEGREE * self._shrunk
        return round(x, 1), round((self.north - latitude) * _METRES_PER_DEGREE, 1)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in metres."""
        return self.at(self.east, self.south)

    @classmethod
    def around(cls, points: Iterable[Sequence[float]], *, margin: float = 0.35, least_m: float = 700) -> View:
        """What shows points (longitude, latitude) with some ground around them; never longer than wide."""
        some = list(points)
        west, east = min(p[0] for p in some), max(p[0] for p in some)
        south, north = min(p[1] for p in some), max(p[1] for p in some)
        shrunk = math.cos(math.radians((north + south) / 2)) * _METRES_PER_DEGREE
        wide, high = (east - west) * shrunk, (north - south) * _METRES_PER_DEGREE
        width = max(wide * (1 + 2 * margin), least_m, high * (1 + 2 * margin))
        height = max(high * (1 + 2 * margin), width * 0.72)
        middle = (west + east) / 2, (south + north) / 2
        dx, dy = width / 2 / shrunk, height / 2 / _METRES_PER_DEGREE
        return cls(middle[0] - dx, middle[1] + dy, middle[0] + dx, middle[1] - dy)


def _path(view: View, polygons: Iterable[Iterable[Ring]]) -> str:
    rings = [ring for polygon in polygons for ring in polygon]
    said = []
    for ring in rings:
        corners = " ".join("{:g},{:g}".format(*view.at(p[0], p[1])) for p in ring[:-1])
        said.append(f"M{corners}Z")
    return "".join(said)


def _middle(polygons: Iterable[Iterable[Ring]]) -> tuple[float, float]:
    """Where to write the number of a surface: the middle of its largest part."""
    shape = shapely.MultiPolygon([(outer, holes) for outer, *holes in polygons])
    largest = max(shapely.get_parts(shape), key=shapely.area)
    point = shapely.point_on_surface(largest)
    return point.x, point.y


def _scale(view: View) -> str:
    width, height = view.size
    step = max((s for s in _STEPS if s <= width * 0.3), default=_STEPS[0])
    text, y, x = f"{step // 1000} km" if step >= 1000 else f"{step} m", height - width * 0.04, width * 0.04
    return (
        f'<path class="scale" d="M{x:g},{y - width * 0.015:g}V{y:g}H{x + step:g}V{y - width * 0.015:g}"/>'
        f'<text class="label" x="{x + step / 2:g}" y="{y - width * 0.02:g}" '
        f'font-size="{width / 26:g}">{escape(text)}</text>'
    )


def _north(view: View) -> str:
    width, _height = view.size
    x, y, s = width * 0.94, width * 0.04, width * 0.03
    letter = escape(_("B"))
    return (
        f'<path class="north" d="M{x:g},{y:g}L{x + s:g},{y + 2.2 * s:g}L{x:g},{y + 1.6 * s:g}'
        f'L{x - s:g},{y + 2.2 * s:g}Z"/>'
        f'<text class="label" x="{x:g}" y="{y + 4 * s:g}" font-size="{width / 24:g}">{letter}</text>'
    )


def _names(view: View, places: Iterable[tuple[str, float, float]]) -> str:
    width = view.size[0]
    said = []
    for name, latitude, longitude in places:
        if not (view.west < longitude < view.east and view.south < latitude < view.north):
            continue
        x, y = view.at(longitude, latitude)
        anchor = "end" if x > width * 0.7 else "start"
        dx = width / 60 * (-1 if anchor == "end" else 1)
        said.append(
            f'<rect class="village" x="{x - width / 120:g}" y="{y - width / 120:g}" width="{width / 60:g}" '
            f'height="{width / 60:g}"/><text class="name" text-anchor="{anchor}" x="{x + dx:g}" '
            f'y="{y + width / 90:g}" font-size="{width / 28:g}">{escape(name)}</text>'
        )
    return "".join(said)


def _svg(view: View, inner: str, title: str) -> Markup:
    width, height = view.size
    box = f"{view.west:.6f},{view.north:.6f},{view.east:.6f},{view.south:.6f}"
    return Markup(  # noqa: S704 -- every text was escaped above
        f'<svg class="chart" role="img" aria-label="{escape(title)}" viewBox="0 0 {width:g} {height:g}" '
        f'data-box="{box}">{inner}{_scale(view)}{_north(view)}</svg>'
    )


def search_map(
    sheet: Mapping[str, Any], places: Iterable[tuple[str, float, float]] = (), title: str = ""
) -> Markup:
    """The search area of a dossier with its sectors and hotspots, and the named places around."""
    area = sheet["search"]["area"]["coordinates"]
    points = [p for polygon in area for p in polygon[0]]
    points += [(each["longitude"], each["latitude"]) for each in sheet["hotspots"]]
    place = sheet["place"]
    view = View.around(points or [(place["longitude"], place["latitude"])])
    width = view.size[0]
    inner = f'<path class="area" d="{_path(view, area)}"/>' if area else ""
    for number, part in enumerate(sheet["search"]["sectors"], start=1):
        x, y = view.at(*_middle(part["coordinates"]))
        inner += (
            f'<path class="sector" d="{_path(view, part["coordinates"])}"/><text class="number" x="{x:g}" '
            f'y="{y + width / 55:g}" font-size="{width / 18:g}">{number}</text>'
        )
    for each in sheet["hotspots"]:
        x, y = view.at(each["longitude"], each["latitude"])
        inner += f'<circle class="hot" cx="{x:g}" cy="{y:g}" r="{width / 70:g}"/>'
    return _svg(view, inner + _names(view, places), title)


def overview(outlines: Iterable[Any], rows: Sequence[Mapping[str, Any]], title: str = "") -> Markup:
    """The communes and the fires of a list, numbered as in it."""
    shapes = [shape.__geo_interface__ for shape in outlines]
    polygons = [
        [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"] for shape in shapes
    ]
    corners = [point for shape in polygons for polygon in shape for point in polygon[0]]
    spots = [(row["longitude"], row["latitude"]) for row in rows]
    view = View.around([*corners, *spots], margin=0.03)
    width = view.size[0]
    inner = "".join(f'<path class="commune" d="{_path(view, shape)}"/>' for shape in polygons)
    for number, row in reversed(list(enumerate(rows, start=1))):
        x, y = view.at(row["longitude"], row["latitude"])
        kind = "free" if row["assignment"] is None and row["to_do"] else "held"
        inner += (
            f'<a href="#{escape(row["event_id"])}"><circle class="spot {kind}" cx="{x:g}" cy="{y:g}" '
            f'r="{width / 38:g}"/><text class="in" x="{x:g}" y="{y + width / 95:g}" '
            f'font-size="{width / 32:g}">{number}</text></a>'
        )
    return _svg(view, inner, title)
