"""What is wrong with a shape, by table, and that nothing is changed unless somebody took the proposal."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zones import CODES, Ground, Limits, area_ha, checked, length_m, simplified, stands, vertices

OUTLINE = shapely.box(103.50, 21.60, 103.80, 21.90)
GROUND = Ground(OUTLINE, (103.35, 21.45, 103.90, 22.05))
GOOD = shapely.box(103.60, 21.70, 103.61, 21.71)
BOW = shapely.Polygon([(103.60, 21.70), (103.61, 21.71), (103.61, 21.70), (103.60, 21.71)])


def circle(points: int, radius: float = 0.02, at: tuple[float, float] = (103.65, 21.75)) -> Any:
    turn = np.linspace(0, 2 * math.pi, points, endpoint=False)
    return shapely.Polygon(np.column_stack([at[0] + radius * np.cos(turn), at[1] + radius * np.sin(turn)]))


def codes(shape: Any, taken: tuple[str, ...] = ()) -> list[str]:
    return [finding.code for finding in checked(shape, GROUND, taken)[1]]


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (None, ["zone_absent"]),
        (shapely.Polygon(), ["zone_absent"]),
        (shapely.Point(103.6, 21.7), ["zone_mixed"]),
        (shapely.GeometryCollection([GOOD, shapely.Point(103.6, 21.7)]), ["zone_mixed"]),
        (shapely.LineString([(103.6, 21.7), (math.inf, 21.7)]), ["zone_numbers"]),
        (shapely.transform(GOOD, lambda at: at[:, ::-1]), ["zone_swapped"]),
        (shapely.box(105.80, 21.00, 105.81, 21.01), ["zone_far"]),
        (shapely.Polygon([(103.6, 21.7), (103.61, 21.7)] * 2), ["zone_few_points"]),
        (shapely.LineString([(103.6, 21.7), (103.6, 21.7)]), ["zone_few_points"]),
        (shapely.Polygon([(103.6, 21.7), (103.61, 21.7), (103.62, 21.7)]), ["zone_nothing_left"]),
        (BOW, ["zone_crossing"]),
        (shapely.multipolygons([GOOD, shapely.box(103.605, 21.705, 103.615, 21.715)]), ["zone_crossing"]),
        (shapely.box(103.60, 21.70, 103.6005, 21.7005), ["zone_tiny"]),
        (shapely.LineString([(103.60, 21.70), (103.6005, 21.70)]), ["zone_short"]),
        (shapely.box(103.85, 21.70, 103.86, 21.71), ["zone_outside"]),
        (shapely.box(103.79, 21.70, 103.82, 21.71), ["zone_partly_outside"]),
        (shapely.box(103.79, 21.70, 103.8020, 21.71), []),  # 200 m over a border that is sure to 300 m
        (shapely.LineString([(103.79, 21.70), (103.82, 21.70)]), ["zone_partly_outside"]),
        (GOOD, []),
        (shapely.LineString([(103.60, 21.70), (103.61, 21.71), (103.61, 21.70), (103.60, 21.71)]), []),
        (shapely.difference(GOOD, shapely.box(103.604, 21.704, 103.606, 21.706)), []),
        (circle(50_000), ["zone_many_vertices"]),
        (shapely.box(103.8501, 21.70, 103.8503, 21.7002), ["zone_tiny", "zone_outside"]),
    ],
)  # fmt: skip
def test_findings_by_table(shape: Any, found: list[str]) -> None:
    assert codes(shape) == found
    assert set(found) <= set(CODES)


def test_nothing_is_changed_until_a_proposal_is_taken() -> None:
    shape, (finding,) = checked(BOW, GROUND)
    assert shape.equals_exact(BOW, 0)
    assert finding.kind == "mend" and not stands([finding], {"zone_crossing"})
    # Two triangles, each half of the square's height: together half of it; the crossing is the middle.
    assert (finding.params["latitude"], finding.params["longitude"]) == (21.705, 103.605)
    assert finding.params["parts"] == 2
    assert finding.params["after_ha"] == pytest.approx(area_ha(GOOD) / 2, rel=1e-3)
    mended, left = checked(BOW, GROUND, {"zone_crossing"})
    assert left == [] and mended.is_valid and mended.geom_type == "MultiPolygon"


def test_fifty_thousand_corners_are_offered_fewer_and_told_what_that_costs() -> None:
    shape, (finding,) = checked(circle(50_000), GROUND)
    assert vertices(shape) == 50_000
    assert finding.params["vertices"] == 50_000 and finding.params["after"] <= 10_000
    assert finding.params["metres"] <= 0.4
    assert finding.params["after_ha"] == pytest.approx(finding.params["before_ha"], rel=1e-4)
    fewer, left = checked(circle(50_000), GROUND, {"zone_many_vertices"})
    assert left == [] and vertices(fewer) <= 10_000 and fewer.is_valid


def test_thousands_of_parts_cannot_be_made_simpler() -> None:
    parts = [shapely.box(103.6 + i * 1e-5, 21.7, 103.6 + i * 1e-5 + 5e-6, 21.71) for i in range(5_000)]
    assert codes(shapely.multipolygons(parts)) == ["zone_too_many"]


def test_swapped_numbers_are_turned_only_when_asked_for() -> None:
    turned = shapely.transform(GOOD, lambda at: at[:, ::-1])
    shape, left = checked(turned, GROUND, {"zone_swapped"})
    assert left == [] and shape.equals(GOOD)


def test_what_only_asks_stands_after_a_yes() -> None:
    _shape, findings = checked(shapely.box(103.8501, 21.70, 103.8503, 21.7002), GROUND)
    assert not stands(findings)
    assert not stands(findings, {"zone_tiny"})
    assert stands(findings, {"zone_tiny", "zone_outside"})


def test_heights_are_left_out() -> None:
    shape, left = checked(shapely.force_3d(GOOD, 600.0), GROUND)
    assert left == [] and not shape.has_z


def test_limits_are_settings() -> None:
    mild = Ground(OUTLINE, GROUND.bbox, Limits(smallest_ha=0.01))
    assert checked(shapely.box(103.60, 21.70, 103.6005, 21.7005), mild)[1] == []


def test_area_and_length_are_geodesic() -> None:
    # WGS84 at 21.705° N: a degree of latitude is 110,730 m, one of longitude 103,515 m (Snyder's series).
    assert area_ha(GOOD) == pytest.approx(1107.3 * 1035.15 / 1e4, rel=1e-3)
    assert length_m(shapely.LineString([(103.6, 21.7), (103.6, 21.8)])) == pytest.approx(11073, rel=1e-3)
    assert length_m(GOOD) == pytest.approx(2 * (1107.3 + 1035.2), rel=1e-3)
    holed = shapely.difference(GOOD, shapely.box(103.604, 21.704, 103.606, 21.706))
    assert area_ha(holed) == pytest.approx(area_ha(GOOD) * (1 - 0.2 * 0.2), rel=1e-4)
    assert vertices(holed) == 8 and vertices(GOOD) == 4
    assert area_ha(shapely.LineString([(103.6, 21.7), (103.6, 21.8)])) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(103.55, 103.75), st.floats(21.65, 21.85)), min_size=3, max_size=25))
def test_any_ring_is_told_of_or_is_a_zone(points: list[tuple[float, float]]) -> None:
    ring = shapely.Polygon(points)
    shape, findings = checked(ring, GROUND)
    assert shape.equals_exact(ring, 0)
    if not findings:
        assert shape.is_valid and area_ha(shape) >= 0.5
    taken = {finding.code for finding in findings if finding.kind == "mend"}
    mended, left = checked(ring, GROUND, taken)
    assert all(finding.kind != "mend" for finding in left)
    if all(finding.kind == "ask" for finding in left):
        assert mended.is_valid and area_ha(mended) > 0


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 3_000), st.integers(8, 200))
def test_simpler_is_never_more_than_asked_for(points: int, most: int) -> None:
    found, metres = simplified(circle(points), most)
    assert vertices(found) <= most
    assert found.is_valid
    assert metres == 0.0 if points <= most else metres >= 0.1
