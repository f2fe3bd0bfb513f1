"""The outlines of all eras, prepared once for many questions: trees in degrees and metres, outer border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj.enums import TransformDirection
from pyproj.transformer import Transformer
from shapely import STRtree

from geo.communes import Areas
from geo.far import FarNodes
from geo.vn2000 import transformer

SLIVER_HA = 10.0
"""Holes smaller than this between generalised communes are gaps of drawing, not land of another commune."""

NODE_SPACING_M = 250.0
"""Spacing of the nodes asked from far away (over 20 km): it lengthens a distance by 0.4 m at most."""


@dataclass(frozen=True)
class EraIndex:
    """One map: communes in degrees and in metres, and the slivers between them (degrees)."""

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    successor: NDArray[np.intp]
    degrees: STRtree
    metres: STRtree
    slivers: STRtree


@dataclass(frozen=True)
class OutlineIndex:
    """All maps, the present map's outer border (segments, metres) and its nodes for far points."""

    eras: dict[str, EraIndex]
    box: tuple[float, float, float, float]
    to_metres: Transformer
    border: STRtree
    far: FarNodes


def _to_plane(geometries: Any, to_metres: Transformer) -> Any:
    def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to_metres.transform(lonlat[:, 0], lonlat[:, 1]))

    return shapely.transform(geometries, project)


def _slivers(union: Any, to_metres: Transformer) -> NDArray[np.object_]:
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    polygons = np.array(holes, dtype=object)
    if not len(polygons):
        return polygons
    return polygons[shapely.area(_to_plane(polygons, to_metres)) < SLIVER_HA * 10_000]


def _segments(line: Any) -> NDArray[np.object_]:
    pieces = []
    for part in shapely.get_parts(line):
        nodes = shapely.get_coordinates(part)
        pieces.append(shapely.linestrings(np.stack([nodes[:-1], nodes[1:]], axis=1)))
    return np.concatenate(pieces)


def _far_nodes(plane: NDArray[np.object_], border: STRtree, to_metres: Transformer) -> FarNodes:
    nodes, owner = shapely.get_coordinates(
        shapely.segmentize(shapely.boundary(plane), NODE_SPACING_M), return_index=True
    )
    _, off = border.query_nearest(shapely.points(nodes), all_matches=False, return_distance=True)
    nodes, owner = nodes[off < 1.0], owner[off < 1.0]
    lon, lat = to_metres.transform(nodes[:, 0], nodes[:, 1], direction=TransformDirection.INVERSE)
    # A node of two communes belongs to the first, whatever the order in which a tree meets them.
    _, first = np.unique(np.round(nodes, 3), axis=0, return_index=True)
    return FarNodes(lon[first], lat[first], owner[first])


def _era_index(areas: Areas, era: str, next_ids: dict[str, int], to_metres: Transformer) -> EraIndex:
    communes = areas.of_era(era)
    outlines = communes.geometry.to_numpy()
    return EraIndex(
        ids=communes["area_id"].to_numpy(dtype=object),
        names=communes["name"].to_numpy(dtype=object),
        successor=np.array([next_ids.get(one, -1) for one in communes["successor_id"]], dtype=np.intp),
        degrees=STRtree(outlines),
        metres=STRtree(_to_plane(outlines, to_metres)),
        slivers=STRtree(_slivers(shapely.union_all(outlines), to_metres)),
    )


@lru_cache(maxsize=8)
def outline_index(areas: Areas) -> OutlineIndex:
    """Prepare areas for `geo.locate`; kept for areas that were asked before (by identity)."""
    to_metres = transformer(areas.crs_metres)
    eras: dict[str, EraIndex] = {}
    next_ids: dict[str, int] = {}
    for era in reversed(areas.eras):
        eras[era] = _era_index(areas, era, next_ids, to_metres)
        next_ids = {area_id: position for position, area_id in enumerate(eras[era].ids)}
    present = eras[areas.present_era]
    filled = shapely.union_all([*present.degrees.geometries, *present.slivers.geometries])
    border = STRtree(_segments(_to_plane(shapely.boundary(filled), to_metres)))
    return OutlineIndex(
        eras={era: eras[era] for era in areas.eras},
        box=tuple(shapely.bounds(filled)),
        to_metres=to_metres,
        border=border,
        far=_far_nodes(present.metres.geometries, border, to_metres),
    )
