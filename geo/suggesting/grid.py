"""The grid on which ground is scored: square cells of the plane, numbered alike whatever the outline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj.enums import TransformDirection

from geo.communes import Areas
from geo.outline_index import outline_index
from geo.vn2000 import transformer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells in order of row (south to north) and column (west to east); compared and hashed by identity.

    Attributes
    ----------
    crs : the plane, as `geo.vn2000.transformer` takes it
    side_m : float
    row, column : shape (n,). The cell's south-west corner lies at northing ``row * side_m``, easting
        ``column * side_m``, so that a cell has the same numbers in every run.
    commune : area id of the commune of the present map that holds most of what a cell's middle says; str
    """

    crs: str
    side_m: float
    row: Ints
    column: Ints
    commune: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def _lookup(self) -> tuple[Ints, int, int]:
        """Cell by (row, column) in a box with a margin of one around the grid, and where it begins."""
        first_row, first_column = int(self.row.min()) - 1, int(self.column.min()) - 1
        shape = int(self.row.max()) - first_row + 2, int(self.column.max()) - first_column + 2
        table = np.full(shape, NOWHERE, dtype=np.int64)
        table[self.row - first_row, self.column - first_column] = np.arange(len(self))
        return table, first_row, first_column

    def cell_at(self, row: Ints, column: Ints) -> Ints:
        """The cell of each (row, column), `NOWHERE` where the grid has none; shape (k,)."""
        if not len(self):
            return np.full(len(row), NOWHERE, dtype=np.int64)
        table, first_row, first_column = self._lookup
        down, right = row - first_row, column - first_column
        known = (down >= 0) & (down < table.shape[0]) & (right >= 0) & (right < table.shape[1])
        found: Ints = np.where(known, table[np.where(known, down, 0), np.where(known, right, 0)], NOWHERE)
        return found

    def numbers_of(self, longitude: Floats, latitude: Floats) -> tuple[Ints, Ints]:
        """Row and column of points, degrees WGS84, inside the grid or not."""
        easting, northing = transformer(self.crs).transform(longitude, latitude)
        row = np.floor(np.asarray(northing) / self.side_m).astype(np.int64)
        return row, np.floor(np.asarray(easting) / self.side_m).astype(np.int64)

    @cached_property
    def middle(self) -> tuple[Floats, Floats]:
        """Longitude and latitude of the middles, degrees WGS84."""
        east, north = (self.column + 0.5) * self.side_m, (self.row + 0.5) * self.side_m
        lon, lat = transformer(self.crs).transform(east, north, direction=TransformDirection.INVERSE)
        return np.asarray(lon), np.asarray(lat)

    @cached_property
    def plane(self) -> npt.NDArray[Any]:
        """The cells as squares of the plane, shape (n,)."""
        west, south = self.column * self.side_m, self.row * self.side_m
        squares: npt.NDArray[Any] = shapely.box(west, south, west + self.side_m, south + self.side_m)
        return squares

    @cached_property
    def degrees(self) -> npt.NDArray[Any]:
        """The cells in degrees WGS84, shape (n,)."""
        return self.to_degrees(self.plane)

    def to_degrees(self, shapes: Any) -> Any:
        """Shapes of the plane in degrees WGS84."""
        plane = transformer(self.crs)

        def back(at: Floats) -> Floats:
            return np.column_stack(plane.transform(at[:, 0], at[:, 1], direction=TransformDirection.INVERSE))

        return shapely.transform(shapes, back)

    def to_plane(self, shapes: Any) -> Any:
        """Shapes in degrees WGS84 in the plane."""
        plane = transformer(self.crs)
        return shapely.transform(shapes, lambda at: np.column_stack(plane.transform(at[:, 0], at[:, 1])))

    def under(self, shapes: Any, least: float = 0.5) -> npt.NDArray[np.bool_]:
        """Which cells lie under shapes (degrees WGS84) for at least this share; shape (n,).

        Lines have no area: a cell lies under a line that crosses it.
        """
        found = np.zeros(len(self), dtype=bool)
        flat = self.to_plane(np.atleast_1d(np.asarray(shapes, dtype=object)))
        lines = shapely.get_dimensions(flat) < 2
        if lines.any():
            found[shapely.STRtree(self.plane).query(flat[lines], predicate="intersects")[1]] = True
        if not lines.all():
            ground = shapely.union_all(shapely.make_valid(flat[~lines]))
            near = shapely.STRtree(self.plane).query(ground)
            share = shapely.area(shapely.intersection(self.plane[near], ground)) / self.side_m**2
            found[near[share >= least]] = True
        return found


@lru_cache(maxsize=4)
def grid_over(areas: Areas, side_m: float = 500.0, outside_m: float = 300.0) -> Grid:
    """Return the cells whose middle lies in a commune of the present map and that reach at most `outside_m`
    over the outer border.

    Raises
    ------
    ValueError
        `side_m` is not positive.
    """
    if not side_m > 0:
        raise ValueError(f"'side_m' should be positive metres, got {side_m}")
    index = outline_index(areas)
    now = index.eras[areas.present_era]
    outlines = now.metres.geometries
    west, south, east, north = shapely.total_bounds(outlines)
    rows = np.arange(np.floor(south / side_m), np.ceil(north / side_m), dtype=np.int64)
    columns = np.arange(np.floor(west / side_m), np.ceil(east / side_m), dtype=np.int64)
    row, column = (each.ravel() for each in np.meshgrid(rows, columns, indexing="ij"))
    middles = shapely.points((column + 0.5) * side_m, (row + 0.5) * side_m)
    point, commune = now.metres.query(middles, predicate="intersects")
    point, first = np.unique(point, return_index=True)  # on a common border: the first commune
    commune = commune[first]
    whole = shapely.buffer(shapely.union_all(outlines), outside_m)
    shapely.prepare(whole)
    corner = side_m * np.array([column[point], row[point]], dtype=np.float64)
    squares = shapely.box(corner[0], corner[1], corner[0] + side_m, corner[1] + side_m)
    kept = shapely.covers(whole, squares)
    point, commune = point[kept], commune[kept]
    return Grid(areas.crs_metres, side_m, row[point], column[point], now.ids[commune])
