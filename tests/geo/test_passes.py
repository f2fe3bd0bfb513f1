"""Passes, windows and the blind window."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import pytest

from geo import passes
from geo.hotspots import read
from tests.geo.events.frames import START, at, frame
from tests.geo.real_files import real_file

VIIRS = {"NOAA-20": [(time(0, 43), time(2, 25)), (time(12, 16), time(13, 58))]}
FEEDS = Path(__file__).resolve().parents[2] / "data" / "profiles" / "quynh_nhai" / "feeds.toml"


def shipped_windows() -> passes.Windows:
    said = tomllib.loads(FEEDS.read_text(encoding="utf-8"))["pass_windows"]
    return {
        name: [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in ranges]
        for name, ranges in said.items()
    }


def test_a_gap_of_more_than_half_an_hour_starts_a_new_pass():
    rows = frame(
        at(hours=0), at(hours=0.5), at(hours=1.0), at(time_utc=START + timedelta(minutes=91)), at(hours=100)
    )
    assert passes.pass_number(rows).tolist() == [0, 0, 0, 1, 2]


def test_passes_of_two_satellites_are_two_and_the_order_of_rows_does_not_matter():
    rows = frame(at(hours=0.1, satellite="S-NPP"), at(), at(hours=0.2), at(hours=0, satellite="Aqua"))
    assert passes.pass_number(rows).tolist() == [2, 1, 1, 0]
    assert passes.pass_number(rows.iloc[::-1]).tolist() == [0, 1, 1, 2]


def test_count_gives_first_last_and_rows_of_each_pass():
    rows = frame(at(hours=0.1), at(), at(hours=12), at(hours=12.1, superseded=True), at(satellite="Aqua"))
    table = passes.count(rows)
    assert table["satellite"].tolist() == ["Aqua", "NOAA-20", "NOAA-20"]
    assert table["rows"].tolist() == [1, 2, 1]
    assert table["first_utc"].tolist()[1:] == [START, START + timedelta(hours=12)]
    assert table["last_utc"].tolist()[1:] == [START + timedelta(minutes=6), START + timedelta(hours=12.1)]
    assert len(passes.count(rows.iloc[:0])) == 0


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        # local noon: the day window is next; inside it: it is open; after it: the night's
        ("2027-03-12T05:00Z", "2027-03-12T05:16Z", "2027-03-12T06:58Z"),
        ("2027-03-12T06:30Z", "2027-03-12T05:16Z", "2027-03-12T06:58Z"),
        ("2027-03-12T06:58Z", "2027-03-12T17:43Z", "2027-03-12T19:25Z"),
        ("2027-03-12T20:00Z", "2027-03-13T05:16Z", "2027-03-13T06:58Z"),
    ],
)
def test_next_pass(now, start, end):
    (coming,) = passes.next_pass(VIIRS, datetime.fromisoformat(now))
    assert coming.satellite == "NOAA-20"
    assert (coming.start, coming.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_next_pass_is_sorted_by_time_and_needs_an_aware_now():
    coming = passes.next_pass(shipped_windows(), datetime(2027, 3, 12, 1, 0, tzinfo=UTC))
    assert coming[0].satellite == "Terra"
    assert [each.start for each in coming] == sorted(each.start for each in coming)
    with pytest.raises(ValueError, match="aware"):
        passes.next_pass(VIIRS, START.replace(tzinfo=None))


def test_blind_windows_of_viirs():
    blind = passes.blind_windows(VIIRS, date(2027, 3, 12))
    local = [tuple(moment.astimezone(passes.LOCAL).strftime("%d %H:%M") for moment in pair) for pair in blind]
    assert local == [("12 02:25", "12 12:16"), ("12 13:58", "13 00:43")]


def test_a_window_over_midnight_and_a_short_gap():
    windows = {"A": [(time(22, 0), time(4, 0))], "B": [(time(5, 0), time(21, 0))]}
    assert passes.blind_windows(windows, date(2027, 3, 12)) == []
    hour = passes.blind_windows(windows, date(2027, 3, 12), least=timedelta(hours=1))
    assert [pair[0].astimezone(passes.LOCAL).hour for pair in hour] == [4, 21]


def test_local_ranges_keep_the_night_in_one_piece():
    rows = frame(at(time_utc="2027-03-12T15:00Z"), at(time_utc="2027-03-12T18:30Z"), at())
    table = passes.local_ranges(rows).set_index("half")
    assert (table.loc["night", "first"], table.loc["night", "last"]) == (time(22, 0), time(1, 30))
    assert (table.loc["day", "first"], table.loc["day", "last"]) == (time(13, 34), time(13, 34))


@pytest.mark.parametrize(
    "name",
    [
        "modis_nrt_northwest_vietnam_2021_2024.csv",
        "modis_nrt_southeast_asia_24h_2019.csv",
        "viirs_snpp_nrt_southeast_asia_24h_2019.csv",
    ],
)
def test_real_passes_over_the_north_west_fall_into_the_profiles_windows(name):
    rows = read(real_file(name).read_bytes(), source=name).detections
    near = rows[rows["longitude"].between(100, 107) & rows["latitude"].between(19, 24)]
    assert len(near) > 10
    windows = shipped_windows()
    outside = []
    for _, pass_ in passes.count(near).iterrows():
        local = pass_["first_utc"].tz_convert(passes.LOCAL).time()
        ranges = windows[pass_["satellite"]]
        if not any(start <= local <= end for start, end in ranges):
            outside.append((pass_["satellite"], local))
    assert outside == []


def test_real_terra_passes_drift_earlier():
    # Terra left its orbit of 10:30 in 2022: its day window is not a constant.
    path = real_file("modis_nrt_northwest_vietnam_2021_2024.csv")
    rows = read(path.read_bytes(), source="x").detections
    terra = rows[(rows["satellite"] == "Terra") & (rows["daynight"] == "D")]
    local = terra["time_utc"].dt.tz_convert(passes.LOCAL)
    minutes = (local.dt.hour * 60 + local.dt.minute).groupby(local.dt.year).median()
    assert minutes[2022] > minutes[2023] > minutes[2024]
    assert pd.Index(minutes.index).isin([2021, 2022, 2023, 2024]).all()
