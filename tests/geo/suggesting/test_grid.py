"""The grid: the same cells in every run, inside the communes, and right about what lies under a shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.areas import load_areas
from geo.locate import locate
from geo.suggesting import grid_over
from geo.suggesting.grid import NOWHERE
from tests.geo.suggesting.ground import COLUMN, ROW, square

AREAS = load_areas(Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai" / "areas")


def test_a_point_of_the_land_papers_is_in_the_cell_of_its_kilometres() -> None:
    """103.6619, 21.6436 is E 464,807.98, N 2,394,242.22 (DOMAIN 2): column 929, row 4788 of 500 m."""
    row, column = square().numbers_of(np.array([103.6619]), np.array([21.6436]))
    assert (row[0], column[0]) == (4788, 929)


def test_every_cell_is_found_again_from_its_middle() -> None:
    grid = grid_over(AREAS)
    lon, lat = grid.middle
    assert grid.cell_at(*grid.numbers_of(lon, lat)).tolist() == list(range(len(grid)))


def test_the_cells_make_up_the_area() -> None:
    """1,040 to 1,050 km² of land papers, generalised outlines; 25 ha a cell, some at the border are out."""
    assert 1000 < len(grid_over(AREAS)) * 0.25 < 1060


def test_a_cell_knows_the_commune_of_its_middle() -> None:
    grid = grid_over(AREAS)
    some = np.arange(0, len(grid), 97)
    lon, lat = (each[some] for each in grid.middle)
    assert locate(lat, lon, AREAS)["commune_2025_id"].tolist() == grid.commune[some].tolist()


def test_no_cell_reaches_far_over_the_border() -> None:
    grid = grid_over(AREAS)
    whole = shapely.buffer(
        grid.to_plane(shapely.union_all(AREAS.of_era(AREAS.present_era).geometry.to_numpy())), 301
    )
    assert shapely.covers(whole, grid.plane).all()


def test_beyond_the_grid_is_nowhere() -> None:
    grid = square()
    rows, columns = np.array([ROW - 1, ROW, ROW + 5, 0]), np.array([COLUMN, COLUMN - 1, COLUMN, 0])
    assert grid.cell_at(rows, columns).tolist() == [NOWHERE] * 4
    assert grid.cell_at(np.array([ROW + 1]), np.array([COLUMN + 2])).tolist() == [7]


@pytest.mark.parametrize(
    ("west", "east", "cells"),
    [(0, 500, [0]), (0, 749, [0]), (0, 751, [0, 1]), (251, 499, []), (-900, -100, [])],
)
def test_half_a_cell_lies_under_a_shape(west: float, east: float, cells: list[int]) -> None:
    grid = square()
    shape = shapely.box(COLUMN * 500 + west, ROW * 500, COLUMN * 500 + east, ROW * 500 + 500)
    assert np.flatnonzero(grid.under([grid.to_degrees(shape)], least=0.5)).tolist() == cells


def test_two_halves_of_a_cell_count_together_and_once() -> None:
    grid = square()
    left = shapely.box(COLUMN * 500, ROW * 500, COLUMN * 500 + 300, ROW * 500 + 500)
    right = shapely.box(COLUMN * 500 + 200, ROW * 500, COLUMN * 500 + 500, ROW * 500 + 500)
    assert np.flatnonzero(grid.under(grid.to_degrees(np.array([left, right])), least=0.99)).tolist() == [0]


def test_a_line_is_in_every_cell_that_it_crosses() -> None:
    grid = square()
    line = shapely.LineString([[COLUMN * 500 + 100, ROW * 500 + 250], [COLUMN * 500 + 1100, ROW * 500 + 250]])
    assert np.flatnonzero(grid.under([grid.to_degrees(line)])).tolist() == [0, 1, 2]
