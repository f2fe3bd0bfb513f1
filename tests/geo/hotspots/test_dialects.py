"""Every dialect of FEEDS.md gives the same table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from geo.hotspots import COLUMNS, read
from tests.geo.hotspots.samples import FIRE, MODIS_FIRE, ONE_SENSOR, csv_of, spreadsheet

DIALECTS = {**ONE_SENSOR, "spreadsheet": spreadsheet}
MARCH_29 = datetime(2027, 3, 29, 0, 34, tzinfo=UTC)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_viirs_row_is_the_same_in_every_dialect(dialect: str) -> None:
    fire = replace(FIRE, at=MARCH_29)
    reading = read(DIALECTS[dialect]([fire]), source="here")
    assert reading.rejected.empty
    row = reading.detections.iloc[0]
    assert row["detection_id"] == fire.id == "NOAA-20.20270329T0034.21.64360.103.66190"
    assert row["time_utc"] == pd.Timestamp("2027-03-29T00:34Z")
    assert (row["satellite"], row["instrument"]) == ("NOAA-20", "VIIRS")
    assert (row["latitude"], row["longitude"]) == (21.6436, 103.6619)
    assert row["confidence"] == "nominal"
    assert np.isnan(row["confidence_percent"])
    assert (row["frp_mw"], row["scan_km"], row["track_km"]) == (12.5, 0.39, 0.36)
    assert row["footprint_ha"] == pytest.approx(14.04)
    assert (row["brightness_k"], row["brightness_2_k"]) == (330.1, 295.2)
    assert (row["daynight"], row["version"], row["processing"]) == ("D", "2.0NRT", "NRT")
    assert (row["superseded"], row["source"]) == (False, "here")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_modis_row_is_the_same_in_every_dialect(dialect: str) -> None:
    reading = read(DIALECTS[dialect]([replace(MODIS_FIRE, at=MARCH_29)]), source="here")
    row = reading.detections.iloc[0]
    assert (row["satellite"], row["instrument"]) == ("Terra", "MODIS")
    assert (row["confidence"], row["confidence_percent"]) == ("nominal", 66.0)
    assert (row["version"], row["processing"]) == ("6.1NRT", "NRT")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_columns_and_dtypes_are_fixed(dialect: str) -> None:
    detections = read(DIALECTS[dialect]([replace(FIRE, at=MARCH_29)]), source="here").detections
    assert {name: str(dtype) for name, dtype in detections.dtypes.items()} == COLUMNS


def test_a_header_alone_has_the_same_columns_and_no_row() -> None:
    reading = read(csv_of({}).split(b"\n")[0] + b"\n", source="here")
    assert {name: str(dtype) for name, dtype in reading.detections.dtypes.items()} == COLUMNS
    assert (reading.rows, len(reading.detections), reading.partial) == (0, 0, False)


@pytest.mark.parametrize("text", [b"[]", b' {"type": "FeatureCollection", "features": []}\n'])
def test_an_empty_json_list_is_a_valid_zero(text: bytes) -> None:
    assert read(text, source="here").rows == 0


@pytest.mark.parametrize(
    ("cell", "satellite"),
    [
        ("T", "Terra"),
        ("terra", "Terra"),
        ("A", "Aqua"),
        ("Aqua", "Aqua"),
        ("N", "S-NPP"),
        ("NPP", "S-NPP"),
        ("S-NPP", "S-NPP"),
        ("Suomi NPP", "S-NPP"),
        ("N20", "NOAA-20"),
        ("NOAA-20", "NOAA-20"),
        ("noaa_20", "NOAA-20"),
        ("NOAA 20", "NOAA-20"),
        ("J1", "NOAA-20"),
        ("1", "NOAA-20"),
        ("N21", "NOAA-21"),
        ("NOAA-21", "NOAA-21"),
        ("2", "NOAA-21"),
    ],
)
def test_satellite_names(cell: str, satellite: str) -> None:
    row = read(csv_of({"satellite": cell}), source="here").detections.iloc[0]
    assert row["satellite"] == satellite
    assert row["instrument"] == ("MODIS" if satellite in ("Terra", "Aqua") else "VIIRS")


@pytest.mark.parametrize("cell", ["0034", "34", "00:34", "0:34", "34.0", "00:34:00", " 34 "])
def test_times_of_day(cell: str) -> None:
    row = read(csv_of({"acq_time": cell}), source="here").detections.iloc[0]
    assert row["time_utc"] == pd.Timestamp("2027-03-12T00:34Z")


@pytest.mark.parametrize(
    ("satellite", "cell", "confidence", "percent"),
    [
        ("N20", "l", "low", None),
        ("N20", "low", "low", None),
        ("N20", "N", "nominal", None),
        ("N20", "nominal", "nominal", None),
        ("N20", "h", "high", None),
        ("N20", "High", "high", None),
        ("T", "0", "low", 0.0),
        ("T", "29", "low", 29.0),
        ("T", "30", "nominal", 30.0),
        ("T", "79", "nominal", 79.0),
        ("T", "80", "high", 80.0),
        ("T", "100", "high", 100.0),
        ("N20", "85", "high", None),
    ],
)
def test_confidence_classes(satellite: str, cell: str, confidence: str, percent: float | None) -> None:
    row = read(csv_of({"satellite": satellite, "confidence": cell}), source="here").detections.iloc[0]
    assert row["confidence"] == confidence
    assert np.isnan(row["confidence_percent"]) if percent is None else row["confidence_percent"] == percent


@pytest.mark.parametrize(
    ("cell", "processing"),
    [
        ("2.0NRT", "NRT"),
        ("2.0RT", "RT"),
        ("2.0URT", "URT"),
        ("2", "SP"),
        ("6.1", "SP"),
        ("61.03", "SP"),
        ("", "NRT"),
        ("3.0XYZ", "NRT"),
    ],
)
def test_processing_is_read_from_the_version(cell: str, processing: str) -> None:
    row = read(csv_of({"version": cell}), source="here").detections.iloc[0]
    assert (row["version"], row["processing"]) == (cell, processing)


def test_no_frp_is_not_zero() -> None:
    frp = read(csv_of({"frp": "0"}, {"frp": ""}, {"frp": "0.0"}, {"frp": "null"}), source="here").detections[
        "frp_mw"
    ]
    assert frp.isna().tolist() == [False, True, False, True]
    assert frp[0] == frp[2] == 0


def test_no_pixel_size_is_the_size_at_nadir() -> None:
    rows = csv_of({"scan": "", "track": ""}, {"scan": "", "track": "", "satellite": "A", "confidence": "50"})
    detections = read(rows, source="here").detections.set_index("instrument")
    assert detections["footprint_ha"].to_dict() == {"VIIRS": pytest.approx(14.0625), "MODIS": 100.0}


def test_low_brightness_is_kept() -> None:
    """bright_ti4 folds below 273 K on some saturated pixels (FEEDS)."""
    assert len(read(csv_of({"bright_ti4": "208.1"}), source="here").detections) == 1


def test_type_is_optional() -> None:
    rows = csv_of({"type": "2"}, {"type": ""}, type="0")
    assert read(rows, source="here").detections["type"].tolist() == [2, pd.NA]
    assert read(csv_of({}), source="here").detections["type"].isna().all()


def test_float_noise_beyond_the_fifth_decimal_is_removed() -> None:
    row = read(csv_of({"latitude": "-8.884089999999999"}), source="here").detections.iloc[0]
    assert row["latitude"] == -8.88409
    assert row["detection_id"].endswith(".-8.88409.103.66190")


@pytest.mark.parametrize(
    ("latitude", "text"),
    [("-0.00001", "-0.00001"), ("-0", "0.00000"), ("90", "90.00000"), ("9e-1", "0.90000")],
)
def test_ids_have_five_decimals_and_their_sign(latitude: str, text: str) -> None:
    row = read(csv_of({"latitude": latitude}), source="here").detections.iloc[0]
    assert row["detection_id"] == f"NOAA-20.20270312T0634.{text}.103.66190"


def test_rows_are_sorted_and_numbered_by_physical_line() -> None:
    data = csv_of({"acq_time": "0900"}, {"acq_time": "0100"}, {"acq_time": "0500"})
    detections = read(data, source="here").detections
    assert detections["line"].tolist() == [3, 4, 2]
    assert detections.index.equals(pd.RangeIndex(3))


def test_script_in_a_column_that_is_not_ours_stays_out_of_the_table() -> None:
    reading = read(csv_of({"note": '<script>alert("x")</script>, =CMD()'}), source="here")
    assert len(reading.detections) == 1
    assert (
        not reading.detections.astype(str).apply(lambda column: column.str.contains("script")).any(axis=None)
    )


def test_missing_feature_properties_and_geometry_are_single_rejects() -> None:
    good = (
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[103.6,21.6]},"properties":{"acq_date":'
    )
    good += '"2027-03-12","acq_time":"0634","satellite":"N20","confidence":"n"}}'
    line = good.replace('"Point"', '"LineString"')
    features = f'[{good},null,{{"type":"Feature","properties":null}},{line}]'
    text = f'{{"type":"FeatureCollection","features":{features}}}'
    reading = read(text.encode(), source="here")
    assert len(reading.detections) == 1
    assert reading.rejected[["line", "reason"]].to_numpy().tolist() == [
        [2, "not_an_object"],
        [3, "not_an_object"],
        [4, "missing_value"],
    ]
