"""Where is it? One line of text with coordinates, as people say, type or paste them.

What is read: decimal degrees with either decimal mark, degrees and minutes, degrees-minutes-seconds with or
without marks, letters of the sky in English and Vietnamese (N S E W, B N Đ T), labels ("vĩ độ", "lat", "X="),
VN-2000 and UTM metres, `geo:` addresses, links of map sites, WKT. Numbers in the wrong order are not refused
and not silently turned: they come back as a reading that says `swapped`, for the person to accept.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from geo.names import fold
from geo.place_errors import PointUnreadable
from geo.typed_point import DIGITS, read_number
from geo.vn2000 import KNOWN, SON_LA, to_wgs84

UTM_48N = 32648
"""WGS 84 / UTM zone 48N, what a navigator set to "UTM" shows in Sơn La."""

LONGEST = 400
"""Characters that are looked at: a pasted link is shorter."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees, EPSG:4326."""


@dataclass(frozen=True)
class Reading:
    """One way to understand the text.

    Attributes
    ----------
    latitude, longitude : float
        Degrees WGS84, rounded to about 1 m.
    notation : str
        `decimal`, `minutes`, `seconds`, `vn2000`, `utm`, `link` or `wkt`.
    swapped : bool
        The two numbers stood in the other order than `notation` has them.
    epsg : int or None
        The plane that metres were read in.
    inside : bool
        The point lies in the box that was given.
    """

    latitude: float
    longitude: float
    notation: str
    swapped: bool
    epsg: int | None
    inside: bool


@dataclass(frozen=True)
class _Angle:
    degrees: float
    axis: str  # "lat", "lon" or "" where nothing says which
    parts: int  # 1 decimal degrees, 2 with minutes, 3 with seconds


_NUMBER = r"[+-]?\d+(?:[.,]\d+)*"
# Vietnamese letters first: B bắc north, N nam south, Đ đông east, T tây west. English N is Vietnamese N:
# which of the two is meant is decided by the other letters of the line.
_VIETNAMESE = {"B": ("lat", 1), "N": ("lat", -1), "Đ": ("lon", 1), "T": ("lon", -1)}
_ENGLISH = {"N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1)}
_LABELS = (
    (re.compile(r"\b(?:latitude|lat|vi do)\b\s*[:=]?"), "lat"),
    (re.compile(r"\b(?:longitude|long|lon|lng|kinh do)\b\s*[:=]?"), "lon"),
    (re.compile(r"(?<![a-z])(?:x|north(?:ing)?)\s*(?:\([^)]*\))?\s*[:=]?\s*(?=[\d+-])"), "x"),
    (re.compile(r"(?<![a-z])(?:y|east(?:ing)?)\s*(?:\([^)]*\))?\s*[:=]?\s*(?=[\d+-])"), "y"),
)
_PAIR = re.compile(r"([+-]?\d{1,3}\.\d+)\s*(?:,|%2c|\s)\s*\+?\s*([+-]?\d{1,3}\.\d+)", re.IGNORECASE)
_PINNED = re.compile(r"!3d([+-]?\d{1,3}\.\d+)!4d([+-]?\d{1,3}\.\d+)")
_HASH = re.compile(r"#map=\d+(?:\.\d+)?/([+-]?\d{1,3}\.\d+)/([+-]?\d{1,3}\.\d+)")
_WKT = re.compile(
    r"^\s*(?:srid=4326;)?\s*point\s*z?\s*\(\s*([+-]?\d+\.?\d*)[\s]+([+-]?\d+\.?\d*)", re.IGNORECASE
)
_DMS = re.compile(r"(\d)\s*d\s*(\d+(?:[.,]\d+)?)\s*m\s*(?:(\d+(?:[.,]\d+)?)\s*s(?![a-z]))?", re.IGNORECASE)
_UNIT = re.compile(r"(?<=\d)\s*m(?:[NE](?![a-z])|(?![a-z]))", re.IGNORECASE)
_ZONE = re.compile(r"^\s*(?:utm\s*)?48\s*([C-X])?\b", re.IGNORECASE)
_ANGLE = re.compile(
    r"""(?P<before>[NSEWBĐT]?)\s*(?P<d>[+-]?\d{1,3}(?:[.,]\d+)?)\s*
        (?:°\s*
           (?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*'\s*
              (?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*"?)?)?)?
        \s*(?P<after>[NSEWBĐT]?)(?![A-Za-zĐ\d])""",
    re.VERBOSE,
)


def _tidy(text: str) -> str:
    """One spelling for the many marks of degrees, minutes, seconds, blanks and minus."""
    plain = unicodedata.normalize("NFC", text)[:LONGEST].strip()
    for marks, one in (("º˚", "°"), ("′’‘´`ʹ", "'"), ("″”“ʺ", '"'), ("−–", "-")):
        plain = re.sub(f"[{marks}]", one, plain)
    plain = plain.replace("''", '"')
    plain = _DMS.sub(lambda m: f"{m[1]}°{m[2]}'" + (f'{m[3]}"' if m[3] else ""), plain)
    return re.sub(r"[\s\u00a0\u202f]+", " ", plain)


def _sound(latitude: float, longitude: float) -> bool:
    return math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _linked(text: str) -> list[tuple[float, float, str]]:
    """Pairs of a link or WKT, latitude first."""
    if found := _WKT.match(text):
        return [(float(found[2]), float(found[1]), "wkt")]
    if not re.match(r"(?:geo:|https?://|www\.|maps\.)", text, re.IGNORECASE):
        return []
    plain = unquote(text)
    for pattern in (_PINNED, _HASH, _PAIR):
        if found := pattern.search(plain):
            return [(float(found[1]), float(found[2]), "link")]
    return []


def _folded(text: str) -> str:
    """Lower case without diacritics, letter for letter, so that places in it are places in `text`."""
    return "".join(fold(letter) if letter.isalpha() and len(fold(letter)) == 1 else letter for letter in text)


def _labelled(text: str) -> tuple[str, list[str]]:
    """The text with labels replaced by `;`, and the labels' axes in their order."""
    shadow = _folded(text)
    found = sorted(
        (match.start(), match.end(), axis) for pattern, axis in _LABELS for match in pattern.finditer(shadow)
    )
    out, last, axes = [], 0, []
    for start, end, axis in found:
        if start < last:
            continue
        out += [text[last:start], ";"]
        axes.append(axis)
        last = end
    return "".join([*out, text[last:]]), axes


def _tokens(text: str) -> list[str]:
    """The numbers of a line without marks: blanks, `;`, `/` and a comma before a blank part them."""
    bare = re.sub(r"[()\[\]{}]", " ", text)
    # 2 394 242,22: a blank that groups thousands of metres
    bare = re.sub(r"(?<![\d.,])(\d{1,3})((?: \d{3}){1,2})(?=(?:[.,]\d{1,3})?(?:\D|$))", _ungroup, bare)
    parts = [part for part in re.split(r"[;|/\s]+|,(?=\s)|,$", bare) if part.strip(" ,")]
    if len(parts) == 1 and parts[0].count(",") == 1 and ("." in parts[0] or _metres_pair(parts[0])):
        return parts[0].split(",")
    if len(parts) == 1 and re.fullmatch(r"[+-]?\d+,\d+,[+-]?\d+,\d+", parts[0]):
        first, second, third, fourth = parts[0].split(",")
        return [f"{first}.{second}", f"{third}.{fourth}"]
    return [part.strip(",") for part in parts]


def _ungroup(found: re.Match[str]) -> str:
    joined = found[0].replace(" ", "")
    return joined if len(joined) >= 6 else found[0]


def _metres_pair(part: str) -> bool:
    return all(re.fullmatch(r"\d{6,7}", side) for side in part.split(","))


def _sky(letters: Iterable[str]) -> dict[str, tuple[str, int]]:
    return _VIETNAMESE if {"B", "Đ", "T"} & set(letters) else _ENGLISH


def _angle(found: re.Match[str], sky: dict[str, tuple[str, int]]) -> _Angle | None:
    minutes, seconds = (read_number(found[key] or "0") for key in ("m", "s"))
    degrees = read_number(found["d"])
    if not math.isfinite(degrees) or minutes >= 60 or seconds >= 60:
        return None
    letter = found["before"] or found["after"]
    axis, sign = sky.get(letter, ("", 1)) if letter else ("", 1)
    sign = -1 if found["d"].startswith("-") else sign
    parts = 3 if found["s"] else 2 if found["m"] else 1
    return _Angle(sign * (abs(degrees) + minutes / 60 + seconds / 3600), axis, parts)


def _marked(text: str) -> list[_Angle]:
    """Two angles written with marks or letters of the sky; none when there are not exactly two."""
    upper = re.sub(
        r"(?<=[\d°'\"\s])([nsewbđt])(?=[\s,;]|$)|^([nsewbđt])(?=\s*\d)", lambda m: m[0].upper(), text
    )
    if not re.search(r"[°'\"NSEWBĐT]", upper):
        return []
    spaced = re.sub(r"(?<=[\d.])\s+(?=\d)", "\x00", upper)  # 21 38.6 N: blanks instead of marks
    if "\x00" in spaced and "°" not in upper:
        return _spaced(upper)
    found = [match for match in _ANGLE.finditer(upper)]
    left = _ANGLE.sub("", upper)
    if len(found) != 2 or re.search(r"\w", left):
        return []
    sky = _sky(letter for match in found for letter in (match["before"], match["after"]) if letter)
    angles = [_angle(match, sky) for match in found]
    return [angle for angle in angles if angle is not None] if None not in angles else []


def _spaced(text: str) -> list[_Angle]:
    """`N 21 38.616 E 103 39.714`, `21 38 36.96 N, 103 39 42.84 E`."""
    pattern = re.compile(rf"([NSEWBĐT]?)\s*({_NUMBER}(?:\s+{_NUMBER}){{0,2}})\s*([NSEWBĐT]?)")
    found = pattern.findall(text)
    if len(found) != 2 or re.search(r"\w", pattern.sub("", text)):
        return []
    sky = _sky(letter for before, _n, after in found for letter in (before, after) if letter)
    angles = []
    for before, numbers, after in found:
        angle = _of_numbers(numbers.split())
        axis, sign = sky.get(before or after, ("", 1))
        if angle is None:
            return []
        angles.append(_Angle(sign * angle.degrees, axis, angle.parts))
    return angles


def _of_numbers(numbers: Sequence[str]) -> _Angle | None:
    """Degrees, minutes and seconds as up to three bare numbers; only the last may have decimals."""
    values = [read_number(each) for each in numbers]
    whole = all(value == int(value) for value in values[:-1] if math.isfinite(value))
    if not all(map(math.isfinite, values)) or not whole or any(not 0 <= each < 60 for each in values[1:]):
        return None
    sign = -1 if numbers[0].startswith("-") else 1
    size = sum(abs(value) / 60**power for power, value in enumerate(values))
    return _Angle(sign * size, "", len(values))


def _bare(tokens: Sequence[str], axes: Sequence[str]) -> list[_Angle]:
    """Two angles out of two, four or six bare numbers."""
    if len(tokens) not in (2, 4, 6):
        return []
    half = len(tokens) // 2
    angles = [_of_numbers(tokens[:half]), _of_numbers(tokens[half:])]
    known = list(axes) if sorted(axes) == ["lat", "lon"] else ["", ""]
    return [
        _Angle(angle.degrees, axis, angle.parts) for angle, axis in zip(angles, known, strict=True) if angle
    ]


_NOTATION = {1: "decimal", 2: "minutes", 3: "seconds"}


def _pairs_of_angles(angles: Sequence[_Angle], axes: Sequence[str]) -> list[tuple[float, float, str, bool]]:
    """Latitude, longitude, notation and whether the order was turned."""
    if len(angles) != 2:
        return []
    first, second = angles
    known = [first.axis, second.axis]
    if known == ["", ""] and sorted(axes) == ["lat", "lon"]:
        known = list(axes)
    name = _NOTATION[max(first.parts, second.parts)]
    if "lon" in known[:1] or "lat" in known[1:]:
        return [(second.degrees, first.degrees, name, False)]
    straight = (first.degrees, second.degrees, name, False)
    if "lat" in known[:1] or "lon" in known[1:]:
        return [straight]
    return [straight, (second.degrees, first.degrees, name, True)]


def _pairs_of_metres(
    text: str, axes: Sequence[str], epsg: int
) -> list[tuple[float, float, str, bool, int | None]]:
    zone = _ZONE.match(text)
    rest = text[zone.end() :] if zone else text
    tokens = _tokens(_UNIT.sub("", rest))
    values = [read_number(token, metres=True) for token in tokens]
    if len(values) != 2 or not all(math.isfinite(value) and value >= 100_000 for value in values):
        return []
    northing, easting = max(values), min(values)
    if not (800_000 < northing < 2_700_000 and easting < 900_000):
        return []
    northing_first = values[0] == northing
    if zone:
        point = to_wgs84(easting, northing, UTM_48N)
        return [(float(point.lat), float(point.lon), "utm", False, UTM_48N)]
    # X is the northing and comes first; a label that says otherwise is an error that is named.
    stated = list(axes) if sorted(axes) == ["x", "y"] else ["x", "y"]
    swapped = (stated[0] == "x") != northing_first
    found: list[tuple[float, float, str, bool, int | None]] = []
    for plane in (epsg, *(other for other in KNOWN if other != epsg)):
        point = to_wgs84(easting, northing, plane)
        found.append((float(point.lat), float(point.lon), "vn2000", swapped, plane))
    return found


def read_coordinates(text: str, box: Box, *, epsg: int = SON_LA) -> list[Reading]:
    """Return every way to understand `text`, the likeliest first.

    Parameters
    ----------
    text : str
        One line; what is longer than `LONGEST` characters is not looked at.
    box : Box
        Readings inside come first; those outside are kept only when no reading lies inside, because a place
        elsewhere is more likely a slip than what was meant.
    epsg : int, default 9206
        The VN-2000 plane that bare metres are in; the other planes of the region are tried after it.

    Raises
    ------
    PointUnreadable
        Nothing in it can be a point on Earth.

    Examples
    --------
    >>> son_la = (103.35, 21.45, 103.90, 22.05)
    >>> [(r.latitude, r.longitude, r.swapped) for r in read_coordinates("103,6619 21,6436", son_la)]
    [(21.6436, 103.6619, True)]
    """
    plain = _tidy(text)
    bare, axes = _labelled(plain)
    pairs: list[tuple[float, float, str, bool, int | None]] = [
        (lat, lon, name, swapped, None)
        for lat, lon, name in _linked(plain)
        for lat, lon, swapped in ((lat, lon, False), (lon, lat, True))
    ]
    pairs = pairs or _pairs_of_metres(bare, axes, epsg)
    if not pairs:
        angles = _marked(bare) or _bare(_tokens(bare), axes)
        pairs = [(*pair, None) for pair in _pairs_of_angles(angles, axes)]
    west, south, east, north = box
    found = [
        Reading(
            round(lat, DIGITS),
            round(lon, DIGITS),
            name,
            swapped,
            plane,
            west <= lon <= east and south <= lat <= north,
        )
        for lat, lon, name, swapped, plane in pairs
        if _sound(lat, lon)
    ]
    if not found:
        raise PointUnreadable(name="coordinates", value=text.strip()[:40])
    inside = [each for each in found if each.inside]
    return inside or found
