"""What must hold for any detections, any order, any split, any damage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SourceError
from geo.hotspots import COLUMNS, REASONS, Reading, combine, raw_lines, read
from tests.geo.hotspots.samples import ONE_SENSOR, Fire, area_api, keyless, modis_names

settings.register_profile("hotspots", deadline=None, max_examples=60)
FEW = settings(settings.get_profile("hotspots"))


@st.composite
def _fires(draw: st.DrawFn) -> Fire:
    satellite = draw(st.sampled_from(["NOAA-20", "NOAA-21", "S-NPP", "Terra", "Aqua"]))
    is_modis = satellite in ("Terra", "Aqua")
    percent = draw(st.integers(0, 100)) if is_modis else None
    classes = ["low", "nominal", "high"]
    drawn = draw(st.sampled_from(classes))
    at = draw(st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
    return Fire(
        satellite=satellite,
        at=at.replace(second=0, microsecond=0),
        lat=draw(st.integers(-9_000_000, 9_000_000)),
        lon=draw(st.integers(-18_000_000, 18_000_000)),
        confidence=drawn if percent is None else classes[(percent >= 30) + (percent >= 80)],
        percent=percent,
        frp=draw(st.none() | st.integers(0, 10**6).map(lambda tenths: tenths / 10)),
        scan=draw(st.integers(1, 480)) / 100,
        track=draw(st.integers(1, 200)) / 100,
        bright=draw(st.integers(2000, 5000)) / 10,
        daynight=draw(st.sampled_from("DN")),
        version=draw(st.sampled_from(["2.0NRT", "2.0RT", "1.0NRT", "2.0URT", "6.1NRT"])),
    )


SOME = st.lists(_fires(), min_size=1, max_size=12)
ONE_SENSOR_FIRES = SOME.map(lambda fires: [fire for fire in fires if fire.is_viirs == fires[0].is_viirs])
CLOSE = st.lists(
    st.builds(
        Fire,
        satellite=st.sampled_from(["NOAA-20", "NOAA-21"]),
        lat=st.integers(2_164_360, 2_164_361),
        version=st.sampled_from(["2.0NRT", "1.0NRT", "2.0RT", "2"]),
        frp=st.none() | st.sampled_from([0.0, 1.5]),
        confidence=st.sampled_from(["low", "high"]),
    ),
    min_size=1,
    max_size=12,
)


def _expected(fires: list[Fire]) -> dict[str, tuple[object, ...]]:
    return {
        fire.id: (
            fire.at,
            fire.lat / 1e5,
            fire.lon / 1e5,
            fire.confidence,
            fire.frp,
            fire.scan,
            fire.daynight,
        )
        for fire in fires
    }


def _found(reading: Reading) -> dict[str, tuple[object, ...]]:
    table = reading.detections
    frp = table["frp_mw"].astype(object).where(table["frp_mw"].notna(), None)
    columns = (table["time_utc"], table["latitude"], table["longitude"], table["confidence"], frp)
    rows = zip(*columns, table["scan_km"], table["daynight"], strict=True)
    return dict(zip(table["detection_id"], rows, strict=True))


def _is_accounted(reading: Reading) -> bool:
    table = reading.detections
    lost = reading.superseded - int(table["superseded"].sum())
    assert table["detection_id"].is_unique
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert set(reading.rejected["reason"]) <= set(REASONS)
    return reading.rows == len(table) + len(reading.rejected) + reading.duplicates + lost


@pytest.mark.parametrize("dialect", ONE_SENSOR)
@FEW
@given(fires=ONE_SENSOR_FIRES)
def test_what_is_written_in_a_dialect_is_read_back(dialect: str, fires: list[Fire]) -> None:
    distinct = list({fire.id: fire for fire in fires}.values())
    reading = read(ONE_SENSOR[dialect](distinct), source="here")
    assert reading.rejected.empty
    assert _is_accounted(reading)
    assert _found(reading) == _expected(distinct)


@FEW
@given(data=st.data(), fires=CLOSE)
def test_any_order_and_any_split_give_the_same_detections(data: st.DataObject, fires: list[Fire]) -> None:
    whole = read(area_api(fires), source="file")
    shuffled = data.draw(st.permutations(fires))
    cut = data.draw(st.integers(0, len(fires)))
    parts = [read(area_api(part), source="file") for part in (shuffled[:cut], shuffled[cut:]) if part]
    together = combine(data.draw(st.permutations(parts)))
    changing = ["line", "source", "superseded"]  # where a row came from, and what its file's extent was
    pd.testing.assert_frame_equal(
        whole.detections.drop(columns=changing), together.detections.drop(columns=changing)
    )
    assert _is_accounted(whole)
    assert _is_accounted(together)
    again = combine([together, whole])
    pd.testing.assert_frame_equal(
        whole.detections.drop(columns=changing), again.detections.drop(columns=changing)
    )


@FEW
@given(data=st.data(), fires=CLOSE)
def test_any_order_marks_the_same_rows_as_superseded(data: st.DataObject, fires: list[Fire]) -> None:
    whole = read(area_api(fires), source="file").detections
    other = read(area_api(data.draw(st.permutations(fires))), source="file").detections
    pd.testing.assert_series_equal(whole["superseded"], other["superseded"])


@settings(FEW, max_examples=150)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for body in (data, b"[" + data, b'{"features":[{' + data):
        try:
            assert _is_accounted(read(body, source="here"))
        except SourceError as refusal:
            assert refusal.code in str(type(refusal).code)
            assert str(refusal)


_HEADER = keyless([Fire()]).split(b"\n")[0]
_PIECES = st.sampled_from(
    [
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b'""',
        b",,,,,,",
        b"N20",
        b"2027-03-12",
        b"6/3/2022",
        b"\x00",
        b"\n  \n",
    ]
)


@settings(FEW, max_examples=150)
@given(
    data=st.lists(_PIECES | st.binary(max_size=4) | st.just(keyless([Fire()]).split(b"\n")[1]), max_size=30)
)
def test_any_bytes_below_a_header_are_read_or_refused(data: list[bytes]) -> None:
    body = _HEADER + b"\n" + b"".join(data)
    try:
        reading = read(body, source="here")
    except SourceError:
        return
    assert _is_accounted(reading)
    assert "" not in raw_lines(body, reading.detections["line"].to_numpy())


@settings(FEW, max_examples=150)
@given(data=st.data(), fires=st.lists(_fires().filter(lambda fire: fire.is_viirs), min_size=3, max_size=6))
def test_damage_to_one_row_rejects_at_most_that_row(data: st.DataObject, fires: list[Fire]) -> None:
    fires = list({fire.id: replace(fire, version="2.0NRT") for fire in fires}.values())
    fires = fires if len(fires) >= 3 else [Fire(), Fire(lat=0), Fire(lat=1)]
    lines = keyless(fires).splitlines()
    place = data.draw(st.integers(1, len(fires)))
    row = lines[place]
    begin = data.draw(st.integers(0, len(row)))
    end = data.draw(st.integers(begin, len(row)))
    insert = data.draw(st.binary(max_size=6) | _PIECES).replace(b"\n", b" ").replace(b"\r", b" ")
    damaged = [*lines[:place], row[:begin] + insert + row[end:], *lines[place + 1 :]]
    reading = read(b"\n".join(damaged) + b"\n", source="here")
    assert set(reading.rejected["line"]) <= {place + 1}
    others = {fire.id for n, fire in enumerate(fires, start=1) if n != place}
    found = set(reading.detections["detection_id"])
    assert others <= found
    assert len(found - others) <= 1


@FEW
@given(fires=SOME.filter(lambda fires: len({fire.id for fire in fires}) == len(fires)))
def test_the_satellite_decides_the_instrument_whatever_the_columns_are_called(fires: list[Fire]) -> None:
    table = read(modis_names(fires), source="here").detections
    is_modis = table["satellite"].isin(["Terra", "Aqua"])
    assert table["instrument"].eq("MODIS").tolist() == is_modis.tolist()
    assert table["confidence_percent"].notna().tolist() == is_modis.tolist()
