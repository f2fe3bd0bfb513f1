"""A point as people type it: degrees, degrees-minutes-seconds, or VN-2000 with X to the north.

Numbers are read in both ways of writing (1.234,56 and 1,234.56). A lone mark before exactly three digits can
be either: between degrees it is the decimal mark, between metres it groups thousands, because no coordinate
of Vietnam is below 1,000 m.
"""

from __future__ import annotations

import math
import re

from geo.place_errors import PointOutOfRange, PointSwapped, PointUnreadable
from geo.vn2000 import SON_LA, to_wgs84

DIGITS = 5
"""Decimals of a degree that are kept: about 1 m."""

_BLANKS = re.compile(r"[\s\u00a0\u202f']+")
_SEXAGESIMAL = re.compile(
    r"""^\s*(?P<sign>[+-]?)(?P<d>\d{1,3})\s*[°º]\s*(?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['’′]\s*)?"""
    r"""(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|'')\s*)?(?P<wind>[NSEWBĐnsewbđ]?)\s*$"""
)
# Vietnam and what lies around it. A number of the other axis cannot be mistaken for one of this.
_LATITUDES, _LONGITUDES = (7.0, 25.0), (100.0, 112.0)
_NORTHINGS, _EASTINGS = (800_000.0, 2_700_000.0), (100_000.0, 900_000.0)


def read_number(text: str, *, metres: bool = False) -> float:
    """Read a number with either decimal mark; NaN where it is none.

    Examples
    --------
    >>> read_number("2.394.242,22", metres=True), read_number("2394242.22", metres=True)
    (2394242.22, 2394242.22)
    >>> read_number("103,662"), read_number("464.808", metres=True)
    (103.662, 464808.0)
    """
    bare = _BLANKS.sub("", text)
    marks = [mark for mark in bare if mark in ".,"]
    if len(set(marks)) == 2:
        decimal = bare[max(bare.rfind("."), bare.rfind(","))]
        bare = bare.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif len(marks) > 1 or (marks and metres and re.search(r"[.,]\d{3}$", bare)):
        groups = re.split(r"[.,]", bare)
        if any(len(group) != 3 for group in groups[1:]):
            return math.nan
        bare = "".join(groups)
    else:
        bare = bare.replace(",", ".")
    try:
        found = float(bare) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", bare) else math.nan
    except ValueError:
        return math.nan
    return found


def _degrees(text: str, name: str) -> float:
    parts = _SEXAGESIMAL.match(text)
    if parts is None:
        found = read_number(text.strip().rstrip("°º"))
    else:
        minutes, seconds = (read_number(parts[key] or "0") for key in ("m", "s"))
        found = (
            math.nan if minutes >= 60 or seconds >= 60 else int(parts["d"]) + minutes / 60 + seconds / 3600
        )
        negative = parts["sign"] == "-" or parts["wind"].upper() in ("S", "W")
        found = -found if negative else found
    if not math.isfinite(found):
        raise PointUnreadable(name=name, value=text.strip()[:40])
    return found


def _metres(text: str, name: str) -> float:
    found = read_number(re.sub(r"\s*m\s*$", "", text), metres=True)
    if not math.isfinite(found):
        raise PointUnreadable(name=name, value=text.strip()[:40])
    return found


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def from_degrees(latitude: str, longitude: str) -> tuple[float, float]:
    """Return latitude and longitude (degrees WGS84, rounded to `DIGITS`) of what was typed.

    Raises
    ------
    PointUnreadable, PointSwapped, PointOutOfRange
    """
    lat, lon = _degrees(latitude, "latitude"), _degrees(longitude, "longitude")
    if _within(lat, _LONGITUDES) and _within(lon, _LATITUDES):
        raise PointSwapped(first="latitude", second="longitude")
    for name, value, most in (("latitude", lat, 90.0), ("longitude", lon, 180.0)):
        if abs(value) > most:
            raise PointOutOfRange(name=name, value=value)
    return round(lat, DIGITS), round(lon, DIGITS)


def from_vn2000(x_north: str, y_east: str, epsg: int = SON_LA) -> tuple[float, float]:
    """Return latitude and longitude of VN-2000 plane coordinates, X the northing and Y the easting.

    Raises
    ------
    PointUnreadable, PointSwapped, PointOutOfRange
    """
    x, y = _metres(x_north, "x"), _metres(y_east, "y")
    if _within(x, _EASTINGS) and _within(y, _NORTHINGS):
        raise PointSwapped(first="x", second="y")
    for name, value, limits in (("x", x, _NORTHINGS), ("y", y, _EASTINGS)):
        if not _within(value, limits):
            raise PointOutOfRange(name=name, value=value)
    place = to_wgs84(y, x, epsg)
    return round(float(place.lat), DIGITS), round(float(place.lon), DIGITS)
