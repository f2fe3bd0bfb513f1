"""A patrol's zones and hotspots for receivers, phones and Google Earth. No person is in these files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.casework.documents import words
from data.patrols.papers.order import Order
from data.patrols.papers.words import KINDS, ZONES
from geo.search import Outline, Spot, write_gpx, write_kml


def _outlines(order: Order) -> list[Outline]:
    return [
        Outline(
            f"{each.zone['code']} {each.zone['name']}",
            each.zone["shape"],
            "zone" if each.zone["area_ha"] is not None else "route",
            words.capital(ZONES[each.zone["kind"]]),
        )
        for each in order.grounds
    ]


def _spots(order: Order) -> list[Spot]:
    found = []
    for spot in order.hotspots:
        where = f"trong {spot.zone}" if spot.zone else "gần khu vực"
        local = f"{spot.at.astimezone(order.tz):%H:%M %d/%m}"
        text = f"{spot.satellite}, {where}. Điểm cháy vệ tinh, chưa chắc là cháy."
        found.append(Spot(f"Điểm cháy {local}", spot.latitude, spot.longitude, text, spot.at))
    return found


def _about(order: Order) -> Mapping[str, Any]:
    row = order.patrol
    day = words.day(row["starts_at"].astimezone(order.tz).date())
    name = f"{words.capital(KINDS[row['kind']])} {order.code}, {day}"
    return {"name": name, "text": f"Lập {words.short_moment(order.now, order.tz)}.", "drill": order.drill}


def patrol_gpx(order: Order) -> bytes:
    """GPX 1.1: zones as closed tracks of type ``zone``, routes as tracks of type ``route``, hotspots as
    waypoints."""
    return write_gpx(_spots(order), _outlines(order), **_about(order))


def patrol_kml(order: Order) -> bytes:
    """KML: zones as surfaces, routes as lines, hotspots as points with their time."""
    return write_kml(_spots(order), _outlines(order), **_about(order))
