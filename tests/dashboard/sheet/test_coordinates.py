"""A point in three notations and two links."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.sheet import coordinates


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        (21.6436, 103.6619, "21°38'37.0\"N 103°39'42.8\"E"),
        (21.99999, 103.5, "22°00'00.0\"N 103°30'00.0\"E"),  # 59.96" is a full minute, and that a full degree
        (-0.5, -0.00001, "0°30'00.0\"S 0°00'00.0\"W"),
    ],
)
def test_degrees_minutes_seconds(latitude, longitude, said):
    assert coordinates.dms(latitude, longitude) == said


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_dms_reads_back_within_a_twentieth_of_a_second(latitude, longitude):
    parts = re.fullmatch(
        r"(\d+)°(\d\d)'(\d\d\.\d)\"[NS] (\d+)°(\d\d)'(\d\d\.\d)\"[EW]", coordinates.dms(latitude, longitude)
    )
    assert parts is not None
    for start, degrees in ((1, latitude), (4, longitude)):
        d, m, s = (float(parts[start + k]) for k in range(3))
        assert m < 60
        assert s < 60
        assert d + m / 60 + s / 3600 == pytest.approx(abs(degrees), abs=0.0501 / 3600)


def test_decimal_is_latitude_first_with_points():
    assert coordinates.decimal(21.6436, 103.6619) == "21.64360, 103.66190"


def test_vn2000_has_x_north_first():
    # DOMAIN: 103.6619, 21.6436 → E 464807.98, N 2394242.22
    shown, plain = coordinates.vn2000(21.6436, 103.6619, "EPSG:9206")
    assert shown == "X\u00a0(bắc)\u00a02.394.242 · Y\u00a0(đông)\u00a0464.808"
    assert plain == "2394242 464808"


def test_the_plane_is_named():
    assert coordinates.plane_name("EPSG:9206") == "VN-2000 / TM-3 104-00 (EPSG:9206)"


def test_geo_link_holds_the_label_without_breaking_out_of_it():
    link = coordinates.geo_link(21.6436, 103.6619, "Đám cháy (1) & 2?")
    assert link.startswith("geo:21.64360,103.66190?q=21.64360,103.66190(")
    inner = link.partition("(")[2].removesuffix(")")
    assert unquote(inner) == "Đám cháy (1) & 2?"
    assert not set("()&? ") & set(inner)


def test_map_link_is_https_to_the_point():
    link = coordinates.map_link(21.6436, 103.6619)
    assert link.startswith("https://")
    assert unquote(link).endswith("destination=21.64360,103.66190")
