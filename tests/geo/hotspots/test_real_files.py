"""The real NASA files: exact counts, every row kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.hotspots import Reading, combine, raw_lines, read

FOLDER = Path(__file__).parents[4] / "shared" / "real" / "firms"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real FIRMS files are not beside the project")

ROWS = {
    "modis_nrt_northwest_vietnam_2021_2024.csv": (823, "NRT", {"Aqua", "Terra"}),
    "viirs_snpp_nrt_southeast_asia_24h_2019.csv": (5870, "NRT", {"S-NPP"}),
    "modis_nrt_southeast_asia_24h_2019.csv": (1661, "NRT", {"Aqua", "Terra"}),
    "modis_archive_malaysia_2023_2024.csv": (5183, "SP", {"Aqua", "Terra"}),
    "modis_nrt_country_api_turkey_2022.csv": (23, "NRT", {"Aqua", "Terra"}),
    "viirs_snpp_nrt_unpadded_times_2019.csv": (218, "NRT", {"S-NPP"}),
}


def _read(name: str) -> Reading:
    data = (FOLDER / name).read_bytes()
    return read(data, source=name, announced_length=len(data))


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_a_detection(name: str) -> None:
    rows, processing, satellites = ROWS[name]
    reading = _read(name)
    assert (reading.rows, len(reading.detections), len(reading.rejected)) == (rows, rows, 0)
    assert (reading.duplicates, reading.superseded, reading.partial) == (0, 0, False)
    assert set(reading.detections["processing"]) == {processing}
    assert set(reading.detections["satellite"]) <= satellites


def test_twenty_detections_lie_in_the_watched_box() -> None:
    table = _read("modis_nrt_northwest_vietnam_2021_2024.csv").detections
    inside = table["longitude"].between(103.35, 103.90) & table["latitude"].between(21.45, 22.05)
    assert inside.sum() == 20


def test_values_agree_with_a_plain_reading() -> None:
    name = "viirs_snpp_nrt_southeast_asia_24h_2019.csv"
    plain = pd.read_csv(FOLDER / name, dtype={"acq_time": str})
    table = _read(name).detections.sort_values("line", ignore_index=True)
    assert table["line"].tolist() == list(range(2, 5872))
    times = pd.to_datetime(
        plain["acq_date"] + plain["acq_time"].str.zfill(4), format="%Y-%m-%d%H%M", utc=True
    )
    assert (table["time_utc"] == times).all()
    for ours, theirs in {
        "latitude": "latitude",
        "longitude": "longitude",
        "frp_mw": "frp",
        "scan_km": "scan",
        "track_km": "track",
        "brightness_k": "bright_ti4",
        "brightness_2_k": "bright_ti5",
        "confidence": "confidence",
        "daynight": "daynight",
        "version": "version",
    }.items():
        assert table[ours].tolist() == plain[theirs].tolist(), ours


def test_all_together_and_twice_are_the_same_detections() -> None:
    readings = [_read(name) for name in ROWS]
    once, twice = combine(readings), combine(readings + readings)
    assert len(once.detections) == sum(rows for rows, *_ in ROWS.values())
    pd.testing.assert_frame_equal(once.detections, twice.detections)
    assert twice.duplicates == len(once.detections)


@pytest.mark.parametrize("name", ROWS)
def test_a_download_cut_anywhere_in_its_last_row_is_partial(name: str) -> None:
    data = (FOLDER / name).read_bytes().rstrip()
    last = len(data) - data.rfind(b"\n")
    for missing in range(2, last - 1):
        reading = read(data[:-missing], source=name)
        assert (reading.partial, reading.rejected["reason"].tolist()) == (True, ["cut_line"])


def test_raw_rows_are_those_of_the_file() -> None:
    name = "modis_nrt_country_api_turkey_2022.csv"
    data = (FOLDER / name).read_bytes()
    table = _read(name).detections
    expected = data.decode().split("\r\n")
    assert raw_lines(data, table["line"].to_numpy()) == [expected[line - 1] for line in table["line"]]
