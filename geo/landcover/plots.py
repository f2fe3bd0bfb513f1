"""Outlines of tree cover as plots of a forest layer: cut along the communes, nothing known but where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.communes import Areas
from geo.forest.ellipsoid import area_ha
from geo.landcover.outlines import SQUARE_DEGREES, Polygons

GROUP = "cover"
"""The group of states of these plots: trees stand there, and nobody says of which kind."""

_LEAST_HA = 1e-4  # 1 m²: what rounding leaves along a border


def _parts(shapes: Polygons, owner: NDArray[np.int64]) -> tuple[Polygons, NDArray[np.int64]]:
    """Single polygons of at least `_LEAST_HA`, each with the owner of what it came from."""
    singles, position = shapely.get_parts(shapes, return_index=True)
    keep = shapely.get_type_id(singles) == shapely.GeometryType.POLYGON
    singles, owner = singles[keep], owner[position[keep]]
    large = area_ha(singles) >= _LEAST_HA
    return singles[large], owner[large]


def _cut(shapes: Polygons, by: Polygons) -> tuple[Polygons, NDArray[np.int64]]:
    """Cut shapes along areas that do not overlap; the number of the area, -1 outside all of them."""
    tree = shapely.STRtree(shapes)
    area, shape = tree.query(by, predicate="intersects")
    inside = shapely.covers(by[area], shapes[shape])
    owner = np.full(len(shapes), -1, dtype=np.int64)
    owner[shape[inside]] = area[inside]
    whole = np.ones(len(shapes), dtype=bool)
    split = ~np.isin(shape, shape[inside])
    whole[shape[split]] = False
    pieces = shapely.intersection(shapes[shape[split]], by[area[split]])
    rest = shapely.difference(shapes[~whole], shapely.union_all(by))
    return _parts(
        np.concatenate([shapes[whole], pieces, rest]),
        np.concatenate([owner[whole], area[split], np.full(len(rest), -1)]),
    )


def _named(numbers: NDArray[np.int64], ids: NDArray[np.object_]) -> list[str | None]:
    return [ids[n] if n >= 0 else None for n in numbers]


def _owner_of_middle(shapes: Polygons, by: Polygons) -> NDArray[np.int64]:
    """The area over a point inside of each shape, or -1."""
    owner = np.full(len(shapes), -1, dtype=np.int64)
    point, area = shapely.STRtree(by).query(shapely.point_on_surface(shapes), predicate="intersects")
    owner[point] = area
    return owner


def in_squares(shapes: Polygons, square_degrees: float = SQUARE_DEGREES) -> Polygons:
    """Cut what is larger than a square into squares of one grid; valid polygons in, valid polygons out."""
    west, south, east, north = shapely.bounds(shapes).T
    large = np.maximum(east - west, north - south) > square_degrees
    found = [shapes[~large]]
    for shape, box in zip(shapes[large], shapely.bounds(shapes[large]), strict=True):
        first, last = np.floor(box[:2] / square_degrees), np.ceil(box[2:] / square_degrees)
        x, y = (np.arange(a, b) * square_degrees for a, b in zip(first, last, strict=True))
        across, up = (edges.ravel() for edges in np.meshgrid(x, y))
        squares = shapely.box(across, up, across + square_degrees, up + square_degrees)
        shapely.prepare(shape)
        squares = squares[shapely.intersects(shape, squares)]
        found.append(_parts(shapely.intersection(shape, squares), np.zeros(len(squares), dtype=np.int64))[0])
    return np.concatenate(found)


def cover_plots(batches: Iterable[Polygons], areas: Areas) -> Iterator[gpd.GeoDataFrame]:
    """Yield plots, batch by batch.

    A polygon that lies in several communes of the first map is cut along them; the commune of the present map
    is that of a point inside the piece.

    Parameters
    ----------
    batches : iterable of ndarray of Polygon
        Valid, EPSG:4326.
    areas : Areas

    Yields
    ------
    GeoDataFrame
        EPSG:4326; the columns of `geo.forest.plots.PLOT_COLUMNS` that are known: feature (runs on over the
        batches), commune_{era}_id of the first and the present map (None outside), geometry_ha, state_group.
        No batch is empty.
    """
    first, present = areas.eras[0], areas.present_era
    former, now = areas.of_era(first), areas.of_era(present)
    former_shapes, now_shapes = former.geometry.to_numpy(), now.geometry.to_numpy()
    number = 0
    for batch in batches:
        if not len(batch):
            continue
        shapes, owner = _cut(batch, former_shapes)
        if not len(shapes):
            continue
        known = {
            "feature": np.arange(number, number + len(shapes)),
            f"commune_{first}_id": _named(owner, former["area_id"].to_numpy(dtype=object)),
            f"commune_{present}_id": _named(
                _owner_of_middle(shapes, now_shapes), now["area_id"].to_numpy(dtype=object)
            ),
            "geometry_ha": area_ha(shapes),
            "state_group": GROUP,
        }
        number += len(shapes)
        yield gpd.GeoDataFrame(pd.DataFrame(known), geometry=shapes, crs=4326)
