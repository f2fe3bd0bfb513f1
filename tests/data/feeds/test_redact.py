"""The key is found wherever it hides."""

import logging

import pytest

from data.feeds.redact import RedactingFilter, redact, remember

KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /api/area/csv/SECRET/MODIS_NRT/world/2", "GET /api/area/csv/***/MODIS_NRT/world/2"),
        ("https://h/api/data_availability/csv/SECRET/ALL", "https://h/api/data_availability/csv/***/ALL"),
        ("/api/country/csv/SECRET/VIIRS_NOAA20_NRT/VNM/2", "/api/country/csv/***/VIIRS_NOAA20_NRT/VNM/2"),
        ("https://h/mapserver/mapkey_status/?MAP_KEY=SECRET&x=1", "…/mapkey_status/?MAP_KEY=***&x=1"),
        ("/data/active_fire/x_24h.csv", "/data/active_fire/x_24h.csv"),
        ("", ""),
    ],
)
def test_places_where_a_key_stands(text, expected):
    assert redact(text).endswith(expected.removeprefix("…"))


def test_a_known_key_is_found_anywhere():
    remember(KEY)
    assert redact(f"host='h', said: key {KEY} is wrong") == "host='h', said: key *** is wrong"


def test_a_key_with_odd_letters_is_found_quoted_too():
    remember("ab/cd ef+gh")
    assert redact("x ab%2Fcd%20ef%2Bgh y ab/cd ef+gh") == "x *** y ***"


def test_nothing_is_remembered_of_no_key():
    remember(None)
    remember("")
    assert redact("abc") == "abc"


def test_a_log_record_with_its_traceback():
    remember(KEY)
    try:
        raise ValueError(f"bad {KEY}")
    except ValueError as problem:
        error = (ValueError, problem, problem.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "asked %s", (f"/{KEY}",), error, sinfo=f"at {KEY}")
    assert RedactingFilter().filter(record)
    written = logging.Formatter().format(record)
    assert "asked /***" in written
    assert "bad ***" in written
    assert KEY not in written
    assert KEY not in repr(vars(record))
