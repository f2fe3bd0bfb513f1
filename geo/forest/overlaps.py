"""Where plots lie on each other, and what they leave open between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.forest.edges import Edges, edges_of
from geo.forest.ellipsoid import area_ha, equal_area
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


@dataclass(frozen=True)
class Fit:
    """How plots lie among each other, for who asks for overlaps and gaps of the same ones.

    edges: how they meet; first, second: pairs (first < second) that share land, not only an edge; tree: of
    their outlines. All without the missing ones.
    """

    edges: Edges
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    tree: STRtree


def _on_each_other(shapes: Any, tree: STRtree, asked: NDArray[np.intp]) -> NDArray[np.intp]:
    """Pairs that share land, with at least one of those asked for; each once as first × n + second."""
    first, second = tree.query(shapes[asked])
    first = asked[first]
    pairs = np.unique(np.minimum(first, second) * len(shapes) + np.maximum(first, second))
    first, second = np.divmod(pairs, len(shapes))
    share = first < second
    shapely.prepare(shapes[asked])
    share[share] = shapely.relate_pattern(shapes[first[share]], shapes[second[share]], _INTERIORS_MEET)
    return pairs[share]


def _pairs(shapes: Any, tree: STRtree, edges: Edges) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs that share land: those at open edges, and from there on to the neighbours of all found."""
    asked = np.zeros(len(shapes), dtype=bool)
    wanted, found = np.flatnonzero(edges.open), [np.empty(0, dtype=np.intp)]
    while len(wanted):
        asked[wanted] = True
        found.append(_on_each_other(shapes, tree, wanted))
        members = np.unique(np.divmod(found[-1], len(shapes)))
        near = np.unique(np.concatenate([members, edges.beside(members)]))
        wanted = near[~asked[near]]
    first, second = np.divmod(np.unique(np.concatenate(found)), max(1, len(shapes)))
    return first, second


def fit(geometries: Any) -> Fit:
    """Find out how plots lie among each other: the costly half of both `overlaps` and `gaps`.

    Parameters
    ----------
    geometries : array of valid Polygons and MultiPolygons
        EPSG:4326; None is left out.
    """
    shapes = np.asarray(geometries, dtype=object)
    shapes = shapes[~shapely.is_missing(shapes)]
    edges, tree = edges_of(shapes), STRtree(shapes)
    first, second = _pairs(shapes, tree, edges)
    return Fit(edges, first, second, tree)


def overlaps(
    geometries: Any,
    min_m2: float = SMALLEST_M2,
    *,
    features: Any | None = None,
    fitting: Fit | None = None,
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
    fitting : Fit, optional
        From `fit` of the same geometries.

    Returns
    -------
    Found
        Kind "overlap" at the earlier feature, params `other`, `area_ha`; the largest first kept.
    """
    shapes = np.asarray(geometries, dtype=object)
    there = np.flatnonzero(~shapely.is_missing(shapes))
    numbers = there if features is None else np.asarray(features)[there]
    known = fit(shapes) if fitting is None else fitting
    first, second = known.first, known.second
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


def _enclosed(edges: Edges) -> Any:
    """Return what open edges enclose, be it open ground or not."""
    lines = shapely.union_all(shapely.linestrings(edges.at_open))
    return shapely.get_parts(shapely.polygonize([lines]))


def gaps(
    geometries: Any,
    min_m2: float = SMALLEST_M2,
    max_ha: float = LARGEST_GAP_HA,
    *,
    fitting: Fit | None = None,
) -> Found:
    """Find openings that plots enclose.

    Parameters
    ----------
    geometries : array of valid Polygons and MultiPolygons
        EPSG:4326; None is left out.
    min_m2, max_ha : float
        Only openings of a size between these.
    fitting : Fit, optional
        From `fit` of the same geometries.

    Returns
    -------
    Found
        Kind "gap" of the whole layer, params `area_ha`, `longitude`, `latitude` (a point in it).
    """
    known = fit(geometries) if fitting is None else fitting
    faces = _enclosed(known.edges)
    holes = shapely.polygons(shapely.get_exterior_ring(faces))  # an opening's size is with the plots in it
    hectares = area_ha(holes)
    sized = np.flatnonzero((hectares * 10_000 >= min_m2) & (hectares <= max_ha))
    taken, _ = known.tree.query(shapely.point_on_surface(faces[sized]), predicate="intersects")
    found = np.delete(sized, taken)
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
