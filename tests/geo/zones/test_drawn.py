"""From all drawings of the map to what was created, changed and deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from geo.zones import Changes, drawn, features_of

SQUARE = shapely.box(103.60, 21.70, 103.61, 21.71)
OTHER = shapely.box(103.70, 21.80, 103.71, 21.82)
WAY = shapely.LineString([(103.6, 21.7), (103.62, 21.73), (103.65, 21.74)])
TWO = shapely.multipolygons([SQUARE, OTHER])
HOLED = shapely.difference(SQUARE, shapely.box(103.604, 21.704, 103.606, 21.706))


def by_leaflet(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As the map gives them back: six decimals, lists instead of tuples."""
    return [
        each | {"geometry": shapely.geometry.mapping(_rounded(shapely.geometry.shape(each["geometry"])))}
        for each in json.loads(json.dumps(features))
    ]


def _rounded(shape: Any) -> Any:
    return shapely.transform(shape, lambda at: at.round(6))


def test_none_is_not_an_empty_list() -> None:
    known = {"7": SQUARE}
    assert drawn(None, known) == Changes()
    assert drawn(None, known).nothing
    assert drawn([], known) == Changes(deleted=("7",))
    assert drawn([], {}).nothing


@pytest.mark.parametrize("shape", [SQUARE, OTHER, WAY, TWO, HOLED, shapely.multilinestrings([WAY])])
def test_what_came_back_as_it_was_is_no_change(shape: Any) -> None:
    assert drawn(by_leaflet(features_of("7", shape, name="x")), {"7": shape}).nothing


def test_a_new_shape_has_no_id() -> None:
    found = drawn([*features_of("7", SQUARE), *features_of(None, WAY)], {"7": SQUARE})
    assert found == Changes(created=(WAY,))


def test_a_moved_corner_is_a_change_of_that_zone_only() -> None:
    moved = shapely.box(103.60, 21.70, 103.61, 21.712)
    features = [*features_of("7", moved), *features_of("8", OTHER)]
    found = drawn(features, {"7": SQUARE, "8": OTHER})
    assert found.changed == {"7": moved}
    assert not (found.created or found.deleted or found.unknown)


def test_a_corner_moved_by_less_than_leaflet_writes_was_not_moved() -> None:
    nudged = shapely.transform(SQUARE, lambda at: at + 4e-7)
    assert drawn(features_of("7", nudged), {"7": SQUARE}).nothing


def test_the_same_ring_begun_elsewhere_is_the_same_ring() -> None:
    ring = list(SQUARE.exterior.coords)[:-1]
    turned = shapely.Polygon(ring[2:] + ring[:2])
    assert drawn(features_of("7", turned), {"7": SQUARE}).nothing


def test_one_part_deleted_is_a_change_and_all_parts_a_deletion() -> None:
    parts = features_of("7", TWO)
    assert len(parts) == 2
    assert drawn(parts[:1], {"7": TWO}).changed == {"7": SQUARE}
    assert drawn([], {"7": TWO}).deleted == ("7",)


def test_a_zone_in_two_parts_is_put_together_whatever_stands_between() -> None:
    first, second = features_of("7", TWO)
    assert drawn([first, *features_of("8", WAY), second], {"7": TWO, "8": WAY}).nothing


def test_what_is_no_zone_is_told_and_takes_nothing_along() -> None:
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [103.6, 21.7]}}
    foreign = features_of("99", OTHER)[0]
    broken = {"type": "Feature", "properties": None, "geometry": None}
    few = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[103.6, 21.7]]]}}
    found = drawn([point, foreign, broken, few, *features_of("7", SQUARE)], {"7": SQUARE})
    assert found.unknown == (point, foreign, broken, few)
    assert not (found.created or found.changed or found.deleted)


def test_an_area_and_a_route_under_one_id_are_no_zone() -> None:
    features = [*features_of("7", SQUARE), *features_of("7", WAY)]
    found = drawn(features, {"7": SQUARE})
    assert len(found.unknown) == 2 and not found.changed and not found.deleted


def test_an_id_that_is_a_number_on_the_map_is_the_same_id() -> None:
    feature = {"type": "Feature", "properties": {"zone_id": 7}, "geometry": shapely.geometry.mapping(SQUARE)}
    assert drawn([feature], {"7": SQUARE}).nothing


_PLACES = st.integers(0, 400).map(lambda n: (103.4 + (n % 20) * 0.02, 21.5 + (n // 20) * 0.02))


@st.composite
def _histories(draw: Any) -> tuple[dict[str, Any], list[Any], dict[str, Any], set[str]]:
    places = draw(st.lists(_PLACES, max_size=6))
    known = {str(n): shapely.box(x, y, x + 0.01, y + 0.01) for n, (x, y) in enumerate(places)}
    owns = st.lists(st.sampled_from(sorted(known)), unique=True) if known else st.just([])
    created = [shapely.box(x, y, x + 0.005, y + 0.004) for x, y in draw(st.lists(_PLACES, max_size=3))]
    gone = set(draw(owns))
    moved = {own: shapely.affinity.translate(known[own], 0, 0.001) for own in draw(owns) if own not in gone}
    return known, created, moved, gone


@given(_histories(), st.randoms(use_true_random=False))
def test_whatever_was_done_is_told_and_nothing_else(history: Any, chance: Any) -> None:
    known, created, moved, gone = history
    features = [
        each for own in known if own not in gone for each in features_of(own, moved.get(own, known[own]))
    ]
    features += [each for shape in created for each in features_of(None, shape)]
    chance.shuffle(features)
    found = drawn(by_leaflet(features), known)
    assert set(found.deleted) == gone
    assert set(found.changed) == set(moved)
    assert sorted(_rounded(each).wkt for each in found.created) == sorted(
        _rounded(each).wkt for each in created
    )
    assert not found.unknown
