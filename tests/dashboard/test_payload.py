"""The payload: small, exact, and harmless as script text."""

import json
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.map import columns
from dashboard.map.payload import area_payload, as_script, event_rows, hotspot_columns, packed, ring_deltas
from dashboard.map.payload import hotspot_numbers as numbers_of
from tests.benchmarks.map import BYTES_LIMIT, MANY, live


def _two() -> pd.DataFrame:
    """The newer first, so that the order is the payload's doing."""
    return pd.DataFrame(
        {
            "time_utc": pd.to_datetime(["2027-03-12T06:34Z", "2027-03-11T18:01Z"]),
            "satellite": ["NOAA-20", "Terra"],
            "instrument": ["VIIRS", "MODIS"],
            "latitude": [21.6436, 22.03054],
            "longitude": [103.66190, 103.47925],
            "confidence": ["high", "low"],
            "frp_mw": [0.0, np.nan],
            "scan_km": [0.43, 1.96],
            "track_km": [0.38, 1.37],
            "commune_2025": ["Mường Giôn", None],
            "event_id": ["DC-2", None],
        }
    )


def test_columns_hold_what_went_in() -> None:
    found = hotspot_columns(_two(), ["Mường Giôn"], ["2025", "2021"], ["DC-1", "DC-2"])
    read = {name: list(columns.unpack(c)) for name, c in found.items() if name not in ("n", "commune")}
    assert found["n"] == 2
    assert read["lat"] == [2203054, 2164360]
    assert read["lon"] == [10347925, 10366190]
    minute = int(datetime(2027, 3, 12, 6, 34, tzinfo=UTC).timestamp() // 60)
    assert read["minute"] == [minute - 753, minute]
    assert read["scan"] == [196, 43]
    assert read["track"] == [137, 38]
    assert read["frp"] == [-1, 0], "not given and zero are two things"
    assert read["mark"] == [3 | 0 << 3 | 1 << 5, 1 | 2 << 3]
    assert read["event"] == [0, 2]
    assert {era: list(columns.unpack(c)) for era, c in found["commune"].items()} == {"2025": [0, 1]}


def test_a_filter_keeps_rows_of_the_table_and_counts_its_events_anew() -> None:
    made = numbers_of(_two().assign(event_id=["DC-2", "DC-1"]), ["Mường Giôn"], ["2025"], ["DC-1", "DC-2"])
    found = packed(made, np.array([True, False]), np.array([False, True]))
    assert found["n"] == 1
    assert list(columns.unpack(found["lat"])) == [2164360], (
        "row 0 of the table, though the columns begin with 1"
    )
    assert list(columns.unpack(found["event"])) == [1], "DC-2 is the first of the events sent along"
    assert list(columns.unpack(found["commune"]["2025"])) == [1]
    none = packed(made, np.array([False, False]), np.array([False, False]))
    assert (none["n"], list(columns.unpack(none["event"]))) == (0, [])
    assert packed(made) == hotspot_columns(
        _two().assign(event_id=["DC-2", "DC-1"]), ["Mường Giôn"], ["2025"], ["DC-1", "DC-2"]
    )


@pytest.mark.parametrize("values", [[], [0], [-1, 7], [0, 255], [0, 256], [0, 65536], [-(2**30), 2**30]])
def test_packing_is_exact(values: list[int]) -> None:
    assert list(columns.unpack(columns.pack(values))) == values


def test_a_span_beyond_four_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="four bytes"):
        columns.pack([0, 1 << 32])


def test_a_hotspot_is_small_on_the_wire() -> None:
    assert len(as_script(live(MANY))) / MANY <= BYTES_LIMIT


def test_script_text_cannot_be_broken_out_of() -> None:
    nasty = "</script><!-- {{ 7*7 }} {% x %} {# y #} a_b0f & \u2028 '\""
    text = as_script({"label": nasty})
    assert json.loads(text) == {"label": nasty}
    for forbidden in ("<", ">", "&", "_", "{{", "{%", "{#", "\u2028"):
        assert forbidden not in text


def test_ring_deltas_start_at_the_first_point_and_drop_steps_of_nothing() -> None:
    ring = np.array([[103.5, 21.5], [103.500001, 21.5], [103.6, 21.5], [103.5, 21.5]])
    assert ring_deltas(ring, 10) == [215, 1035, 0, 1, 0, -1]


def test_areas_are_outlined_once_and_labelled_inside() -> None:
    left, right = shapely.box(103.0, 21.0, 103.1, 21.1), shapely.box(103.1, 21.0, 103.2, 21.1)
    table = gpd.GeoDataFrame({"name": ["A", "B"], "era": "2025"}, geometry=[left, right], crs=4326)
    found = area_payload(table, {"2025": "hai xã"})
    (era,) = found["eras"]
    assert found["bounds"] == [[21.0, 103.0], [21.1, 103.2]]
    assert len(era["outline"]) == 1
    latitude, longitude = era["communes"][1]["at"]
    assert right.contains(shapely.Point(longitude, latitude))


def test_an_event_without_a_polygon_is_left_out() -> None:
    events = pd.DataFrame(
        {
            "event_id": ["DC-1", "DC-2"],
            "detections": [3, 1],
            "strength": ["strong", "weak"],
            "hull": [shapely.box(103, 21, 103.01, 21.01), shapely.Point(103, 21)],
            "permanent": [False, False],
        }
    )
    (row,) = event_rows(events, {"DC-1": ("3 điểm", ["Mường Giôn"])})
    assert (row["id"], row["label"], row["n"], row["strong"]) == ("DC-1", "3 điểm", 3, True)
    (row,) = event_rows(events.assign(permanent=True), {})
    assert not row["strong"], "a kiln is not the loudest fire on the map"
