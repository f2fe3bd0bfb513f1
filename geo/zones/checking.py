"""Whether a shape can be a zone, and what is wrong with it. Nothing is changed unseen: where something can be
mended, the finding carries the mended shape as a proposal, and a person takes it or draws anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.validation import explain_validity

from geo.zones.measures import AREAS, LINES, area_ha, is_route, length_m, vertices

Bbox = tuple[float, float, float, float]
_DEGREE_M = 111_320.0
STOP, MEND, ASK = "stop", "mend", "ask"
CODES: Mapping[str, str] = {
    "zone_absent": STOP,
    "zone_mixed": STOP,
    "zone_numbers": STOP,
    "zone_swapped": MEND,
    "zone_far": STOP,
    "zone_few_points": STOP,
    "zone_many_vertices": MEND,
    "zone_too_many": STOP,
    "zone_crossing": MEND,
    "zone_nothing_left": STOP,
    "zone_tiny": ASK,
    "zone_short": ASK,
    "zone_outside": ASK,
    "zone_partly_outside": ASK,
}
"""Every finding and what it means. stop: cannot be a zone. mend: can be one as the proposal has it.
ask: can be one if the person says so."""


@dataclass(frozen=True)
class Limits:
    """Thresholds; none is a regulation's.

    smallest_ha
        A zone below half a hectare (70 m × 70 m) is most often a slip of the pen: smaller than one
        satellite pixel by far, and smaller than the smallest plot of a forest inventory.
    shortest_m
        A route below 100 m: a double click.
    most_vertices
        More corners than any pen makes; a map with them is slow on every phone that opens it.
    near_m
        Outlines of communes are generalised by about this much.
    """

    smallest_ha: float = 0.5
    shortest_m: float = 100.0
    most_vertices: int = 10_000
    near_m: float = 300.0


@dataclass(frozen=True)
class Ground:
    """Where zones may lie: `outline` of the area and the box that is watched, EPSG:4326."""

    outline: Any
    bbox: Bbox
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Finding:
    """One thing to say about a shape: `code` of `CODES`, what it counts, the proposal where there is one."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    proposal: Any = None

    @property
    def kind(self) -> str:
        """stop, mend or ask."""
        return CODES[self.code]


def _place(reason: str) -> tuple[float, float] | None:
    """Latitude and longitude that GEOS names: ``Self-intersection[103.6 21.6]``."""
    inside = reason.partition("[")[2].rstrip("]").split()
    try:
        return float(inside[1]), float(inside[0])
    except (IndexError, ValueError):
        return None


def _touches(shape: Any, bbox: Bbox) -> bool:
    west, south, east, north = shape.bounds
    return west <= bbox[2] and east >= bbox[0] and south <= bbox[3] and north >= bbox[1]


def _turned(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points[:, ::-1])


def _few(shape: Any) -> bool:
    """Whether a part has too few different corners: three for an area, two for a route."""
    least = 2 if is_route(shape) else 3
    return any(
        len(np.unique(shapely.get_coordinates(part), axis=0)) < least for part in shapely.get_parts(shape)
    )


def _polygons(shape: Any) -> Any:
    """The areas in what mending left; an empty polygon where there are none."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if not part.is_empty]
    areas = [part for part in parts if part.geom_type in AREAS]
    if not areas:
        return shapely.Polygon()
    whole = shapely.union_all(areas) if len(areas) > 1 else areas[0]
    return shapely.orient_polygons(whole)


def _crossing(shape: Any, _ground: Ground) -> Finding | None:
    if is_route(shape) or shapely.is_valid(shape):
        return None
    mended = _polygons(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    at = _place(explain_validity(shape))
    params: dict[str, Any] = {
        "latitude": None if at is None else round(at[0], 5),
        "longitude": None if at is None else round(at[1], 5),
        "before_ha": area_ha(shape),
        "after_ha": area_ha(mended),
        "parts": len(shapely.get_parts(mended)),
    }
    if mended.is_empty or params["after_ha"] <= 0:
        return Finding("zone_nothing_left")
    return Finding("zone_crossing", params, mended)


def simplified(shape: Any, most: int) -> tuple[Any, float]:
    """The shape with at most `most` corners, and by how many metres an outline may have moved.

    The tolerance is doubled from 10 cm on until it fits; 0 m where the shape fits as it is.
    """
    if vertices(shape) <= most:
        return shape, 0.0
    metres = 0.1
    found = shape
    while metres < 10_000:
        found = shapely.simplify(shape, metres / _DEGREE_M, preserve_topology=True)
        if vertices(found) <= most:
            break
        metres *= 2
    return found, metres


def _many(shape: Any, ground: Ground) -> Finding | None:
    most = ground.limits.most_vertices
    if vertices(shape) <= most:
        return None
    fewer, metres = simplified(shape, most)
    params = {
        "vertices": vertices(shape),
        "most": most,
        "after": vertices(fewer),
        "metres": metres,
        "before_ha": area_ha(shape),
        "after_ha": area_ha(fewer),
    }
    if vertices(fewer) > most:  # very many parts, none of which can be simpler
        return Finding("zone_too_many", params)
    return Finding("zone_many_vertices", params, fewer)


def _small(shape: Any, ground: Ground) -> Finding | None:
    if is_route(shape):
        length = length_m(shape)
        if length <= 0:
            return Finding("zone_few_points")
        short = length < ground.limits.shortest_m
        return Finding("zone_short", {"metres": length, "least": ground.limits.shortest_m}) if short else None
    area = area_ha(shape)
    if area <= 0:
        return Finding("zone_nothing_left")
    tiny = area < ground.limits.smallest_ha
    return Finding("zone_tiny", {"ha": area, "least": ground.limits.smallest_ha}) if tiny else None


def _share(part: Any, whole: Any) -> float:
    measure: Callable[[Any], float] = length_m if is_route(whole) else area_ha
    total = measure(whole)
    return measure(part) / total if total > 0 else 0.0


def _outside(shape: Any, ground: Ground) -> Finding | None:
    # A degree of longitude is shorter than one of latitude here: the buffer is at most a twelfth too narrow.
    near = shapely.buffer(ground.outline, ground.limits.near_m / _DEGREE_M)
    if shapely.covers(near, shape):
        return None
    if not shapely.is_valid(shape):
        return None  # told once it is mended
    inside = shapely.intersection(shape, near)
    share = 1.0 - _share(inside, shape)
    return Finding("zone_outside" if share > 0.999 else "zone_partly_outside", {"share": share})


def _impossible(shape: Any, ground: Ground) -> Finding | None:
    if shape is None or shape.is_empty:
        return Finding("zone_absent")
    if shape.geom_type not in (*AREAS, *LINES):
        return Finding("zone_mixed")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return Finding("zone_numbers")
    if _touches(shape, ground.bbox):
        return Finding("zone_few_points") if _few(shape) else None
    turned = _turned(shape)
    return Finding("zone_swapped", {}, turned) if _touches(turned, ground.bbox) else Finding("zone_far")


def checked(shape: Any, ground: Ground, taken: Collection[str] = ()) -> tuple[Any, list[Finding]]:
    """Say what is wrong with a shape.

    Parameters
    ----------
    shape
        (Multi)Polygon or (Multi)LineString, EPSG:4326, as drawn.
    ground
        Where zones may lie, and the limits.
    taken
        Codes of proposals that the person has taken: the shape comes back mended by them.

    Returns
    -------
    shape
        As it came (in two dimensions), but for the proposals in `taken`.
    findings
        What is left to say; empty where the shape can be a zone as it is.
    """
    if shape is not None:
        shape = shapely.force_2d(shape)
    findings: list[Finding] = []
    for test in (_impossible, _many, _crossing, _small, _outside):
        found = test(shape, ground)
        if found is None:
            continue
        if found.proposal is not None and found.code in taken:
            shape = found.proposal
            continue
        findings.append(found)
        if found.kind != ASK:
            break  # what follows would be said of a shape that will be another one
    return shape, findings


def stands(findings: Collection[Finding], accepted: Collection[str] = ()) -> bool:
    """Whether a shape with these findings may be stored by somebody who said yes to `accepted`."""
    return all(finding.kind == ASK and finding.code in accepted for finding in findings)
