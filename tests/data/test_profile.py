"""A profile is read whole, and a mistake in it names its file and its key."""

import shutil
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from data.profile import SHIPPED, ProfileError, load_profile, profile_directory
from geo.hotspots import read


def test_the_shipped_profile():
    profile = load_profile(SHIPPED)
    assert profile.id == "quynh_nhai"
    assert profile.bbox == (103.35, 21.45, 103.90, 22.05)
    assert profile.near_border_m == 300
    assert (profile.events.link_km, profile.events.link_hours, profile.events.close_hours) == (1, 30, 48)
    assert profile.areas_dir.parent == SHIPPED
    assert datetime(2027, 1, 1, tzinfo=profile.tz).utcoffset() == timedelta(hours=7)


def test_the_shipped_feeds():
    feeds = load_profile(SHIPPED).feeds
    by_id = {spec.id: spec for spec in feeds.specs}
    assert by_id["s-npp"].last == datetime(2026, 11, 1, 13, tzinfo=UTC)
    assert by_id["noaa-20"].last is None
    assert feeds.pass_windows["NOAA-21"] == (
        (time(0, 43), time(2, 25)),
        (time(12, 16), time(13, 58)),
    )
    assert feeds.expected_end["Terra"] < feeds.expected_end["Aqua"]
    assert all(spec.needs_key == spec.id.startswith("api-") for spec in feeds.specs)


def test_the_folder_comes_from_the_environment(tmp_path):
    assert profile_directory({}) == SHIPPED
    assert profile_directory({"CANHLUA_PROFILE": str(tmp_path)}) == tmp_path


WRONG = [  # file, text, instead of it, key, what is said
    ("profile.toml", 'id = "quynh_nhai"', "", "id", "is missing"),
    ("profile.toml", "[103.35, 21.45", "[103.95, 21.45", "bbox", "west, south"),
    (
        "profile.toml",
        "[103.35, 21.45, 103.90, 22.05]",
        "[103.35, true, 103.90, 22.05]",
        "bbox",
        "west, south",
    ),
    ("profile.toml", "Asia/Ho_Chi_Minh", "Asia/Quynh_Nhai", "timezone", "Asia/Quynh_Nhai"),
    ("profile.toml", "link_km = 1.0", "link_km = 0", "events.link_km", "above 0"),
    ("profile.toml", "link_km = 1.0", "link_km = nan", "events.link_km", "a number"),
    ("profile.toml", "near_border_m = 300.0", 'near_border_m = "300"', "near_border_m", "a number"),
    ("profile.toml", 'areas = "areas"', 'areas = "../../x"', "areas", "inside"),
    ("profile.toml", "near_border_m", "near_boarder_m = 1\nnear_border_m", "near_boarder_m", "not a key"),
    ("profile.toml", "[name]", "[name", "", "not TOML"),
    (
        "profile.toml",
        "retry_minutes = [1,",
        "retry_minutes = [0,",
        "notices.retry_minutes",
        "minutes above 0",
    ),
    ("profile.toml", "most_tries = 12", "most_tries = 1.5", "notices.most_tries", "whole number"),
    ("profile.toml", 'quiet_from = "21:00"', 'quiet_from = "9 PM"', "notices.quiet_from", "like 21:00"),
    ("profile.toml", 'code_prefix = "QN"', 'code_prefix = "qn1"', "notices.code_prefix", "like QN"),
    ("profile.toml", 'language = "vi"', 'language = "fr"', "notices.language", "like vi or en"),
    ("profile.toml", "link_days = 7", "link_day = 7", "notices.link_day", "not a key"),
    (
        "profile.toml",
        "immediate_minutes = 15",
        "immediate_minutes = 0",
        "escalation.immediate_minutes",
        "above 0",
    ),
    ("profile.toml", "reminders = 3", "reminders = -1", "escalation.reminders", "at least 0"),
    ("feeds.toml", 'satellites = ["S-NPP"]', 'satellites = ["SNPP"]', "feed[4].satellites", "SNPP"),
    ("feeds.toml", 'id = "noaa-21"', 'id = "noaa-20"', "feed", "two feeds"),
    ("feeds.toml", "fresh_hours = 16", "fresh_hours = 50", "feed[1].silent_hours", "above 50"),
    ("feeds.toml", "2018-04-01T00:00:00Z", "2018-04-01", "feed[1].first", "Z or an offset"),
    ("feeds.toml", "2026-11-01T13:00:00Z", "2006-11-01T13:00:00Z", "feed[4].last", "after first"),
    ("feeds.toml", "_{span}.csv", "_24h.csv", "feed[1].path", "{span} once"),
    (
        "feeds.toml",
        'api_source = "MODIS"',
        'path = "/{span}"\napi_source = "MODIS"',
        "feed[7].path",
        "either",
    ),
    ("feeds.toml", 'base = "https://firms.', 'base = "ftp://firms.', "source.base", "address"),
    ("feeds.toml", '"Aqua" = [["00:55"', '"Aqua" = [["25:55"', "pass_windows.Aqua", "hh:mm"),
    ("feeds.toml", '"NOAA-21" = [["00:43"', '"NOAA-22" = [["00:43"', "pass_windows.NOAA-21", "is missing"),
    ("feeds.toml", "attempts = 3", "attempts = 0", "fetch.attempts", "at least 1"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "problem"), WRONG)
def test_a_mistake_is_named(tmp_path, file, old, new, key, problem):
    folder = tmp_path / "p"
    shutil.copytree(SHIPPED, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(folder)
    assert caught.value.params["file"].endswith(file)
    assert caught.value.params["key"] == key
    assert problem in caught.value.params["problem"]
    assert caught.value.code == "profile_error"


def test_no_such_folder(tmp_path):
    with pytest.raises(ProfileError, match="no such folder"):
        load_profile(tmp_path / "absent")


def test_no_such_file(tmp_path):
    with pytest.raises(ProfileError, match="no such file"):
        load_profile(tmp_path)


REAL = Path(__file__).resolve().parents[3] / "shared" / "real" / "firms"
NORTHWEST = REAL / "modis_nrt_northwest_vietnam_2021_2024.csv"


@pytest.mark.skipif(not NORTHWEST.is_file(), reason="the real FIRMS files are not beside this repository")
def test_real_modis_passes_fall_into_the_windows():
    profile = load_profile(SHIPPED)
    detections = read(NORTHWEST.read_bytes(), source="real").detections
    local = detections["time_utc"].dt.tz_convert(profile.timezone).dt.time
    outside = [
        (satellite, moment)
        for satellite, moment in zip(detections["satellite"], local, strict=True)
        if not any(start <= moment <= end for start, end in profile.feeds.pass_windows[satellite])
    ]
    assert outside == []
    assert len(detections) > 700
