"""Growth by pass: areas that can be computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo.events import growth
from tests.geo.events.frames import START, at, frame


def test_a_pass_adds_only_ground_that_no_pass_saw_before():
    table = growth(
        frame(
            at(0),
            at(0.4, hours=0.05, frp_mw=3.0),
            # the same pixel again and one new beside it, another satellite, 50 minutes later
            at(0.4, hours=0.9, satellite="NOAA-21"),
            at(0.8, hours=0.9, satellite="NOAA-21", frp_mw=np.nan),
            at(0, hours=12, frp_mw=np.nan),
        ).sample(frac=1, random_state=1)
    )
    assert table["satellite"].tolist() == ["NOAA-20", "NOAA-21", "NOAA-20"]
    assert table["time"].iloc[0] == START
    assert table["detections"].tolist() == [2, 2, 1]
    assert table["new_area_ha"].tolist() == pytest.approx([32.0, 16.0, 0.0], rel=5e-3, abs=1e-2)
    assert table["hull_ha"].tolist() == pytest.approx([32.0, 48.0, 48.0], rel=5e-3)
    assert table["frp_mw"].tolist()[:2] == [8.0, 5.0]
    assert np.isnan(table["frp_mw"].iloc[2])


def test_nothing_grows_from_nothing():
    table = growth(frame(at(superseded=True)))
    assert len(table) == 0
    assert "new_area_ha" in table
