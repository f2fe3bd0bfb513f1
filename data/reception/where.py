"""Where is it? One line that a caller says: coordinates, the name of a place, or a forest plot.

Every way to understand it is offered; a person takes one, or keeps the words without a point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import Connection, select

from data.forest.layers import active_layer
from data.places.reading import find, list_places
from data.store.tables import forest_plot
from geo.coordinates import Box, Reading, read_coordinates
from geo.names import fold
from geo.place_errors import PointUnreadable
from geo.place_names import valid_on

MOST = 6
_PLOT = {
    "lot": re.compile(r"\blo\s*([0-9]+[a-z]?)\b"),
    "subcompartment": re.compile(r"\b(?:khoanh|kh)\s*([0-9]+[a-z]?)\b"),
    "compartment": re.compile(r"\b(?:tieu khu|tk)\s*([0-9]+[a-z]?)\b"),
}


@dataclass(frozen=True)
class Spot:
    """One way to understand the line. `how` is coordinates, place or plot; degrees WGS84.

    `reading` of coordinates; `row` of a place (`map_place`) or plot (lot, subcompartment, compartment,
    commune_2025_id, owner).
    """

    how: str
    latitude: float
    longitude: float
    reading: Reading | None = None
    row: dict[str, Any] | None = None


def _plots(conn: Connection, text: str, now: datetime) -> list[Spot]:
    plain = fold(text).replace(",", " ").replace("–", " ").replace("-", " ")
    wanted = {name: said[1] for name, pattern in _PLOT.items() if (said := pattern.search(plain))}
    layer = active_layer(conn, now) if wanted else None
    if layer is None or ("compartment" not in wanted and "subcompartment" not in wanted):
        return []
    plot = forest_plot.c
    query = select(
        plot.lot, plot.subcompartment, plot.compartment, plot.commune_2025_id, plot.owner, plot.geometry
    ).where(plot.layer_id == layer.id)
    for name, value in wanted.items():
        query = query.where(getattr(plot, name).in_({value, value.upper(), value.lower()}))
    found = []
    for row in conn.execute(query.order_by(plot.id).limit(MOST)).mappings():
        inside = shapely.point_on_surface(row["geometry"])
        plain_row = {name: row[name] for name in row if name != "geometry"}
        found.append(Spot("plot", round(inside.y, 5), round(inside.x, 5), row=plain_row))
    return found


def _places(conn: Connection, text: str, now: datetime) -> list[Spot]:
    if len(fold(text)) < 2:
        return []
    table = find(valid_on(list_places(conn), now.date()), text).head(MOST)
    return [
        Spot(
            "place",
            float(row["latitude"]),
            float(row["longitude"]),
            row={str(name): value for name, value in row.items()},
        )
        for row in table.to_dict("records")
    ]


def find_spots(conn: Connection, text: str, box: Box, now: datetime) -> list[Spot]:
    """Every way to understand `text`, the likeliest first, at most `MOST`; none where it is only words."""
    if not text.strip():
        return []
    if re.search(r"\d{2}", text):
        try:
            readings = read_coordinates(text, box)
        except PointUnreadable:
            readings = []
        if readings:
            return [Spot("coordinates", r.latitude, r.longitude, reading=r) for r in readings[:MOST]]
    return (_plots(conn, text, now) or _places(conn, text, now))[:MOST]
