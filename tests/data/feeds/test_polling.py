"""Which files are due, from what was tried before."""

from datetime import UTC, datetime, timedelta

import pytest

from data.feeds.history import History
from data.feeds.polling import due
from data.feeds.registry import span_of
from data.profile import load_profile

SETTINGS = load_profile().feeds
SPECS = {spec.id: spec for spec in SETTINGS.specs}
NOW = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)


def ago(minutes):
    return None if minutes is None else NOW - timedelta(minutes=minutes)


def facts(short=None, long=None, good_long="same", good=1):
    """Minutes since the short and the long file were tried, the long one answered, any file answered."""
    tried = {name: ago(age) for name, age in (("short", short), ("long", long)) if age is not None}
    answered_long = long if good_long == "same" else good_long
    answered = {} if answered_long is None else {"long": ago(answered_long)}
    return History(last_good_at=ago(good), tried=tried, answered=answered)


@pytest.mark.parametrize(
    ("given", "started", "expected"),
    [
        (facts(good=None), None, ["long", "short"]),
        (facts(short=14, long=60), None, []),
        (facts(short=15, long=60), None, ["short"]),
        (facts(short=5, long=360), None, ["long"]),
        (facts(short=15, long=359), None, ["short"]),
        # the long file failed a while ago and was never read
        (facts(short=1, long=16, good_long=None), None, ["long"]),
        (facts(short=1, long=14, good_long=None), None, []),
        # after an outage of 12 h
        (facts(short=15, long=100, good=720), None, ["long", "short"]),
        # a long-running process began after the last long file
        (facts(short=1, long=60), 10, ["long"]),
        (facts(short=1, long=10), 60, []),
        # … but not more often than every quarter of an hour, however often it is started
        (facts(short=1, long=14), 5, []),
    ],
)
def test_due(given, started, expected):
    assert due(given, SPECS["noaa-20"], NOW, SETTINGS.poll, started=ago(started)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-01T12:00:00Z", ["long", "short"]),
        ("2026-11-08T12:59:00Z", ["long", "short"]),
        ("2026-11-08T13:00:00Z", []),
        ("2010-01-01T00:00:00Z", []),
    ],
)
def test_an_ended_satellite_is_asked_for_a_week_more(now, expected):
    assert due(History(), SPECS["s-npp"], datetime.fromisoformat(now), SETTINGS.poll) == expected


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("J1_VIIRS_C2_SouthEast_Asia_24h.csv", "short"),
        ("J1_VIIRS_C2_SouthEast_Asia_7d.csv", "long"),
        ("VIIRS_NOAA20_NRT_3d.csv", "short"),
        ("MODIS_SP_5d.csv", "long"),
        ("J1_VIIRS_C2_SouthEast_Asia_48h.csv", None),
        ("", None),
    ],
)
def test_span_of_a_file_name(name, span):
    assert span_of(name) == span
