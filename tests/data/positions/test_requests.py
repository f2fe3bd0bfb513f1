"""What the apps send, in their real forms, becomes the same position in the same units."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from data.positions.errors import PositionUnreadable
from data.positions.requests import MOST_AT_ONCE, OSMAND_QUERY, read_json, read_query

AT = datetime(2027, 3, 12, 1, 15, 30, tzinfo=UTC)
SECONDS = 1804814130  # AT
# Of Traccar Client 8 for Android (ProtocolFormatter): knots, seconds, accuracy 0.0 from a GPS.
TRACCAR = (
    f"id=374291&timestamp={SECONDS}&lat=21.7512345&lon=103.6601&speed=2.699784&bearing=213.5"
    "&altitude=612.0&accuracy=8.0&batt=77.0"
)
# Of OsmAnd (LiveMonitoringHelper): floats as Java writes them, m/s, milliseconds.
OSMAND = OSMAND_QUERY.format("21.751234", "103.6601", SECONDS * 1000, "8.0", "612.0", "1.3888888", "213.5")


def said(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))


def of_json(**more: Any) -> dict[str, Any]:
    """Of Traccar Client 9 (the background location library): ISO, m/s, a share of 1."""
    coords = {"latitude": 21.7512345, "longitude": 103.6601, "accuracy": 8.0, "speed": 1.3888888}
    coords |= {"heading": 213.5, "altitude": 612.0, "speed_accuracy": 0.5}
    location = {
        "timestamp": "2027-03-12T01:15:30.000Z",
        "coords": coords,
        "is_moving": True,
        "odometer": 1204.5,
        "event": "motionchange",
        "battery": {"level": 0.77, "is_charging": False},
        "activity": {"type": "walking"},
        "extras": {},
    }
    return location | more


def test_seconds_really_are_that_moment() -> None:
    assert datetime.fromtimestamp(SECONDS, UTC) == AT


def test_all_apps_say_the_same() -> None:
    old, osmand = read_query(said(TRACCAR)), read_query(said(OSMAND))
    new = read_json(json.dumps({"location": of_json(), "device_id": "48241179"}).encode())
    assert [each.source for each in (old, osmand, new)] == ["traccar", "osmand", "traccar"]
    for each in (old, osmand, new):
        found = each.positions[0]
        assert (found.at, found.longitude, found.bearing_deg, found.accuracy_m) == (AT, 103.6601, 213.5, 8.0)
        assert found.latitude == pytest.approx(21.75123, abs=1e-5)
        assert found.speed_kmh == pytest.approx(5.0, abs=1e-4)  # 5 km/h: somebody walks
    assert [each.positions[0].battery for each in (old, osmand, new)] == [77.0, None, 77.0]


@pytest.mark.parametrize(
    "stamp",
    [
        str(SECONDS),
        f"{SECONDS}.0",
        str(SECONDS * 1000),
        "2027-03-12T01:15:30Z",
        "2027-03-12T08:15:30+07:00",
        "2027-03-12 01:15:30",
    ],
)
def test_every_way_to_write_a_time(stamp: str) -> None:
    assert read_query({"id": "1", "lat": "21", "lon": "103", "timestamp": stamp}).positions[0].at == AT


def test_an_address_that_somebody_copied_from_traccar_into_osmand_is_osmands() -> None:
    # Traccar's own advice for OsmAnd: an id, and hdop, which Traccar Client never sends. m/s all the same.
    given = said(f"id=123&lat=21.7&lon=103.6&timestamp={SECONDS * 1000}&hdop=4.0&altitude=600&speed=10")
    found = read_query(given)
    assert (found.source, found.positions[0].speed_kmh) == ("osmand", 36.0)


def test_what_a_phone_does_not_know_is_unknown() -> None:
    unknown = {"speed": "-1.0", "bearing": "-1", "accuracy": "0.0", "batt": "-100"}
    found = read_query(said(TRACCAR) | unknown).positions[0]
    assert (found.speed_kmh, found.bearing_deg, found.accuracy_m, found.battery) == (None,) * 4
    coords = {"latitude": 21.7, "longitude": 103.6, "accuracy": -1, "speed": -1, "heading": -1}
    new = read_json(json.dumps({"location": of_json(coords=coords, battery={"level": -1})}).encode())
    found = new.positions[0]
    assert (found.speed_kmh, found.bearing_deg, found.accuracy_m, found.battery) == (None,) * 4
    bare = read_query({"lat": "21.7", "lon": "103.6", "timestamp": str(SECONDS)}).positions[0]
    assert (bare.speed_kmh, bare.bearing_deg, bare.accuracy_m, bare.battery) == (None,) * 4


def test_a_speed_in_another_unit_is_dropped_and_the_place_is_kept() -> None:
    found = read_query(said(TRACCAR) | {"speed": "5000"}).positions[0]
    assert (found.speed_kmh, found.longitude) == (None, 103.6601)


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        ({"lat": ""}, "lat", "is_missing"),
        ({"lat": "103.66", "lon": "21.75"}, "lat", "is_out_of_range"),  # swapped
        ({"lon": "181"}, "lon", "is_out_of_range"),
        ({"lat": "21,75"}, "lat", "is_no_number"),
        ({"lat": "NaN"}, "lat", "is_no_number"),
        ({"lon": "Infinity"}, "lon", "is_no_number"),
        ({"speed": "fast"}, "speed", "is_no_number"),
        ({"timestamp": ""}, "timestamp", "is_missing"),
        ({"timestamp": "yesterday"}, "timestamp", "is_no_time"),
        ({"timestamp": "0001-01-01T00:00:00+14:00"}, "timestamp", "is_no_time"),
        ({"timestamp": "nan"}, "timestamp", "is_out_of_range"),
        ({"timestamp": "-5"}, "timestamp", "is_out_of_range"),
        ({"timestamp": str(SECONDS * 10**6)}, "timestamp", "is_out_of_range"),  # microseconds
        ({"timestamp": str(SECONDS * 10**9)}, "timestamp", "is_out_of_range"),  # nanoseconds
        ({"timestamp": "{2}", "lat": "21.7"}, "timestamp", "is_no_time"),  # OsmAnd's own words, not filled in
    ],
)
def test_what_is_no_position_is_said_by_field(wrong: dict[str, str], field: str, problem: str) -> None:
    with pytest.raises(PositionUnreadable) as error:
        read_query(said(TRACCAR) | wrong)
    assert (error.value.params["field"], error.value.params["problem"]) == (field, problem)


def test_a_batch_loses_nothing_to_the_one_that_is_wrong() -> None:
    bad = of_json(coords={"latitude": "x", "longitude": 103.6})
    batch = {"location": [of_json(), bad, of_json(timestamp="2027-03-12T01:16:30Z"), 7, {"coords": None}]}
    found = read_json(json.dumps(batch).encode())
    assert len(found.positions) == 2
    assert [error.params["field"] for error in found.wrong] == ["latitude", "location", "location"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]", b'{"location": []}', b"[" * 100_000])
def test_a_body_that_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(PositionUnreadable):
        read_json(raw)


def test_a_body_of_another_kind_is_wrong_as_a_whole() -> None:
    assert [each.params["field"] for each in read_json(b'"text"').wrong] == ["location"]
    with pytest.raises(PositionUnreadable, match="is_too_long"):
        read_json(json.dumps({"location": [{}] * (MOST_AT_ONCE + 1)}).encode())


_loaded = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
_texts = some.text(max_size=12) | some.floats().map(str) | some.integers().map(str)
_keys = some.sampled_from(
    ["id", "lat", "lon", "timestamp", "speed", "hdop", "location", "batt", "app", "accuracy"]
)


@_loaded
@given(some.dictionaries(_keys, _texts))
def test_whatever_comes_is_a_position_on_earth_or_refused(given_: dict[str, str]) -> None:
    try:
        found = read_query(given_).positions[0]
    except PositionUnreadable:
        return
    assert abs(found.latitude) <= 90
    assert abs(found.longitude) <= 180
    assert found.at.tzinfo is not None


_any = some.recursive(
    some.none() | some.booleans() | some.floats() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(
                ["location", "coords", "timestamp", "latitude", "longitude", "battery", "level"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@_loaded
@given(_any)
def test_whatever_json_comes_nothing_else_is_raised(body: Any) -> None:
    try:
        read_json(json.dumps(body).encode())
    except PositionUnreadable:
        return
