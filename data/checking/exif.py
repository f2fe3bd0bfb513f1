"""What a camera wrote into a photo: when and where; and how that agrees with what the person says."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from PIL import Image

from geo.bearing import distance_m_and_bearing

FINDINGS = (
    "no_exif",
    "exif_broken",
    "no_time",
    "no_place",
    "time_differs",
    "place_differs",
    "time_ahead",
    "used_before",
)
"""What is said of a photo; `used_before` comes from the store: the same file stands under another record."""

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _OFFSET, _CHANGED = 0x9003, 0x9011, 0x0132
_BROKEN = (
    ValueError, TypeError, KeyError, IndexError, OSError, SyntaxError, EOFError, OverflowError,
    ZeroDivisionError, AttributeError, struct.error,
)  # fmt: skip
_MOMENT = re.compile(r"(\d{4})[:\-](\d{2})[:\-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")
_ZONE = re.compile(r"([+-])(\d{2}):(\d{2})")
_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Claim:
    """What the person says: when and where they looked. Aware; degrees WGS84, or None."""

    observed_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Taken:
    """When (UTC) and where a photo was taken, and what is odd about it."""

    at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    findings: tuple[str, ...] = ()


def _text(value: Any) -> str:
    raw = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
    return raw.strip("\0 ")


def _moment(text: str, zone: tzinfo) -> datetime | None:
    parts = _MOMENT.match(text)
    if parts is None or parts[1] == "0000":
        return None
    return datetime(*map(int, parts.groups()), tzinfo=zone).astimezone(UTC)  # type: ignore[misc,arg-type]


def _taken_at(exif: Image.Exif, gps: Mapping[Any, Any], tz: tzinfo) -> datetime | None:
    """By the camera's clock and zone; without a zone by the receiver's clock, else in the place's zone."""
    more = exif.get_ifd(_EXIF_IFD)
    zone = _ZONE.match(_text(more.get(_OFFSET)))
    local = _text(more.get(_TAKEN)) or _text(exif.get(_CHANGED))
    if zone is None and gps.get(29) and gps.get(7):
        clock = ":".join(f"{int(float(each)):02d}" for each in gps[7])
        if (found := _moment(f"{_text(gps[29])} {clock}", UTC)) is not None:
            return found
    if zone is None:
        return _moment(local, tz)
    away = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "-" else 1)
    found = _moment(local, UTC)
    return None if found is None else found - away


def _degrees(values: Any, letter: str, negative: str) -> float:
    degrees, minutes, seconds = (float(each) for each in values)
    found = degrees + minutes / 60 + seconds / 3600
    return -found if letter.upper().startswith(negative) else found


def _place(gps: Mapping[Any, Any]) -> tuple[float | None, float | None]:
    if 2 not in gps or 4 not in gps:
        return None, None
    latitude = _degrees(gps[2], _text(gps.get(1)), "S")
    longitude = _degrees(gps[4], _text(gps.get(3)), "W")
    good = (
        math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    )
    if not good:
        raise ValueError("no place on Earth")
    # Receivers without a fix write 0, 0.
    return (None, None) if latitude == longitude == 0 else (round(latitude, 6), round(longitude, 6))


def read_exif(image: Image.Image, tz: tzinfo) -> Taken:
    """What the camera wrote; what is broken in it is a finding, never a refusal. `tz`: the place's zone."""
    findings: list[str] = []
    try:
        exif = image.getexif()
        if not len(exif) and not exif.get_ifd(_EXIF_IFD) and not exif.get_ifd(_GPS_IFD):
            return Taken(findings=("exif_broken",) if image.info.get("exif") else ("no_exif",))
    except _BROKEN:
        return Taken(findings=("exif_broken",))
    gps: Mapping[Any, Any] = {}
    at: datetime | None = None
    place: tuple[float | None, float | None] = (None, None)
    for what in ("gps", "at", "place"):
        try:
            if what == "gps":
                gps = dict(exif.get_ifd(_GPS_IFD))
            elif what == "at":
                at = _taken_at(exif, gps, tz)
            else:
                place = _place(gps)
        except _BROKEN:
            findings.append("exif_broken")
    findings += ["no_time"] if at is None else []
    findings += ["no_place"] if place[0] is None else []
    return Taken(at, place[0], place[1], tuple(dict.fromkeys(findings)))


def compare(
    taken: Taken, claim: Claim, received_at: datetime, *, photo_minutes: float, photo_place_m: float
) -> tuple[str, ...]:
    """The findings of a photo, with those that its claim adds: time_differs, time_ahead, place_differs."""
    found = list(taken.findings)
    if taken.at is not None:
        if abs(taken.at - claim.observed_at) > timedelta(minutes=photo_minutes):
            found.append("time_differs")
        if taken.at > received_at + _AHEAD:
            found.append("time_ahead")
    if None not in (taken.latitude, claim.latitude):
        metres, _ = distance_m_and_bearing(
            claim.latitude or 0.0, claim.longitude or 0.0, taken.latitude or 0.0, taken.longitude or 0.0
        )
        if float(metres) > photo_place_m + (claim.accuracy_m or 0.0):
            found.append("place_differs")
    return tuple(dict.fromkeys(found))
