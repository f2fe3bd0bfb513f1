"""The plot under a finger."""

from __future__ import annotations

from typing import Any

import shapely
from sqlalchemy import Engine, select

from data.forest.rows import plots_by_id, wkb
from data.store.engine import reading
from data.store.tables import forest_plot


def plots_at(engine: Engine, layer_id: int, lon: float, lat: float) -> list[dict[str, Any]]:
    """The plots of a layer at a place (degrees WGS84), the smallest first; borders belong to both sides.

    Each is a row of `forest_plot` without its outline.
    """
    plot, point = forest_plot.c, shapely.Point(lon, lat)
    with reading(engine) as conn:
        near = select(plot.id, wkb(conn)).where(
            plot.layer_id == layer_id,
            plot.west <= lon,
            plot.east >= lon,
            plot.south <= lat,
            plot.north >= lat,
        )
        met = [
            number for number, outline in conn.execute(near) if shapely.from_wkb(outline).intersects(point)
        ]
        found = plots_by_id(conn, met)
    return sorted(found.values(), key=lambda each: (each["geometry_ha"] or 0.0, each["id"]))
