"""One place in the notations that people write it in."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo.coordinates import LONGEST, Reading, read_coordinates
from geo.place_errors import PointUnreadable
from geo.vn2000 import to_vn2000

BOX = (103.35, 21.45, 103.90, 22.05)
PLACE = (21.6436, 103.6619)  # DOMAIN.md 2: N 2394242.22, E 464807.98 in EPSG:9206

NOTATIONS = {
    "21.6436, 103.6619": ("decimal", False),
    "21.6436,103.6619": ("decimal", False),
    "21.6436 103.6619": ("decimal", False),
    "(21.6436; 103.6619)": ("decimal", False),
    "21,6436 103,6619": ("decimal", False),
    "21,6436; 103,6619": ("decimal", False),
    "21,6436, 103,6619": ("decimal", False),
    "21,6436,103,6619": ("decimal", False),
    "21.6436° 103.6619°": ("decimal", False),
    "21.6436N 103.6619E": ("decimal", False),
    "N21.6436 E103.6619": ("decimal", False),
    "21,6436°B, 103,6619°Đ": ("decimal", False),
    "103.6619E, 21.6436N": ("decimal", False),
    "Vĩ độ: 21,6436; kinh độ: 103,6619": ("decimal", False),
    "Kinh độ 103.6619 Vĩ độ 21.6436": ("decimal", False),
    "lat=21.6436 lon=103.6619": ("decimal", False),
    "103.6619, 21.6436": ("decimal", True),
    "103,6619 21,6436": ("decimal", True),
    "21°38'36.96\"N 103°39'42.84\"E": ("seconds", False),
    "21° 38′ 36,96″ B, 103º 39’ 42,84” Đ": ("seconds", False),
    "N 21°38'36.96\", E 103°39'42.84\"": ("seconds", False),
    "21d38m36.96s 103d39m42.84s": ("seconds", False),
    "21 38 36.96 103 39 42.84": ("seconds", False),
    "21 38 36.96 N, 103 39 42.84 E": ("seconds", False),
    "103°39'42.84\" 21°38'36.96\"": ("seconds", True),
    "21°38.616' 103°39.714'": ("minutes", False),
    "N 21 38.616 E 103 39.714": ("minutes", False),
    "21 38.616, 103 39.714": ("minutes", False),
    "2394242.22 464807.98": ("vn2000", False),
    "2394242,22; 464807,98": ("vn2000", False),
    "2.394.242,22 464.807,98": ("vn2000", False),
    "2 394 242,22 464 807,98": ("vn2000", False),
    "X=2394242.22 Y=464807.98": ("vn2000", False),
    "X (m): 2.394.242,22; Y (m): 464.807,98": ("vn2000", False),
    "Y = 464807,98 m, X = 2394242,22 m": ("vn2000", False),
    "464807.98, 2394242.22": ("vn2000", True),
    "X: 464807.98 Y: 2394242.22": ("vn2000", True),
    "geo:21.6436,103.6619?z=15": ("link", False),
    "https://www.google.com/maps/@21.6436,103.6619,15z": ("link", False),
    "https://maps.google.com/?q=21.6436%2C103.6619": ("link", False),
    "https://www.google.com/maps/place/x/@21.70,103.60,15z/data=!3d21.6436!4d103.6619": ("link", False),
    "https://www.openstreetmap.org/#map=15/21.6436/103.6619": ("link", False),
    "POINT (103.6619 21.6436)": ("wkt", False),
}


@pytest.mark.parametrize("text", list(NOTATIONS))
def test_one_place_in_many_notations(text: str) -> None:
    best = read_coordinates(text, BOX)[0]
    assert (best.latitude, best.longitude) == pytest.approx(PLACE, abs=2e-5)
    assert (best.notation, best.swapped) == NOTATIONS[text]
    assert best.inside


def test_utm_of_a_navigator() -> None:
    east, north = Transformer.from_crs(4326, 32648, always_xy=True).transform(103.6619, 21.6436)
    for text in (f"48Q {east:.0f} {north:.0f}", f"UTM 48Q {east:.0f}mE {north:.0f}mN"):
        best = read_coordinates(text, BOX)[0]
        assert (best.latitude, best.longitude) == pytest.approx(PLACE, abs=2e-5)
        assert (best.notation, best.epsg) == ("utm", 32648)


def test_metres_of_another_vn2000_plane_are_offered_with_their_plane() -> None:
    plane = to_vn2000([103.6619], [21.6436], 3405)
    found = read_coordinates(f"{plane.northing[0]:.2f} {plane.easting[0]:.2f}", BOX)
    assert [
        each.epsg for each in found if (each.latitude, each.longitude) == pytest.approx(PLACE, abs=2e-5)
    ] == [3405]


def test_a_point_elsewhere_is_told_and_kept() -> None:
    found = read_coordinates("10.7769, 106.7009", BOX)
    assert found[0] == Reading(10.7769, 106.7009, "decimal", False, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bản Phiêng Bay",
        "21.6436",
        "21 61 00 103 39 00",
        "91.5 181.2",
        "https://zalo.me/g/abc",
        "1 2 3 4 5",
        "lô 4, khoảnh 7",
    ],
)
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(PointUnreadable):
        read_coordinates(text, BOX)


@given(st.floats(21.46, 22.04), st.floats(103.36, 103.89))
def test_whatever_the_sheet_prints_is_read_back(latitude: float, longitude: float) -> None:
    comma = f"{latitude:.5f} {longitude:.5f}".replace(".", ",")
    for text in (f"{latitude:.5f}, {longitude:.5f}", comma):
        best = read_coordinates(text, BOX)[0]
        assert (best.latitude, best.longitude) == pytest.approx((latitude, longitude), abs=1e-5)


@given(st.text(max_size=LONGEST))
def test_no_text_breaks_it(text: str) -> None:
    with contextlib.suppress(PointUnreadable):
        assert all(abs(each.latitude) <= 90 for each in read_coordinates(text, BOX))
