"""One point as people write it: degrees, degrees-minutes-seconds, VN-2000, and links that lead there."""

from __future__ import annotations

from urllib.parse import quote

from pyproj import CRS

from dashboard import formats
from dashboard.sheet.model import Fact
from dashboard.words import _
from geo.vn2000 import KNOWN, to_vn2000, vietnamese_x_y

_TENTHS_PER_DEGREE = 36_000  # tenths of a second, about 3 m: a pixel is not known better


def decimal(latitude: float, longitude: float) -> str:
    """21.64360, 103.66190: latitude first, always a point, as every map program reads it."""
    return f"{latitude:.5f}, {longitude:.5f}"


def _sexagesimal(degrees: float, letters: str) -> str:
    tenths = round(abs(degrees) * _TENTHS_PER_DEGREE)  # rounded once, so that 59.96" becomes a full minute
    whole, rest = divmod(tenths, _TENTHS_PER_DEGREE)
    minutes, seconds = divmod(rest, 600)
    return f"{whole}°{minutes:02d}'{seconds // 10:02d}.{seconds % 10}\"{letters[degrees < 0]}"


def dms(latitude: float, longitude: float) -> str:
    """21°38'37.0"N 103°39'42.8"E, the form that receivers and map programs read."""
    return f"{_sexagesimal(latitude, 'NS')} {_sexagesimal(longitude, 'EW')}"


def vn2000(latitude: float, longitude: float, crs: str) -> tuple[str, str]:
    """VN-2000 of the profile as ``(to show, to copy)``, whole metres: X is the northing and comes first."""
    code = CRS.from_user_input(crs).to_epsg()
    x, y = vietnamese_x_y(to_vn2000(longitude, latitude, code if code is not None else crs))  # type: ignore[arg-type]
    pair = _("X (bắc) {x}", x=formats.number(float(x))), _("Y (đông) {y}", y=formats.number(float(y)))
    shown = " · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in pair)
    return shown, f"{float(x):.0f} {float(y):.0f}"


def plane_name(crs: str) -> str:
    """Which VN-2000 plane the numbers are in."""
    plane = CRS.from_user_input(crs)
    code = plane.to_epsg()
    return f"{KNOWN.get(code, plane.name)} (EPSG:{code})" if code is not None else plane.name


def geo_link(latitude: float, longitude: float, label: str) -> str:
    """RFC 5870 with Android's ``q=``, so that the phone puts a named pin and can navigate to it."""
    at = f"{latitude:.5f},{longitude:.5f}"
    return f"geo:{at}?q={at}({quote(label, safe='')})"


def map_link(latitude: float, longitude: float) -> str:
    """Directions in the browser, for phones and desks where nothing answers to geo:."""
    return f"https://www.google.com/maps/dir/?api=1&destination={latitude:.5f}%2C{longitude:.5f}"


def facts(latitude: float, longitude: float, crs: str) -> list[Fact]:
    """The three forms, each with its copy."""
    shown, plain = vn2000(latitude, longitude, crs)
    degrees, sexagesimal = decimal(latitude, longitude), dms(latitude, longitude)
    return [
        Fact("wgs84", _("WGS84, độ thập phân"), degrees, _("vĩ độ, kinh độ"), degrees),
        Fact("wgs84_dms", _("WGS84, độ phút giây"), sexagesimal, "", sexagesimal),
        Fact("vn2000", "VN-2000", shown, plane_name(crs), plain),
    ]
