"""Values as JSON has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import shapely

DIGITS = 5
"""About 1 m: a footprint is no more exact."""


def plain(value: Any) -> Any:
    """A value as JSON has it: moments in ISO 8601, UTC; no NaN."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    if isinstance(value, float) and value != value:
        return None
    return value


def geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """A surface as GeoJSON with `DIGITS` decimals; empty: a MultiPolygon without parts."""
    rounded = shapely.set_precision(shape, 10.0**-DIGITS)
    found: dict[str, Any] = {"type": "MultiPolygon", "coordinates": []}
    for polygon in shapely.get_parts(shapely.orient_polygons(rounded)):
        rings = [polygon.exterior, *polygon.interiors]
        found["coordinates"].append(
            [[[round(x, DIGITS), round(y, DIGITS)] for x, y in ring.coords] for ring in rings]
        )
    return found
