"""What phone apps send, understood: one position or several, whatever the app. Pure.

Three forms come to one address; what each app really sends was read in its source:

Traccar Client until version 8
    ``?id=&timestamp=&lat=&lon=&speed=&bearing=&altitude=&accuracy=&batt=`` in the query of a POST: seconds,
    knots, degrees, metres (0: unknown), per cent. It sends one position at a time, the oldest first, and
    sends it again until it is taken.
Traccar Client from version 9
    A POST of JSON ``{"location": {"timestamp", "coords": {…}, "battery": {"level"}}, "device_id"}``: ISO
    time, m/s, a share of 1; -1 where the phone does not know. In batches ``location`` is a list.
OsmAnd, online tracking
    A GET of an address in which the user wrote ``{0}`` … ``{6}``: latitude, longitude, milliseconds, what it
    calls hdop (it is the accuracy in metres), altitude, m/s, bearing.

The two old forms differ in nothing but their units, so the address that people copy into OsmAnd says
``app=osmand``; without it, ``hdop`` or milliseconds tell OsmAnd.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from data.positions.errors import PositionUnreadable

OSMAND_QUERY = "app=osmand&lat={0}&lon={1}&timestamp={2}&hdop={3}&altitude={4}&speed={5}&bearing={6}"
"""What follows the address of a member in OsmAnd's setting "web address"."""
MOST_AT_ONCE = 1000
"""Positions in one request: a day of one every minute and a half."""
_KNOT, _METRE_PER_SECOND = 1.852, 3.6  # km/h
_MILLISECONDS_FROM = 1e11  # as seconds that is the year 5138, as milliseconds 1973
_LATEST_MS = 4_102_444_800_000  # 2100: more digits are another unit
MOST_KMH = 400.0
"""Faster than a helicopter: the number is wrong, the place may be right."""


@dataclass(frozen=True)
class Position:
    """Where a phone says that it was. Degrees WGS84; None: the phone does not know. `battery`: per cent."""

    at: datetime
    latitude: float
    longitude: float
    accuracy_m: float | None = None
    speed_kmh: float | None = None
    bearing_deg: float | None = None
    battery: float | None = None


@dataclass(frozen=True)
class Report:
    """What one request brought. `source`: the app. `wrong`: of each position that is none, why."""

    source: str
    positions: tuple[Position, ...]
    wrong: tuple[PositionUnreadable, ...] = ()


def _number(value: Any, field: str) -> float | None:
    """A number, or None where nothing was said."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        if isinstance(value, bool):
            raise ValueError
        found = float(value)
    except (TypeError, ValueError):
        raise PositionUnreadable(field=field, problem="is_no_number") from None
    if not math.isfinite(found):
        raise PositionUnreadable(field=field, problem="is_no_number")
    return found


def _degrees(value: Any, field: str, most: float) -> float:
    found = _number(value, field)
    if found is None:
        raise PositionUnreadable(field=field, problem="is_missing")
    if abs(found) > most:
        raise PositionUnreadable(field=field, problem="is_out_of_range")
    return found


def _known(value: Any, field: str, factor: float = 1.0, *, most: float = math.inf) -> float | None:
    """A measure that a phone may not know: negative (-1 in many apps) or impossible is unknown."""
    found = _number(value, field)
    if found is None or found < 0 or found * factor > most:
        return None
    return found * factor


def _moment(value: Any) -> datetime:
    """Seconds, milliseconds or ISO; a time without a zone is UTC, as Traccar reads it."""
    text = str(value or "").strip()
    if not text:
        raise PositionUnreadable(field="timestamp", problem="is_missing")
    try:
        number = float(text)
    except ValueError:
        try:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise PositionUnreadable(field="timestamp", problem="is_no_time") from None
    milliseconds = number if number >= _MILLISECONDS_FROM else number * 1000
    if not 0 <= milliseconds <= _LATEST_MS:  # so is nan
        raise PositionUnreadable(field="timestamp", problem="is_out_of_range")
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _is_osmand(given: Mapping[str, str]) -> bool:
    if given.get("app"):
        return given["app"].strip().lower() == "osmand"
    return "hdop" in given or ("id" not in given and "deviceid" not in given)


def read_query(given: Mapping[str, str]) -> Report:
    """The position of a query or of a form.

    Raises
    ------
    PositionUnreadable
        `field` is missing, no number, no time, or out of range.
    """
    osmand = _is_osmand(given)
    place = given.get("location", "")
    latitude, longitude = [*place.split(",", 1), ""][:2] if place else ["", ""]
    accuracy = given.get("accuracy") or given.get("hdop")
    found = Position(
        at=_moment(given.get("timestamp")),
        latitude=_degrees(given.get("lat") or latitude, "lat", 90),
        longitude=_degrees(given.get("lon") or longitude, "lon", 180),
        # Traccar Client writes 0 for what it does not know; nobody's phone is that good.
        accuracy_m=_known(accuracy, "accuracy") or None,
        speed_kmh=_known(given.get("speed"), "speed", _METRE_PER_SECOND if osmand else _KNOT, most=MOST_KMH),
        bearing_deg=_known(given.get("bearing") or given.get("heading"), "bearing", most=360),
        battery=_known(given.get("batt"), "batt", most=100),
    )
    return Report("osmand" if osmand else "traccar", (found,))


def _of_json(given: Any) -> Position:
    if not isinstance(given, Mapping) or not isinstance(given.get("coords"), Mapping):
        raise PositionUnreadable(field="location", problem="is_missing")
    coords = given["coords"]
    battery = given.get("battery")
    level = battery.get("level") if isinstance(battery, Mapping) else None
    return Position(
        at=_moment(given.get("timestamp")),
        latitude=_degrees(coords.get("latitude"), "latitude", 90),
        longitude=_degrees(coords.get("longitude"), "longitude", 180),
        accuracy_m=_known(coords.get("accuracy"), "accuracy") or None,
        speed_kmh=_known(coords.get("speed"), "speed", _METRE_PER_SECOND, most=MOST_KMH),
        bearing_deg=_known(coords.get("heading"), "heading", most=360),
        battery=_known(level, "level", 100, most=100),
    )


def read_json(raw: bytes) -> Report:
    """The positions of a JSON body. One that is none does not take the others along.

    Raises
    ------
    PositionUnreadable
        The body is no JSON of this form, or has no position at all.
    """
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise PositionUnreadable(field="body", problem="is_no_json") from None
    given = body.get("location") if isinstance(body, Mapping) else body
    every = given if isinstance(given, list) else [given]
    if not every or len(every) > MOST_AT_ONCE:
        raise PositionUnreadable(field="location", problem="is_missing" if not every else "is_too_long")
    good, wrong = [], []
    for each in every:
        try:
            good.append(_of_json(each))
        except PositionUnreadable as error:
            wrong.append(error)
    return Report("traccar", tuple(good), tuple(wrong))
