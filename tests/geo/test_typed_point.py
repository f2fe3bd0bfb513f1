"""Coordinates as people type them."""

import math

import pytest

from geo.place_errors import PlaceError, PointOutOfRange, PointSwapped, PointUnreadable
from geo.typed_point import from_degrees, from_vn2000, read_number


@pytest.mark.parametrize(
    ("text", "metres", "value"),
    [
        ("2394242.22", True, 2394242.22),
        ("2.394.242,22", True, 2394242.22),
        ("2,394,242.22", True, 2394242.22),
        ("2 394 242,22", True, 2394242.22),
        ("464.808", True, 464808.0),
        ("464.808", False, 464.808),
        ("103,6619", False, 103.6619),
        ("-21.5", False, -21.5),
        ("2.394.2", True, math.nan),
        ("abc", False, math.nan),
        ("", False, math.nan),
        ("1e5", False, math.nan),
    ],
)
def test_numbers_in_both_ways_of_writing(text: str, metres: bool, value: float) -> None:
    assert read_number(text, metres=metres) == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("21.6436", "103.6619"),
        ("21,6436°", "103,6619"),
        ("21°38'36.96\"N", "103°39'42.84\"E"),
        ("21° 38′ 36,96″ B", "103º39’42,84” Đ"),
        ("21°38.616'", "103°39.714'"),
    ],
)
def test_degrees(latitude: str, longitude: str) -> None:
    assert from_degrees(latitude, longitude) == pytest.approx((21.6436, 103.6619), abs=1e-5)


def test_vn2000_has_its_datum_shift() -> None:
    # DOMAIN.md 2: 103.6619, 21.6436 is E 464807.98, N 2394242.22; X is the northing and comes first.
    assert from_vn2000("2.394.242,22", "464.807,98") == (21.6436, 103.6619)
    assert from_vn2000("2394242 m", "464808") == pytest.approx((21.6436, 103.6619), abs=2e-5)


@pytest.mark.parametrize(
    ("read", "given", "error"),
    [
        (from_vn2000, ("464807.98", "2394242.22"), PointSwapped),
        (from_degrees, ("103.6619", "21.6436"), PointSwapped),
        (from_vn2000, ("21.6436", "103.6619"), PointOutOfRange),
        (from_degrees, ("95", "103"), PointOutOfRange),
        (from_degrees, ("21°61'", "103"), PointUnreadable),
        (from_degrees, ("nan", "103"), PointUnreadable),
        (from_vn2000, ("", "464808"), PointUnreadable),
    ],
)
def test_a_point_that_is_none_is_refused(read, given: tuple[str, str], error: type[PlaceError]) -> None:
    with pytest.raises(error):
        read(*given)
