"""The plots of a layer in a box."""

from __future__ import annotations

from typing import Any

import shapely
from sqlalchemy import Connection, select

from data.forest.rows import wkb
from data.store.tables import forest_plot

_TOLD = (
    "id", "lot", "subcompartment", "compartment", "state_abbreviation", "state_name", "state_group",
    "geometry_ha",
)  # fmt: skip


def plots_within(
    conn: Connection, layer_id: int, bounds: tuple[float, float, float, float], *, most: int | None = None
) -> list[dict[str, Any]]:
    """The plots whose box meets west, south, east, north (degrees WGS84), the smallest first.

    Each has `_TOLD` and ``shape``, its outline as stored.
    """
    west, south, east, north = bounds
    plot = forest_plot.c
    query = (
        select(wkb(conn).label("outline"), *(plot[name] for name in _TOLD))
        .where(plot.layer_id == layer_id, plot.west <= east, plot.east >= west)
        .where(plot.south <= north, plot.north >= south)
        .order_by(plot.geometry_ha, plot.id)
        .limit(most)
    )
    rows = [dict(row) for row in conn.execute(query).mappings()]
    return [row | {"shape": shapely.from_wkb(row.pop("outline"))} for row in rows]
