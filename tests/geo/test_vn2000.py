"""VN-2000 to the centimetre, and the ways of getting it wrong refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo.vn2000 import KNOWN, to_vn2000, to_wgs84, transformer, vietnamese_x_y

# lon, lat, easting, northing in EPSG:9206
VECTORS = [
    (103.6619, 21.6436, 464807.98, 2394242.22),
    (103.5956, 21.9135, 458023.60, 2424141.32),
    (103.6791, 21.7619, 466615.45, 2407336.14),
    (103.7413, 21.5940, 473017.41, 2388735.00),
]


@pytest.mark.parametrize(("lon", "lat", "easting", "northing"), VECTORS)
def test_vectors_of_son_la(lon: float, lat: float, easting: float, northing: float) -> None:
    plane = to_vn2000(lon, lat)
    assert (plane.easting, plane.northing) == pytest.approx((easting, northing), abs=0.01)
    back = to_wgs84(easting, northing)
    assert (back.lon, back.lat) == pytest.approx((lon, lat), abs=1e-7)  # 1 cm


@pytest.mark.parametrize(
    ("epsg", "easting", "northing"), [(3405, 361333.34, 2394083.55), (5897, 361291.72, 2394802.06)]
)
def test_the_other_planes_of_vietnam(epsg: int, easting: float, northing: float) -> None:
    plane = to_vn2000(103.6619, 21.6436, epsg)
    assert (plane.easting, plane.northing) == pytest.approx((easting, northing), abs=0.01)


def test_planes_agree_about_one_point() -> None:
    places = [to_wgs84(*to_vn2000(103.7, 21.7, epsg), epsg) for epsg in KNOWN]
    assert np.ptp([place.lon for place in places]) < 1e-9
    assert np.ptp([place.lat for place in places]) < 1e-9


def test_the_datum_shift_is_there() -> None:
    # The same projection on WGS84 itself, which is what a PROJ.4 string without the shift amounts to.
    bare = "+proj=tmerc +lat_0=0 +lon_0=104 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m"
    unshifted = Transformer.from_crs(4326, bare, always_xy=True).transform(103.6619, 21.6436)
    assert np.hypot(*np.subtract(to_vn2000(103.6619, 21.6436), unshifted)) == pytest.approx(223, abs=1)


def test_the_shift_holds_outside_vietnam_too() -> None:
    # Laos, 60 km west of the CRS's area of use: PROJ may fall back to no shift at all there.
    plane = to_vn2000(102.6, 21.0)
    back = to_wgs84(*plane)
    assert (back.lon, back.lat) == pytest.approx((102.6, 21.0), abs=1e-7)
    assert "ballpark" not in transformer(9206).description.lower()


def test_x_is_the_northing_in_vietnam() -> None:
    pair = vietnamese_x_y(to_vn2000(103.6619, 21.6436))
    assert pair.x == pytest.approx(2394242.22, abs=0.01)
    assert pair.y == pytest.approx(464807.98, abs=0.01)


def test_swapped_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="swapped"):
        to_wgs84(2394242.22, 464807.98)


@pytest.mark.parametrize(
    ("lon", "lat", "named"), [(np.nan, 21, "lon"), (103, np.nan, "lat"), (181, 21, "lon"), (21, 103, "lat")]
)
def test_bad_degrees_name_the_argument(lon: float, lat: float, named: str) -> None:
    with pytest.raises(ValueError, match=f"'{named}'"):
        to_vn2000([103.5, lon], [21.5, lat])


def test_infinite_metres_are_refused() -> None:
    with pytest.raises(ValueError, match="'northing'"):
        to_wgs84(464807.98, np.inf)


def test_degrees_are_no_plane() -> None:
    with pytest.raises(ValueError, match="projected"):
        transformer(4756)  # VN-2000 itself, in degrees


@given(
    st.sampled_from(sorted(KNOWN)),
    st.floats(102, 108),
    st.floats(8.5, 23.4),
)
def test_round_trip(epsg: int, lon: float, lat: float) -> None:
    back = to_wgs84(*to_vn2000(lon, lat, epsg), epsg)
    assert (back.lon, back.lat) == pytest.approx((lon, lat), abs=1e-7)  # 1 cm
