"""Make the outlines of plots usable, and say of each what was done to it and which cannot be used."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.forest.ellipsoid import area_ha
from geo.forest.findings import Findings

SLIVER_M2 = 100.0
"""Inventories give hectares with two decimals: a smaller plot would be 0.00 ha in its own table."""

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
_NAMES = {0: "Point", 1: "LineString", 2: "LinearRing", 4: "MultiPoint", 5: "MultiLineString"}

Shapes = NDArray[np.object_]


class Repaired(NamedTuple):
    """What `repair` returns."""

    geometries: Shapes
    findings: pd.DataFrame
    area_ha: NDArray[np.float64]


def _polygons_of(geometry: Any) -> tuple[Any, int]:
    """Return the areas of a collection as one geometry, and how many other parts it had."""
    parts = shapely.get_parts(geometry)
    while any(shapely.get_type_id(parts) >= 4):
        parts = shapely.get_parts(parts)
    areas = parts[shapely.get_type_id(parts) == _POLYGON]
    areas = areas[~shapely.is_empty(areas)]
    others = len(parts) - len(areas)
    return (areas[0] if len(areas) == 1 else shapely.multipolygons(areas)) if len(areas) else None, others


def _take_out(
    shapes: Shapes, features: NDArray[np.int64], findings: Findings, unreadable: Collection[int]
) -> None:
    """Set what is no area to None, with its finding."""
    kinds = shapely.get_type_id(shapes)
    for place in np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)):
        feature = int(features[place])
        findings.add(feature, "unreadable_geometry" if feature in unreadable else "empty_geometry")
        shapes[place] = None
    for place in np.flatnonzero(kinds == _COLLECTION):
        if shapes[place] is None:
            continue
        areas, others = _polygons_of(shapes[place])
        shapes[place] = areas
        if areas is None:
            findings.add(int(features[place]), "not_a_polygon", type="GeometryCollection")
        elif others:
            findings.add(int(features[place]), "dropped_parts", count=others)
    for place in np.flatnonzero(np.isin(kinds, list(_NAMES))):
        if shapes[place] is not None:
            findings.add(int(features[place]), "not_a_polygon", type=_NAMES[int(kinds[place])])
            shapes[place] = None


def _take_out_far(shapes: Shapes, features: NDArray[np.int64], findings: Findings) -> None:
    """Set what lies beyond the plane (no degrees come out) to None, with its finding."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    fine = (np.abs(coordinates[:, 0]) <= 180) & (np.abs(coordinates[:, 1]) <= 90)  # false for NaN too
    for place in np.unique(owner[~fine]):
        findings.add(int(features[place]), "outside_the_plane")
        shapes[place] = None


def _mend(shapes: Shapes, features: NDArray[np.int64], findings: Findings) -> None:
    """Repair self-crossing outlines; what encloses nothing becomes None."""
    broken = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
    if not len(broken):
        return
    before = area_ha(shapes[broken])
    mended = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    after = area_ha(mended)
    for place, geometry, was, is_now in zip(broken, mended, before, after, strict=True):
        feature = int(features[place])
        shapes[place] = _polygons_of(geometry)[0] if is_now > 0 else None
        if shapes[place] is None:
            findings.add(feature, "nothing_left")
        else:
            change = round(float(is_now - was) * 10_000)
            findings.add(feature, "repaired_ring", change_m2=change)


def has_heights(geometries: Any) -> NDArray[np.bool_]:
    """Say which geometries have a measure or a height that is not 0: a KML has zeros everywhere."""
    shapes = np.asarray(geometries, dtype=object)
    high: NDArray[np.bool_] = shapely.has_m(shapes)
    with_z = np.flatnonzero(shapely.has_z(shapes))
    coordinates, owner = shapely.get_coordinates(shapes[with_z], include_z=True, return_index=True)
    high[with_z[np.unique(owner[np.nan_to_num(coordinates[:, 2]) != 0])]] = True
    return high


def repair(
    geometries: Any,
    features: Any | None = None,
    *,
    closed: Collection[int] = (),
    unreadable: Collection[int] = (),
    with_z: NDArray[np.bool_] | None = None,
) -> Repaired:
    """Return usable outlines and the findings about them.

    Parameters
    ----------
    geometries : array of shapely geometries
        EPSG:4326, in any number of dimensions, None allowed.
    features : array of int, optional
        The feature number of each; by default its position.
    closed, unreadable : collection of int
        Feature numbers, as `geo.forest.layer_file.read_batches` gives them in `attrs`.
    with_z : array of bool, optional
        Which had heights or measures (`has_heights`), where these are dropped already.

    Returns
    -------
    Repaired
        `geometries` in the order of the input: valid, not empty Polygons and MultiPolygons in two dimensions;
        None for what cannot be used.
        `findings` with the columns `FINDING_COLUMNS`; every None has exactly one finding of the severity
        "refused". `area_ha` of each, 0 for None.
    """
    shapes: Shapes = np.array(geometries, dtype=object)
    numbers = np.arange(len(shapes)) if features is None else np.asarray(features, dtype=np.int64)
    findings = Findings()
    high = has_heights(shapes) if with_z is None else with_z
    for place in np.flatnonzero(high):
        findings.add(int(numbers[place]), "dropped_z")
    if (shapely.has_z(shapes) | shapely.has_m(shapes)).any():
        shapes = shapely.force_2d(shapes)
    for feature in closed:
        findings.add(int(feature), "closed_ring")
    _take_out(shapes, numbers, findings, set(unreadable))
    _take_out_far(shapes, numbers, findings)
    _mend(shapes, numbers, findings)
    square_metres = area_ha(shapes) * 10_000
    for small in np.flatnonzero(~shapely.is_missing(shapes) & (square_metres < SLIVER_M2)):
        if square_metres[small] > 0:
            findings.add(int(numbers[small]), "sliver", area_m2=round(float(square_metres[small]), 1))
        else:
            shapes[small] = None
            findings.add(int(numbers[small]), "nothing_left")
    return Repaired(shapes, findings.table(), square_metres / 10_000)
