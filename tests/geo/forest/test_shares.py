"""What lies under a pixel: shares that sum to one, whatever the plots look like."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.forest.index import MOST_VERTICES, polygonal
from geo.forest.shares import SHARES, ForestIndex, shares
from geo.forest.states import GROUPS
from geo.hotspots import footprint_polygons

WEST, SOUTH, EAST, NORTH = 103.60, 21.70, 103.62, 21.72


def pixel(
    latitude: float = 21.71, longitude: float = 103.61, scan: float = 0.4, track: float = 0.5
) -> pd.DataFrame:
    return pd.DataFrame(
        {"latitude": [latitude], "longitude": [longitude], "scan_km": [scan], "track_km": [track]}
    )


def index(*plots: tuple[object, str | None], order: list[int] | None = None) -> ForestIndex:
    chosen = [plots[i] for i in order] if order else list(plots)
    keys = order or list(range(len(plots)))
    return ForestIndex(
        np.array([shape for shape, _ in chosen], dtype=object), [group for _, group in chosen], keys
    )


def box_of(detections: pd.DataFrame) -> shapely.Polygon:
    return footprint_polygons(detections)[0]


def part(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A box given in parts of the pixel: 0, 0, 1, 1 is the whole pixel."""
    w, s, e, n = box_of(pixel()).bounds
    return shapely.box(w + west * (e - w), s + south * (n - s), w + east * (e - w), s + north * (n - s))


def test_a_pixel_within_one_plot_is_all_that_plot() -> None:
    summary, touched = shares(pixel(), index((shapely.box(WEST, SOUTH, EAST, NORTH), "natural")))
    assert summary.loc[0, "natural"] == pytest.approx(1, abs=1e-9)
    assert summary.loc[0, ["forest", "uncovered"]].tolist() == pytest.approx([1, 0], abs=1e-9)
    assert touched[["detection", "key"]].to_numpy().tolist() == [[0, 0]]
    assert summary.loc[0, "in_forest"] == "inside"
    assert summary.loc[0, "forest_distance_m"] == 0


def test_a_border_through_the_pixel_splits_it() -> None:
    plots = index((part(-1, -1, 0.25, 2), "natural"), (part(0.25, -1, 2, 2), "farmland"))
    summary, touched = shares(pixel(), plots)
    assert summary.loc[0, ["natural", "farmland", "uncovered"]].tolist() == pytest.approx([0.25, 0.75, 0])
    assert touched["key"].tolist() == [1, 0]  # the larger first


def test_holes_and_several_parts_are_seen() -> None:
    ring = shapely.difference(part(-1, -1, 2, 2), part(0.25, 0.25, 0.75, 0.75))
    two = shapely.multipolygons([part(0, 0, 0.1, 1), part(0.9, 0, 1.5, 1)])
    summary, _ = shares(pixel(), index((ring, "natural")))
    assert summary.loc[0, ["natural", "uncovered"]].tolist() == pytest.approx([0.75, 0.25])
    summary, _ = shares(pixel(), index((two, "water")))
    assert summary.loc[0, "water"] == pytest.approx(0.2)


def test_ground_that_two_plots_claim_is_split_between_them_alone() -> None:
    plots = index(
        (part(0, 0, 0.5, 1), "natural"), (part(0.5, 0, 1, 1), "planted"), (part(0.5, 0, 1, 1), "farmland")
    )
    summary, touched = shares(pixel(), plots)
    found = summary.loc[0, ["natural", "planted", "farmland", "uncovered"]].tolist()
    assert found == pytest.approx([0.5, 0.25, 0.25, 0])
    assert touched["share"].tolist() == pytest.approx([0.5, 0.5, 0.5])  # each plot's own ground stays whole


def test_a_small_plot_within_a_large_one_takes_half_of_its_own_ground() -> None:
    summary, _ = shares(pixel(), index((part(-1, -1, 2, 2), "natural"), (part(0, 0, 0.5, 0.5), "water")))
    assert summary.loc[0, ["natural", "water", "uncovered"]].tolist() == pytest.approx([0.875, 0.125, 0])


def test_an_unknown_state_is_neither_other_nor_uncovered() -> None:
    summary, touched = shares(pixel(), index((part(-1, -1, 0.5, 2), None), (part(0.5, -1, 2, 2), "other")))
    assert summary.loc[0, ["unknown", "other", "uncovered"]].tolist() == pytest.approx([0.5, 0.5, 0])
    assert len(touched) == 2


@pytest.mark.parametrize(("away_m", "said"), [(299.0, "near"), (301.0, "outside")])
def test_near_is_measured_from_the_pixels_edge(away_m: float, said: str) -> None:
    _, south, east, north = box_of(pixel()).bounds
    start = east + away_m / 103_435  # metres per degree of longitude at 21.71° N
    summary, _ = shares(pixel(), index((shapely.box(start, south, start + 0.01, north), "planted")))
    assert summary.loc[0, "forest_distance_m"] == pytest.approx(away_m, abs=0.2)
    assert summary.loc[0, "in_forest"] == said
    assert summary.loc[0, "uncovered"] == 1


def test_farmland_is_no_forest_however_near() -> None:
    summary, _ = shares(pixel(), index((part(-1, -1, 2, 2), "farmland")))
    assert summary.loc[0, "in_forest"] == "outside"
    assert np.isnan(summary.loc[0, "forest_distance_m"])
    summary, _ = shares(pixel(), index((part(-1, -1, 2, 2), "farmland")), forest_groups=("farmland",))
    assert summary.loc[0, ["in_forest", "forest"]].tolist() == ["inside", pytest.approx(1)]


def test_no_plots_and_no_hotspots_are_answers_too() -> None:
    summary, touched = shares(pixel(), index())
    assert summary.loc[0, ["uncovered", "in_forest"]].tolist() == [1, "outside"]
    assert touched.empty
    summary, touched = shares(pixel().iloc[:0], index((part(0, 0, 1, 1), "natural")))
    assert summary.empty
    assert list(summary.columns) == [*SHARES, "forest", "in_forest", "forest_distance_m"]


def test_broken_shapes_never_stop_the_answer() -> None:
    w, s, e, n = part(0, 0, 1, 1).bounds
    bow_tie = shapely.Polygon([(w, s), (e, n), (e, s), (w, n)])
    plots = index(
        (bow_tie, "natural"), (None, "planted"), (shapely.Polygon(), "water"), (shapely.Point(w, s), "other")
    )
    summary, _ = shares(pixel(), plots)
    assert summary.loc[0, ["natural", "uncovered"]].tolist() == pytest.approx([0.5, 0.5])


def test_a_coastline_of_thousands_of_vertices_is_cut_and_still_one_plot() -> None:
    rays = np.linspace(0, 2 * np.pi, 4001)[:-1]
    reach = 0.01 * (1 + 0.2 * np.sin(rays * 200))
    large = shapely.Polygon(np.column_stack([103.61 + reach * np.cos(rays), 21.71 + reach * np.sin(rays)]))
    layer = index((large, "cover"), (part(0, 0, 0.5, 1), "water"))
    assert len(layer.pieces) > 8
    assert shapely.get_num_coordinates(layer.pieces).max() <= MOST_VERTICES
    summary, touched = shares(pixel(), layer)
    found = summary.loc[0, ["cover", "water", "uncovered"]].tolist()
    assert found == pytest.approx([0.75, 0.25, 0], abs=1e-3)
    assert touched[["key", "share"]].to_numpy().tolist() == [[0, pytest.approx(1)], [1, pytest.approx(0.5)]]


@st.composite
def _plots(draw: st.DrawFn) -> list[tuple[shapely.Polygon, str | None]]:
    """Some shapes about the pixel: triangles, boxes and bow-ties, many of them over each other."""
    number = st.integers(-4, 12).map(lambda k: k / 8)  # on a lattice: shared corners and edges are common
    found = []
    for _ in range(draw(st.integers(0, 5))):
        corners = draw(st.lists(st.tuples(number, number), min_size=3, max_size=6, unique=True))
        w, s, e, n = box_of(pixel()).bounds
        ring = [(w + x * (e - w), s + y * (n - s)) for x, y in corners]
        found.append((shapely.Polygon(ring), draw(st.sampled_from([*GROUPS, None]))))
    return found


@settings(max_examples=80, deadline=None)
@given(_plots(), st.randoms(use_true_random=False))
def test_shares_sum_to_one_in_any_order(
    plots: list[tuple[shapely.Polygon, str | None]], random: object
) -> None:
    summary, touched = shares(pixel(), index(*plots))
    found = summary.loc[0, list(SHARES)].to_numpy(dtype=float)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1, abs=1e-9)
    order = list(range(len(plots)))
    random.shuffle(order)  # type: ignore[attr-defined]
    if order:
        again, touched_again = shares(pixel(), index(*plots, order=order))
        assert again.loc[0, list(SHARES)].to_numpy(dtype=float) == pytest.approx(found, abs=1e-9)
        assert dict(zip(touched_again["key"], touched_again["share"], strict=True)) == pytest.approx(
            dict(zip(touched["key"], touched["share"], strict=True)), abs=1e-9
        )
    mended = polygonal(np.array([shape for shape, _ in plots], dtype=object))
    under = shapely.union_all([*mended, shapely.Polygon()]).intersection(box_of(pixel()))
    covered = under.area / box_of(pixel()).area  # each pair of slivers may count twice: 100 m² of 20 ha
    assert 1 - summary.loc[0, "uncovered"] == pytest.approx(covered, abs=5e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(103.4, 103.9),
    st.floats(21.4, 22.1),
    st.floats(0.3, 1.2),
    st.floats(0.3, 1.2),
    st.floats(1e-7, 0.4),
)
def test_a_pixel_within_one_plot_always_gives_one(
    longitude: float, latitude: float, scan: float, track: float, margin: float
) -> None:
    here = pixel(latitude, longitude, scan, track)
    plot = shapely.segmentize(shapely.buffer(box_of(here), margin, quad_segs=4), 0.003)
    summary, _ = shares(here, index((plot, "natural")))
    assert summary.loc[0, "natural"] == pytest.approx(1, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 360), st.floats(0.02, 0.9)), min_size=3, max_size=12, unique_by=lambda p: p[0]
    )
)
def test_arithmetic_agrees_with_cut_out_shapes(spokes: list[tuple[float, float]]) -> None:
    """Stars about the pixel's middle: concave, and with corners inside and outside of it."""
    w, s, e, n = box_of(pixel()).bounds
    ring = [
        ((w + e) / 2 + np.cos(np.radians(a)) * r * (e - w), (s + n) / 2 + np.sin(np.radians(a)) * r * (n - s))
        for a, r in sorted(spokes)
    ]
    star = shapely.make_valid(shapely.Polygon(ring), method="structure")
    summary, _ = shares(pixel(), index((star, "natural")))
    wanted = star.intersection(box_of(pixel())).area / box_of(pixel()).area
    assert summary.loc[0, "natural"] == pytest.approx(wanted, abs=1e-8)
