"""Where the observer stood: checked when a device says it, read when a person types it."""

from __future__ import annotations

from typing import Any

import shapely

from data.checking.errors import (
    ObserverElsewhere,
    ObserverSwapped,
    PointOutside,
    PointToConfirm,
    VerdictInvalid,
)
from geo.bearing import distance_m_and_bearing
from geo.coordinates import Box, read_coordinates
from geo.vn2000 import SON_LA


def distance_to_m(latitude: float, longitude: float, shape: Any) -> tuple[float, float]:
    """Metres from a point to a shape (0 inside) and the bearing at the point, degrees from north."""
    point = shapely.Point(longitude, latitude)
    if shape.intersects(point):
        return 0.0, 0.0
    at = shapely.get_coordinates(shapely.shortest_line(point, shape))[1]
    metres, degrees = distance_m_and_bearing(latitude, longitude, at[1], at[0])
    return float(metres), float(degrees)


def check_observer(latitude: float | None, longitude: float | None, hull: Any, most_km: float) -> None:
    """Refuse a place where nobody can have seen what happens within `hull`.

    Raises
    ------
    VerdictInvalid
        `problem`: half_a_point, point_impossible.
    ObserverSwapped
        The other way round it is near enough.
    ObserverElsewhere
        Farther than `most_km`: another valley, or another province.
    """
    if (latitude is None) != (longitude is None):
        raise VerdictInvalid(problem="half_a_point")
    if latitude is None or longitude is None:
        return
    straight = abs(latitude) <= 90 and abs(longitude) <= 180
    turned = abs(longitude) <= 90 and abs(latitude) <= 180
    metres = distance_to_m(latitude, longitude, hull)[0] if straight else None
    if metres is not None and metres <= most_km * 1000:
        return
    if turned and distance_to_m(longitude, latitude, hull)[0] <= most_km * 1000:
        raise ObserverSwapped(latitude=latitude, longitude=longitude)
    if metres is None:
        raise VerdictInvalid(problem="point_impossible")
    raise ObserverElsewhere(distance_km=round(metres / 1000, 1), most_km=most_km)


def typed_point(latitude: str, longitude: str, box: Box, *, epsg: int = SON_LA) -> tuple[float, float] | None:
    """The point that two boxes for WGS84 hold; None when both are empty. Decimal commas are understood.

    Raises
    ------
    geo.place_errors.PointUnreadable
    PointToConfirm
        Numbers in the other order, or VN-2000 metres: what they mean is offered, not taken.
    PointOutside
        A point, but not of this area (`box`).
    """
    if not latitude.strip() and not longitude.strip():
        return None
    found = read_coordinates(f"{latitude.strip()} {longitude.strip()}", box, epsg=epsg)[0]
    at = {"latitude": found.latitude, "longitude": found.longitude}
    if not found.inside:
        raise PointOutside(**at)
    if found.swapped or found.notation in ("vn2000", "utm"):
        raise PointToConfirm(**at, notation=found.notation, swapped=found.swapped, epsg=found.epsg)
    return found.latitude, found.longitude
