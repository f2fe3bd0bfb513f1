"""Communes then and now, the border, the nearest place: in words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.sheet import place
from geo.place_names import COLUMNS
from tests.dashboard.sheet.samples import areas, hotspot, places

DAY = date(2027, 3, 12)


def spot(latitude: float, longitude: float) -> dict:
    return place.located(hotspot(latitude=latitude, longitude=longitude), areas())


def near_border(**changes: object) -> dict:
    return {
        "location": "near_border",
        "nearest_commune": "Mường Giôn",
        "border_m": 120.0,
        "distance_m": 0.0,
        **changes,
    }


def test_commune_then_and_now():
    fact = place.communes(spot(21.6436, 103.6619), areas(), DAY)
    assert fact.value == "xã Chiềng Bằng (cũ), nay là xã Quỳnh Nhai"
    assert "01/07/2025" in fact.note


@pytest.mark.parametrize(
    ("day", "unit"), [(date(2021, 6, 1), "xã"), (date(2024, 6, 1), "thị trấn"), (DAY, "thị trấn")]
)
def test_the_unit_is_that_of_the_day_or_of_the_end_of_the_era(day, unit):
    record = {"commune_2021_id": "muong-giang-2021"}
    assert place.commune(record, areas(), "2021", day) == f"{unit} Mường Giàng"


def test_outside_there_is_no_commune():
    assert place.communes(spot(21.5, 104.5), areas(), DAY).value == "ngoài địa bàn"


def test_inside():
    fact = place.location(spot(21.6436, 103.6619), areas())
    assert fact.value == "trong địa bàn"
    assert fact.note == ""


def test_outside_tells_the_nearest_commune_and_how_far():
    fact = place.location(
        {"location": "outside", "nearest_commune": "Mường Giôn", "distance_m": 3210.0, "border_m": 3210.0},
        areas(),
    )
    assert fact.value == "ngoài địa bàn, cách xã Mường Giôn 3,2 km"


def test_near_the_border_inside():
    fact = place.location(near_border(), areas())
    assert fact.value == "trong địa bàn, cách ranh giới 120 m"
    assert "bên kia ranh giới" in fact.note


def test_near_the_border_outside():
    fact = place.location(near_border(distance_m=120.0), areas())
    assert fact.value == "ngay ngoài ranh giới xã Mường Giôn, cách 120 m"


def test_the_neighbour_is_named():
    fact = place.location(
        {"location": "inside", "nearest_commune": "Mường Giôn", "neighbour_2025": "Mường Chiên"}, areas()
    )
    assert "xã Mường Chiên" in fact.note


def test_a_computed_centre_says_that_it_is_one():
    centre = places().set_index("name").loc["Mường Giàng"]
    said = place.from_nearest(centre["latitude"] + 0.02, centre["longitude"], places(), DAY)
    assert said == "cách tâm thị trấn Mường Giàng (cũ) 2,2 km về phía bắc"


def test_a_village_is_named_plainly():
    villages = pd.DataFrame([("Pá Uôn", "village", "bản", 21.8, 103.6)], columns=list(COLUMNS))
    assert place.from_nearest(21.8, 103.61, villages, DAY) == "cách bản Pá Uôn 1,0 km về phía đông"
    assert place.from_nearest(21.8, 103.6, villages, DAY) == "ngay tại bản Pá Uôn"


def test_without_places_nothing_is_said():
    assert place.from_nearest(21.8, 103.6, places().iloc[:0], DAY) == ""


def test_title_outside_says_so():
    assert place.title(spot(21.5, 104.5), areas(), DAY).startswith("Ngoài địa bàn, gần xã ")
    assert place.title(spot(21.6436, 103.6619), areas(), DAY) == "xã Quỳnh Nhai"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Phiêng Bay", "cách bản Phiêng Bay 750 m về phía đông bắc"),
        ("Co Trạng 2", "cách bản Co Trạng 2 khoảng 750 m về phía đông bắc"),
    ],
)
def test_the_number_of_a_village_does_not_run_into_the_distance(name: str, said: str) -> None:
    row = {"name": name, "kind": "village", "unit": "bản", "distance_m": 750.0, "bearing": "NE"}
    assert place.said_nearest(row) == said
