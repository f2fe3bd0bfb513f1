"""From pixels to plots: what is left out and what is filled, and that no ground is lost or counted twice."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rasterio.transform import Affine

from geo.areas import Areas, load_areas
from geo.forest.ellipsoid import area_ha
from geo.landcover.outlines import outlines
from geo.landcover.patches import pixel_ha, tree_mask
from geo.landcover.plots import cover_plots, in_squares
from geo.landcover.window import Window

AREAS = Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai" / "areas"
STEP = 1 / 12000
T, F = 10, 40  # trees, fields


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(AREAS)


def _window(classes: list[list[int]] | np.ndarray) -> Window:
    picture = np.array(classes, dtype=np.uint8)
    return Window(
        picture, 103.6, 21.7, STEP, (103.6, 21.6, 103.7, 21.7), (), datetime(2027, 3, 12, tzinfo=UTC)
    )


def test_a_pixel_is_eight_ares() -> None:
    """1/12000° is 8.6 m of longitude and 9.2 m of latitude at 21.7° N."""
    assert pixel_ha(_window([[T]])) == pytest.approx(8.628 * 9.227 / 10_000, rel=2e-3)


@pytest.mark.parametrize(
    ("classes", "smallest_px", "expected"),
    [
        ([[T, T, F, T]], 2, [[1, 1, 0, 0]]),  # a patch of one goes
        ([[T, T, F, T]], 1, [[1, 1, 0, 1]]),
        ([[T, T, F, T, T]], 2, [[1, 1, 1, 1, 1]]),  # a clearing of one is filled
        ([[T, T, 0, T, T]], 2, [[1, 1, 0, 1, 1]]),  # but not where nothing is known
        ([[T, F], [F, T]], 2, [[0, 0], [0, 0]]),  # corners do not touch
        ([[T, T, F], [F, F, F], [F, F, T]], 2, [[1, 1, 0], [0, 0, 0], [0, 0, 0]]),
        ([[20, 30, 95, 100]], 1, [[0, 0, 0, 0]]),  # shrubs, grass, mangroves and moss are no tree cover
    ],
)
def test_small_patches_and_small_clearings(
    classes: list[list[int]], smallest_px: int, expected: list[list[int]]
) -> None:
    window = _window(classes)
    found = tree_mask(window, smallest_px * pixel_ha(window))
    assert found.astype(int).tolist() == expected


def test_patches_among_small_patches_go_too() -> None:
    """Where GDAL's sieve would leave them: none of the neighbours is large enough to swallow them."""
    board = np.indices((40, 40)).sum(axis=0) % 2
    window = _window(np.where(board == 0, T, F))
    assert not tree_mask(window, 2 * pixel_ha(window)).any()


def _outlines(mask: np.ndarray, **more: float) -> np.ndarray:
    found = list(outlines(mask, Affine(STEP, 0, 103.6, 0, -STEP, 21.7), **more))
    return np.concatenate(found) if found else np.array([], dtype=object)


def test_one_square_of_pixels() -> None:
    mask = np.zeros((30, 30), dtype=bool)
    mask[10:20, 5:25] = True
    (found,) = _outlines(mask)
    expected = shapely.box(103.6 + 5 * STEP, 21.7 - 20 * STEP, 103.6 + 25 * STEP, 21.7 - 10 * STEP)
    assert found.symmetric_difference(expected).area < 1e-15


def test_a_clearing_is_a_hole() -> None:
    mask = np.ones((40, 40), dtype=bool)
    mask[10:20, 10:20] = False
    (found,) = _outlines(mask)
    assert len(found.interiors) == 1
    assert found.area == pytest.approx(1500 * STEP**2)


def test_a_forest_is_cut_into_squares() -> None:
    mask = np.ones((100, 250), dtype=bool)
    found = _outlines(mask, square_degrees=100 * STEP)
    assert len(found) == 3
    assert shapely.area(found) / STEP**2 == pytest.approx([10000, 10000, 5000])
    assert shapely.union_all(found).area == pytest.approx(mask.sum() * STEP**2)


def test_steps_are_smoothed_and_little_is_changed() -> None:
    rows, columns = np.indices((300, 300))
    disc = (rows - 150) ** 2 + (columns - 150) ** 2 < 120**2
    (found,) = _outlines(disc, square_degrees=1)
    steps = 8 * 120  # about the number of corners of a disc of pixels
    assert shapely.get_num_coordinates(found) < steps / 2
    assert found.area == pytest.approx(disc.sum() * STEP**2, rel=0.01)
    inside = shapely.contains_xy(found, 103.6 + (columns + 0.5) * STEP, 21.7 - (rows + 0.5) * STEP)
    assert (inside != disc).mean() < 0.005


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(bool, (12, 17)), st.sampled_from([3, 5, 40]))
def test_nothing_overlaps_and_the_area_stays(mask: np.ndarray, square: int) -> None:
    found = _outlines(mask, square_degrees=square * STEP)
    assert shapely.is_valid(found).all()
    total = shapely.area(found).sum() if len(found) else 0.0
    assert total == pytest.approx(mask.sum() * STEP**2, rel=0.01)
    assert shapely.union_all(found).area == pytest.approx(total, rel=1e-9)
    if len(found):
        west, south, east, north = shapely.total_bounds(found)
        little = STEP / 1000
        assert west >= 103.6 - little
        assert east <= 103.6 + 17 * STEP + little
        assert north <= 21.7 + little
        assert south >= 21.7 - 12 * STEP - little


def test_progress_reaches_the_end() -> None:
    told: list[tuple[int, int]] = []
    list(
        outlines(
            np.ones((250, 10), dtype=bool),
            Affine(STEP, 0, 103.6, 0, -STEP, 21.7),
            square_degrees=100 * STEP,
            progress=lambda done, of: told.append((done, of)),
        )
    )
    assert told == [(100, 250), (200, 250), (250, 250)]


# Plots


def test_plots_know_their_commune_and_lose_no_ground(areas: Areas) -> None:
    west, south, east, north = areas.bounds
    squares = in_squares(np.array([shapely.box(west - 0.02, south - 0.02, east + 0.02, north + 0.02)]))
    batches = [squares[:200], squares[200:200], squares[200:]]
    table = pd.concat(list(cover_plots(batches, areas)), ignore_index=True)
    assert table["feature"].tolist() == list(range(len(table)))
    assert set(table["state_group"]) == {"cover"}
    assert table.geometry.is_valid.all()
    assert table.geometry.geom_type.eq("Polygon").all()
    assert table["geometry_ha"].sum() == pytest.approx(area_ha(squares).sum(), rel=1e-9)
    for era in ("2021", "2025"):
        communes = areas.of_era(era)
        found = table.groupby(f"commune_{era}_id")["geometry_ha"].sum()
        expected = pd.Series(area_ha(communes.geometry.to_numpy()), communes["area_id"].to_numpy())
        assert found.reindex(expected.index).to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-3)
    outside = table["commune_2021_id"].isna()
    assert outside.any()
    assert not outside.all()


def test_a_border_cuts_a_plot(areas: Areas) -> None:
    """A strip along the common border of two communes becomes a plot in each."""
    communes = areas.of_era("2021").set_index("name").geometry
    border = shapely.intersection(communes["Chiềng Bằng"], communes["Chiềng Khoang"])
    middle = shapely.line_interpolate_point(shapely.line_merge(border), 0.5, normalized=True)
    if middle.is_empty:
        middle = shapely.point_on_surface(border)
    strip = shapely.box(middle.x - 0.002, middle.y - 0.002, middle.x + 0.002, middle.y + 0.002)
    (table,) = cover_plots([np.array([strip])], areas)
    assert table["commune_2021_id"].nunique() >= 2
    assert shapely.union_all(table.geometry).symmetric_difference(strip).area < 1e-12


def test_nothing_gives_nothing(areas: Areas) -> None:
    assert list(cover_plots([np.array([], dtype=object)], areas)) == []
    assert len(in_squares(np.array([], dtype=object))) == 0


def test_squares_of_a_polygon_with_a_hole() -> None:
    ring = shapely.box(103.5, 21.5, 103.7, 21.7).difference(shapely.box(103.55, 21.55, 103.65, 21.65))
    small = shapely.box(104, 22, 104.001, 22.001)
    found = in_squares(np.array([ring, small], dtype=object), 0.02)
    assert shapely.area(found).sum() == pytest.approx(ring.area + small.area)
    bounds = shapely.bounds(found)
    assert (bounds[:, 2] - bounds[:, 0]).max() <= 0.02 + 1e-9
    assert shapely.union_all(found).symmetric_difference(ring | small).area < 1e-12
