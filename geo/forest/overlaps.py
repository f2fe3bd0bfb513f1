"""Where plots lie on each other, and what they leave open between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.forest.ellipsoid import equal_area
from geo.forest.findings import WHOLE_LAYER, Findings

SMALLEST_M2 = 100.0
"""0.01 ha, the last decimal of an inventory: less is drawing, not land."""
LARGEST_GAP_HA = 20.0
"""Larger openings are villages, lakes and fields that an inventory leaves out."""
MOST = 1000
"""Findings that are listed; the totals always count all."""

_PIECE = 200_000
_INTERIORS_MEET = "T********"


@dataclass(frozen=True)
class Found:
    """The largest findings (at most `MOST`), and what there is in all."""

    findings: pd.DataFrame
    total: int
    area_ha: float


def _unmatched(shapes: Any) -> Any:
    """Return which plots do not fit edge to edge among their neighbours: of two that overlap at least one."""
    return ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))


def _pairs(shapes: Any, unmatched: Any) -> tuple[Any, Any]:
    """Return pairs (first < second) that share land, not only an edge."""
    odd = np.flatnonzero(unmatched)
    shapely.prepare(shapes[odd])
    first, second = STRtree(shapes).query(shapes[odd], predicate="intersects")
    pairs = np.sort(np.column_stack([odd[first], second]), axis=1)
    first, second = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).T
    share = shapely.relate_pattern(shapes[first], shapes[second], _INTERIORS_MEET)
    return first[share], second[share]


def misfits(geometries: Any) -> NDArray[np.bool_]:
    """Say which plots do not fit edge to edge among their neighbours: of two that overlap at least one.

    The costly half of both `overlaps` and `gaps`, for who asks both.
    """
    shapes = np.asarray(geometries, dtype=object)
    there = ~shapely.is_missing(shapes)
    found: NDArray[np.bool_] = np.zeros(len(shapes), dtype=bool)
    found[there] = _unmatched(shapes[there])
    return found


def overlaps(
    geometries: Any,
    min_m2: float = SMALLEST_M2,
    *,
    features: Any | None = None,
    unmatched: Any | None = None,
) -> Found:
    """Find pairs of plots that lie on each other.

    Parameters
    ----------
    geometries : array of valid Polygons and MultiPolygons
        EPSG:4326; None is left out.
    min_m2 : float
        Smaller common areas are not reported.
    features : array of int, optional
        Feature numbers; by default positions.
    unmatched : array of bool, optional
        From `misfits` of the same geometries.

    Returns
    -------
    Found
        Kind "overlap" at the earlier feature, params `other`, `area_ha`; the largest first kept.
    """
    shapes = np.asarray(geometries, dtype=object)
    there = np.flatnonzero(~shapely.is_missing(shapes))
    numbers = there if features is None else np.asarray(features)[there]
    odd = _unmatched(shapes[there]) if unmatched is None else np.asarray(unmatched)[there]
    first, second = _pairs(shapes[there], odd)
    concerned = np.union1d(first, second)
    plane = np.empty(len(there), dtype=object)
    plane[concerned] = shapely.transform(shapes[there[concerned]], equal_area)
    area = np.zeros(len(first))
    for start in range(0, len(first), _PIECE):
        part = slice(start, start + _PIECE)
        area[part] = shapely.area(shapely.intersection(plane[first[part]], plane[second[part]]))
    large = np.flatnonzero(area >= min_m2)
    findings = Findings()
    for place in large[np.argsort(-area[large], kind="stable")][:MOST]:
        findings.add(
            int(numbers[first[place]]),
            "overlap",
            other=int(numbers[second[place]]),
            area_ha=round(float(area[place]) / 10_000, 4),
        )
    return Found(findings.table(), len(large), float(area[large].sum() / 10_000))


def _union(shapes: Any, odd: Any) -> Any:
    """Return the union: edge to edge where plots fit (twenty times as fast), in full for the others."""
    try:
        return shapely.union_all([shapely.coverage_union_all(shapes[~odd]), *shapes[odd]])
    except shapely.errors.GEOSException:
        return shapely.union_all(shapes)


def gaps(
    geometries: Any,
    min_m2: float = SMALLEST_M2,
    max_ha: float = LARGEST_GAP_HA,
    *,
    unmatched: Any | None = None,
) -> Found:
    """Find openings that plots enclose.

    Parameters
    ----------
    geometries : array of valid Polygons and MultiPolygons
        EPSG:4326; None is left out.
    min_m2, max_ha : float
        Only openings of a size between these.
    unmatched : array of bool, optional
        From `misfits` of the same geometries.

    Returns
    -------
    Found
        Kind "gap" of the whole layer, params `area_ha`, `longitude`, `latitude` (a point in it).
    """
    shapes = np.asarray(geometries, dtype=object)
    there = ~shapely.is_missing(shapes)
    shapes = shapes[there]
    union = _union(shapes, _unmatched(shapes) if unmatched is None else np.asarray(unmatched)[there])
    parts = shapely.get_parts(union)
    rings = shapely.get_rings(parts)
    outer = np.zeros(len(rings), dtype=bool)
    counts = shapely.get_num_interior_rings(parts) + 1
    outer[np.cumsum(counts) - counts] = True
    holes = shapely.polygons(rings[~outer])
    hectares = shapely.area(shapely.transform(holes, equal_area)) / 10_000
    found = np.flatnonzero((hectares * 10_000 >= min_m2) & (hectares <= max_ha))
    largest = found[np.argsort(-hectares[found], kind="stable")][:MOST]
    findings = Findings()
    for hole, size in zip(holes[largest], hectares[largest], strict=True):
        point = hole.representative_point()
        findings.add(
            WHOLE_LAYER,
            "gap",
            area_ha=round(float(size), 4),
            longitude=round(point.x, 6),
            latitude=round(point.y, 6),
        )
    return Found(findings.table(), len(found), float(hectares[found].sum()))
