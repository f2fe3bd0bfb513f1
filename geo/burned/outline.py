"""Whether an outline can be burned ground, what was mended in it and why, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.validation import explain_validity

from geo.burned.errors import OutlineInvalid
from geo.forest.ellipsoid import area_ha
from geo.forest.index import polygonal

HUGE_HA = 10_000.0
"""Larger than all burned forest of the country in most years: a slip of the hand or of the unit."""

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Checked:
    """An outline that can be stored: valid polygons in EPSG:4326.

    area_ha
        Geodesic, on the ellipsoid of WGS84.
    crossing
        (latitude, longitude) of the first place where the outline crossed itself; None where it was sound.
    change_ha
        What mending changed.
    """

    shape: Any
    area_ha: float
    crossing: tuple[float, float] | None = None
    change_ha: float = 0.0


def _place(reason: str) -> tuple[float, float] | None:
    """The place that GEOS names: ``Self-intersection[103.6 21.6]``."""
    inside = reason.partition("[")[2].rstrip("]").split()
    try:
        return float(inside[1]), float(inside[0])
    except (IndexError, ValueError):
        return None


def _touches(shape: Any, bbox: Bbox) -> bool:
    return bool(shapely.box(*bbox).intersects(shapely.box(*shape.bounds)))


def checked(shape: Any, *, bbox: Bbox) -> Checked:
    """Mend an outline, measure it, and say what was wrong.

    Parameters
    ----------
    shape
        Polygons in longitude and latitude, EPSG:4326; they may cross themselves or overlap.
    bbox
        West, south, east, north: the country around this installation. What does not touch it is not here.

    Raises
    ------
    OutlineInvalid
        `problem`: outline_absent, outline_swapped (latitude and longitude change places), outline_far,
        outline_nothing_left, outline_huge.
    """
    if shape is None or shape.is_empty:
        raise OutlineInvalid(problem="outline_absent")
    if not _touches(shape, bbox):
        turned = shapely.transform(shape, lambda points: points[:, ::-1])
        raise OutlineInvalid(problem="outline_swapped" if _touches(turned, bbox) else "outline_far")
    sound = bool(shapely.is_valid(shape))
    crossing = None if sound else _place(explain_validity(shape))
    before = float(area_ha([shape])[0])
    found = polygonal(np.array([shape], dtype=object))[0]
    parts = [part for part in shapely.get_parts(found) if not part.is_empty]
    if not parts:
        raise OutlineInvalid(problem="outline_nothing_left")
    whole = shapely.union_all(parts) if len(parts) > 1 else parts[0]
    area = float(area_ha([whole])[0])
    if area <= 0:
        raise OutlineInvalid(problem="outline_nothing_left")
    if area > HUGE_HA:
        raise OutlineInvalid(problem="outline_huge")
    return Checked(whole, area, crossing, 0.0 if sound else area - before)
