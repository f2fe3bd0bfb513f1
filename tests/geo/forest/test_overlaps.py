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
