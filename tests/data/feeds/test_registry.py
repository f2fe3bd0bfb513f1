"""Which feeds are on and which addresses they ask."""

from datetime import UTC, date, datetime

import pytest

from data.feeds.errors import SourceNotAvailable
from data.feeds.registry import (
    Endpoints,
    active_specs,
    api_source,
    availability_download,
    download,
    endpoints,
    parse_availability,
)
from data.profile import load_profile
from geo.errors import WrongHeader

SETTINGS = load_profile().feeds
SPECS = {spec.id: spec for spec in SETTINGS.specs}
KEY = "fedcba9876543210"
NOW = datetime(2027, 3, 12, 0, 30, tzinfo=UTC)


def test_keyless_is_the_default():
    where = endpoints(SETTINGS, {})
    assert [spec.id for spec in active_specs(SETTINGS, where)] == ["noaa-20", "noaa-21", "modis", "s-npp"]
    assert where.hosts == {"firms.modaps.eosdis.nasa.gov", "firms2.modaps.eosdis.nasa.gov"}


def test_a_key_adds_the_api():
    where = endpoints(SETTINGS, {"FIRMS_MAP_KEY": KEY})
    assert {"api-noaa-20", "api-noaa-21", "api-modis"} < {spec.id for spec in active_specs(SETTINGS, where)}
    assert KEY not in repr(where)


@pytest.mark.parametrize(
    ("feed_id", "span", "path"),
    [
        ("noaa-20", "short", "noaa-20-viirs-c2/csv/J1_VIIRS_C2_SouthEast_Asia_24h.csv"),
        ("noaa-20", "long", "noaa-20-viirs-c2/csv/J1_VIIRS_C2_SouthEast_Asia_7d.csv"),
        ("noaa-21", "short", "noaa-21-viirs-c2/csv/J2_VIIRS_C2_SouthEast_Asia_24h.csv"),
        ("modis", "short", "modis-c6.1/csv/MODIS_C6_1_SouthEast_Asia_24h.csv"),
        ("s-npp", "short", "suomi-npp-viirs-c2/csv/SUOMI_VIIRS_C2_SouthEast_Asia_24h.csv"),
    ],
)
def test_regional_addresses_with_their_mirror(feed_id, span, path):
    wanted = download(SPECS[feed_id], span, endpoints(SETTINGS, {}))
    assert wanted.urls == tuple(
        f"https://{host}.modaps.eosdis.nasa.gov/data/active_fire/{path}" for host in ("firms", "firms2")
    )
    assert wanted.file_name == path.rpartition("/")[2]


@pytest.mark.parametrize(("span", "days"), [("short", 3), ("long", 5)])
def test_api_address_asks_for_more_than_today(span, days):
    wanted = download(SPECS["api-noaa-20"], span, Endpoints(("https://f",), KEY))
    assert wanted.urls == (f"https://f/api/area/csv/{KEY}/VIIRS_NOAA20_NRT/92,8,110,29/{days}",)
    assert wanted.shown_url == f"https://f/api/area/csv/***/VIIRS_NOAA20_NRT/92,8,110,29/{days}"
    assert KEY not in repr(wanted)
    assert days >= 2


def test_another_server_takes_the_place_of_firms():
    assert endpoints(SETTINGS, {"CANHLUA_FIRMS_URL": "http://127.0.0.1:9/"}).bases == ("http://127.0.0.1:9",)
    both = {"CANHLUA_FIRMS_URL": "http://a", "CANHLUA_FIRMS_MIRROR_URL": "http://b"}
    assert endpoints(SETTINGS, both).bases == ("http://a", "http://b")


AVAILABILITY = b"""data_id,min_date,max_date
VIIRS_NOAA20_NRT,2026-12-01,2027-03-11
VIIRS_NOAA20_SP,2018-04-01,2026-11-30
MODIS_SP,2000-11-01,2027-03-12
VIIRS_SNPP_NRT,2026-06-01,2026-11-01
VIIRS_NOAA21_NRT,,
"""


def test_availability_is_read():
    ranges = parse_availability(AVAILABILITY)
    assert ranges["VIIRS_NOAA20_NRT"] == (date(2026, 12, 1), date(2027, 3, 11))
    assert "VIIRS_NOAA21_NRT" not in ranges


@pytest.mark.parametrize("answer", [b"Invalid MAP_KEY.", b"", b"<html></html>", b"data_id,min\nx,y\n"])
def test_what_is_no_availability_table(answer):
    with pytest.raises(WrongHeader):
        parse_availability(answer)


def test_the_data_set_that_covers_the_window():
    ranges = parse_availability(AVAILABILITY)
    assert api_source(SPECS["api-noaa-20"], 3, NOW, ranges) == "VIIRS_NOAA20_NRT"
    assert api_source(SPECS["api-modis"], 3, NOW, ranges) == "MODIS_SP"


def test_an_ended_sensor_is_not_zero_fires():
    with pytest.raises(SourceNotAvailable) as caught:
        api_source(SPECS["api-noaa-21"], 3, NOW, parse_availability(AVAILABILITY))
    assert caught.value.params == {"source": "VIIRS_NOAA21", "first": "2027-03-10", "last": "2027-03-12"}


def test_availability_address_hides_the_key():
    wanted = availability_download(SPECS["api-modis"], Endpoints(("https://f",), KEY))
    assert wanted.urls == (f"https://f/api/data_availability/csv/{KEY}/ALL",)
    assert KEY not in wanted.shown_url
