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

MOST_VERTICES = 500  # of a piece; plots of an inventory have some 40


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


def _halves(shape: shapely.Geometry) -> Geometries:
    """The parts of a shape on either side of the middle of its longer side."""
    west, south, east, north = shape.bounds
    x, y = (west + east) / 2, (south + north) / 2
    if east - west > north - south:
        boxes = (west, south, x, north), (x, south, east, north)
    else:
        boxes = (west, south, east, y), (west, y, east, north)
    return polygonal(np.array([shapely.clip_by_rect(shape, *box) for box in boxes], dtype=object))


def _pieces(geometries: Geometries) -> tuple[Geometries, Ints]:
    """The shapes with none of more than `MOST_VERTICES`, and to which shape each belongs."""
    large = shapely.get_num_coordinates(geometries) > MOST_VERTICES
    done, owner = list(geometries[~large]), list(np.flatnonzero(~large))
    waiting = [(geometries[at], at) for at in np.flatnonzero(large)]
    while waiting:
        shape, at = waiting.pop()
        for half in _halves(shape):
            # A half that is no smaller (a star's middle) will not get smaller by cutting on.
            if MOST_VERTICES < shapely.get_num_coordinates(half) < shapely.get_num_coordinates(shape):
                waiting.append((half, at))
            elif not half.is_empty:
                done.append(half)
                owner.append(at)
    return np.array(done, dtype=object), np.array(owner, dtype=np.intp)


class ForestIndex:
    """Built once per layer; answers do not depend on the order of the plots.

    Tree cover seen from space comes as polygons of a hundred thousand vertices, which would all be looked at
    for every pixel. Such plots are cut into pieces; all questions about ground are asked of the pieces.

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

    Attributes
    ----------
    pieces : the plots, large ones in pieces that do not overlap; shape (k,), k ≥ n
    plot : position of the plot to which each piece belongs, shape (k,)
    tree, bounds : of the pieces
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
        self.pieces, self.plot = _pieces(self.geometries)
        self.tree = STRtree(self.pieces)
        self.bounds: Floats = shapely.bounds(self.pieces)
        self.made: dict[str, Any] = {}  # what others build from the plots once, by its name

    def __len__(self) -> int:
        return len(self.geometries)

    @cached_property
    def area(self) -> Floats:
        """Area of each piece in square degrees, shape (k,)."""
        found: Floats = shapely.area(self.pieces)
        return found

    @cached_property
    def edges(self) -> Edges:
        """The outlines of the pieces as one long row of edges."""
        return Edges(self.pieces)


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
