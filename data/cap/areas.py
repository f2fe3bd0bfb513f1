"""Where a message is about: outlines of communes, or a circle about a point, and the communes' codes."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import shapely

from data.cap.chain import Row
from data.cap.issuer import Issuer
from data.cap.message import Area
from data.cap.phrases import phrase
from data.cap.plain import one_line
from geo.areas import Areas, Commune
from geo.errors import UnknownArea

TOLERANCE_DEG = 0.002
"""About 220 m north and 205 m east: the outlines themselves are good to ±300 m."""
DECIMALS = 4
"""About 11 m."""
LEAST_RADIUS_KM = 1.0
"""A pixel is 375 to 1000 m wide, and who calls names a slope: nothing is known better than this."""
Ring = tuple[tuple[float, float], ...]


def _ring(polygon: Any) -> Ring:
    """The outer ring as closed (lat, lon) pairs without repeated points; holes cannot be told in CAP."""
    points = [
        (round(lat, DECIMALS) + 0.0, round(lon, DECIMALS) + 0.0) for lon, lat in polygon.exterior.coords
    ]
    kept = [each for n, each in enumerate(points) if n == 0 or each != points[n - 1]]
    return tuple(kept)


def rings_of(geometry: Any) -> tuple[Ring, ...]:
    """The outlines of a polygon or multipolygon (EPSG:4326), simplified, each closed and of at least four
    points; a part that is too small for that at four decimals is left out."""
    simple = geometry.simplify(TOLERANCE_DEG, preserve_topology=True)
    rings = [_ring(part) for part in shapely.get_parts(simple) if part.geom_type == "Polygon"]
    return tuple(ring for ring in rings if len(ring) >= 4 and ring[0] == ring[-1])


@lru_cache(maxsize=64)
def _outline(areas: Areas, area_id: str) -> tuple[Ring, ...]:
    return rings_of(areas.by_id(area_id).geometry)


def communes_of(row: Row, areas: Areas, era: str) -> list[Commune]:
    """The communes that the row names on the map of an era, without those that the profile does not know."""
    found = []
    for area_id in row.get(f"communes_{era}") or ():
        try:
            found.append(areas.by_id(area_id))
        except UnknownArea:  # the deployment's outlines were replaced since
            continue
    return found


def commune_name(commune: Commune, language: str) -> str:
    """xã Mường Giôn; Mường Giôn commune."""
    kind = phrase(language, f"kind.{commune.kind}") if commune.kind in ("xã", "thị trấn", "phường") else ""
    return phrase(language, "commune", kind=kind or commune.kind, name=commune.name)


def point_of(row: Row) -> tuple[float, float] | None:
    """(lat, lon) in degrees; None where there is none, or no possible one."""
    latitude, longitude = row["latitude"], row["longitude"]
    if latitude is None or longitude is None:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return round(latitude, 5) + 0.0, round(longitude, 5) + 0.0


def where(row: Row, issuer: Issuer, language: str) -> str:
    """The communes in words, those of today first."""
    present = communes_of(row, issuer.areas, issuer.areas.present_era)
    if not present:
        text = one_line(row["told"].get("place_text"), 120)
        if row["place"] == "near_border":
            text = ", ".join(filter(None, [phrase(language, "area.near_border"), text]))
        return text or phrase(language, "area.none", name=issuer.name(language))
    said = ", ".join(commune_name(each, language) for each in present)
    return f"{said}, {issuer.name(language)}"


def _described(row: Row, issuer: Issuer, language: str) -> str:
    former: list[Commune] = []
    for era in issuer.areas.eras:
        if era != issuer.areas.present_era:
            former += communes_of(row, issuer.areas, era)
    said = where(row, issuer, language)
    if not former:
        return said
    names = ", ".join(commune_name(each, language) for each in former)
    return said + phrase(language, "area.former", names=names)


def _code(commune: Commune) -> tuple[str, str]:
    """Codes were used again when communes merged: a code is nothing without its map."""
    return f"VN-commune-{commune.era}", commune.code


def radius_km(row: Row) -> float:
    """Of a circle as large as what burns, but no less than `LEAST_RADIUS_KM`."""
    hectares = row["told"].get("area_ha")
    if isinstance(hectares, bool) or not isinstance(hectares, int | float) or not 0 < hectares < 1e7:
        return LEAST_RADIUS_KM
    return max(LEAST_RADIUS_KM, round(math.sqrt(hectares / 100 / math.pi), 2))


def areas_of(row: Row, issuer: Issuer, language: str) -> tuple[Area, ...]:
    """Where the row is: of a fire with a point one circle, with the codes of its communes; else one area for
    each commune, with its outline and code; without either, words alone."""
    areas = issuer.areas
    eras = (areas.present_era, *(era for era in areas.eras if era != areas.present_era))
    named = [commune for era in eras for commune in communes_of(row, areas, era)]
    point = point_of(row) if row["matter_kind"] != "danger_level" else None
    if point is not None:
        return (
            Area(
                _described(row, issuer, language),
                circles=((*point, radius_km(row)),),
                geocodes=tuple(map(_code, named)),
            ),
        )
    present = communes_of(row, areas, areas.present_era)
    if present:
        return tuple(
            Area(
                commune_name(each, language),
                polygons=_outline(areas, each.area_id),
                geocodes=(_code(each),),
            )
            for each in present
        )
    return (Area(_described(row, issuer, language), geocodes=tuple(map(_code, named))),)
