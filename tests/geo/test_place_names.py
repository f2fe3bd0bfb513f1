"""The nearest named place: whose, how far, which way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.areas import load_areas
from geo.errors import UnknownEra
from geo.place_names import COLUMNS, KINDS, _centre, commune_centres, nearest

AREAS = Path(__file__).parents[2] / "data" / "profiles" / "quynh_nhai" / "areas"


@pytest.fixture(scope="module")
def areas():
    return load_areas(AREAS)


def table(*points: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, "village", "bản", lat, lon) for name, lat, lon in points],
        columns=list(COLUMNS),
        index=[f"r{i}" for i in range(len(points))],
    )


TWO = table(("A", 21.6, 103.6), ("B", 21.8, 103.6))


def test_each_point_gets_its_own_place_in_the_order_asked():
    found = nearest([21.79, 21.61], [103.6, 103.6], TWO)
    assert list(found["name"]) == ["B", "A"]
    assert list(found.index) == [0, 1]


def test_distance_is_geodesic():
    # One minute of latitude at 21.6° N is 1845.3 m on WGS84.
    found = nearest(21.6 + 1 / 60, 103.6, TWO)
    assert found["distance_m"][0] == pytest.approx(1845.3, abs=0.5)


@pytest.mark.parametrize(
    ("lat", "lon", "wind"),
    [
        (21.61, 103.6, "N"),
        (21.61, 103.611, "NE"),
        (21.6, 103.61, "E"),
        (21.59, 103.611, "SE"),
        (21.59, 103.6, "S"),
        (21.6, 103.59, "W"),
    ],
)
def test_bearing_is_from_the_place_to_the_point(lat, lon, wind):
    assert nearest(lat, lon, TWO)["bearing"][0] == wind


def test_a_point_on_the_place_has_no_direction():
    found = nearest(21.6, 103.6, TWO)
    assert found["distance_m"][0] == 0
    assert found["bearing"][0] is None


def test_nearest_on_the_ground_not_in_degrees():
    # At 60° N a degree of longitude is half as long as one of latitude.
    found = nearest(60.0, 10.0, table(("north", 60.8, 10.0), ("east", 60.0, 11.2)))
    assert found["name"][0] == "east"


def test_no_places_gives_no_name():
    found = nearest([21.6], [103.6], TWO.iloc[:0])
    assert found["name"][0] is None
    assert np.isnan(found["distance_m"][0])


def test_more_columns_are_carried_along():
    assert nearest(21.79, 103.6, TWO.assign(code=["1", "2"]))["code"][0] == "2"


@pytest.mark.parametrize(
    ("lat", "lon", "places", "said"),
    [
        ([np.nan], [103.6], TWO, "latitude"),
        ([21.6, 21.7], [103.6], TWO, "equal length"),
        ([21.6], [103.6], TWO.drop(columns="unit"), "unit"),
    ],
)
def test_bad_input_is_named(lat, lon, places, said):
    with pytest.raises(ValueError, match=said):
        nearest(lat, lon, places)


coordinate = st.tuples(st.floats(21.0, 22.5), st.floats(103.0, 104.5))


@given(
    points=st.lists(coordinate, min_size=1, max_size=8), places=st.lists(coordinate, min_size=1, max_size=8)
)
def test_no_other_place_is_nearer(points, places):
    known = table(*[(str(i), lat, lon) for i, (lat, lon) in enumerate(places)])
    found = nearest([p[0] for p in points], [p[1] for p in points], known)
    for (lat, lon), metres in zip(points, found["distance_m"], strict=True):
        least = min(Geod(ellps="WGS84").inv(b, a, lon, lat)[2] for a, b in places)
        assert metres == pytest.approx(least, abs=0.5)


def test_the_eleven_former_communes(areas):
    found = commune_centres(areas, "2021")
    assert tuple(found.columns) == COLUMNS
    assert len(found) == 11
    assert set(found["kind"]) == {"former_commune_centre"} <= set(KINDS)
    assert found.set_index("name")["unit"]["Mường Giàng"] == "thị trấn"


@pytest.mark.parametrize(("era", "kind"), [("2021", "former_commune_centre"), ("2025", "commune_centre")])
def test_every_centre_lies_in_its_commune(areas, era, kind):
    found = commune_centres(areas, era)
    points = shapely.points(found["longitude"], found["latitude"])
    assert shapely.contains(areas.of_era(era).geometry.to_numpy(), points).all()
    assert set(found["kind"]) == {kind}


def test_an_unknown_era_is_refused(areas):
    with pytest.raises(UnknownEra):
        commune_centres(areas, "1999")


def test_the_centre_of_a_square_is_its_middle():
    assert _centre(shapely.box(0, 0, 2, 2)) == shapely.Point(1, 1)


def test_the_centre_of_a_horseshoe_lies_on_it():
    horseshoe = shapely.box(0, 0, 10, 10) - shapely.box(1, 1, 9, 11)
    assert not shapely.contains(horseshoe, shapely.centroid(horseshoe))
    assert shapely.contains(horseshoe, _centre(horseshoe))
