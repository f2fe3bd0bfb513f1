"""What is drawn and not stored outlives rebuilt maps; a form keeps its number while its shape is edited."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.parts.zones.pen import (
    Pen,
    Seen,
    editable,
    held,
    numbered,
    put,
    rebuilt,
    taken_up,
    unsaved,
    whose,
)
from geo.zones import features_of

A = shapely.box(103.60, 21.70, 103.61, 21.71)
B = shapely.box(103.70, 21.80, 103.71, 21.82)
C = shapely.box(103.50, 21.60, 103.51, 21.61)
MOVED = shapely.box(103.60, 21.70, 103.61, 21.712)


def row(own: int, shape: Any, version: int = 1) -> dict[str, Any]:
    return {"id": own, "shape": shape, "version": version, "code": f"KV-{own:04d}", "name": f"z{own}"}


def begun(*rows: dict[str, Any]) -> Pen:
    return rebuilt(Pen(), rows, "1")


def all_of(pen: Pen) -> list[Any]:
    return list(pen.begun if pen.drawings is None else pen.drawings)


def test_a_map_begins_with_the_stored_zones_and_nothing_is_changed() -> None:
    pen = begun(row(1, A), row(2, B))
    assert set(pen.seen) == {"1", "2"} and pen.changes().nothing and pen.generation == 1
    assert [whose(each) for each in pen.begun] == ["1", "2"]
    assert held(pen, None) is pen


def test_what_is_drawn_stays_while_others_store() -> None:
    pen = begun(row(1, A), row(2, B))
    drawings = [*features_of("1", MOVED), *features_of(None, C)]
    pen = held(pen, drawings)
    assert (set(pen.changes().changed), pen.changes().deleted, list(pen.slots)) == ({"1"}, ("2",), [1])
    again = rebuilt(pen, [row(1, B, 2), row(2, B, 5), row(3, C)], "9")
    now = again.changes()
    assert now.changed["1"].equals(MOVED) and now.deleted == ("2",) and list(again.slots) == [1]
    assert again.seen["1"].version == 1 and again.seen["2"].version == 1, "the version that was seen"
    assert again.seen["3"].version == 1 and again.standing == "9"


def test_a_change_is_taken_back_alone() -> None:
    pen = held(begun(row(1, A), row(2, B)), [*features_of("1", MOVED), *features_of(None, C)])
    rows = [row(1, A), row(2, B)]
    no_change = rebuilt(pen, rows, "1", changed={})
    assert not no_change.changes().changed and no_change.changes().deleted == ("2",) and no_change.slots
    no_deletion = rebuilt(pen, rows, "1", deleted=())
    assert no_deletion.changes().deleted == () and set(no_deletion.changes().changed) == {"1"}
    no_drawing = rebuilt(pen, rows, "1", created={})
    assert no_drawing.slots == {} and no_drawing.changes().created == ()


def test_a_zone_that_another_archived_meanwhile_is_still_told_of() -> None:
    pen = held(begun(row(1, A), row(2, B)), features_of("2", B) + features_of("1", MOVED))
    again = rebuilt(pen, [row(2, B)], "2")
    assert again.changes().changed["1"].equals(MOVED)


def test_a_typed_shape_is_a_drawing_like_any_other() -> None:
    pen, slot = put(begun(row(1, A)), C)
    pen = rebuilt(pen, [row(1, A)], "1")
    assert slot == 1 and pen.slots[1].equals(C) and pen.changes().created == (C,)
    assert held(pen, all_of(pen)).slots.keys() == {1}


def test_a_form_keeps_its_number_while_its_shape_is_edited_or_another_is_dropped() -> None:
    slots, following = numbered({}, [A, B], 1)
    assert (list(slots), following) == ([1, 2], 3)
    slots, following = numbered(slots, [MOVED, B], following)
    assert list(slots) == [1, 2] and slots[1].equals(MOVED)
    slots, following = numbered(slots, [B], following)
    assert list(slots) == [2]
    slots, following = numbered(slots, [B, C], following)
    assert (list(slots), following) == ([2, 3], 4)


def test_the_pen_holds_no_more_corners_than_a_page_can_draw() -> None:
    fine = shapely.segmentize(A, 0.0001)
    rows = [row(1, fine), row(2, B), row(3, C)]
    assert editable(rows, None, most=10) == {2, 3}
    assert editable(rows, 1, most=10) == set(), "what is chosen comes first, even when it is too much"
    assert editable(rows, 3, most=4) == {3}
    pen = rebuilt(Pen(), [row(1, shapely.segmentize(A, 0.00001)), row(2, B)], "1")
    assert set(pen.seen) == {"2"} and pen.changes().nothing


@pytest.mark.parametrize("drawings", [[], [{"type": "Feature", "geometry": None}], [{}]])
def test_nothing_that_a_map_tells_breaks_the_pen(drawings: list[Any]) -> None:
    pen = held(Pen(seen={"1": Seen(A, 1, "KV-0001", "z")}, begun=features_of("1", A)), drawings)
    assert pen.changes().deleted == ("1",)


@given(st.permutations([A, B, C]), st.integers(0, 3))
def test_numbers_are_never_given_twice(order: list[Any], kept: int) -> None:
    slots, following = numbered({}, order, 1)
    left, following = numbered(slots, order[:kept], following)
    again, following = numbered(left, order, following)
    assert len(again) == 3 and max(again) < following
    assert all(again[own].equals(shape) for own, shape in left.items())


def test_what_is_kept_of_a_pen_is_the_same_again_in_another_visit() -> None:
    pen = held(begun(row(1, A), row(2, B, 4)), [*features_of("1", MOVED), *features_of(None, C)])
    said = {"name": "Đồi", "kind": "key_area", "season": "dry", "priority": 1, "notes": ""}
    content = json.loads(json.dumps(unsaved(pen, {1: said})))
    seen = {"1": pen.seen["1"], "2": pen.seen["2"]}
    # Meanwhile somebody stored another shape of both, and a third zone.
    rows = [row(1, B, 2), row(2, B, 5), row(3, C)]
    again = taken_up(rebuilt(Pen(), rows, "9"), content, seen, rows, "9")
    now = again.changes()
    assert now.changed["1"].equals(MOVED) and now.deleted == ("2",) and not now.unknown
    assert {own: again.seen[own].version for own in "123"} == {"1": 1, "2": 4, "3": 1}, "as they were seen"
    assert [shape.wkt for shape in again.slots.values()] == [C.wkt] and list(again.said.values()) == [said]
    assert unsaved(again, {}) == unsaved(pen, {1: said})
    # A drawing of this visit gets a number of its own, and the words of the other stay with it.
    more = held(again, [*again.begun, *features_of(None, B)])
    assert len(more.slots) == 2 and set(more.said) < set(more.slots)
    assert rebuilt(more, rows, "10").said == again.said


def test_of_a_pen_that_drew_nothing_nothing_is_kept() -> None:
    assert unsaved(begun(row(1, A)), {}) is None and unsaved(Pen(), {}) is None
    assert not begun(row(1, A)).waits
    assert held(begun(row(1, A)), []).waits
