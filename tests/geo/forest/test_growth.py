"""Forest reached by an event, pass by pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.forest.growth import COLUMNS, event_growth
from geo.forest.index import ForestIndex
from geo.hotspots import footprint_polygons


def _burn() -> pd.DataFrame:
    """Three passes that go east, side by side; the second has one pixel that the first had too."""
    east = 0.5 * 1000 / 103_435
    rows = [("01:00", 0), ("13:00", 0), ("13:00", 1), ("13:40", 2)]
    return pd.DataFrame(
        {
            "time_utc": [pd.Timestamp(f"2027-03-12T{clock}", tz="UTC") for clock, _ in rows],
            "satellite": ["NOAA-20", "NOAA-20", "NOAA-20", "NOAA-21"],
            "latitude": 21.71,
            "longitude": [103.61 + step * east for _, step in rows],
            "scan_km": 0.5,
            "track_km": 0.4,
        }
    )


def _forest_east_of(longitude: float) -> ForestIndex:
    halves = [shapely.box(longitude, 21.6, longitude + 0.05, 21.8), shapely.box(103.5, 21.6, longitude, 21.8)]
    return ForestIndex(np.array(halves), ["natural", "farmland"], [1, 2])


def test_the_share_of_forest_grows_as_the_fire_goes_into_it() -> None:
    burn = _burn()
    edge = footprint_polygons(burn)[2].bounds[0]  # the field ends where the second pixel begins
    found = event_growth(burn, _forest_east_of(edge))
    assert list(found.columns) == list(COLUMNS)
    assert found["satellite"].tolist() == ["NOAA-20", "NOAA-20", "NOAA-21"]
    assert found["detections"].tolist() == [1, 2, 1]
    assert found["ground_ha"].tolist() == pytest.approx([20, 40, 60], rel=1e-3)
    assert found["forest_ha"].tolist() == pytest.approx([0, 20, 40], rel=2e-3, abs=0.01)
    assert found["forest_share"].tolist() == pytest.approx([0, 0.5, 2 / 3], abs=2e-3)


def test_superseded_rows_and_overlapping_plots_are_not_counted_twice() -> None:
    burn = _burn().assign(superseded=[False, False, False, True])
    twice = ForestIndex(np.array([shapely.box(103, 21, 104, 22)] * 2), ["natural", "planted"], [1, 2])
    found = event_growth(burn, twice)
    assert len(found) == 2
    assert found["forest_share"].tolist() == pytest.approx([1, 1])
    assert event_growth(burn, twice, forest_groups=("water",))["forest_ha"].tolist() == [0, 0]


def test_no_detections_no_rows() -> None:
    found = event_growth(_burn().iloc[:0], _forest_east_of(103.6))
    assert found.empty
    assert str(found["time"].dtype) == "datetime64[us, UTC]"
