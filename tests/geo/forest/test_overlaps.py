import numpy as np
import pytest
import shapely

from geo.forest.ellipsoid import area_ha
from geo.forest.overlaps import gaps, overlaps


def cell(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    """A cell of 0.001°, about 1.14 ha at 21.6°N."""
    west, south = 103.6 + column * 0.001, 21.6 + row * 0.001
    return shapely.box(west, south, west + width * 0.001, south + height * 0.001)


def grid(size: int) -> list[shapely.Polygon]:
    return [cell(column, row) for row in range(size) for column in range(size)]


def test_neighbours_do_not_overlap() -> None:
    found = overlaps(grid(5))
    assert (found.total, found.area_ha, len(found.findings)) == (0, 0, 0)


def test_a_pair_is_found_once_with_its_area() -> None:
    shapes = [cell(0, 0), None, cell(0.5, 0), cell(5, 5)]
    found = overlaps(np.array(shapes, dtype=object), features=[10, 11, 12, 13])
    assert found.total == 1
    (row,) = found.findings.to_dict("records")
    assert (row["feature"], row["kind"], row["params"]["other"]) == (10, "overlap", 12)
    half = area_ha([cell(0.5, 0, 0.5)])[0]
    assert row["params"]["area_ha"] == pytest.approx(half, abs=1e-4)
    assert found.area_ha == pytest.approx(half)


@pytest.mark.parametrize(
    "shapes",
    [
        [cell(0, 0), cell(0, 0)],  # the same plot twice
        [cell(0, 0, 3, 3), cell(1, 1)],  # one in the other
        [cell(0, 0, 3), cell(1, -1, 1, 3)],  # a cross
        [*grid(3), cell(0.5, 0.5)],
    ],
)
def test_every_way_of_lying_on_each_other(shapes: list[shapely.Polygon]) -> None:
    found = overlaps(shapes)
    wanted = sum(a.intersection(b).area > 1e-12 for i, a in enumerate(shapes) for b in shapes[i + 1 :])
    assert found.total == wanted > 0


def test_any_plots_as_by_looking_at_every_pair() -> None:
    rng = np.random.default_rng(4)
    shapes = [cell(*rng.uniform(0, 6, 2), *rng.uniform(0.2, 2, 2)) for _ in range(60)]
    limit = 100 / 10_000
    pairs = [area_ha([a.intersection(b)])[0] for i, a in enumerate(shapes) for b in shapes[i + 1 :]]
    found = overlaps(shapes)
    assert found.total == sum(area >= limit for area in pairs)
    assert found.area_ha == pytest.approx(sum(area for area in pairs if area >= limit), rel=1e-6)


def test_slivers_are_drawing_not_land() -> None:
    assert overlaps([cell(0, 0), cell(0.995, 0)]).total == 0
    assert overlaps([cell(0, 0), cell(0.995, 0)], min_m2=1).total == 1


def test_the_list_is_bounded_and_the_total_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.forest.overlaps.MOST", 3)
    found = overlaps([cell(0, 0)] * 5)
    assert (found.total, len(found.findings)) == (10, 3)


@pytest.mark.parametrize("extra", [[], [cell(5, 5), cell(5.5, 5)], [cell(0, 0)]])
def test_a_gap_between_plots(extra: list[shapely.Polygon]) -> None:
    shapes = [one for place, one in enumerate(grid(3)) if place != 4]
    found = gaps([*shapes, *extra, None])
    assert found.total == 1
    (row,) = found.findings.to_dict("records")
    assert (row["feature"], row["kind"]) == (-1, "gap")
    assert row["params"]["area_ha"] == pytest.approx(area_ha([cell(1, 1)])[0], abs=1e-3)
    assert cell(1, 1).contains(shapely.Point(row["params"]["longitude"], row["params"]["latitude"]))


def test_lakes_are_no_gaps() -> None:
    ring = cell(0, 0, 10, 10).difference(cell(2, 2, 5, 5))
    assert gaps([ring]).total == 0
    assert gaps([ring], max_ha=100).total == 1


def test_nothing_at_all() -> None:
    for shapes in ([], [None]):
        assert overlaps(np.array(shapes, dtype=object)).total == 0
        assert gaps(np.array(shapes, dtype=object)).total == 0


def test_two_layers_on_each_other_overlap_everywhere() -> None:
    """Inside of each layer every edge fits: nothing there says that another plot lies on it."""
    moved = [cell(column + 0.3, row + 0.4) for row in range(6) for column in range(6)]
    shapes = [*grid(6), *moved]
    wanted = sum(a.intersection(b).area > 1e-12 for i, a in enumerate(shapes) for b in shapes[i + 1 :])
    assert overlaps(shapes, min_m2=1).total == wanted == 121
    assert gaps(shapes).total == 0


def test_openings_with_plots_in_them_and_edges_that_are_cut() -> None:
    wide = [cell(0, 0, 5, 1), *(cell(column, 4) for column in range(5)), cell(0, 1, 1, 3), cell(4, 1, 1, 3)]
    assert gaps(wide).total == 1  # 3 × 3 cells; no edge of a long one is that of a short one
    around = gaps([*wide, cell(2, 2)])
    assert around.total == 1
    assert around.area_ha == pytest.approx(area_ha([cell(1, 1, 3, 3)])[0])
    corners = [shapely.MultiPolygon([cell(1, 1), cell(3, 3)]), cell(2, 2)]
    assert gaps([*wide, *corners]).total == 2  # plots that meet at corners part it


def _drawn(rng: np.random.Generator) -> list[shapely.Polygon]:
    """Plots that mostly fit: some doubled, moved, with a hole, with a point too many or too few."""
    cells = grid(7)
    shapes = [one for one in cells if rng.random() < 0.9]
    for place in rng.integers(0, len(shapes), 6):
        one = shapes[place]
        kind = rng.integers(0, 5)
        if kind == 0:
            shapes.append(one)
        elif kind == 1:
            shapes[place] = shapely.affinity.translate(one, *rng.uniform(-0.0006, 0.0006, 2))
        elif kind == 2:
            shapes[place] = one.difference(one.centroid.buffer(0.0002))
        elif kind == 3:
            shapes[place] = shapely.segmentize(one, 0.0004).reverse()
        else:
            shapes.append(one.centroid.buffer(0.0008))
    return shapes


@pytest.mark.parametrize("seed", range(25))
def test_as_by_every_pair_and_by_the_union(seed: int) -> None:
    shapes = _drawn(np.random.default_rng(seed))
    pairs = [area_ha([a.intersection(b)])[0] for i, a in enumerate(shapes) for b in shapes[i + 1 :]]
    found = overlaps(shapes, min_m2=1)
    assert found.total == sum(area >= 1e-4 for area in pairs)
    assert found.area_ha == pytest.approx(sum(area for area in pairs if area >= 1e-4))
    union = shapely.union_all(shapes)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(union.boundary)]))
    open_ground = [one for one in faces if not union.covers(one.point_on_surface())]
    holes = area_ha([shapely.Polygon(one.exterior) for one in open_ground])
    found = gaps(shapes, min_m2=1)
    assert found.total == (holes >= 1e-4).sum()
    assert found.area_ha == pytest.approx(holes[holes >= 1e-4].sum())
