"""The plots of one forest layer, laid out for quick questions about the ground under many pixels."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import STRtree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Geometries = npt.NDArray[Any]


def polygonal(geometries: Geometries) -> Geometries:
    """The same geometries with valid rings, outer ones anticlockwise; what is no area becomes empty."""
    found = np.array(geometries, dtype=object)
    found[shapely.is_missing(found)] = shapely.Polygon()
    bad = np.flatnonzero(~shapely.is_valid(found))
    if len(bad):
        found[bad] = shapely.make_valid(found[bad], method="structure", keep_collapsed=False)
    for at in np.flatnonzero(~np.isin(shapely.get_type_id(found), (3, 6))):
        parts = shapely.get_parts(shapely.get_parts(found[at]))
        found[at] = shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])
    oriented: Geometries = shapely.orient_polygons(found)
    return oriented


class ForestIndex:
    """Built once per layer; answers do not depend on the order of the plots.

    Parameters
    ----------
    geometries : array of shapely geometries, shape (n,)
        Polygons and multipolygons in longitude, latitude (EPSG:4326). Self-crossing rings are mended here, so
        that no plot can break an answer; empty ones touch nothing.
    groups : array of str, shape (n,)
        State group of each plot (geo.forest.states.GROUPS); None or "" where the state is unknown.
    keys : array of int, shape (n,)
        What the caller knows each plot by.
    functions : array of str, shape (n,), optional
        Function of each plot (geo.forest.states.FUNCTIONS); only painting asks for it.
    """

    def __init__(
        self,
        geometries: Geometries,
        groups: npt.ArrayLike,
        keys: npt.ArrayLike,
        functions: npt.ArrayLike | None = None,
    ) -> None:
        self.geometries = polygonal(geometries)
        self.groups = np.asarray(groups, dtype=object)
        self.keys = np.asarray(keys, dtype=np.int64)
        self.functions = None if functions is None else np.asarray(functions, dtype=object)
        self.tree = STRtree(self.geometries)
        self.bounds: Floats = shapely.bounds(self.geometries)
        self.made: dict[tuple[str, ...], Any] = {}  # what others build from the plots once, by its name

    def __len__(self) -> int:
        return len(self.geometries)

    @cached_property
    def area(self) -> Floats:
        """Area of each plot in square degrees, shape (n,)."""
        found: Floats = shapely.area(self.geometries)
        return found

    @cached_property
    def edges(self) -> Edges:
        """The plots' outlines as one long row of edges."""
        return Edges(self.geometries)


class Edges:
    """Edges of many polygons, one after the other.

    Attributes
    ----------
    x, y : vertices of all rings, shape (v,)
    vertex : first vertex of each edge (its second is the next one), shape (e,)
    start, count : the edges of polygon i are ``start[i] : start[i] + count[i]``, shape (n,)
    """

    def __init__(self, polygons: Geometries) -> None:
        self.start = np.zeros(len(polygons), dtype=np.intp)
        self.count = np.zeros(len(polygons), dtype=np.intp)
        coordinates, owner = shapely.get_coordinates(polygons, return_index=True)
        self.x = np.ascontiguousarray(coordinates[:, 0])
        self.y = np.ascontiguousarray(coordinates[:, 1])
        rings = shapely.get_rings(shapely.get_parts(polygons))  # get_rings passes over multipolygons
        last = np.cumsum(shapely.get_num_coordinates(rings)) - 1
        inside = np.ones(len(coordinates), dtype=bool)
        inside[last] = False
        self.vertex = np.flatnonzero(inside)
        of = owner[self.vertex]
        self.count[:] = np.bincount(of, minlength=len(polygons))
        self.start[:] = np.cumsum(self.count) - self.count
