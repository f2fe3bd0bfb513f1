"""The map of a patrol: its zones on communes, forest and places, with the hotspots of the last days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, Engine

from data.casework.documents.words import short_moment
from data.forest.index import forest_index
from data.forest.layers import Layer, active_layer
from data.painting import Layers, Points, Shapes, around, paint
from data.painting.layers import Bbox
from data.patrols.papers.order import Order
from data.places.reading import list_lines, places_at
from data.store.engine import reading
from geo.areas import Areas

SIZE = (1640, 1340)
"""165 mm wide at 250 dots per inch."""
_FRESH = timedelta(hours=24)
_LEAST_M = 3000.0


def _communes(areas: Areas) -> Shapes:
    present = areas.communes[areas.communes["era"] == areas.present_era]
    named = zip(present.geometry, present["name"], strict=True)
    return Shapes("commune", [(shape, f"Xã {name}") for shape, name in named], "Ranh giới xã")


def _lines(conn: Connection, window: Bbox) -> list[Shapes]:
    """Roads, rivers and waters where they are known."""
    table = list_lines(conn)
    if not len(table):
        return []
    west, south, east, north = window
    table = table.cx[west:east, south:north]
    found = []
    for kind, style, legend in (
        ("water", "water", "Mặt nước"),
        ("river", "river", "Sông, suối"),
        ("road", "road", "Đường"),
    ):
        rows = table[table["kind"] == kind]
        shapes = [(shape, name or "") for shape, name in zip(rows.geometry, rows["name"], strict=True)]
        found.append(Shapes(style, shapes, legend))
    return found


def _zones(order: Order) -> list[Shapes]:
    found = []
    for style, legend, route in (
        ("zone", "Khu vực tuần tra", False),
        ("route", "Tuyến tuần tra", True),
    ):
        shapes = [
            (each.zone["shape"], f"{each.zone['code']} {each.zone['name']}")
            for each in order.grounds
            if (each.zone["area_ha"] is None) == route
        ]
        found.append(Shapes(style, shapes, legend))
    return found


def _points(conn: Connection, order: Order) -> list[Points]:
    places = places_at(conn, order.patrol["starts_at"].astimezone(order.tz).date())
    villages = [
        (row["longitude"], row["latitude"], f"{row['unit']} {row['name']}".strip())
        for row in places.to_dict("records")
    ]
    days = round(order.settings.paper_days)
    fresh = [spot for spot in order.hotspots if order.now - spot.at <= _FRESH]
    older = [spot for spot in order.hotspots if order.now - spot.at > _FRESH]
    return [
        Points("place", villages, "Bản, địa danh"),
        Points(
            "hotspot_old",
            [(each.longitude, each.latitude, "") for each in older],
            f"Điểm cháy {days} ngày qua",
        ),
        Points(
            "hotspot_new",
            [(each.longitude, each.latitude, "") for each in fresh],
            "Điểm cháy 24 giờ qua",
        ),
    ]


def _notes(order: Order, areas: Areas, layer: Layer | None) -> list[str]:
    forest = f"Lớp rừng: {layer.name}." if layer else "Chưa có lớp bản đồ rừng."
    newest = order.newest_file
    seen = "Chưa nhận được số liệu vệ tinh, nên bản đồ không nói gì về điểm cháy."
    if newest:
        received = short_moment(newest, order.tz)
        seen = f"Số liệu vệ tinh nhận đến {received}; không có điểm cháy không có nghĩa là không có cháy."
    return [f"{areas.note_vi}. {'; '.join(areas.attributions)}. {forest}", seen]


def picture_of(engine: Engine, order: Order, areas: Areas, size: tuple[int, int] = SIZE) -> bytes | None:
    """The map as PNG; None where the patrol has no zone: there is nothing to show."""
    shapes = [each.zone["shape"] for each in order.grounds]
    window = around(shapes, least_m=_LEAST_M)
    if window is None:
        return None
    with reading(engine) as conn:
        layer = active_layer(conn, order.now)
        lines, points = _lines(conn, window), _points(conn, order)
    layers = Layers(
        forest=forest_index(engine, layer.id) if layer else None,
        shapes=[_communes(areas), *lines, *_zones(order)],
        points=points,
        lines=_notes(order, areas, layer),
    )
    return paint(
        layers, window, size, title=f"Khu vực tuần tra {order.code}", drill=order.drill, epsg=order.epsg
    )
