"""A pixel on the ground has the size that scan and track say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.hotspots import footprint_polygons, uncertainty_m

PIXELS = pd.DataFrame(
    {
        "latitude": [21.6436, -60.0, 0.0],
        "longitude": [103.6619, 10.0, 0.0],
        "scan_km": [0.8, 4.8, 0.375],
        "track_km": [0.775, 2.0, 0.375],
    }
)


def test_the_area_on_the_ellipsoid_is_scan_times_track() -> None:
    areas = [
        abs(Geod(ellps="WGS84").geometry_area_perimeter(polygon)[0]) for polygon in footprint_polygons(PIXELS)
    ]
    assert areas == pytest.approx((PIXELS["scan_km"] * PIXELS["track_km"] * 1e6).tolist(), rel=1e-3)


def test_the_point_is_the_centre_and_scan_goes_east_west() -> None:
    polygons = footprint_polygons(PIXELS)
    assert shapely.get_x(shapely.centroid(polygons)) == pytest.approx(PIXELS["longitude"].to_numpy())
    west, south, east, north = shapely.bounds(polygons[1])
    assert (east - west) * np.cos(np.radians(60)) > 2 * (north - south)


def test_the_uncertainty_is_half_of_the_longer_side() -> None:
    assert uncertainty_m(PIXELS).tolist() == [400.0, 2400.0, 187.5]


def test_at_the_pole_the_rectangle_stays_on_the_map() -> None:
    pole = PIXELS.head(1).assign(latitude=90.0)
    assert shapely.bounds(footprint_polygons(pole)[0]).tolist() == pytest.approx(
        [-180, 89.9965, 180, 90], abs=1e-3
    )
