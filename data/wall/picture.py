"""The briefing's map: communes, forest, fires and hotspots. Nobody's position is on it: whoever sees a wall
may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from data.casework.documents.words import short_moment
from data.forest.index import forest_index
from data.forest.layers import active_layer
from data.painting import Layers, Points, Shapes, around, paint
from data.profile import Profile
from data.store.engine import reading
from data.wall import ground
from data.wall.watched import watched_events
from geo.areas import Areas

SIZE = (1640, 2000)
"""165 mm wide at 250 dots per inch."""
_FRESH = timedelta(hours=24)
_MARGIN = 0.04


class Painted(Protocol):
    """The part of an installation that is painted."""

    @property
    def profile(self) -> Profile: ...
    @property
    def areas(self) -> Areas: ...
    @property
    def drill(self) -> bool: ...


def _hotspots(columns: Mapping[str, list[Any]], now: datetime, hours: float) -> list[Points]:
    rows = list(zip(columns["longitude"], columns["latitude"], columns["time_utc"], strict=True))
    since = now - _FRESH
    fresh = [(lon, lat, "") for lon, lat, at in rows if datetime.fromisoformat(at) >= since]
    older = [(lon, lat, "") for lon, lat, at in rows if datetime.fromisoformat(at) < since]
    days = round(hours / 24)
    return [
        Points("hotspot_old", older, f"Điểm cháy {days} ngày qua"),
        Points("hotspot_new", fresh, "Điểm cháy 24 giờ qua"),
    ]


def _points(conn: Connection, here: Painted, now: datetime) -> list[Points]:
    wall = here.profile.wall
    watched = watched_events(conn, here.profile.checking)
    burning = [
        (each.row["longitude"], each.row["latitude"], "")
        for each in watched
        if each.burning and each.facts.strength == "strong"
    ]
    incidents = [
        (each["lon"], each["lat"], each["code"])
        for each in ground.incidents(conn, now)
        if each["open"] and each["field"] == "forest"
    ]
    return [
        *_hotspots(ground.hotspots(conn, now, wall)["columns"], now, wall.hotspot_hours),
        Points("event", burning, "Đám cháy mạnh đang theo dõi"),
        Points("incident", incidents, "Vụ cháy đang xử lý"),
    ]


def _communes(areas: Areas) -> Sequence[tuple[Any, str]]:
    present = areas.communes[areas.communes["era"] == areas.present_era]
    return [(shape, f"Xã {name}") for shape, name in zip(present.geometry, present["name"], strict=True)]


def picture_of(engine: Engine, here: Painted, now: datetime, size: tuple[int, int] = SIZE) -> bytes | None:
    """The map at `now` (aware) as PNG; None where the areas have no outline."""
    communes = _communes(here.areas)
    window = around([shape for shape, _name in communes], margin=_MARGIN)
    if window is None:
        return None
    with reading(engine) as conn:
        layer = active_layer(conn, now)
        points = _points(conn, here, now)
    forest = f"Lớp rừng: {layer.name}." if layer else "Chưa có lớp bản đồ rừng."
    source = f"{here.areas.note_vi}. NASA FIRMS; {'; '.join(here.areas.attributions)}. {forest}"
    layers = Layers(
        forest=forest_index(engine, layer.id) if layer else None,
        shapes=[Shapes("commune", communes, "Ranh giới xã")],
        points=points,
        lines=[source, "Điểm cháy là điểm vệ tinh, chưa chắc là cháy. Không có điểm cháy ≠ không có cháy."],
    )
    title = f"Tình hình cháy lúc {short_moment(now, here.profile.tz)}"
    epsg = here.profile.checking.plane_epsg
    return paint(layers, window, size, title=title, drill=here.drill, epsg=epsg)
