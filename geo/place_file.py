"""What a file of named places and lines holds: villages, roads, rivers, the reservoir.

Nothing is lost without a word: every row or feature becomes a place, a line, or a finding that names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.names import fold

PLACE_COLUMNS = ("feature", "place_id", "name", "unit", "kind", "latitude", "longitude", "valid_from")
LINE_COLUMNS = ("feature", "name", "kind", "rank", "geometry")
FINDING_COLUMNS = ("feature", "kind", "value")
FINDINGS = (
    "name_missing",
    "coordinate_missing",
    "point_unreadable",
    "point_swapped",
    "point_out_of_range",
    "degrees_in_plane_columns",
    "bad_day",
    "wrong_field_count",
    "empty_geometry",
    "line_kind_unknown",
    "polygon_not_water",
    "way_not_drawn",
)
"""Why a row or a feature was left out."""

VILLAGE_UNITS = ("bản", "thôn", "xóm", "làng", "buôn", "tiểu khu", "tổ dân phố", "khu phố", "khối")
_UNITS = {fold(unit): unit for unit in VILLAGE_UNITS}

_NAMES = {
    "name": "ten|ten ban|ten dia danh|dia danh|diadanh|ddanh|ban|thon|thon ban"
    "|name|name vi|village|place name",
    "unit": "don vi|loai|loai hinh|unit|cap",
    "latitude": "vi do|vido|vd|lat|latitude",
    "longitude": "kinh do|kinhdo|kd|lon|lng|long|longitude",
    "x": "x|x bac|x m|bac|northing|x vn2000",
    "y": "y|y dong|y m|dong|easting|y vn2000",
    "valid_from": "tu ngay|ngay|valid from|tu",
}
_SPELLINGS = {spelling: field for field, listed in _NAMES.items() for spelling in listed.split("|")}


def field_of(title: str) -> str | None:
    """Return what a column holds by its title: name, unit, latitude, longitude, x, y or valid_from."""
    return _SPELLINGS.get(fold(re.sub(r"[^\w]+|_+", " ", title)))


_ROADS = {
    **dict.fromkeys(("motorway", "trunk", "primary"), 1),
    **dict.fromkeys(("secondary", "tertiary"), 2),
    **dict.fromkeys(("unclassified", "residential", "service", "track", "road", "living_street"), 3),
}
_PATHS = ("footway", "path", "steps", "cycleway", "bridleway", "pedestrian", "proposed", "construction")
_RIVERS = {"river": 1, "canal": 2, "stream": 3, "ditch": 3, "drain": 3}
_OSM_PLACES = ("village", "hamlet", "isolated_dwelling", "neighbourhood", "quarter", "suburb")
_WATER = ("water", "reservoir", "lake")
_SPOKEN_KINDS = {
    **dict.fromkeys(("duong", "duong bo", "quoc lo", "tinh lo", "road", "highway"), "road"),
    **dict.fromkeys(("song", "suoi", "kenh", "river", "stream", "waterway"), "river"),
    **dict.fromkeys(("ho", "long ho", "ho chua", "mat nuoc", "reservoir", "water", "lake"), "reservoir"),
}


@dataclass(frozen=True)
class PlaceFile:
    """What a file holds.

    Attributes
    ----------
    places : DataFrame
        `PLACE_COLUMNS`; degrees EPSG:4326, `unit` may be "", `place_id` and `valid_from` (date) may be None.
    lines : DataFrame
        `LINE_COLUMNS`; geometry EPSG:4326, `name` may be "".
    findings : DataFrame
        `FINDING_COLUMNS`: what was left out and why. `feature` is the physical line of a table (header = 1)
        or the number of a feature (first = 1).
    features : int
        Rows or features met: as many as places, lines and findings together.
    """

    places: pd.DataFrame
    lines: pd.DataFrame
    findings: pd.DataFrame
    features: int


def gathered(places: list[Any], lines: list[Any], findings: list[Any], features: int) -> PlaceFile:
    """Return the three lists of rows as tables."""
    return PlaceFile(
        pd.DataFrame(places, columns=list(PLACE_COLUMNS), dtype=object).astype(
            {"latitude": "float64", "longitude": "float64"}
        ),
        pd.DataFrame(lines, columns=list(LINE_COLUMNS), dtype=object),
        pd.DataFrame(findings, columns=list(FINDING_COLUMNS), dtype=object),
        features,
    )


def split_unit(name: str, unit: str = "") -> tuple[str, str]:
    """Return unit and bare name: "Bản Phiêng Bay" is the village ("bản") Phiêng Bay."""
    name, unit = " ".join(name.split()), " ".join(unit.split())
    for folded, known in _UNITS.items():
        if fold(unit) == folded:
            unit = known
        words = len(known.split())
        head, rest = name.split()[:words], name.split()[words:]
        if rest and fold(" ".join(head)) == folded and (not unit or fold(unit) == folded):
            return known, " ".join(rest)
    return unit, name


def kind_of(unit: str) -> str:
    """Return `village` for a unit that is one, else `other`; a seat is never concluded."""
    return "village" if unit in VILLAGE_UNITS else "other"


def _value(row: Mapping[str, Any], *names: str) -> str:
    """The first of these tags that the feature has, as text."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _line(row: Mapping[str, Any], given: str | None) -> tuple[str, int] | str:
    """Kind and rank of a line, or why it is not drawn."""
    if highway := _value(row, "highway"):
        if highway in _PATHS:
            return "way_not_drawn"
        return "road", _ROADS.get(highway.removesuffix("_link"), 3)
    if waterway := _value(row, "waterway"):
        return ("river", _RIVERS[waterway]) if waterway in _RIVERS else "way_not_drawn"
    said = _value(row, "kind", "loai", "type", "fclass")
    if said in _ROADS or said in _RIVERS:
        return ("road", _ROADS[said]) if said in _ROADS else ("river", _RIVERS[said])
    spoken = _SPOKEN_KINDS.get(fold(said), given)
    return "line_kind_unknown" if spoken is None else (spoken, 2)


def _is_water(row: Mapping[str, Any]) -> bool:
    tags = {_value(row, "natural"), _value(row, "landuse"), _value(row, "water")}
    spoken = _SPOKEN_KINDS.get(fold(_value(row, "kind", "loai", "type", "fclass")))
    return bool(tags & set(_WATER)) or spoken == "reservoir"


def _name(row: Mapping[str, Any], name_column: str | None) -> str:
    if name_column:
        return _value(row, name_column)
    return _value(row, "name:vi", "name") or next(
        (text for title in row if field_of(str(title)) == "name" and (text := _value(row, title))),
        "",
    )


def _place(row: Mapping[str, Any], name_column: str | None) -> tuple[str, str, str]:
    """Name, unit and kind of a point."""
    spoken = next(
        (_value(row, title) for title in row if field_of(str(title)) == "unit"),
        "",
    )
    unit, name = split_unit(_name(row, name_column), spoken)
    if _value(row, "place") in _OSM_PLACES:
        return name, unit if unit in VILLAGE_UNITS else "", "village"
    return name, unit, kind_of(unit)


def from_features(
    table: gpd.GeoDataFrame,
    *,
    ids: Sequence[str] | None = None,
    first: int = 1,
    line_kind: str | None = None,
    polygon_kind: str | None = None,
    name_column: str | None = None,
) -> PlaceFile:
    """Sort features into places, lines and what is left out, by OpenStreetMap's tags or by what they are.

    Parameters
    ----------
    table : GeoDataFrame
        EPSG:4326; columns are tags or fields.
    ids : sequence of str, optional
        A stable id per feature ("osm:node/123").
    first : int
        Number of the first feature, for a file that is read in parts.
    line_kind : "road" or "river", optional
        What lines are that do not say it.
    polygon_kind : "reservoir", optional
        What polygons are that do not say it; else they are left out.
    name_column : str, optional
        Where the name stands, when it is in none of the usual columns.
    """
    places: list[Any] = []
    lines: list[Any] = []
    findings: list[Any] = []
    rows: Iterable[Any] = table.drop(columns=table.geometry.name).to_dict("records")
    for position, (row, shape) in enumerate(zip(rows, table.geometry.to_numpy(), strict=True)):
        number = first + position
        if shape is None or shape.is_empty:
            findings.append((number, "empty_geometry", _name(row, name_column)))
            continue
        shape = shapely.force_2d(shape)
        if shape.geom_type in ("Polygon", "MultiPolygon") and _value(row, "place") in _OSM_PLACES:
            shape = shapely.point_on_surface(shape)
        dimension = shapely.get_dimensions(shape)
        if dimension == 0:
            name, unit, kind = _place(row, name_column)
            lon, lat = shapely.get_coordinates(shapely.centroid(shape))[0]
            if not name:
                findings.append((number, "name_missing", f"{lat:.5f}, {lon:.5f}"))
            elif not (math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
                findings.append((number, "point_out_of_range", name))
            else:
                own = ids[position] if ids is not None else None
                places.append((number, own, name, unit, kind, round(lat, 5), round(lon, 5), None))
            continue
        name = _name(row, name_column)
        if dimension == 1:
            found = _line(row, line_kind)
        elif _is_water(row) or polygon_kind == "reservoir":
            found = ("reservoir", 1)
        else:
            found = "polygon_not_water"
        if isinstance(found, str):
            findings.append((number, found, name))
        else:
            lines.append((number, name, *found, shape))
    return gathered(places, lines, findings, len(table))


def joined(parts: Sequence[PlaceFile]) -> PlaceFile:
    """Several readings as one, e.g. the layers of one file."""
    kept = list(parts)
    return gathered(
        [row for part in kept for row in part.places.itertuples(index=False, name=None)],
        [row for part in kept for row in part.lines.itertuples(index=False, name=None)],
        [row for part in kept for row in part.findings.itertuples(index=False, name=None)],
        sum(part.features for part in kept),
    )
